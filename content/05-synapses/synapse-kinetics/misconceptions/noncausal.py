import math
import numpy as np


def peak_time(tr, td):
    """Time (ms) from a spike to the peak of its response."""
    if abs(td - tr) < 1e-6 * tr:
        return tr
    return tr * td / (td - tr) * math.log(td / tr)


def conductance(t, spikes, gmax, tr, td):
    """Summed conductance (nS) at the times t."""
    t = np.asarray(t, dtype=float)
    alpha = abs(td - tr) < 1e-6 * tr
    peak = peak_time(tr, td)
    g = np.zeros(len(t))
    for spike in spikes:
        since = np.abs(t - spike)
        if alpha:
            g += gmax * since / tr * np.exp(1 - since / tr)
        else:
            g += gmax * (np.exp(-since / td) - np.exp(-since / tr)) / (math.exp(-peak / td) - math.exp(-peak / tr))
    return g


def mg_block(V, Mg):
    """Open fraction of NMDA channels at V (mV) with Mg (mM) of magnesium outside (Jahr & Stevens 1990)."""
    return 1 / (1 + Mg / 3.57 * np.exp(-0.062 * np.asarray(V, dtype=float)))
