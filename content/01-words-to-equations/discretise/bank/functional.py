"""Integrators for the passive membrane equation."""
from itertools import accumulate

import numpy as np


def euler(V_0, I, dt, tau, R, E_L):
    """Integrate the membrane equation with the forward Euler scheme."""
    def step(v, i):
        return v + dt * (E_L - v + R * i) / tau

    return np.array(list(accumulate(I, step, initial=float(V_0))))


def exp_euler(V_0, I, dt, tau, R, E_L):
    """Integrate the membrane equation with the exponential Euler scheme."""
    alpha = np.exp(-dt / tau)

    def step(v, i):
        return alpha * v + (1.0 - alpha) * (E_L + R * i)

    return np.array(list(accumulate(I, step, initial=float(V_0))))


def order(dts, errors):
    """Estimate the empirical order of convergence."""
    coefficients = np.polyfit(np.log(np.asarray(dts)), np.log(np.abs(np.asarray(errors))), deg=1)
    return float(coefficients[0])
