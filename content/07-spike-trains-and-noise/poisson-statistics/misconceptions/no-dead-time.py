import numpy as np


def poisson(rate, T, seed):
    return dead_time_poisson(rate, 0, T, seed)


def dead_time_poisson(hazard, d, T, seed):
    rng = np.random.default_rng(seed)
    times = []
    t = rng.exponential(1000 / hazard)
    while t < T:
        times.append(t)
        t += rng.exponential(1000 / hazard)
    return np.array(times)


def cv(spikes):
    if len(spikes) < 3:
        return np.nan
    intervals = np.diff(spikes)
    return np.std(intervals, ddof=1) / np.mean(intervals)


def fano(spikes, window, T):
    n = int(T / window)
    k = np.floor(np.asarray(spikes) / window).astype(int)
    counts = np.bincount(k[k < n], minlength=n)
    if n < 2 or counts.sum() == 0:
        return np.nan
    return np.var(counts, ddof=1) / np.mean(counts)
