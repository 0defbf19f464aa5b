"""Electrochemical equilibrium: Nernst and Goldman-Hodgkin-Katz equations."""
import math

R = 8.314462618
F = 96485.33212
KELVIN = 273.15


def nernst(c_out, c_in, z, T_C):
    """Return the Nernst potential in millivolts."""
    return 1000.0 * R * (T_C + KELVIN) / (z * F) * math.log(c_out / c_in)


def ghk_voltage(P, c_out, c_in, z, T_C):
    """Return the Goldman-Hodgkin-Katz resting potential in millivolts."""
    top, bottom = 0.0, 0.0
    for permeability, outside, inside, valence in zip(P, c_out, c_in, z):
        # Anions contribute with inside and outside exchanged
        if valence < 0:
            outside, inside = inside, outside
        top += permeability * outside
        bottom += permeability * inside
    return 1000.0 * R * (T_C + KELVIN) / F * math.log(top / bottom)


def ghk_current(V, P, c_out, c_in, z, T_C):
    """Return the Goldman-Hodgkin-Katz current density for each voltage."""
    currents = []
    for voltage in V:
        u = z * voltage * F / (1000.0 * R * (T_C + KELVIN))
        if u == 0.0:
            ratio = 1.0
        else:
            ratio = u / -math.expm1(-u)
        currents.append(1e-4 * P * z * F * (c_in - c_out * math.exp(-u)) * ratio)
    return currents
