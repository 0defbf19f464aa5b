import math

import numpy as np


def _exprel(x):
    # x / (1 - exp(-x)) with the removable singularity filled by its series
    return 1.0 + x / 2.0 if abs(x) < 1e-7 else x / (1.0 - math.exp(-x))


def _rates_at(v):
    alpha_m = _exprel((v + 40.0) / 10.0)
    beta_m = 4.0 * math.exp(-(v + 65.0) / 18.0)
    alpha_h = 0.07 * math.exp(-(v + 65.0) / 20.0)
    beta_h = 1.0 / (math.exp(-(v + 35.0) / 10.0) + 1.0)
    alpha_n = 0.1 * _exprel((v + 55.0) / 10.0)
    beta_n = 0.125 * math.exp(-(v + 65.0) / 80.0)
    return alpha_m, beta_m, alpha_h, beta_h, alpha_n, beta_n


def rates(V):
    """Return alpha and beta of the gates m, h, n for each voltage."""
    table = np.array([_rates_at(float(v)) for v in V])
    return tuple(table[:, i] for i in range(6))


def hh(I, dt, T, C, g_Na, g_K, g_L, E_Na, E_K, E_L, T_C, V_0):
    """Integrate the Hodgkin-Huxley equations with the forward Euler method."""
    n_steps = int(round(T / dt))
    q10 = 3.0 ** ((T_C - 6.3) / 10.0)

    v = float(V_0)
    am, bm, ah, bh, an, bn = _rates_at(v)
    m, h, n = am / (am + bm), ah / (ah + bh), an / (an + bn)
    Vs, ms, hs, ns, spikes = [v], [m], [h], [n], []

    for i in range(n_steps):
        am, bm, ah, bh, an, bn = _rates_at(v)
        I_Na = g_Na * m**3 * h * (v - E_Na)
        I_K = g_K * n**4 * (v - E_K)
        I_L = g_L * (v - E_L)
        v_next = v + dt * (I - I_Na - I_K - I_L) / C
        m += dt * q10 * (am * (1 - m) - bm * m)
        h += dt * q10 * (ah * (1 - h) - bh * h)
        n += dt * q10 * (an * (1 - n) - bn * n)
        if v < 0 <= v_next:
            spikes.append((i - v / (v_next - v)) * dt)
        v = v_next
        Vs.append(v)
        ms.append(m)
        hs.append(h)
        ns.append(n)

    return np.array(Vs), np.array(ms), np.array(hs), np.array(ns), np.array(spikes)
