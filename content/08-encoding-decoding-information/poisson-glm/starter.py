import numpy as np


def design(stim, spikes, L, H):
    """One row a bin: 1, stim at lags 0 .. L-1, counts at lags 1 .. H. What lies before the first bin is 0."""
    return np.zeros((len(stim), 1 + L + H))


def loglik(w, X, n, dt):
    """Sum of n log m - m over the bins, m = dt exp(X w); dt in ms. One number."""
    return 0.0


def grad_hess(w, X, n, dt):
    """Gradient (p,) of loglik with respect to w, and the p x p matrix of its second derivatives."""
    p = X.shape[1]
    return np.zeros(p), np.zeros((p, p))


def fit(X, n, dt, lam):
    """Weights that maximise loglik - lam/2 sum(w[1:]**2), and their standard errors.

    Newton's method from w[0] = log(mean(n)/dt) and zeros; halve a step that leads downhill.
    """
    p = X.shape[1]
    return np.zeros(p), np.ones(p)
