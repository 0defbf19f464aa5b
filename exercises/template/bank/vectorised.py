import numpy as np


def relax(V_0, V_inf, dt, T, tau):
    """Relax towards V_inf with the exact exponential solution."""
    time = np.arange(int(round(T / dt)) + 1) * dt
    return V_inf + (V_0 - V_inf) * np.exp(-time / tau)
