import numpy as np


def simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref):
    n = int(round(T / dt))
    n_ref = int(round(t_ref / dt))
    V = np.empty(n + 1)
    V[0] = E_L
    spikes = []
    hold = 0  # steps that are still held at V_r
    for k in range(n):
        if hold > 0:
            hold -= 1
            V[k + 1] = V_r
            continue
        new = V[k] + dt / tau * (-(V[k] - E_L) + R * I)
        if new >= V_th:
            spikes.append(dt * k)
            new = V_r
            hold = n_ref
        V[k + 1] = new
    return V, np.array(spikes)
