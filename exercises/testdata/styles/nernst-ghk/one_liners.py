import numpy as np
from numpy import exp, expm1, log, where

thermal = lambda T_C: 1e3 * 8.314462618 * (T_C + 273.15) / 96485.33212
nernst = lambda c_out, c_in, z, T_C: -thermal(T_C) / z * log(c_in / c_out)
bernoulli = lambda u: where(np.abs(u) < 1e-9, 1 - u / 2, u / where(u == 0, 1, expm1(u)))


def ghk_voltage(P, c_out, c_in, z, T_C):
    P, o, i, z = map(np.array, (P, c_out, c_in, z))
    cation = z > 0
    return thermal(T_C) * log((P @ (o * cation + i * ~cation)) / (P @ (i * cation + o * ~cation)))


def ghk_current(V, P, c_out, c_in, z, T_C):
    u = z * V / thermal(T_C)
    return 9.648533212 * z * P * (c_in * bernoulli(-u) - c_out * bernoulli(u))
