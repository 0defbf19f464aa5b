import numpy as np


def ratio(x):
    x = x + 1e-12 * (x == 0)
    return -x / np.expm1(-x)


def rates(V):
    a_m = ratio((V + 40) / 10)
    b_m = 4 * np.exp(-(V + 65) / 18)
    a_h = 0.07 * np.exp(-(V + 65) / 20)
    b_h = 1 / (1 + np.exp(-(V + 35) / 10))
    a_n = 0.1 * ratio((V + 55) / 10)
    b_n = 0.125 * np.exp(-(V + 65) / 80)
    return a_m, b_m, a_h, b_h, a_n, b_n


def clamp(V_c, V_hold, dt, T, g_Na, g_K, E_Na, E_K, T_C):
    """Currents after a step from V_hold to V_c: each gate is one exponential."""
    t = dt * 3 ** ((T_C - 6.3) / 10) * np.arange(int(round(T / dt)) + 1)
    before, after = rates(float(V_hold)), rates(float(V_c))
    m, h, n = [after[i] / (after[i] + after[i + 1])
               + (before[i] / (before[i] + before[i + 1]) - after[i] / (after[i] + after[i + 1])) * np.exp(-(after[i] + after[i + 1]) * t)
               for i in (0, 2, 4)]
    return g_Na * m ** 3 * h * (V_c - E_Na), g_K * n ** 4 * (V_c - E_K)
