import numpy as np


def simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref, tau_w, b):
    """The neuron with an adaptation current w: tau_w w' = -w, w grows by b at each spike, I - w drives V."""
    n = int(round(T / dt))
    n_ref = int(round(t_ref / dt))
    V = np.empty(n + 1)
    V[0] = E_L
    w = 0.0
    spikes = []
    hold = 0
    for k in range(n):
        drive = I - w
        w -= dt / tau_w * w  # w decays also while V is held
        if hold > 0:
            hold -= 1
            V[k + 1] = V_r
            continue
        new = V[k] + dt / tau * (-(V[k] - E_L) + R * drive)
        if new >= V_th:
            spikes.append(dt * (k + (V_th - V[k]) / (new - V[k])))
            new = V_r
            hold = n_ref
            w += b
        V[k + 1] = new
    return V, np.array(spikes)
