"""Generation and analysis of Poisson spike trains with a dead time."""
import numpy as np


def _renewal(draw, expected_interval, T):
    """Draw intervals in batches until the train is longer than T."""
    batch = int(1.2 * T / expected_interval) + 50
    times = np.cumsum(draw(batch))
    while times[-1] < T:
        times = np.concatenate([times, times[-1] + np.cumsum(draw(batch))])
    return times[times < T]


def poisson(rate, T, seed):
    """Homogeneous Poisson process; rate in Hz, T in ms."""
    rng = np.random.default_rng(seed)
    mean_interval = 1000.0 / rate
    return _renewal(lambda size: rng.exponential(mean_interval, size), mean_interval, T)


def dead_time_poisson(hazard, d, T, seed):
    """Poisson process with a non-paralysable dead time d (ms)."""
    rng = np.random.default_rng(seed)
    mean_wait = 1000.0 / hazard
    return _renewal(lambda size: d + rng.exponential(mean_wait, size), d + mean_wait, T)


def cv(spikes):
    """Coefficient of variation of the interspike intervals."""
    isi = np.diff(np.asarray(spikes, dtype=float))
    if isi.size < 2:
        return float("nan")
    return float(isi.std(ddof=1) / isi.mean())


def fano(spikes, window, T):
    """Fano factor of spike counts in non-overlapping windows."""
    spikes = np.asarray(spikes, dtype=float)
    number_of_windows = int(T // window)
    edges = np.arange(number_of_windows + 1) * window
    inside = spikes[spikes < edges[-1]]
    counts, _ = np.histogram(inside, bins=edges)
    mean_count = counts.mean() if number_of_windows else 0
    if mean_count == 0 or number_of_windows < 2:
        return float("nan")
    return float(counts.var(ddof=1) / mean_count)
