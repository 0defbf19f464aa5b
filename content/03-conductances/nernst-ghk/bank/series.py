import numpy as np


def _phi(T_C):
    return 8.314462618 * (T_C + 273.15) / 96.48533212


def nernst(c_out, c_in, z, T_C):
    return _phi(T_C) * (np.log(c_out) - np.log(c_in)) / z


def ghk_voltage(P, c_out, c_in, z, T_C):
    P, c_out, c_in, z = map(np.array, (P, c_out, c_in, z))
    cations, anions = z > 0, z < 0
    up = P[cations] @ c_out[cations] + P[anions] @ c_in[anions]
    down = P[cations] @ c_in[cations] + P[anions] @ c_out[anions]
    return _phi(T_C) * (np.log(up) - np.log(down))


def ghk_current(V, P, c_out, c_in, z, T_C):
    V = np.asarray(V, dtype=float)
    u = z * V / _phi(T_C)
    # For tiny u use the series of u/(1 - exp(-u)); elsewhere expm1 is accurate
    tiny = np.abs(u) < 1e-5
    safe = np.where(tiny, 1.0, u)
    weight = np.where(tiny, 1 + u / 2 + u**2 / 12, safe / -np.expm1(-safe))
    flux = c_in - c_out * np.exp(-u)
    return 9.648533212 * P * z * flux * weight
