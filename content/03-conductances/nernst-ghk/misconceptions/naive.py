import numpy as np

R_GAS = 8.314462618     # J/(mol K)
FARADAY = 96485.33212   # C/mol


def thermal(T_C):
    return 1000 * R_GAS * (T_C + 273.15) / FARADAY


def nernst(c_out, c_in, z, T_C):
    return thermal(T_C) / z * np.log(c_out / c_in)


def ghk_voltage(P, c_out, c_in, z, T_C):
    P, c_out, c_in, z = (np.asarray(x, dtype=float) for x in (P, c_out, c_in, z))
    above = np.sum(P * np.where(z > 0, c_out, c_in))
    below = np.sum(P * np.where(z > 0, c_in, c_out))
    return thermal(T_C) * np.log(above / below)


def ghk_current(V, P, c_out, c_in, z, T_C):
    u = z * np.asarray(V, dtype=float) / thermal(T_C)
    factor = u / (1 - np.exp(-u))
    return 1e-4 * P * z * FARADAY * (c_in - c_out * np.exp(-u)) * factor
