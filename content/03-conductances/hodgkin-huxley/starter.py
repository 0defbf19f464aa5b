import numpy as np


def rates(V):
    """The six rates (1/ms) at 6.3 degrees Celsius: opening (a_) and closing (b_) of m, h and n.

    V is an array (mV); each rate is an array like it, and finite at every V.
    """
    zero = np.zeros(len(V))
    return zero, zero, zero, zero, zero, zero


def hh(I, dt, T, C, g_Na, g_K, g_L, E_Na, E_K, E_L, T_C, V_0):
    """A patch of squid axon under a constant current density I.

    uA/cm^2, ms, uF/cm^2, mS/cm^2, mV, degrees Celsius. Returns V (mV) and the gates m, h, n, each with one value more
    than there are steps, and spikes (ms): upward crossings of 0 mV, interpolated. V[0] = V_0, and the gates start where
    V_0 has held them for ever.
    """
    steps = int(round(T / dt))
    V = np.full(steps + 1, float(V_0))
    gate = np.zeros(steps + 1)
    return V, gate, gate, gate, np.array([])
