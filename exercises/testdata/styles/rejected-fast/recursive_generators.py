import collections
import itertools
import math

import numpy as np


def means(x, w):
    """Running means of a padded deque."""
    x = [float(v) for v in x]
    h = w//2
    stream = itertools.chain([x[0]]*h, x, [x[-1]]*h)
    held = collections.deque(itertools.islice(stream, w - 1), maxlen=w)
    for v in stream:
        held.append(v)
        yield math.fsum(held)/w


def first_above(t, y, level):
    last = None
    for when, value in zip(t, y):
        if last is not None and value >= level:
            t0, y0 = last
            return t0 + (when - t0)*(level - y0)/(value - y0)
        last = when, value


def signatures(time, low, high):
    n = len(time)
    settled = np.s_[int(.8*n):]
    base = np.average(low[settled])
    quick = list(means(low, 11))
    half = first_above(time, quick, base/2)
    three = first_above(time, quick, 3*base/4)
    return np.array([np.average(high[settled])/base, max(means(low, 51))/base, three/half, (base - np.average(low[int(.4*n):int(.6*n)]))/base])


def rejects(sig):
    D, S, rho, L = sig
    out = []
    for model in "ABCDE":
        bad = []
        if model in "ABC":
            bad.append(abs(D - 2) > .05)
        if model == "D":
            bad.append(abs(D - 2) <= .05)
        if model in "ABD":
            bad.append(abs(S - 1) > .04)
        if model == "C":
            bad.append(S < 1.04)
        if model in "ABCD":
            bad.append(abs(L) > .05)
        if model == "A":
            bad.append(abs(rho - 2) > .2)
        if model == "B":
            bad.append(rho < 2.2)
        if model == "E":
            bad.append(L < .25)
        out.append(any(bad))
    return tuple(out)


def next_test(prior, outcome, cost):
    def bits(row):
        total = collections.Counter()
        for p, k in zip(prior, row):
            total[int(k)] += p
        return math.fsum(-p*math.log2(p) for p in total.values() if p > 1e-300)

    def better(i, j):
        return j if bits(outcome[j])/cost[j] > bits(outcome[i])/cost[i] + 1e-12 else i

    winner = 0
    for j in range(1, len(cost)):
        winner = better(winner, j)
    return winner
