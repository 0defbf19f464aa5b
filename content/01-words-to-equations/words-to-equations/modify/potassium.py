import numpy as np


def membrane(I, dt, c_m, r_m, A, E_L, V_0, g_K, E_K):
    """The membrane with a second leak: g_K (uS/mm2) towards E_K (mV). q_leak counts both."""
    n = len(I)
    V = np.empty(n + 1)
    q_in = np.zeros(n + 1)
    q_leak = np.zeros(n + 1)
    V[0] = V_0
    C = c_m * A
    for k in range(n):
        leak = A / r_m * (V[k] - E_L) + A * g_K * (V[k] - E_K)
        V[k + 1] = V[k] + dt * (I[k] - leak) / C
        q_in[k + 1] = q_in[k] + dt * I[k]
        q_leak[k + 1] = q_leak[k] + dt * leak
    return V, q_in, q_leak, C * (V - V[0])
