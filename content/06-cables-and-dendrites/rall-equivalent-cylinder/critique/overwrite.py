import numpy as np


def _geometry(d, L, Rm, Ri):
    """Electrotonic lengths and endless conductances (uS)."""
    d = np.asarray(d, dtype=float) * 1e-4
    lam = np.sqrt(d * Rm / (4 * Ri))
    return np.asarray(L) * 1e-4 / lam, np.pi / 2 * d**1.5 / np.sqrt(Rm * Ri) * 1e6


def _loads(parent, x, g):
    """Tested on an unbranched chain: splitting a cable changes nothing. Thicker branches lower R."""
    load, G = np.zeros(len(g)), np.zeros(len(g))
    for i in range(len(g) - 1, -1, -1):
        B = load[i] / g[i]
        T = np.tanh(x[i])
        G[i] = g[i] * (B + T) / (1 + B * T)
        if parent[i] >= 0:
            load[parent[i]] = G[i]
    return load, G


def input_resistance(parent, d, L, Rm, Ri):
    """MOhm."""
    x, g = _geometry(d, L, Rm, Ri)
    return 1 / _loads(parent, x, g)[1][0]


def voltages(parent, d, L, Rm, Ri, I):
    """mV."""
    x, g = _geometry(d, L, Rm, Ri)
    load, G = _loads(parent, x, g)
    V = np.zeros(len(g) + 1)
    V[0] = I / G[0]
    for i in range(len(g)):
        V[i + 1] = V[parent[i] + 1] / (np.cosh(x[i]) + load[i] / g[i] * np.sinh(x[i]))
    return V


def equivalent_cylinder(parent, d, L, Rm, Ri):
    """Rall's two conditions."""
    x, g = _geometry(d, L, Rm, Ri)
    X, total = x.copy(), np.zeros(len(g))
    for i in range(1, len(g)):
        X[i] += X[parent[i]]
        total[parent[i]] += g[i]
    tips = X[total == 0]
    law = abs(total / g - 1)[total > 0]
    return bool(np.all(law < 1e-6) and np.ptp(tips) < 1e-6 * tips.mean()), tips.mean()
