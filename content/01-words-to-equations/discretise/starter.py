import numpy as np


def euler(V_0, I, dt, tau, R, E_L):
    """Forward Euler. I: array, nA, I[k] constant on [k*dt, (k+1)*dt); returns V (mV), one value more than I, V[0] = V_0."""
    V = np.full(len(I) + 1, float(V_0))
    return V


def exp_euler(V_0, I, dt, tau, R, E_L):
    """Exponential Euler: exact for a current that is constant in each step. Arguments and result as in euler."""
    V = np.full(len(I) + 1, float(V_0))
    return V


def order(dts, errors):
    """The order of convergence: least-squares slope of log|error| on log dt."""
    return 0.0
