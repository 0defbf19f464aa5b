import numpy as np


def exp_euler(V_0, I, dt, tau, R, E_L, g_s, E_s):
    """Exponential Euler with a synaptic conductance g_s[k] (uS) towards E_s (mV), constant in each step."""
    V = np.empty(len(I) + 1)
    V[0] = V_0
    for k in range(len(I)):
        open_ = 1 + R * g_s[k]
        target = (E_L + R * I[k] + R * g_s[k] * E_s) / open_
        V[k + 1] = target + (V[k] - target) * np.exp(-dt * open_ / tau)
    return V
