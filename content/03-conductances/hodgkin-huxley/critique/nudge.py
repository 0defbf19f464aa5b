import numpy as np


def rates(V):
    """Opening and closing rates of the gates m, h and n, safe against division by zero."""
    V = np.array(V, dtype=float)
    # Move V slightly away from the singular points of alpha_m and alpha_n
    v_m, v_n = V.copy(), V.copy()
    v_m = np.where(np.abs(V + 40) < 1e-3, V + 1e-3, v_m)
    v_n = np.where(np.abs(V + 55) < 1e-3, V + 1e-3, v_n)
    a_m = 0.1 * (v_m + 40) / (1 - np.exp(-(v_m + 40) / 10))
    a_n = 0.01 * (v_n + 55) / (1 - np.exp(-(v_n + 55) / 10))
    b_m = 4 * np.exp(-(V + 65) / 18)
    a_h = 0.07 * np.exp(-(V + 65) / 20)
    b_h = 1 / (1 + np.exp(-(V + 35) / 10))
    b_n = 0.125 * np.exp(-(V + 65) / 80)
    return a_m, b_m, a_h, b_h, a_n, b_n


def hh(I, dt, T, C, g_Na, g_K, g_L, E_Na, E_K, E_L, T_C, V_0):
    """Simulate the Hodgkin-Huxley axon with the forward Euler method."""
    steps = int(round(T / dt))
    q10 = 3 ** ((T_C - 6.3) / 10)
    V, m, h, n = (np.zeros(steps + 1) for _ in range(4))
    a_m, b_m, a_h, b_h, a_n, b_n = rates(V_0)
    V[0] = V_0
    m[0], h[0], n[0] = a_m / (a_m + b_m), a_h / (a_h + b_h), a_n / (a_n + b_n)
    for k in range(steps):
        ionic = g_Na * m[k]**3 * h[k] * (V[k] - E_Na) + g_K * n[k]**4 * (V[k] - E_K) + g_L * (V[k] - E_L)
        V[k + 1] = V[k] + dt * (I - ionic) / C
        a_m, b_m, a_h, b_h, a_n, b_n = rates(V[k])
        m[k + 1] = m[k] + dt * q10 * (a_m * (1 - m[k]) - b_m * m[k])
        h[k + 1] = h[k] + dt * q10 * (a_h * (1 - h[k]) - b_h * h[k])
        n[k + 1] = n[k] + dt * q10 * (a_n * (1 - n[k]) - b_n * n[k])
    crossed = np.flatnonzero((V[:-1] < 0) & (V[1:] >= 0))
    spikes = dt * (crossed + V[crossed] / (V[crossed] - V[crossed + 1]))
    return V, m, h, n, spikes
