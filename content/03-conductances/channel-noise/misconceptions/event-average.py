import numpy as np


def gillespie(N, alpha, beta, T, n_0, u):
    t, n = [0.0], [n_0]
    for wait, which in np.asarray(u):
        opening = alpha * (N - n[-1])
        total = opening + beta * n[-1]
        if total <= 0:
            break
        time = t[-1] - np.log(wait) / total
        if time > T:
            break
        t.append(time)
        n.append(n[-1] + 1 if which < opening / total else n[-1] - 1)
    return np.array(t), np.array(n)


def time_average(t, n, T):
    n = np.asarray(n, dtype=float)
    return np.mean(n), np.var(n)


def langevin(N, alpha, beta, dt, xi, x_0):
    x = np.empty(len(xi) + 1)
    x[0] = x_0
    for k in range(len(xi)):
        up = alpha * (1 - x[k])
        down = beta * x[k]
        new = x[k] + dt * (up - down) + np.sqrt((up + down) / N * dt) * xi[k]
        x[k + 1] = min(max(new, 0.0), 1.0)
    return x
