import numpy as np


def simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref):
    """Simulate an LIF neuron with an absolute refractory period."""
    steps = int(round(T / dt))
    V = np.full(steps + 1, float(E_L))
    spikes = []
    refractory_left = 0.0

    for k in range(steps):
        # Keep the membrane clamped while the neuron is refractory
        if refractory_left > 0:
            V[k + 1] = V_r
            refractory_left -= dt
            continue

        # Forward Euler step of the membrane equation
        V[k + 1] = V[k] + dt / tau * (E_L - V[k] + R * I)

        # Threshold crossing: interpolate, reset, start the refractory period
        if V[k + 1] >= V_th:
            spikes.append(dt * (k + (V_th - V[k]) / (V[k + 1] - V[k])))
            V[k + 1] = V_r
            refractory_left = t_ref

    return V, np.array(spikes)
