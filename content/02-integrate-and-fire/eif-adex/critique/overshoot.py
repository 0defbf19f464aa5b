import numpy as np


def adex(I, dt, T, C, g_L, E_L, V_T, D, tau_w, a, b, V_r, V_cut):
    """Simulate the adaptive exponential integrate-and-fire neuron."""
    steps = int(round(T / dt))
    V, w = np.zeros(steps + 1), np.zeros(steps + 1)
    V[0] = E_L
    spikes = []
    for k in range(steps):
        # Membrane potential
        exponential = g_L * D * np.exp(min((V[k] - V_T) / D, 30.0))
        V[k + 1] = V[k] + dt * (-g_L * (V[k] - E_L) + exponential - w[k] + I) / C
        # Adaptation variable
        drive = a * (V[k + 1] - E_L)
        w[k + 1] = w[k] + dt * (drive - w[k]) / tau_w
        # Spike and reset
        if V[k + 1] >= V_cut:
            spikes.append(dt * (k + (V_cut - V[k]) / (V[k + 1] - V[k])))
            V[k + 1] = V_r
            w[k + 1] += b
    return V, w, np.array(spikes)


def eif_rheobase(E_L, V_T, D, R):
    """Rheobase current of the exponential integrate-and-fire neuron."""
    return (V_T - E_L - D) / R
