import numpy as np


def adex(I, dt, T, C, g_L, E_L, V_T, D, tau_w, a, b, V_r, V_cut):
    """Simulate an adaptive exponential integrate-and-fire neuron with forward Euler.

    Both derivatives are evaluated at the beginning of the step.
    """
    n_steps = int(round(T / dt))
    V = np.zeros(n_steps + 1)
    w = np.zeros(n_steps + 1)
    V[0] = E_L
    spike_times = []

    for i in range(n_steps):
        # Limit the argument so that the exponential cannot overflow
        arg = min((V[i] - V_T) / D, 60.0)
        dV = (g_L * (E_L - V[i] + D * np.exp(arg)) + I - w[i]) / C
        dw = (a * (V[i] - E_L) - w[i]) / tau_w

        V[i + 1] = V[i] + dt * dV
        w[i + 1] = w[i] + dt * dw

        if V[i + 1] >= V_cut:
            fraction = (V_cut - V[i]) / (V[i + 1] - V[i])
            spike_times.append((i + fraction) * dt)
            V[i + 1] = V_r
            w[i + 1] += b

    return V, w, np.array(spike_times)


def eif_rheobase(E_L, V_T, D, R):
    """Rheobase in nA: the saddle-node is reached when the minimum of F touches zero, at V_T."""
    minimum_without_current = -(V_T - E_L) + D
    return -minimum_without_current / R
