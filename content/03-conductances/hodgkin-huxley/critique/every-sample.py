import numpy as np


def _ratio(x):
    x = np.asarray(x, dtype=float)
    near_zero = np.abs(x) < 1e-7
    safe = np.where(near_zero, 1.0, x)
    return np.where(near_zero, 1.0 + x / 2.0, safe / (1.0 - np.exp(-safe)))


def rates(V):
    """Opening and closing rates of the gates m, h and n."""
    a_m = _ratio((V + 40) / 10)
    b_m = 4 * np.exp(-(V + 65) / 18)
    a_h = 0.07 * np.exp(-(V + 65) / 20)
    b_h = 1 / (1 + np.exp(-(V + 35) / 10))
    a_n = 0.1 * _ratio((V + 55) / 10)
    b_n = 0.125 * np.exp(-(V + 65) / 80)
    return a_m, b_m, a_h, b_h, a_n, b_n


def hh(I, dt, T, C, g_Na, g_K, g_L, E_Na, E_K, E_L, T_C, V_0):
    """Simulate the Hodgkin-Huxley axon with the forward Euler method."""
    steps = int(round(T / dt))
    q10 = 3 ** ((T_C - 6.3) / 10)
    V, gates = np.zeros(steps + 1), np.zeros((3, steps + 1))
    opening, closing = np.array(rates(V_0)).reshape(3, 2).T
    V[0], gates[:, 0] = V_0, opening / (opening + closing)
    spikes = []
    for k in range(steps):
        m, h, n = gates[:, k]
        ionic = g_Na * m**3 * h * (V[k] - E_Na) + g_K * n**4 * (V[k] - E_K) + g_L * (V[k] - E_L)
        V[k + 1] = V[k] + dt * (I - ionic) / C
        opening, closing = np.array(rates(V[k])).reshape(3, 2).T
        gates[:, k + 1] = gates[:, k] + dt * q10 * (opening * (1 - gates[:, k]) - closing * gates[:, k])
        # The neuron spikes when the membrane potential is above zero
        if V[k + 1] >= 0:
            spikes.append((k + 1) * dt)
    return V, gates[0], gates[1], gates[2], np.array(spikes)
