import numpy as np


def relax(V_0, V_inf, dt, T, tau, V_2):
    n = int(round(T / dt))
    half = int(round(n / 2))
    V = np.empty(n + 1)
    V[0] = V_0
    for k in range(n):
        target = V_inf if k < half else V_2
        V[k + 1] = V[k] + dt / tau * (target - V[k])
    return V
