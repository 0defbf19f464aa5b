import numpy as np


def coupled(stim, spikes, other, L, H):
    """The design matrix with the counts of another cell, at lags 1 .. H, in further columns."""
    n = len(stim)
    X = np.zeros((n, 1 + L + 2 * H))
    X[:, 0] = 1
    for j in range(L):
        X[j:, 1 + j] = stim[:n - j]
    for j in range(1, H + 1):
        X[j:, L + j] = spikes[:n - j]
        X[j:, L + H + j] = other[:n - j]
    return X
