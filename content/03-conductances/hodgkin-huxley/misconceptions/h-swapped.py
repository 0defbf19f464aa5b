import numpy as np


def ratio(x):
    x = x + 1e-12 * (x == 0)
    return -x / np.expm1(-x)


def rates(V):
    a_m = ratio((V + 40) / 10)
    b_m = 4 * np.exp(-(V + 65) / 18)
    b_h = 0.07 * np.exp(-(V + 65) / 20)
    a_h = 1 / (1 + np.exp(-(V + 35) / 10))
    a_n = 0.1 * ratio((V + 55) / 10)
    b_n = 0.125 * np.exp(-(V + 65) / 80)
    return a_m, b_m, a_h, b_h, a_n, b_n


def relaxed(x, a, b, t):
    return a / (a + b) + (x - a / (a + b)) * np.exp(-(a + b) * t)


def hh(I, dt, T, C, g_Na, g_K, g_L, E_Na, E_K, E_L, T_C, V_0):
    steps = int(round(T / dt))
    q = 3 ** ((T_C - 6.3) / 10)
    V, m, h, n = np.empty((4, steps + 1))
    a_m, b_m, a_h, b_h, a_n, b_n = rates(V_0)
    V[0], m[0], h[0], n[0] = V_0, a_m / (a_m + b_m), a_h / (a_h + b_h), a_n / (a_n + b_n)
    spikes = []
    for k in range(steps):
        v = V[k]
        outward = g_Na * m[k] ** 3 * h[k] * (v - E_Na) + g_K * n[k] ** 4 * (v - E_K) + g_L * (v - E_L)
        V[k + 1] = v + dt / C * (I - outward)
        a_m, b_m, a_h, b_h, a_n, b_n = rates(v)
        m[k + 1] = relaxed(m[k], a_m, b_m, q * dt)
        h[k + 1] = relaxed(h[k], a_h, b_h, q * dt)
        n[k + 1] = relaxed(n[k], a_n, b_n, q * dt)
        if v < 0 <= V[k + 1]:
            spikes.append(dt * (k + v / (v - V[k + 1])))
    return V, m, h, n, np.array(spikes)
