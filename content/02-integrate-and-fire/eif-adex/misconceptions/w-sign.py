import math

import numpy as np


def adex(I, dt, T, C, g_L, E_L, V_T, D, tau_w, a, b, V_r, V_cut):
    V, w, spikes = [E_L], [0.0], []
    for k in range(int(round(T / dt))):
        v, u = V[k], w[k]
        rise = g_L * D * math.exp(min((v - V_T) / D, 60))
        new = v + dt / C * (-g_L * (v - E_L) + rise + u + I)
        u = u + dt / tau_w * (a * (v - E_L) - u)
        if new >= V_cut:
            spikes.append(dt * (k + (V_cut - v) / (new - v)))
            new = V_r
            u = u + b
        V.append(new)
        w.append(u)
    return np.array(V), np.array(w), np.array(spikes)


def eif_rheobase(E_L, V_T, D, R):
    return (V_T - E_L - D) / R
