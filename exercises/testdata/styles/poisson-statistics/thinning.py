import numpy as np


class Train:
    def __init__(self, seed):
        self.rng = np.random.RandomState(seed % 2**32)

    def plain(self, hz, T):
        n = self.rng.poisson(hz * T * 1e-3)
        return np.sort(self.rng.uniform(0, T, size=n))

    def with_dead_time(self, hz, d, T):
        """Keep a spike if the last one that was kept is far enough away."""
        kept, last = [], 0.0
        for t in self.plain(hz, T):
            if t - last >= d:
                kept.append(t)
                last = t
        return np.array(kept)


def poisson(rate, T, seed):
    return Train(seed).plain(rate, T)


def dead_time_poisson(hazard, d, T, seed):
    return Train(seed).with_dead_time(hazard, d, T)


def cv(spikes):
    s = np.asarray(spikes, dtype=float)
    gaps = s[1:] - s[:-1]
    return gaps.std(ddof=1) / gaps.mean() if len(gaps) >= 2 else np.nan


def fano(spikes, window, T):
    edges = [k * window for k in range(int(T / window) + 1)]
    at = np.searchsorted(np.asarray(spikes, dtype=float), edges, side="left")
    counts = np.diff(at)
    if len(counts) < 2 or counts.sum() == 0:
        return np.nan
    return counts.var(ddof=1) / counts.mean()
