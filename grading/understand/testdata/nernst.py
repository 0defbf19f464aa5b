import math

R_GAS = 8.314      # J/(mol K)
FARADAY = 96485.0  # C/mol

def nernst(z, c_out, c_in, temperature=310.0):
    """Equilibrium potential in mV; concentrations in mM, temperature in K."""
    kelvin = temperature
    ratio = c_out / c_in
    volts = R_GAS * kelvin / (z * FARADAY) * math.log(ratio)
    return 1000.0 * volts
