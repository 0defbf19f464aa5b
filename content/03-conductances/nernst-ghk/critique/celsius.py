import numpy as np

GAS_CONSTANT = 8.314462618
FARADAY = 96485.33212


def rt_over_f(temperature):
    """Thermal voltage in millivolts."""
    return 1e3 * GAS_CONSTANT * temperature / FARADAY


def nernst(c_out, c_in, z, T_C):
    """Compute the Nernst potential in mV."""
    return rt_over_f(T_C) * np.log(c_out / c_in) / z


def ghk_voltage(P, c_out, c_in, z, T_C):
    """Compute the Goldman-Hodgkin-Katz voltage in mV."""
    numerator = denominator = 0.0
    for p, out, inside, valence in zip(P, c_out, c_in, z):
        numerator += p * (out if valence > 0 else inside)
        denominator += p * (inside if valence > 0 else out)
    return rt_over_f(T_C) * np.log(numerator / denominator)


def ghk_current(V, P, c_out, c_in, z, T_C):
    """Compute the Goldman-Hodgkin-Katz current density."""
    u = z * np.asarray(V, dtype=float) / rt_over_f(T_C)
    u = np.where(np.abs(u) < 1e-12, 1e-12, u)
    return 1e-4 * P * z * FARADAY * u * (c_in - c_out * np.exp(-u)) / -np.expm1(-u)
