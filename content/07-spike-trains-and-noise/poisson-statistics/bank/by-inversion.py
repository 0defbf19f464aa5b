import math
import random


def _exponential(source, hz):
    return -1000.0 * math.log(1.0 - source.random()) / hz


def poisson(rate, T, seed):
    # the number of spikes is Poisson distributed, the times are independent of each other
    source = random.Random(int(seed))
    clock, number = 0.0, 0
    while True:
        clock += _exponential(source, rate)
        if clock >= T:
            break
        number += 1
    return sorted(source.random() * T for _ in range(number))


def dead_time_poisson(hazard, d, T, seed):
    source = random.Random(int(seed))
    spikes = []
    previous = 0.0
    while True:
        current = previous + d + _exponential(source, hazard)
        if current >= T:
            return spikes
        spikes.append(current)
        previous = current


def cv(spikes):
    intervals = [b - a for a, b in zip(spikes, list(spikes)[1:])]
    n = len(intervals)
    if n < 2:
        return math.nan
    mean = sum(intervals) / n
    variance = sum((x - mean) ** 2 for x in intervals) / (n - 1)
    return math.sqrt(variance) / mean


def fano(spikes, window, T):
    n = int(T / window)
    counts = [0] * n
    for s in spikes:
        k = int(s / window)
        if k < n:
            counts[k] += 1
    total = sum(counts)
    if total == 0 or n < 2:
        return math.nan
    mean = total / n
    return sum((c - mean) ** 2 for c in counts) / (n - 1) / mean
