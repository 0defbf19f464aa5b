import numpy as np


def smooth(V, w):
    return np.convolve(np.pad(V, w // 2, mode='edge'), np.ones(w) / w, mode='valid')


def crossing(t, V, level):
    V = smooth(V, 11)
    k = np.argmax(V >= level)
    return t[k - 1] + (level - V[k - 1]) / (V[k] - V[k - 1]) * (t[k] - t[k - 1])


def signatures(t, V1, V2):
    n = len(t)
    plateau = np.mean(V1[int(.8 * n):])
    middle = np.mean(V1[int(.4 * n):int(.6 * n)])
    D = np.mean(V2[int(.8 * n):]) / plateau
    S = np.max(smooth(V1, 51)) / plateau
    rho = crossing(t, V1, .75 * plateau) / crossing(t, V1, .5 * plateau)
    L = (plateau - middle) / plateau
    return D, S, rho, L


def rejects(sig):
    D, S, rho, L = sig
    doubles, turns, late = abs(D - 2) <= .05, abs(S - 1) > .04, abs(L) > .05
    return [
        not doubles or late or abs(rho - 2) > .2,
        not doubles or turns or late or rho < 2.2,
        not doubles or late or S < 1.04,
        doubles or turns or late,
        L < .25,
    ]


def next_test(prior, outcome, cost):
    best, most = 0, 0.0
    for j in range(len(cost)):
        chance = {}
        for p, category in zip(prior, outcome[j]):
            chance[category] = chance.get(category, 0) + p
        gain = -sum(p * np.log2(p) for p in chance.values() if p > 0)
        if gain / cost[j] > most + 1e-12:
            best, most = j, gain / cost[j]
    return best
