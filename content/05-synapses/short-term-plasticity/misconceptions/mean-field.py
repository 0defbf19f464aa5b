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


def steady(rate_hz, U, tF, tD):
    """The balance of gains and losses at each rate."""
    r = np.asarray(rate_hz, dtype=float) / 1000
    u = U * (1 + r * tF) / (1 + U * r * tF)
    x = 1 / (1 + u * r * tD)
    return u, x, u * x
