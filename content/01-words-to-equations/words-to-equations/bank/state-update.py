import numpy as np


def membrane(I, dt, c_m, r_m, A, E_L, V_0):
    """Passive membrane: charge is the state variable, voltage follows from V = Q / C."""
    C = c_m * A
    charge = C * V_0
    total_in, total_leak = 0.0, 0.0
    rows = [(V_0, 0.0, 0.0, 0.0)]
    for current in I:
        v = charge / C
        leak = (v - E_L) * A / r_m
        charge += dt * (current - leak)
        total_in += dt * current
        total_leak += dt * leak
        rows.append((charge / C, total_in, total_leak, charge - C * V_0))
    V, q_in, q_leak, q_cap = np.array(rows).T
    return V, q_in, q_leak, q_cap
