import numpy as np


def pair(I, g, dt, T, v_1, w_1, v_2, w_2, a, b, phi, tau):
    """Two cells with a gap junction of strength g."""
    n = int(round(T / dt))
    v = np.empty((n + 1, 2))
    v[0] = v_1, v_2
    w = np.array([w_1, w_2], dtype=float)
    for k in range(n):
        v[k + 1] = v[k] + dt / tau * (v[k] - v[k] ** 3 / 3 - w + I + g * (v[k, ::-1] - v[k]))
        w = w + dt / tau * phi * (v[k] + a - b * w)
    return v[:, 0], v[:, 1]
