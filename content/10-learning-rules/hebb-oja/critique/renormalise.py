import numpy as np


def hebb(X, w0, eta):
    """Hebbian learning."""
    w = np.array(w0, dtype=float)
    path = [w]
    for x in X:
        w = w + eta * np.dot(w, x) * x
        path.append(w)
    return np.array(path)


def oja(X, w0, eta):
    """Oja's rule: Hebbian learning that keeps the weight vector at unit length."""
    w = np.array(w0, dtype=float)
    path = [w]
    for x in X:
        w = w + eta * np.dot(w, x) * x
        w = w / np.linalg.norm(w)
        path.append(w)
    return np.array(path)


def oja_mean(C, w0, h, t):
    """Averaged rule."""
    l, E = np.linalg.eigh(C)
    c = E.T @ np.asarray(w0, dtype=float)
    s = h * np.asarray(t, dtype=float)
    grown = np.exp(np.outer(s, l - l[-1])) * c
    rest = (1 - c @ c) * np.exp(-2 * l[-1] * s)
    return grown @ E.T / np.sqrt(rest + np.sum(grown ** 2, axis=1))[:, None]
