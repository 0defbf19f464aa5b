import numpy as np


def _learn(X, w0, eta, leak):
    w = np.array(w0, dtype=float)
    rows = [w.copy()]
    for x in np.asarray(X, dtype=float):
        y = float(np.dot(w, x))
        dw = eta * y * x
        if leak:
            dw = dw - eta * y ** 2 * w
        w = w + dw
        rows.append(w.copy())
    return np.array(rows)


def hebb(X, w0, eta):
    """Plain Hebbian learning."""
    return _learn(X, w0, eta, leak=False)


def oja(X, w0, eta):
    """Hebbian learning with Oja's normalising leak."""
    return _learn(X, w0, eta, leak=True)


def oja_mean(C, w0, h, t):
    """Closed-form solution of the averaged Oja flow."""
    eigenvalues, vectors = np.linalg.eigh(np.asarray(C, dtype=float))
    coefficients = vectors.T @ np.asarray(w0, dtype=float)
    top = eigenvalues[-1]
    result = []
    for time in t:
        scaled = coefficients * np.exp((eigenvalues - top) * h * time)
        norm2 = scaled @ scaled + (1.0 - coefficients @ coefficients) * np.exp(-2.0 * top * h * time)
        result.append(vectors @ (scaled / np.sqrt(norm2)))
    return np.array(result)
