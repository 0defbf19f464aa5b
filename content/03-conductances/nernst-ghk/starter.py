import numpy as np

R_GAS = 8.314462618     # J/(mol K)
FARADAY = 96485.33212   # C/mol


def nernst(c_out, c_in, z, T_C):
    """Equilibrium potential (mV) of an ion: concentrations in mM, valence z, temperature in degrees Celsius."""
    return 0.0


def ghk_voltage(P, c_out, c_in, z, T_C):
    """Voltage (mV) at which the GHK currents of several ions cancel. Arrays; z holds +1 and -1; P um/s."""
    return 0.0


def ghk_current(V, P, c_out, c_in, z, T_C):
    """GHK current of one ion (uA/cm2, outward positive) at every voltage of the array V (mV)."""
    return np.zeros(len(V))
