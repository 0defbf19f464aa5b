import numpy as np


def simulate(I, dt, v_0, w_0, a, b, phi, tau):
    """Heun's method on the state vector (v, w)."""
    def field(state, drive):
        v, w = state
        return np.array([v - v ** 3 / 3 - w + drive, phi * (v + a - b * w)]) / tau

    states = np.zeros((len(I) + 1, 2))
    states[0] = v_0, w_0
    for i, drive in enumerate(I):
        slope = field(states[i], drive)
        predicted = states[i] + dt * slope
        states[i + 1] = states[i] + dt * 0.5 * (slope + field(predicted, drive))
    return states[:, 0], states[:, 1]


def fixed_point(I, a, b):
    # Cardano's formula for v^3 + 3 p v + 2 q = 0 with p > 0 (one real root)
    p = 1 / b - 1
    q = 1.5 * (a / b - I)
    v = -2 * np.sqrt(p) * np.sinh(np.arcsinh(q / p ** 1.5) / 3)
    return v, (v + a) / b


def hopf_currents(a, b, phi):
    v = np.array([-1, 1]) * np.sqrt(1 - b * phi)
    I = (v + a) / b + v ** 3 / 3 - v
    return I[0], I[1]


def jacobian(v, a, b, phi, tau):
    J = np.zeros((2, 2))
    J[0] = 1 - v ** 2, -1
    J[1] = phi, -b * phi
    return J / tau
