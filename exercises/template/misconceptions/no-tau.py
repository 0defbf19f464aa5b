import numpy as np


def relax(V_0, V_inf, dt, T, tau):
    """V (mV) from V_0 towards V_inf, one value more than there are steps of dt (ms) in T (ms); forward Euler."""
    n = int(round(T / dt))
    V = np.empty(n + 1)
    V[0] = V_0
    for k in range(n):
        V[k + 1] = V[k] + dt * (V_inf - V[k])
    return V
