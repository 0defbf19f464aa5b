from math import log


def window_means(x, w):
    h = (w - 1)//2
    out = []
    for i in range(len(x)):
        s = 0.0
        for j in range(i - h, i + h + 1):
            s += x[0] if j < 0 else x[-1] if j >= len(x) else x[j]
        out.append(s/w)
    return out


def reaches(t, x, y):
    i = 1
    while x[i] < y:
        i += 1
    slope = (x[i] - x[i - 1])/(t[i] - t[i - 1])
    return t[i - 1] + (y - x[i - 1])/slope


def signatures(t, V1, V2):
    t, V1, V2 = list(map(float, t)), list(map(float, V1)), list(map(float, V2))
    n = len(t)
    part = lambda x, a, b: sum(x[a:b])/(b - a)
    end = part(V1, int(.8*n), n)
    slow = window_means(V1, 51)
    fast = window_means(V1, 11)
    t50, t75 = [reaches(t, fast, f*end) for f in (.5, .75)]
    return (part(V2, int(.8*n), n)/end, max(slow)/end, t75/t50, 1 - part(V1, int(.4*n), int(.6*n))/end)


BANDS = {
    'A': lambda D, S, r, L: 1.95 <= D <= 2.05 and .96 <= S <= 1.04 and 1.8 <= r <= 2.2 and -.05 <= L <= .05,
    'B': lambda D, S, r, L: 1.95 <= D <= 2.05 and .96 <= S <= 1.04 and r >= 2.2 and -.05 <= L <= .05,
    'C': lambda D, S, r, L: 1.95 <= D <= 2.05 and S >= 1.04 and -.05 <= L <= .05,
    'D': lambda D, S, r, L: not 1.95 <= D <= 2.05 and .96 <= S <= 1.04 and -.05 <= L <= .05,
    'E': lambda D, S, r, L: L >= .25,
}


def rejects(sig):
    return [not allowed(*sig) for allowed in BANDS.values()]


def next_test(prior, outcome, cost):
    scores = []
    for row, c in zip(outcome, cost):
        bits = 0
        for category in set(row):
            p = sum(q for q, r in zip(prior, row) if r == category)
            if p:
                bits += p*log(1/p, 2)
        scores.append(bits/c)
    top = max(scores)
    for i, s in enumerate(scores):
        if top - s <= 1e-12:
            return i
