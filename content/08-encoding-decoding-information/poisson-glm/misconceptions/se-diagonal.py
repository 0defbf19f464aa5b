import numpy as np


def design(stim, spikes, L, H):
    n = len(stim)
    X = np.zeros((n, 1 + L + H))
    X[:, 0] = 1
    for j in range(L):
        X[j:, 1 + j] = stim[:n - j]
    for j in range(1, H + 1):
        X[j:, L + j] = spikes[:n - j]
    return X


def loglik(w, X, n, dt):
    log_m = X @ w + np.log(dt)
    return np.sum(n * log_m - np.exp(log_m))


def grad_hess(w, X, n, dt):
    m = dt * np.exp(X @ w)
    return X.T @ (n - m), -(X.T * m) @ X


def fit(X, n, dt, lam):
    ridge = lam * np.eye(X.shape[1])
    ridge[0, 0] = 0

    def height(w):
        return loglik(w, X, n, dt) - w @ ridge @ w / 2

    w = np.zeros(X.shape[1])
    w[0] = np.log(np.mean(n) / dt)
    for _ in range(100):
        g, hessian = grad_hess(w, X, n, dt)
        step = np.linalg.solve(ridge - hessian, g - ridge @ w)
        for _ in range(60):
            if height(w + step) >= height(w) - 1e-9:
                break
            step = step / 2
        w = w + step
        if max(abs(step)) < 1e-10:
            break
    g, hessian = grad_hess(w, X, n, dt)
    return w, 1 / np.sqrt(np.diag(ridge - hessian))
