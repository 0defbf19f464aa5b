import numpy as np


def moving_average(x, width):
    """Centred moving average with the edge values repeated."""
    padded = np.concatenate([np.full(width // 2, x[0]), x, np.full(width // 2, x[-1])])
    return np.convolve(padded, np.full(width, 1.0 / width), mode="valid")


def signatures(t, V1, V2):
    """Doubling, sag, shape and late growth."""
    t, V1, V2 = (np.asarray(a, dtype=float) for a in (t, V1, V2))
    n = len(t)
    last_fifth = V1[int(0.8 * n):]
    middle_fifth = V1[int(0.4 * n):int(0.6 * n)]
    steady = last_fifth.mean()
    # Ratio of the two steady states
    D = V2[-1] / steady
    S = moving_average(V1, 51).max() / steady
    smooth = moving_average(V1, 11)
    times = []
    for fraction in (0.5, 0.75):
        i = int(np.argmax(smooth >= fraction * steady))
        times.append(np.interp(fraction * steady, smooth[i - 1:i + 1], t[i - 1:i + 1]))
    L = (steady - middle_fifth.mean()) / steady
    return D, S, times[1] / times[0], L


def rejects(sig):
    """One flag for each explanation A to E."""
    D, S, rho, L = sig
    linear, flat, settled = abs(D - 2) <= 0.05, abs(S - 1) <= 0.04, abs(L) <= 0.05
    return [not (linear and flat and settled and abs(rho - 2) <= 0.2),
            not (linear and flat and settled and rho >= 2.2),
            not (linear and settled and S >= 1.04),
            not (not linear and flat and settled),
            L < 0.25]


def next_test(prior, outcome, cost):
    """Expected information per cost."""
    values = []
    for row, price in zip(outcome, cost):
        p = np.array([sum(q for q, c in zip(prior, row) if c == k) for k in set(row)])
        p = p[p > 0]
        values.append(round(-(p * np.log2(p)).sum() / price, 11))
    return int(np.argmax(values))
