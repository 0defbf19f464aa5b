import numpy as np


def _branches(d, L, Rm, Ri):
    """Each branch's own length in units of its length constant, and conductance if it were endless (uS)."""
    d, L = np.asarray(d, dtype=float), np.asarray(L, dtype=float)
    cm = d * 1e-4
    X = L * 1e-4 / np.sqrt(cm * Rm / (4 * Ri))
    return X, np.pi / 2 * cm ** 1.5 / np.sqrt(Rm * Ri) * 1e6


def _conductances(parent, X, g):
    """From the tips to the trunk: what each branch conducts (uS), and its load over its own endless conductance."""
    G, B = np.zeros(len(g)), np.zeros(len(g))
    for i in reversed(range(len(g))):
        B[i] /= g[i]                        # until here B held the sum over the daughters
        T = np.tanh(X[i])
        G[i] = g[i] * (B[i] + T) / (1 + B[i] * T)
        if parent[i] >= 0:
            B[parent[i]] += G[i]
    return G, B


def input_resistance(parent, d, L, Rm, Ri):
    """MOhm at the near end of the trunk; all tips sealed."""
    return 1 / _conductances(parent, *_branches(d, L, Rm, Ri))[0][0]


def voltages(parent, d, L, Rm, Ri, I):
    """V (mV) at the near end of the trunk, then at the far end of every branch, for I nA into the near end."""
    X, g = _branches(d, L, Rm, Ri)
    G, B = _conductances(parent, X, g)
    V = np.empty(len(g) + 1)
    V[0] = I / G[0]
    for i in range(len(g)):
        V[i + 1] = V[parent[i] + 1] / (np.cosh(X[i]) + B[i] * np.sinh(X[i]))
    return V


def equivalent_cylinder(parent, d, L, Rm, Ri):
    """Whether the tree is a cylinder to its trunk, and the electrotonic distance of the tips (the mean, if they differ)."""
    X, g = _branches(d, L, Rm, Ri)
    reach, daughters, power = X.copy(), np.zeros(len(g)), np.zeros(len(g))
    for i in range(1, len(g)):
        reach[i] += reach[parent[i]]
        daughters[parent[i]] += 1
        power[parent[i]] += g[i]
    tips = reach[daughters == 0]
    law = np.abs(power / g - 1)[daughters > 0]
    same = np.max(tips) - np.min(tips) < 1e-6 * np.mean(tips)
    return bool(same and np.all(law < 1e-6)), np.mean(tips)
