import numpy as np


def relax(V_0, V_inf, dt, T, tau):
    """Relax the membrane potential towards its steady state."""
    n = int(round(T / dt))
    V = np.full(n + 1, float(V_0))
    slope = (V_inf - V[0]) / tau
    for k in range(n):
        V[k + 1] = V[k] + dt * slope
    return V
