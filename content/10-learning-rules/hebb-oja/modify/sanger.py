import numpy as np


def sanger(X, W0, eta):
    """Two outputs: W <- W + eta (y x^T - tril(y y^T) W); returns the final W."""
    W = np.array(W0, dtype=float)
    for x in X:
        y = W @ x
        W = W + eta * (np.outer(y, x) - np.tril(np.outer(y, y)) @ W)
    return W
