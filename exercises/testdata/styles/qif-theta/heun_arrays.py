import numpy as np


def heun(f, y, h):
    first = f(y)
    return y + 0.5 * h * (first + f(y + h * first))


def qif(current, h, duration, tau, critical, cut, start):
    n, eta = int(np.rint(duration / h)), current - critical
    x, t = np.full(n + 1, np.float64(start)), np.zeros(0)
    for k in np.arange(n):
        x[k + 1] = heun(lambda y: (y ** 2 + eta) / tau, x[k], h)
        if x[k + 1] >= cut:
            t = np.append(t, np.interp(cut, x[k:k + 2], h * np.array([k, k + 1])))
            x[k + 1] = -cut
    return x, t


def theta(current, h, duration, tau, critical, start):
    n, eta = int(np.rint(duration / h)), current - critical
    th, t = np.full(n + 1, np.float64(start)), np.zeros(0)
    for k in np.arange(n):
        th[k + 1] = heun(lambda y: (1 + eta + (eta - 1) * np.cos(y)) / tau, th[k], h)
        if th[k + 1] >= np.pi:
            t = np.append(t, np.interp(np.pi, th[k:k + 2], h * np.array([k, k + 1])))
            th[k + 1] -= 2 * np.pi
    return th, t
