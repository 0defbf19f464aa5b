import random
import statistics
from math import nan, sqrt


def poisson(rate, T, seed):
    return dead_time_poisson(rate, 0.0, T, seed)


def dead_time_poisson(hazard, d, T, seed):
    dice = random.Random(f"train {seed}")
    seconds, spikes = d / 1000 + dice.expovariate(hazard), []
    while seconds * 1000 < T:
        spikes.append(seconds * 1000)
        seconds += d / 1000 + dice.expovariate(hazard)
    return spikes


def cv(spikes):
    spikes = list(spikes)
    gaps = [later - earlier for earlier, later in zip(spikes[:-1], spikes[1:])]
    if len(gaps) < 2:
        return nan
    return statistics.stdev(gaps) / statistics.fmean(gaps)


def fano(spikes, window, T):
    counts = []
    left = 0.0
    while left + window <= T:
        counts.append(len([s for s in spikes if left <= s < left + window]))
        left += window
    if len(counts) < 2 or sum(counts) == 0:
        return nan
    return statistics.variance(counts) / statistics.fmean(counts)
