import numpy as np


def qif(I, dt, T, tau, I_c, x_p, x_0):
    n = int(round(T / dt))
    eta = I - I_c
    x = np.empty(n + 1)
    x[0] = x_0
    spikes = []
    for k in range(n):
        new = x[k] + dt / tau * (x[k] * x[k] + eta)
        if new >= x_p:
            spikes.append(dt * (k + (x_p - x[k]) / (new - x[k])))
            new = -x_p
        x[k + 1] = new
    return x, np.array(spikes)


def theta(I, dt, T, tau, I_c, th_0):
    n = int(round(T / dt))
    eta = I - I_c
    th = np.empty(n + 1)
    th[0] = th_0
    spikes = []
    for k in range(n):
        c = np.cos(th[k])
        new = th[k] + dt / tau * (1 + c + (1 - c) * eta)
        if new >= np.pi:
            spikes.append(dt * (k + (np.pi - th[k]) / (new - th[k])))
            new -= 2 * np.pi
        th[k + 1] = new
    return th, np.array(spikes)
