import numpy as np


def poisson(rate, T, seed):
    return dead_time_poisson(rate, 0, T, seed)


def dead_time_poisson(hazard, d, T, seed):
    rng = np.random.default_rng(seed)
    mean_wait = 1000 / hazard
    times = []
    t = d + rng.exponential(mean_wait)
    while t < T:
        times.append(t)
        t = t + d + rng.exponential(mean_wait)
    return np.array(times)


def cv(spikes):
    intervals = np.diff(spikes)
    n = len(intervals)
    if n < 2:
        return np.nan
    mean = np.sum(intervals) / n
    variance = np.sum((intervals - mean) ** 2) / (n - 1)
    return variance / mean ** 2


def fano(spikes, window, T):
    n = int(T / window)
    k = np.floor(np.asarray(spikes) / window).astype(int)
    counts = np.bincount(k[k < n], minlength=n)
    mean = np.sum(counts) / n
    if n < 2 or mean == 0:
        return np.nan
    variance = np.sum((counts - mean) ** 2) / (n - 1)
    return variance / mean
