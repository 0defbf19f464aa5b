import numpy as np


def membrane(I, dt, c_m, r_m, A, E_L, V_0):
    n = len(I)
    V = np.empty(n + 1)
    q_in = np.zeros(n + 1)
    q_leak = np.zeros(n + 1)
    V[0] = V_0
    C = c_m
    g = A / r_m
    for k in range(n):
        leak = g * (V[k] - E_L)
        V[k + 1] = V[k] + dt * (I[k] - leak) / C
        q_in[k + 1] = q_in[k] + dt * I[k]
        q_leak[k + 1] = q_leak[k] + dt * leak
    q_cap = C * (V - V[0])
    return V, q_in, q_leak, q_cap
