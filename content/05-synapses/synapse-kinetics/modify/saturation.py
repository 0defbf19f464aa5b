import numpy as np


def saturating(t, spikes, gmax, td, p):
    """gmax times the open fraction: it jumps by p (1 - s) at a spike and decays with td; a sample at a spike is taken after it."""
    g = np.zeros(len(t))
    s, last, j = 0.0, 0.0, 0
    for k in range(len(t)):
        while j < len(spikes) and spikes[j] <= t[k]:
            s *= np.exp(-(spikes[j] - last) / td)
            s += p * (1 - s)
            last = spikes[j]
            j += 1
        g[k] = gmax * s * np.exp(-(t[k] - last) / td)
    return g
