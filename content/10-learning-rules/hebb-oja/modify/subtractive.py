import numpy as np


def subtractive(X, w0, eta):
    """The mean input is subtracted from each input, and weights are held between 0 and 1."""
    w = np.array(w0, dtype=float)
    W = [w]
    for x in X:
        w = np.clip(w + eta * (w @ x) * (x - np.mean(x)), 0, 1)
        W.append(w)
    return np.array(W)
