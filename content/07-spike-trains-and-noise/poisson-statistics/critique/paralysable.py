import numpy as np


def poisson(rate, T, seed):
    """Poisson spike train; rate in Hz, T in ms."""
    rng = np.random.default_rng(seed)
    number = rng.poisson(rate * T / 1000)
    return np.sort(rng.uniform(0, T, number))


def dead_time_poisson(hazard, d, T, seed):
    """Poisson spikes, without those that come too early. No interval is shorter than d."""
    spikes = poisson(hazard, T, seed)
    distance = np.diff(spikes, prepend=0.0)
    return spikes[distance >= d]


def cv(spikes):
    """Coefficient of variation."""
    isi = np.diff(spikes)
    return np.std(isi, ddof=1) / np.mean(isi) if len(isi) > 1 else np.nan


def fano(spikes, window, T):
    """Fano factor."""
    n = int(T / window)
    counts = np.bincount((np.asarray(spikes) / window).astype(int), minlength=n)[:n]
    return np.var(counts, ddof=1) / np.mean(counts) if counts.sum() else np.nan
