import numpy as np


def hebb(X, w0, eta):
    W = np.empty((len(X) + 1, len(w0)))
    W[0] = w0
    for k, x in enumerate(X):
        W[k + 1] = W[k] + eta * (W[k] @ x) * x
    return W


def oja(X, w0, eta):
    W = np.empty((len(X) + 1, len(w0)))
    W[0] = w0
    for k, x in enumerate(X):
        y = W[k] @ x
        W[k + 1] = W[k] + eta * y * (x + y * W[k])
    return W


def oja_mean(C, w0, h, t):
    l, E = np.linalg.eigh(C)
    start = np.asarray(w0) @ E
    s = h * np.asarray(t, dtype=float)
    grown = np.exp(np.outer(s, l - max(l))) * start
    rest = (1 - start @ start) * np.exp(-2 * max(l) * s)
    return grown @ E.T / np.sqrt(rest + np.sum(grown ** 2, axis=1))[:, None]
