import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class Trace:
    def __init__(self, t, v):
        self.t, self.v = np.asarray(t, float), np.asarray(v, float)
        self.n = self.v.size

    def between(self, a, b):
        index = np.arange(self.n)
        return self.v[(index >= int(a*self.n)) & (index < (self.n if b == 1 else int(b*self.n)))].mean()

    @property
    def plateau(self):
        return self.between(.8, 1)

    def smoothed(self, w):
        h = w//2
        ends = np.r_[np.repeat(self.v[0], h), self.v, np.repeat(self.v[-1], h)]
        return sliding_window_view(ends, w).mean(axis=1)

    def time_to(self, level):
        y = self.smoothed(11)
        i = np.nonzero((y[:-1] < level) & (y[1:] >= level))[0][0]
        a = (level - y[i])/(y[i + 1] - y[i])
        return (1 - a)*self.t[i] + a*self.t[i + 1]


def signatures(t, V1, V2):
    one, two = Trace(t, V1), Trace(t, V2)
    p = one.plateau
    return {"D": two.plateau/p, "S": one.smoothed(51).max()/p, "rho": one.time_to(.75*p)/one.time_to(.5*p), "L": (p - one.between(.4, .6))/p}


def rejects(sig):
    D, S, rho, L = (float(s) for s in sig)
    #            A      B      C      D      E
    table = np.array([
        [1, 1, 1, 0, 0],   # D far from 2
        [0, 0, 0, 1, 0],   # D near 2
        [1, 1, 0, 1, 0],   # S far from 1
        [0, 0, 1, 0, 0],   # no sag
        [1, 0, 0, 0, 0],   # rho far from 2
        [0, 1, 0, 0, 0],   # rho small
        [1, 1, 1, 1, 0],   # still climbing
        [0, 0, 0, 0, 1]])  # settled
    seen = [abs(D - 2) > .05, abs(D - 2) <= .05, abs(S - 1) > .04, S < 1.04, abs(rho - 2) > .2, rho < 2.2, abs(L) > .05, L < .25]
    return (np.array(seen, float) @ table) > 0


def next_test(prior, outcome, cost):
    prior, outcome, cost = np.asarray(prior, float), np.asarray(outcome, int), np.asarray(cost, float)
    joint = np.zeros((len(cost), outcome.max() + 1))
    for m, p in enumerate(prior):
        joint[np.arange(len(cost)), outcome[:, m]] += p
    safe = np.where(joint > 0, joint, 1)
    rate = -(joint*np.log2(safe)).sum(axis=1)/cost
    return np.argmax(rate > rate.max() - 1e-12)
