import numpy as np


def membrane(I, dt, c_m, r_m, A, E_L, V_0):
    """Simulate a passive membrane and track the charge balance."""
    I = np.asarray(I, dtype=float)
    n = I.size
    capacitance = c_m
    resistance = r_m
    V = np.full(n + 1, float(V_0))
    leak = np.zeros(n)

    for k in range(n):
        leak[k] = (V[k] - E_L) / resistance
        V[k + 1] = V[k] + dt * (I[k] - leak[k]) / capacitance

    q_in = np.concatenate(([0.0], np.cumsum(I * dt)))
    q_leak = np.concatenate(([0.0], np.cumsum(leak * dt)))
    q_cap = capacitance * (V - V[0])
    return V, q_in, q_leak, q_cap
