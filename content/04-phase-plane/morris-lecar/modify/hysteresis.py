import math
import numpy as np


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
        dw = phi * math.cosh((V - V3) / (2 * V4)) * (goal - w)
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


def staircase(currents, dt, T, p):
    """The rate under each current, every run from the state in which the last one ended."""
    V, w = -60.0, 0.5 * (1 + math.tanh((-60 - p[9]) / p[10]))
    rates = []
    for I in currents:
        trace, gate = simulate(I, dt, T, V, w, p)
        rates.append(rate(trace, dt))
        V, w = trace[-1], gate[-1]
    return np.array(rates)
