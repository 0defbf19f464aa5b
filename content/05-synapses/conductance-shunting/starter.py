import numpy as np


def tau_vinf(I, gE, gI, C, gL, EL, EE, EI):
    """Effective time constant (ms) and the potential (mV) to which the membrane relaxes; numbers."""
    return 1.0, EL


def simulate(I, gE, gI, dt, V0, C, gL, EL, EE, EI, Vth, Vr, tref):
    """Arrays I (pA), gE, gI (nS) hold one value a step. Returns V (mV, one value more than steps; V[0] = V0) and spikes (ms)."""
    V = np.full(len(I) + 1, float(V0))
    spikes = []
    return V, np.array(spikes)


def rate(I, gE, gI, C, gL, EL, EE, EI, Vth, Vr, tref):
    """Firing rate (Hz) under constant input, in closed form; 0 where the cell is silent; a number."""
    return 0.0
