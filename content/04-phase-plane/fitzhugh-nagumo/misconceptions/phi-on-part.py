import numpy as np


def simulate(I, dt, v_0, w_0, a, b, phi, tau):
    v = np.empty(len(I) + 1)
    w = np.empty(len(I) + 1)
    v[0], w[0] = v_0, w_0
    for k in range(len(I)):
        v[k + 1] = v[k] + dt / tau * (v[k] - v[k] ** 3 / 3 - w[k] + I[k])
        w[k + 1] = w[k] + dt / tau * (phi * (v[k] + a) - b * w[k])
    return v, w


def fixed_point(I, a, b):
    roots = np.roots([1 / 3, 0, 1 / b - 1, a / b - I])
    v = roots[np.argmin(np.abs(roots.imag))].real
    return v, (v + a) / b


def hopf_currents(a, b, phi):
    v = np.sqrt(1 - b)
    low, high = [(x + a) / b - x + x ** 3 / 3 for x in (-v, v)]
    return low, high


def jacobian(v, a, b, phi, tau):
    return np.array([[1 - v ** 2, -1], [phi, -b]]) / tau
