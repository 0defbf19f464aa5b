import numpy as np


def poisson(rate, T, seed):
    """Spike times (ms) of a Poisson process of `rate` Hz in [0, T): a dead time of nothing."""
    return dead_time_poisson(rate, 0, T, seed)


def dead_time_poisson(hazard, d, T, seed):
    """Spike times (ms) in [0, T), as if the last spike had been at 0: every interval is d and an exponential."""
    rng = np.random.default_rng(seed)
    mean_wait = 1000 / hazard
    times = []
    t = d + rng.exponential(mean_wait)
    while t < T:
        times.append(t)
        t = t + d + rng.exponential(mean_wait)
    return np.array(times)


def cv(spikes):
    """Standard deviation over mean of the intervals; nan for fewer than three spikes."""
    intervals = np.diff(spikes)
    n = len(intervals)
    if n < 2:
        return np.nan
    mean = np.sum(intervals) / n
    variance = np.sum((intervals - mean) ** 2) / (n - 1)
    return np.sqrt(variance) / mean


def fano(spikes, window, T):
    """Variance over mean of the counts in the whole windows of [0, T); nan if there is no spike in them."""
    n = int(T / window)
    k = np.floor(np.asarray(spikes) / window).astype(int)
    counts = np.bincount(k[k < n], minlength=n)
    mean = np.sum(counts) / n
    if n < 2 or mean == 0:
        return np.nan
    variance = np.sum((counts - mean) ** 2) / (n - 1)
    return variance / mean
