import numpy as np


def simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref):
    """Simulate an LIF neuron relative to its resting potential."""
    steps = int(round(T / dt))
    refractory_steps = int(round(t_ref / dt))
    theta = V_th - E_L          # threshold relative to rest
    u = np.zeros(steps + 1)     # membrane potential relative to rest
    spikes = []
    wait = 0

    for k in range(steps):
        if wait > 0:
            wait -= 1
            continue

        u[k + 1] = u[k] + dt / tau * (R * I - u[k])

        if u[k + 1] >= theta:
            spikes.append(dt * (k + (theta - u[k]) / (u[k + 1] - u[k])))
            u[k + 1] = 0.0
            wait = refractory_steps

    return E_L + u, np.array(spikes)
