import numpy as np


def heun(V_0, I, dt, tau, R, E_L):
    """Heun: the mean of the slopes at the start and at Euler's guess of the end, the current constant in the step."""
    V = np.empty(len(I) + 1)
    V[0] = V_0
    for k in range(len(I)):
        first = (-(V[k] - E_L) + R * I[k]) / tau
        guess = V[k] + dt * first
        second = (-(guess - E_L) + R * I[k]) / tau
        V[k + 1] = V[k] + dt / 2 * (first + second)
    return V
