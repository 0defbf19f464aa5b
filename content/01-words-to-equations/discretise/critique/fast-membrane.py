import numpy as np


def euler(V_0, I, dt, tau, R, E_L):
    """Forward Euler integration of the passive membrane."""
    V = [V_0]
    for current in I:
        V.append(V[-1] + dt * (E_L - V[-1] + R * current) / tau)
    return np.array(V)


def exp_euler(V_0, I, dt, tau, R, E_L):
    """Exponential Euler integration: exact treatment of the leak."""
    decay = np.exp(-dt / tau)
    V = [V_0]
    for current in I:
        leak_part = E_L + (V[-1] - E_L) * decay
        input_part = R * current * dt / tau
        V.append(leak_part + input_part)
    return np.array(V)


def order(dts, errors):
    """Estimate the order of convergence from a log-log fit."""
    slope, _ = np.polyfit(np.log(dts), np.log(np.abs(errors)), 1)
    return slope
