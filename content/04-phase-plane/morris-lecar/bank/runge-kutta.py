"""Morris-Lecar model: steady states, stability, simulation and firing rate."""
import math
import numpy as np


def steady_current(V, p):
    """Return the steady-state current-voltage curve."""
    C, gL, gCa, gK, EL, ECa, EK, V1, V2, V3, V4, phi = p
    V = np.asarray(V, dtype=float)
    m_inf = (1 + np.tanh((V - V1) / V2)) / 2
    w_inf = (1 + np.tanh((V - V3) / V4)) / 2
    return gL * (V - EL) + gCa * m_inf * (V - ECa) + gK * w_inf * (V - EK)


def jacobian(V, p):
    """Return the Jacobian at the fixed point with potential V."""
    C, gL, gCa, gK, EL, ECa, EK, V1, V2, V3, V4, phi = p
    tm, tn = math.tanh((V - V1) / V2), math.tanh((V - V3) / V4)
    dm, dn = (1 - tm ** 2) / (2 * V2), (1 - tn ** 2) / (2 * V4)
    lam = phi * math.cosh((V - V3) / (2 * V4))
    dVdV = -(gL + gCa * ((1 + tm) / 2 + dm * (V - ECa)) + gK * (1 + tn) / 2) / C
    return np.array([[dVdV, -gK * (V - EK) / C], [lam * dn, -lam]])


def bifurcations(p):
    """Scan the fixed points for Hopf and fold bifurcations."""
    V = np.linspace(-70, 40, 2201)
    J = [jacobian(v, p) for v in V]
    tr = np.array([j[0, 0] + j[1, 1] for j in J])
    det = np.array([np.linalg.det(j) for j in J])
    I = steady_current(V, p)

    def crossings(y):
        """Interpolate the currents at which y changes sign."""
        k = np.flatnonzero(y[:-1] * y[1:] < 0)
        part = y[k] / (y[k] - y[k + 1])
        return I[k] + part * (I[k + 1] - I[k]), k

    hopf, k = crossings(tr)
    folds, _ = crossings(det)
    return hopf[det[k] > 0], folds


def simulate(I, dt, T, V0, w0, p):
    """Integrate the model with fourth-order Runge-Kutta."""
    C, gL, gCa, gK, EL, ECa, EK, V1, V2, V3, V4, phi = p

    def slopes(v, w):
        m = (1 + math.tanh((v - V1) / V2)) / 2
        n = (1 + math.tanh((v - V3) / V4)) / 2
        dv = (I - gL * (v - EL) - gCa * m * (v - ECa) - gK * w * (v - EK)) / C
        return dv, phi * math.cosh((v - V3) / (2 * V4)) * (n - w)

    V, W = [V0], [w0]
    for _ in range(int(round(T / dt))):
        v, w = V[-1], W[-1]
        a1, b1 = slopes(v, w)
        a2, b2 = slopes(v + dt * a1 / 2, w + dt * b1 / 2)
        a3, b3 = slopes(v + dt * a2 / 2, w + dt * b2 / 2)
        a4, b4 = slopes(v + dt * a3, w + dt * b3)
        V.append(v + dt * (a1 + 2 * a2 + 2 * a3 + a4) / 6)
        W.append(w + dt * (b1 + 2 * b2 + 2 * b3 + b4) / 6)
    return np.array(V), np.array(W)


def rate(V, dt):
    """Return the firing rate from the upward zero crossings in the second half."""
    V = np.asarray(V, dtype=float)
    half = V[len(V) // 2:]
    below, above = half[:-1], half[1:]
    k = np.flatnonzero((below < 0) & (above >= 0))
    if len(k) < 2:
        return 0.0
    times = dt * (k + below[k] / (below[k] - above[k]))
    return 1000.0 / np.mean(np.diff(times))
