import numpy as np

R_GAS = 8.314462618     # J/(mol K)
FARADAY = 96485.33212   # C/mol


def thermal(T_C):
    """R_g T/F in mV at the absolute temperature."""
    return 1000 * R_GAS * (T_C + 273.15) / FARADAY


def nernst(c_out, c_in, z, T_C):
    """Equilibrium potential (mV), inside minus outside."""
    return thermal(T_C) / z * np.log(c_out / c_in)


def ghk_voltage(P, c_out, c_in, z, T_C):
    """Voltage (mV) of zero net current; an anion's outside concentration stands with the cations' inside ones."""
    P, c_out, c_in, z = (np.asarray(x, dtype=float) for x in (P, c_out, c_in, z))
    above = np.sum(P * np.where(z > 0, c_out, c_in))
    below = np.sum(P * np.where(z > 0, c_in, c_out))
    return thermal(T_C) * np.log(above / below)


def ghk_current(V, P, c_out, c_in, z, T_C):
    """GHK current (uA/cm2). expm1 keeps the digits near V = 0, where u/(1-exp(-u)) goes to 1."""
    u = z * np.asarray(V, dtype=float) / thermal(T_C)
    small = u == 0
    factor = np.where(small, 1.0, u / np.where(small, 1.0, -np.expm1(-u)))
    return 1e-4 * P * z * FARADAY * (c_in - c_out * np.exp(-u)) * factor
