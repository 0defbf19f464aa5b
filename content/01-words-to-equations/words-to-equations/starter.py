import numpy as np


def membrane(I, dt, c_m, r_m, A, E_L, V_0):
    """Passive membrane with a ledger of charge, by forward Euler.

    I: array, nA, I[k] holds from k*dt to (k+1)*dt; dt ms; c_m nF/mm2; r_m MOhm*mm2; A mm2; E_L, V_0 mV.
    Returns V (mV) and the charges q_in, q_leak, q_cap (pC) up to each time; each has one value more than I.
    """
    n = len(I)
    V = np.full(n + 1, float(V_0))
    q_in = np.zeros(n + 1)
    q_leak = np.zeros(n + 1)

    # What flows on, what leaks off, and what does that do to V?

    q_cap = np.zeros(n + 1)
    return V, q_in, q_leak, q_cap
