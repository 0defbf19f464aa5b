import numpy as np


def release(spikes, U, tF, tD):
    """Short-term plasticity at sorted spike times (ms); tF and tD in ms, tF = 0 means no memory of facilitation.

    Returns u (just after its jump), x (just before the spike) and the release, one value a spike.
    """
    n = len(spikes)
    return np.zeros(n), np.zeros(n), np.zeros(n)


def steady(rate_hz, U, tF, tD):
    """u, x and release of a regular train that has gone on for long, at every rate (Hz) of the array."""
    n = len(rate_hz)
    return np.zeros(n), np.zeros(n), np.zeros(n)
