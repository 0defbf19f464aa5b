import numpy as np


def _running_mean(x, width):
    # Differences of a cumulative sum of the edge-padded trace
    half = width // 2
    c = np.cumsum(np.concatenate([[0.0], np.pad(np.asarray(x, dtype=float), half, mode="edge")]))
    return (c[width:] - c[:-width]) / width


def signatures(t, V1, V2):
    """Compute D, S, rho and L from the responses to a step and to a doubled step."""
    t = np.asarray(t, dtype=float)
    n = t.size
    a, b, c = (int(f * n) for f in (0.4, 0.6, 0.8))
    v_ss = np.mean(V1[c:])
    y = _running_mean(V1, 11)

    def reach(fraction):
        level = fraction * v_ss
        i = np.flatnonzero(y >= level)[0]
        return np.interp(level, [y[i - 1], y[i]], [t[i - 1], t[i]])

    return (np.mean(V2[c:]) / v_ss,
            _running_mean(V1, 51).max() / v_ss,
            reach(0.75) / reach(0.5),
            1.0 - np.mean(V1[a:b]) / v_ss)


def rejects(sig):
    """Boolean array over the models A, B, C, D, E."""
    D, S, rho, L = np.asarray(sig, dtype=float)
    off_double = np.abs(D - 2) > 0.05
    off_sag = np.abs(S - 1) > 0.04
    off_late = np.abs(L) > 0.05
    common = off_sag | off_late
    return np.array([
        off_double | common | (np.abs(rho - 2) > 0.2),
        off_double | common | (rho < 2.2),
        off_double | off_late | (S < 1.04),
        ~off_double | common,
        L < 0.25,
    ])


def next_test(prior, outcome, cost):
    """Pick the test that maximises expected information per cost."""
    prior = np.asarray(prior, dtype=float)
    rates = []
    for labels, price in zip(np.asarray(outcome), cost):
        mass = np.array([prior[labels == label].sum() for label in np.unique(labels)])
        mass = mass[mass > 0]
        rates.append(-(mass * np.log2(mass)).sum() / price)
    rates = np.array(rates)
    # The first of those that are equal up to rounding
    return int(np.flatnonzero(rates >= rates.max() - 1e-12)[0])
