import numpy as np


def transfer(parent, d, L, Rm, Ri, tip):
    """Local resistance at the far end of branch `tip` and its transfer resistance to the trunk's near end (MOhm)."""
    cm = np.asarray(d, dtype=float) * 1e-4
    X = np.asarray(L) * 1e-4 / np.sqrt(cm * Rm / (4 * Ri))
    g = np.pi / 2 * cm ** 1.5 / np.sqrt(Rm * Ri) * 1e6
    G, load = np.zeros(len(g)), np.zeros(len(g))
    for i in reversed(range(len(g))):
        B, T = load[i] / g[i], np.tanh(X[i])
        G[i] = g[i] * (B + T) / (1 + B * T)
        if parent[i] >= 0:
            load[parent[i]] += G[i]
    path = [int(tip)]
    while parent[path[-1]] >= 0:
        path.append(int(parent[path[-1]]))
    up, factor = 0.0, 1.0                      # conductance seen towards the trunk, at the near end of a branch
    for i in reversed(path):
        B, T = up / g[i], np.tanh(X[i])
        factor /= np.cosh(X[i]) + B * np.sinh(X[i])
        up = g[i] * (B + T) / (1 + B * T) + load[i] - (G[path[path.index(i) - 1]] if i != path[0] else 0.0)
    local = 1 / up
    return local, local * factor
