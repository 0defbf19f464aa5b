import math
import numpy as np


def steady_current(V, p):
    """Current (uA/cm2) that holds the membrane at V, with w at its steady value."""
    C, gL, gCa, gK, EL, ECa, EK, V1, V2, V3, V4, phi = p
    V = np.asarray(V, dtype=float)
    m = 0.5 * (1 + np.tanh((V - V1) / V2))
    n = 0.5 * (1 + np.tanh((V - V3) / V4))
    return gL * (V - EL) + gCa * m * (V - ECa) + gK * n * (V - EK)


def jacobian(V, p):
    """Rows V' and w', columns V and w, at w = n(V). The slope of r does not count: it multiplies n - w = 0."""
    C, gL, gCa, gK, EL, ECa, EK, V1, V2, V3, V4, phi = p
    a, b = np.tanh((V - V1) / V2), np.tanh((V - V3) / V4)
    m, n = 0.5 * (1 + a), 0.5 * (1 + b)
    dm, dn = 0.5 * (1 - a * a) / V2, 0.5 * (1 - b * b) / V4
    pace = phi * np.cosh((V - V3) / V4)
    return np.array([[-(gL + gCa * (m + dm * (V - ECa)) + gK * n) / C, -gK * (V - EK) / C], [pace * dn, -pace]])


def zeros(f, grid):
    """Where f changes its sign, by bisection."""
    found = []
    values = [f(v) for v in grid]
    for k in range(len(grid) - 1):
        if values[k] * values[k + 1] < 0:
            low, high = grid[k], grid[k + 1]
            for _ in range(40):
                middle = (low + high) / 2
                if f(middle) * values[k] > 0:
                    low = middle
                else:
                    high = middle
            found.append(low)
    return found


def bifurcations(p):
    """Hopf points: trace 0 and determinant above 0. Folds: determinant 0, where the steady current is flat."""
    def trace(V):
        J = jacobian(V, p)
        return J[0, 0] + J[1, 1]

    def determinant(V):
        J = jacobian(V, p)
        return J[0, 0] * J[1, 1] - J[0, 1] * J[1, 0]

    grid = np.linspace(-70, 40, 222)
    hopf = [V for V in zeros(trace, grid) if determinant(V) > 0]
    return steady_current(hopf, p), steady_current(zeros(determinant, grid), p)


def simulate(I, dt, T, V0, w0, p):
    """Forward Euler; both slopes are taken at the old state."""
    C, gL, gCa, gK, EL, ECa, EK, V1, V2, V3, V4, phi = p
    n = int(round(T / dt))
    Vs, ws = [V0], [w0]
    V, w = V0, w0
    for k in range(n):
        m = 0.5 * (1 + math.tanh((V - V1) / V2))
        goal = 0.5 * (1 + math.tanh((V - V3) / V4))
        dV = (I - gL * (V - EL) - gCa * m * (V - ECa) - gK * w * (V - EK)) / C
        dw = phi * math.cosh((V - V3) / V4) * (goal - w)
        V, w = V + dt * dV, w + dt * dw
        Vs.append(V)
        ws.append(w)
    return np.array(Vs), np.array(ws)


def rate(V, dt):
    """1000 over the mean interval of the upward crossings of 0 mV in the last half; 0 with fewer than two of them."""
    times = []
    for k in range(len(V) // 2, len(V) - 1):
        if V[k] < 0 <= V[k + 1]:
            times.append(dt * (k - V[k] / (V[k + 1] - V[k])))
    if len(times) < 2:
        return 0.0
    return 1000 * (len(times) - 1) / (times[-1] - times[0])
