import numpy as np


def hebb(X, w0, eta):
    """Hebb: dw = eta * y * x, with the output y computed before the update."""
    history = [np.asarray(w0, float)]
    for pattern in X:
        current = history[-1]
        history.append(current + eta * pattern * np.sum(current * pattern))
    return np.vstack(history)


def oja(X, w0, eta):
    """Oja: dw = eta * (y * x - y^2 * w)."""
    history = [np.asarray(w0, float)]
    for pattern in X:
        current = history[-1]
        output = np.sum(current * pattern)
        history.append(current + eta * (output * pattern - output * output * current))
    return np.vstack(history)


def oja_mean(C, w0, h, t):
    """Averaged rule, evaluated in logarithms to avoid overflow."""
    lam, vec = np.linalg.eigh(np.asarray(C, float))
    proj = vec.T @ np.asarray(w0, float)
    rows = np.empty((len(t), len(proj)))
    for i, ti in enumerate(t):
        expo = lam * h * ti
        shift = expo.max()
        part = proj * np.exp(expo - shift)
        total = np.sum(part ** 2) + (1 - np.sum(proj ** 2)) * np.exp(-2 * shift)
        rows[i] = vec @ part / np.sqrt(total)
    return rows
