import numpy as np


def simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref, tau_u, jump):
    """The neuron with a threshold V_th + u: tau_u u' = -u, u grows by jump at each spike."""
    n = int(round(T / dt))
    n_ref = int(round(t_ref / dt))
    V = np.empty(n + 1)
    V[0] = E_L
    u = 0.0
    spikes = []
    hold = 0
    for k in range(n):
        threshold = V_th + u
        u -= dt / tau_u * u  # u decays also while V is held
        if hold > 0:
            hold -= 1
            V[k + 1] = V_r
            continue
        new = V[k] + dt / tau * (-(V[k] - E_L) + R * I)
        if new >= threshold:
            spikes.append((k + 1) * dt)
            new = V_r
            hold = n_ref
            u += jump
        V[k + 1] = new
    return V, np.array(spikes)
