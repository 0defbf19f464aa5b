import numpy as np


def potential(I, spikes, dt, tau, R, EL, Vr, tref):
    """V (mV) at the start of each bin, given observed spikes.

    I [n] nA, held over a bin; spikes: indices of the bins with a spike, in rising order. V[0] = EL.
    """
    return np.zeros(len(I))


def simulate(I, dt, tau, R, EL, Vr, th, Dl, rho0, tref, u):
    """V (mV) at the start of each bin, and the indices of the bins with a spike; u [n] holds uniform numbers.

    A bin that is not refractory has a spike if u[k] is below the probability of at least one event in it.
    """
    return np.zeros(len(I)), np.array([], dtype=int)


def log_likelihood(I, spikes, dt, tau, R, EL, Vr, th, Dl, rho0, tref):
    """Logarithm (natural) of the probability of these spikes; -inf if one of them stands in a refractory bin."""
    return 0.0
