import numpy as np


def bits(w, X, n, dt, c):
    """Bits per spike by which the weights beat the constant log rate c (1/ms)."""
    log_m = X @ w + np.log(dt)
    constant = c + np.log(dt)
    gain = np.sum(n * log_m - np.exp(log_m)) - np.sum(n * constant - np.exp(constant))
    return gain / np.sum(n) / np.log(2)
