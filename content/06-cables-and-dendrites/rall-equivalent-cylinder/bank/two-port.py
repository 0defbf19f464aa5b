import numpy as np


def _cable(d, L, Rm, Ri):
    """Electrotonic length and characteristic conductance (uS) of every branch."""
    radius = np.asarray(d, dtype=float) * 0.5e-4
    lam = np.sqrt(radius * Rm / (2 * Ri))
    g = np.pi * radius**2 / (Ri * lam) * 1e6
    return np.asarray(L, dtype=float) * 1e-4 / lam, g


def _admittances(parent, x, g):
    """Every branch is a two-port: V_near = cosh V_far + sinh/g I_far, I_near = g sinh V_far + cosh I_far."""
    parent = np.asarray(parent, dtype=int)
    load = np.zeros(len(parent))
    total = np.zeros(len(parent))
    for i in np.arange(len(parent))[::-1]:
        v_far, i_far = 1.0, load[i]
        v_near = np.cosh(x[i]) * v_far + np.sinh(x[i]) / g[i] * i_far
        i_near = g[i] * np.sinh(x[i]) * v_far + np.cosh(x[i]) * i_far
        total[i] = i_near / v_near
        if parent[i] != -1:
            load[parent[i]] += total[i]
    return load, total


def input_resistance(parent, d, L, Rm, Ri):
    x, g = _cable(d, L, Rm, Ri)
    load, total = _admittances(parent, x, g)
    return 1.0 / total[0]


def voltages(parent, d, L, Rm, Ri, I):
    x, g = _cable(d, L, Rm, Ri)
    load, total = _admittances(parent, x, g)
    v = np.zeros(len(g) + 1)
    v[0] = I / total[0]
    for i, p in enumerate(parent):
        attenuation = np.cosh(x[i]) + load[i] / g[i] * np.sinh(x[i])
        v[i + 1] = v[p + 1] / attenuation
    return v


def equivalent_cylinder(parent, d, L, Rm, Ri):
    x, g = _cable(d, L, Rm, Ri)
    parent = np.asarray(parent, dtype=int)
    depth = np.zeros(len(g))
    is_tip = np.ones(len(g), dtype=bool)
    daughters = np.zeros(len(g))
    for i, p in enumerate(parent):
        depth[i] = x[i]
        if p >= 0:
            depth[i] += depth[p]
            is_tip[p] = False
            daughters[p] += g[i]
    ends = depth[is_tip]
    matched = np.allclose(daughters[~is_tip], g[~is_tip], rtol=1e-6, atol=0)
    equal = np.ptp(ends) < 1e-6 * ends.mean()
    return matched and equal, ends.mean()
