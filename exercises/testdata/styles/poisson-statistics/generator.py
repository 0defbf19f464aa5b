import itertools
import numpy as np


def _renewal(rng, wait, dead):
    now = 0.0
    while True:
        now += dead - wait * np.log1p(-rng.random())
        yield now


def poisson(rate, T, seed):
    return list(itertools.takewhile(lambda t: t < T, _renewal(np.random.default_rng(seed), 1e3 / rate, 0.0)))


def dead_time_poisson(hazard, d, T, seed):
    return list(itertools.takewhile(lambda t: t < T, _renewal(np.random.default_rng(seed), 1e3 / hazard, d)))


def cv(spikes):
    gaps = np.ediff1d(np.array(spikes, dtype=float))
    if gaps.size < 2:
        return float("nan")
    n = gaps.size
    mean = gaps.sum() / n
    return np.sqrt((np.square(gaps).sum() - n * mean**2) / (n - 1)) / mean


def fano(spikes, window, T):
    whole = int(np.floor(T / window))
    bins = {}
    for s in spikes:
        k = int(s // window)
        if k < whole:
            bins[k] = bins.get(k, 0) + 1
    counts = [bins.get(k, 0) for k in range(whole)]
    if whole < 2 or not any(counts):
        return float("nan")
    return np.var(counts, ddof=1) / np.mean(counts)
