import numpy as np


def design(stim, spikes, L, H):
    """Build the predictors bin by bin."""
    rows = []
    for t in range(len(stim)):
        row = [1.0]
        row += [stim[t - j] if t - j >= 0 else 0.0 for j in range(L)]
        row += [spikes[t - j] if t - j >= 0 else 0.0 for j in range(1, H + 1)]
        rows.append(row)
    return np.array(rows, dtype=float)


def _expected(w, X, dt):
    return dt * np.exp(np.dot(X, w))


def loglik(w, X, n, dt):
    """Sum of n log m - m."""
    m = _expected(w, X, dt)
    return np.sum(n * np.log(m)) - np.sum(m)


def grad_hess(w, X, n, dt):
    """Score and Hessian."""
    m = _expected(w, X, dt)
    residual = np.asarray(n) - m
    return residual @ X, -np.dot(X.T, X * m[:, None])


def fit(X, n, dt, lam):
    """Damped Newton ascent."""
    p = X.shape[1]
    P = np.diag([0.0] + [float(lam)] * (p - 1))
    w = np.r_[np.log(np.sum(n) / len(n) / dt), np.zeros(p - 1)]
    best = loglik(w, X, n, dt) - 0.5 * w @ P @ w
    for _ in range(300):
        g, H = grad_hess(w, X, n, dt)
        full = np.linalg.solve(P - H, g - P @ w)
        for k in range(60):
            trial = w + full / 2 ** k
            value = loglik(trial, X, n, dt) - 0.5 * trial @ P @ trial
            if value > best - 1e-9:
                break
        move = np.abs(trial - w).max()
        w, best = trial, value
        if move < 1e-11:
            break
    g, H = grad_hess(w, X, n, dt)
    return w, np.diag(np.linalg.inv(P - H)) ** 0.5
