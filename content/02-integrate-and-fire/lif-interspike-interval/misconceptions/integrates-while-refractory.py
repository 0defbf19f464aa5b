import numpy as np


def simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref):
    n = int(round(T / dt))
    n_ref = int(round(t_ref / dt))
    V = np.empty(n + 1)
    V[0] = E_L
    spikes = []
    blocked = 0  # steps in which no spike is allowed
    for k in range(n):
        new = V[k] + dt / tau * (-(V[k] - E_L) + R * I)
        if blocked > 0:
            blocked -= 1
        elif new >= V_th:
            spikes.append(dt * (k + (V_th - V[k]) / (new - V[k])))
            new = V_r
            blocked = n_ref
        V[k + 1] = new
    return V, np.array(spikes)
