import numpy as np


def ou_exact(mu, sigma, tau, dt, xi, V_0):
    """The exact step: the distance to mu shrinks by a = exp(-dt/tau), the kick makes up the lost variance."""
    xi = np.asarray(xi, dtype=float)
    V = np.empty((len(xi) + 1,) + xi.shape[1:])
    V[0] = V_0
    a = np.exp(-dt / tau)
    kick = sigma / np.sqrt(2) * np.sqrt(1 - a * a)
    for k in range(len(xi)):
        V[k + 1] = mu + (V[k] - mu) * a + kick * xi[k]
    return V
