import numpy as np

F = 96485.33212


def scale(T_C):
    return 8.314462618 * (T_C + 273.15) / F * 1e3


def nernst(out, inside, valence, celsius):
    return np.log(np.divide(out, inside)) * scale(celsius) / valence


def ghk_current(V, P, c_out, c_in, z, T_C):
    half = z * np.atleast_1d(V).astype(float) / scale(T_C) / 2
    # u/(1-exp(-u)) = exp(u/2) / sinhc(u/2), so that the sum is symmetric; sinhc has no hole
    sinhc = np.ones_like(half)
    away = np.abs(half) > 1e-4
    sinhc[away] = np.sinh(half[away]) / half[away]
    sinhc[~away] += half[~away] ** 2 / 6
    return P * z * F * 1e-4 * (c_in * np.exp(half) - c_out * np.exp(-half)) / sinhc


def ghk_voltage(P, c_out, c_in, z, T_C):
    # The voltage at which the currents of all ions add to nothing, found by halving.
    def total(v):
        return sum(float(ghk_current([v], p, o, i, q, T_C)[0]) for p, o, i, q in zip(P, c_out, c_in, z))

    low, high = -400.0, 400.0
    for _ in range(90):
        middle = (low + high) / 2
        if total(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
