import numpy as np


def leaky_resistance(parent, d, L, Rm, Ri, g_end):
    """Input resistance (MOhm) with a further conductance g_end (uS) at the far end of every tip."""
    cm = np.asarray(d, dtype=float) * 1e-4
    X = np.asarray(L) * 1e-4 / np.sqrt(cm * Rm / (4 * Ri))
    g = np.pi / 2 * cm ** 1.5 / np.sqrt(Rm * Ri) * 1e6
    tip = [i not in set(parent) for i in range(len(g))]
    load = np.where(tip, g_end, 0.0)
    for i in reversed(range(len(g))):
        B, T = load[i] / g[i], np.tanh(X[i])
        G = g[i] * (B + T) / (1 + B * T)
        if parent[i] >= 0:
            load[parent[i]] += G
    return 1 / G
