import numpy as np


def relax(V_0, V_inf, dt, T, tau):
    """V (mV) from V_0 towards V_inf, one value more than there are steps of dt (ms) in T (ms)."""
    n = int(round(T / dt))
    V = np.full(n + 1, float(V_0))

    # Take n steps.

    return V
