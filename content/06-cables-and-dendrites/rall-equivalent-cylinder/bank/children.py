"""Rall's method for dendritic trees."""
import math
import numpy as np


def length_constant(d, Rm, Ri):
    """Length constant in micrometres."""
    d_cm = d * 1e-4
    return 1e4 * math.sqrt((d_cm / 4.0) * (Rm / Ri))


def semi_infinite_resistance(d, Rm, Ri):
    """Input resistance of a semi-infinite cable in megaohms."""
    d_cm = d * 1e-4
    return (2.0 / math.pi) * math.sqrt(Rm * Ri) * d_cm ** (-1.5) * 1e-6


def _children(parent):
    children = [[] for _ in parent]
    for branch, mother in enumerate(parent):
        if mother >= 0:
            children[int(mother)].append(branch)
    return children


def _solve(parent, d, L, Rm, Ri):
    n = len(parent)
    children = _children(parent)
    conductance = [0.0] * n
    factor = [0.0] * n
    for i in range(n - 1, -1, -1):
        g_inf = 1.0 / semi_infinite_resistance(d[i], Rm, Ri)
        x = L[i] / length_constant(d[i], Rm, Ri)
        load = sum(conductance[c] for c in children[i])
        b = load / g_inf
        numerator = b * math.cosh(x) + math.sinh(x)
        denominator = math.cosh(x) + b * math.sinh(x)
        conductance[i] = g_inf * numerator / denominator
        factor[i] = 1.0 / denominator
    return conductance, factor


def input_resistance(parent, d, L, Rm, Ri):
    """Input resistance in megaohms."""
    conductance, _ = _solve(parent, d, L, Rm, Ri)
    return 1.0 / conductance[0]


def voltages(parent, d, L, Rm, Ri, I):
    """Voltages in millivolts."""
    conductance, factor = _solve(parent, d, L, Rm, Ri)
    result = [I / conductance[0]]
    for i, mother in enumerate(parent):
        near = result[0] if mother < 0 else result[int(mother) + 1]
        result.append(near * factor[i])
    return np.array(result)


def equivalent_cylinder(parent, d, L, Rm, Ri):
    """Check Rall's conditions."""
    children = _children(parent)
    distance = []
    for i, mother in enumerate(parent):
        x = L[i] / length_constant(d[i], Rm, Ri)
        distance.append(x + (distance[int(mother)] if mother >= 0 else 0.0))
    obeys = True
    for i, kids in enumerate(children):
        if kids:
            ratio = sum(d[c] ** 1.5 for c in kids) / d[i] ** 1.5
            if abs(ratio - 1.0) > 1e-6:
                obeys = False
    ends = [distance[i] for i in range(len(parent)) if not children[i]]
    mean = sum(ends) / len(ends)
    if max(ends) - min(ends) > 1e-6 * mean:
        obeys = False
    return obeys, mean
