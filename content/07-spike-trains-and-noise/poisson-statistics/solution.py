import numpy as np


def poisson(rate, T, seed):
    """Spike times (ms) of a Poisson process of `rate` Hz in [0, T): a dead time of nothing."""
    return dead_time_poisson(rate, 0, T, seed)


def dead_time_poisson(hazard, d, T, seed):
    """Spike times (ms) in [0, T), as if the last spike had been at 0: every interval is d and an exponential."""
    rng = np.random.default_rng(seed)
    times = []
    t = d + rng.exponential(1000 / hazard)
    while t < T:
        times.append(t)
        t += d + rng.exponential(1000 / hazard)
    return np.array(times)


def cv(spikes):
    """Standard deviation over mean of the intervals; nan for fewer than three spikes."""
    if len(spikes) < 3:
        return np.nan
    intervals = np.diff(spikes)
    return np.std(intervals, ddof=1) / np.mean(intervals)


def fano(spikes, window, T):
    """Variance over mean of the counts in the whole windows of [0, T); nan if there is no spike in them."""
    n = int(T / window)
    k = np.floor(np.asarray(spikes) / window).astype(int)
    counts = np.bincount(k[k < n], minlength=n)
    if n < 2 or counts.sum() == 0:
        return np.nan
    return np.var(counts, ddof=1) / np.mean(counts)
