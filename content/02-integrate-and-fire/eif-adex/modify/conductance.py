import math

import numpy as np


def adex(I, dt, T, C, g_L, E_L, V_T, D, tau_w, g_b, E_w, V_r, V_cut):
    """Adaptation as a conductance w (nS) that pulls V towards E_w."""
    V, w, spikes = [E_L], [0.0], []
    for k in range(int(round(T / dt))):
        v, u = V[k], w[k]
        rise = g_L * D * math.exp(min((v - V_T) / D, 60))
        new = v + dt / C * (-g_L * (v - E_L) + rise - u * (v - E_w) + I)
        u = u - dt / tau_w * u
        if new >= V_cut:
            spikes.append(dt * (k + (V_cut - v) / (new - v)))
            new = V_r
            u = u + g_b
        V.append(new)
        w.append(u)
    return np.array(V), np.array(w), np.array(spikes)
