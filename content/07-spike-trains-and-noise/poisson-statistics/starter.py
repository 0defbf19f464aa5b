import numpy as np


def poisson(rate, T, seed):
    """Spike times (ms) in [0, T), in order, of a Poisson process of `rate` Hz. Randomness from the seed alone."""
    rng = np.random.default_rng(seed)
    return np.array([])


def dead_time_poisson(hazard, d, T, seed):
    """Spike times (ms) in [0, T), in order: d ms of silence after a spike, then the constant hazard (Hz)."""
    rng = np.random.default_rng(seed)
    return np.array([])


def cv(spikes):
    """Coefficient of variation of the intervals between the spikes; nan for fewer than three."""
    return 0.0


def fano(spikes, window, T):
    """Variance over mean of the counts in whole windows; nan if there is no spike in them."""
    return 0.0
