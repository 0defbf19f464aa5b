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
            ready = min(1.0, ready + (1 - ready) * wait / tD)
        primed += U * (1 - primed)
        u[k] = primed
        x[k] = ready
        rel[k] = primed * ready
        ready -= rel[k]
    return u, x, rel


def steady(rate_hz, U, tF, tD):
    """The fixed point of the map for a regular train, in closed form."""
    T = 1000 / np.asarray(rate_hz, dtype=float)
    kept = np.exp(-T / tF) if tF > 0 else np.zeros(len(T))
    empty = np.exp(-T / tD)
    u = U / (1 - (1 - U) * kept)
    x = (1 - empty) / (1 - (1 - u) * empty)
    return u, x, u * x
