import numpy as np


def logistic(x):
    return 1 / (1 + np.exp(-x))


def recruited(E, I, P, p):
    wee, wei, wie, wii, ae, the, ai, thi, te, ti, r, Q = p
    return logistic(ae * (wee * E - wei * I + P - the)), logistic(ai * (wie * E - wii * I + Q - thi))


def simulate(E0, I0, dt, T, P, p):
    wee, wei, wie, wii, ae, the, ai, thi, te, ti, r, Q = p
    n = int(round(T / dt))
    E, I = np.empty(n + 1), np.empty(n + 1)
    E[0], I[0] = E0, I0
    for k in range(n):
        x, y = recruited(E[k], I[k], P, p)
        E[k + 1] = E[k] + dt / te * (-E[k] + (1 - r * E[k]) * (x - logistic(-ae * the)))
        I[k + 1] = I[k] + dt / ti * (-I[k] + (1 - r * I[k]) * (y - logistic(-ai * thi)))
    return E, I


def jacobian(E, I, P, p):
    wee, wei, wie, wii, ae, the, ai, thi, te, ti, r, Q = p
    x, y = recruited(E, I, P, p)
    a, b = (1 - r * E) * ae * x * (1 - x), (1 - r * I) * ai * y * (1 - y)
    n, m = 1 + r * (x - logistic(-ae * the)), 1 + r * (y - logistic(-ai * thi))
    return np.array([[(a * wee - n) / te, -a * wei / te], [b * wie / ti, -(m + b * wii) / ti]])


def branch(v, p):
    wee, wei, wie, wii, ae, the, ai, thi, te, ti, r, Q = p
    g = logistic(ai * (v - thi)) - logistic(-ai * thi)
    I = g / (1 + r * g)
    E = (v + wii * I - Q) / wie
    x = E / (1 - r * E) + logistic(-ae * the)
    with np.errstate(invalid='ignore', divide='ignore'):
        return E, I, the + np.log(x / (1 - x)) / ae - wee * E + wei * I


def zeros(f):
    grid = np.linspace(-2, 13, 1500)
    values = [f(v) for v in grid]
    found = []
    for k in range(len(grid) - 1):
        if values[k] * values[k + 1] < 0:
            low, high = grid[k], grid[k + 1]
            for _ in range(45):
                middle = (low + high) / 2
                if f(middle) * values[k] > 0:
                    low = middle
                else:
                    high = middle
            found.append(low)
    return found


def steady(P, p):
    states = [branch(v, p)[:2] for v in zeros(lambda v: branch(v, p)[2] - P)]
    return np.array(sorted(states)[:1]).reshape(-1, 2)


def hopf(p):
    def trace(v):
        return np.trace(jacobian(*branch(v, p), p))

    drives = [branch(v, p)[2] for v in zeros(trace) if np.linalg.det(jacobian(*branch(v, p), p)) > 0]
    return np.array(sorted(P for P in drives if 0 <= P <= 5))
