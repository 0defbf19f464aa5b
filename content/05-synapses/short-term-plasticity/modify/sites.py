import numpy as np


def release(spikes, U, tF, tD):
    """u after its jump, x before the spike, and what is released, for each spike; exact between spikes."""
    n = len(spikes)
    u, x, rel = np.zeros(n), np.zeros(n), np.zeros(n)
    primed, ready = 0.0, 1.0
    for k in range(n):
        if k > 0:
            wait = spikes[k] - spikes[k - 1]
            primed *= np.exp(-wait / tF) if tF > 0 else 0
            ready = 1 - (1 - ready) * np.exp(-wait / tD)
        primed += U * (1 - primed)
        u[k] = primed
        x[k] = ready
        rel[k] = primed * ready
        ready -= rel[k]
    return u, x, rel


def sites(spikes, U, tF, tD, refill, fire):
    """How many of the sites (columns of refill and fire) release at each spike (rows)."""
    u, x, rel = release(spikes, U, tF, tD)
    full = np.ones(len(fire[0]), dtype=bool)
    released = np.zeros(len(spikes))
    for k in range(len(spikes)):
        if k > 0:
            back = 1 - np.exp(-(spikes[k] - spikes[k - 1]) / tD)
            full = full | (np.asarray(refill[k]) < back)
        fires = full & (np.asarray(fire[k]) < u[k])
        released[k] = np.sum(fires)
        full = full & ~fires
    return released
