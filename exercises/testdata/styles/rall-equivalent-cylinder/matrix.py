"""A cable between two points is three conductances; the tree is a network of them, solved from the tips by elimination."""
import numpy as np


def _network(parent, d, L, Rm, Ri):
    d = np.array(d, dtype=float)
    lam = 50 * np.sqrt(d * Rm / Ri)
    x = np.array(L, dtype=float) / lam
    g = np.pi * d**1.5 / (2 * np.sqrt(Rm * Ri))
    through = g / np.sinh(x)
    return x, g, through, g / np.tanh(x) - through


def _eliminate(parent, through, ground):
    n = len(parent)
    diagonal = np.zeros(n + 1)
    for i, p in enumerate(parent):
        diagonal[int(p) + 1] += through[i] + ground[i]
        diagonal[i + 1] += through[i] + ground[i]
    for i in range(n - 1, -1, -1):
        diagonal[int(parent[i]) + 1] -= through[i] ** 2 / diagonal[i + 1]
    return diagonal


def input_resistance(parent, d, L, Rm, Ri):
    _, _, through, ground = _network(parent, d, L, Rm, Ri)
    return 1.0 / _eliminate(parent, through, ground)[0]


def voltages(parent, d, L, Rm, Ri, I):
    _, _, through, ground = _network(parent, d, L, Rm, Ri)
    diagonal = _eliminate(parent, through, ground)
    V = [I / diagonal[0]]
    for i, p in enumerate(parent):
        V.append(through[i] * V[int(p) + 1] / diagonal[i + 1])
    return V


def equivalent_cylinder(parent, d, L, Rm, Ri):
    x, g, _, _ = _network(parent, d, L, Rm, Ri)
    away, below = [], [0.0] * len(x)
    for i, p in enumerate(parent):
        away.append(x[i] if p < 0 else away[int(p)] + x[i])
        if p >= 0:
            below[int(p)] += g[i]
    tips = [a for a, b in zip(away, below) if b == 0]
    mean = float(np.mean(tips))
    obeys = all(b == 0 or abs(b - a) <= 1e-6 * a for a, b in zip(g, below))
    return [1.0 if obeys and all(abs(t - mean) <= 1e-6 * mean for t in tips) else 0.0, mean]
