import numpy as np


def ou(mu, sigma, tau, dt, xi, V_0):
    xi = np.asarray(xi, dtype=float)
    V = np.empty((len(xi) + 1,) + xi.shape[1:])
    V[0] = V_0
    kick = sigma * np.sqrt(dt)
    for k in range(len(xi)):
        V[k + 1] = V[k] + dt / tau * (mu - V[k]) + kick * xi[k]
    return V


def lif_noise(mu, sigma, tau, V_th, V_r, t_ref, dt, xi, V_0):
    n_ref = int(round(t_ref / dt))
    V = np.empty(len(xi) + 1)
    V[0] = V_0
    kick = sigma * np.sqrt(dt)
    spikes = []
    hold = 0
    for k in range(len(xi)):
        if hold > 0:
            hold -= 1
            V[k + 1] = V_r
            continue
        new = V[k] + dt / tau * (mu - V[k]) + kick * xi[k]
        if new >= V_th:
            spikes.append((k + 1) * dt)
            new = V_r
            hold = n_ref
        V[k + 1] = new
    return V, np.array(spikes)
