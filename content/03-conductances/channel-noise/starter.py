import numpy as np


def gillespie(N, alpha, beta, T, n_0, u):
    """N channels that open at alpha and close at beta (1/ms), exactly, from n_0 open ones.

    u [k, 2]: uniform numbers; row j gives the waiting time and the direction of event j.
    Returns t (ms) and n: the start and every event up to T; n[j] are open from t[j] on.
    """
    return np.array([0.0]), np.array([n_0])


def time_average(t, n, T):
    """Mean and variance of n over the time from 0 to T; n[j] holds from t[j] to t[j+1], the last one to T."""
    return 0.0, 0.0


def langevin(N, alpha, beta, dt, xi, x_0):
    """The open fraction with noise, clipped to [0, 1]; xi: standard normal numbers. Returns x, one value more than xi."""
    return np.full(len(xi) + 1, float(x_0))
