import numpy as np


def euler(V_0, I, dt, tau, R, E_L):
    """Forward Euler: the slope at the start of the step, walked straight on."""
    V = np.empty(len(I) + 1)
    V[0] = V_0
    for k in range(len(I)):
        V[k + 1] = V[k] + dt / tau * (-(V[k] - E_L) + R * I[k])
    return V


def exp_euler(V_0, I, dt, tau, R, E_L):
    """Exponential Euler: the distance to the target shrinks by exp(-dt/tau), exactly, while the current is constant."""
    V = np.empty(len(I) + 1)
    V[0] = V_0
    a = np.exp(-dt / tau)
    for k in range(len(I)):
        target = E_L + R * I[k]
        V[k + 1] = target + (V[k] - target) * a
    return V


def order(dts, errors):
    """Least-squares slope of log|error| on log dt."""
    x = np.log(dts)
    y = np.log(np.abs(errors))
    x = x - np.mean(x)
    return np.sum(x * y) / np.sum(x * x)
