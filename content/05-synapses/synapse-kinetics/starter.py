import numpy as np


def peak_time(tr, td):
    """Time (ms) from a spike to the peak of its response; tr and td in ms, tr <= td."""
    return 0.0


def conductance(t, spikes, gmax, tr, td):
    """Conductance (nS) at the sorted times t (ms) after the sorted spike times (ms); one event peaks at gmax (nS)."""
    return np.zeros(len(t))


def mg_block(V, Mg):
    """Open fraction of NMDA channels at the potentials V (mV), with Mg (mM) of magnesium outside."""
    return np.zeros(len(V))
