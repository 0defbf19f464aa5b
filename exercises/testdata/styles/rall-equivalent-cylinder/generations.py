import numpy as np


def _prepare(parent, d, L, Rm, Ri):
    parent, d, L = np.asarray(parent, int), np.asarray(d, float), np.asarray(L, float)
    depth = np.zeros(len(d), int)
    for i in range(1, len(d)):
        depth[i] = depth[parent[i]] + 1
    X = L / (50 * np.sqrt(d * Rm / Ri))
    g = np.pi / 2 * d**1.5 / np.sqrt(Rm * Ri)
    return parent, depth, X, g


def _inwards(parent, depth, X, g):
    """A whole generation at a time, the outermost first."""
    load, G = np.zeros(len(g)), np.zeros(len(g))
    order = [np.flatnonzero(depth == k) for k in range(depth.max() + 1)]
    for group in reversed(order):
        t, b = np.tanh(X[group]), load[group] / g[group]
        G[group] = g[group] * (b + t) / (1 + b * t)
        if parent[group[0]] >= 0:
            np.add.at(load, parent[group], G[group])
    return load, G, order


def input_resistance(parent, d, L, Rm, Ri):
    return 1 / _inwards(*_prepare(parent, d, L, Rm, Ri))[1][0]


def voltages(parent, d, L, Rm, Ri, I):
    parent, depth, X, g = _prepare(parent, d, L, Rm, Ri)
    load, G, order = _inwards(parent, depth, X, g)
    V = np.zeros(len(g) + 1)
    V[0] = I / G[0]
    for group in order:
        V[group + 1] = V[parent[group] + 1] / (np.cosh(X[group]) + load[group] / g[group] * np.sinh(X[group]))
    return V


def equivalent_cylinder(parent, d, L, Rm, Ri):
    parent, depth, X, g = _prepare(parent, d, L, Rm, Ri)
    distance = X.copy()
    total = np.zeros(len(g))
    np.add.at(total, parent[1:], g[1:])
    for k in range(1, depth.max() + 1):
        group = np.flatnonzero(depth == k)
        distance[group] += distance[parent[group]]
    inner = total > 0
    tips = distance[~inner]
    fits = np.allclose(total[inner], g[inner], rtol=1e-6, atol=0) and np.allclose(tips, tips.mean(), rtol=1e-6, atol=0)
    return fits, tips.mean()
