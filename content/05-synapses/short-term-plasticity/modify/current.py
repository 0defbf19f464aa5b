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


def psc(t, spikes, A, ts, U, tF, tD):
    """Sum of the currents (pA) of all releases at the sorted times t; a sample at a spike is taken after it."""
    u, x, rel = release(spikes, U, tF, tD)
    current = np.zeros(len(t))
    for k in range(len(t)):
        for j in range(len(spikes)):
            if spikes[j] <= t[k]:
                current[k] += A * rel[j] * np.exp(-(t[k] - spikes[j]) / ts)
    return current
