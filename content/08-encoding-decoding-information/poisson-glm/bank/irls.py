import numpy as np


def design(stim, spikes, L, H):
    """Design matrix with lagged stimulus and spike history."""
    stim, spikes = np.asarray(stim, float), np.asarray(spikes, float)
    columns = [np.ones(len(stim))]
    for lag in range(L):
        columns.append(np.concatenate([np.zeros(lag), stim])[:len(stim)])
    for lag in range(1, H + 1):
        columns.append(np.concatenate([np.zeros(lag), spikes])[:len(stim)])
    return np.column_stack(columns)


def loglik(w, X, n, dt):
    """Poisson log-likelihood up to a constant."""
    mu = np.exp(X @ w) * dt
    return float(n @ np.log(mu) - mu.sum())


def grad_hess(w, X, n, dt):
    """First and second derivative of the log-likelihood."""
    mu = np.exp(X @ w) * dt
    gradient = X.T @ (n - mu)
    hessian = -np.einsum('ti,t,tj->ij', X, mu, X)
    return gradient, hessian


def fit(X, n, dt, lam):
    """Iteratively reweighted least squares with step halving."""
    penalty = np.full(X.shape[1], float(lam))
    penalty[0] = 0.0
    beta = np.zeros(X.shape[1])
    beta[0] = np.log(n.sum() / (len(n) * dt))

    def objective(b):
        return loglik(b, X, n, dt) - 0.5 * np.sum(penalty * b ** 2)

    current = objective(beta)
    for iteration in range(200):
        gradient, hessian = grad_hess(beta, X, n, dt)
        information = np.diag(penalty) - hessian
        delta = np.linalg.solve(information, gradient - penalty * beta)
        scale = 1.0
        for halving in range(40):
            value = objective(beta + scale * delta)
            if np.isfinite(value) and value >= current - 1e-9:
                break
            scale *= 0.5
        beta = beta + scale * delta
        current = value
        if np.max(np.abs(scale * delta)) < 1e-11:
            break
    _, hessian = grad_hess(beta, X, n, dt)
    covariance = np.linalg.inv(np.diag(penalty) - hessian)
    return beta, np.sqrt(np.diag(covariance))
