import numpy as np


def simulate(I, dt, v_0, w_0, a, b, phi, tau):
    """Integrate the FitzHugh-Nagumo equations with the explicit Euler method."""
    v, w = [float(v_0)], [float(w_0)]
    for drive in I:
        dv = (v[-1] - v[-1] ** 3 / 3 - w[-1] + drive) / tau
        dw = phi * (v[-1] + a - b * w[-1]) / tau
        v.append(v[-1] + dt * dv)
        w.append(w[-1] + dt * dw)
    return np.array(v), np.array(w)


def fixed_point(I, a, b):
    """Newton's method, started near the resting state."""
    v = -1.0
    for _ in range(5):
        v -= (v - v ** 3 / 3 - (v + a) / b + I) / (1 - v ** 2 - 1 / b)
    return v, (v + a) / b


def hopf_currents(a, b, phi):
    """Drives at which the trace of the Jacobian changes its sign."""
    v_hopf = np.array([-1.0, 1.0]) * np.sqrt(1 - phi * b)
    low, high = (v_hopf + a) / b - v_hopf + v_hopf ** 3 / 3
    return low, high


def jacobian(v, a, b, phi, tau):
    """Linearisation of the flow at v."""
    return np.array([[(1 - v ** 2) / tau, -1 / tau], [phi / tau, -phi * b / tau]])
