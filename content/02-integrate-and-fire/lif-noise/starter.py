import numpy as np


def ou(mu, sigma, tau, dt, xi, V_0):
    """Free membrane with white noise, Var V = sigma**2/2.

    mu, sigma, V_0 mV; tau, dt ms; xi: independent standard normal numbers, [n] or [n, m] for m cells.
    Returns V (mV), [n+1] or [n+1, m]; V[0] = V_0.
    """
    xi = np.asarray(xi, dtype=float)
    V = np.full((len(xi) + 1,) + xi.shape[1:], float(V_0))
    return V


def lif_noise(mu, sigma, tau, V_th, V_r, t_ref, dt, xi, V_0):
    """The same membrane with threshold, reset and refractory time; xi [n]. Returns V [n+1] and spikes (ms).

    A spike found in step k is stamped (k+1)*dt. One number of xi belongs to each step, also while V is held.
    """
    V = ou(mu, sigma, tau, dt, xi, V_0)
    return V, np.array([])
