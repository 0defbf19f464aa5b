"""Steady-state passive cable: closed form and compartmental solution."""
import math
import numpy as np


def _geometry(d, Rm, Ri):
    """Convert to centimetres and return the resistances per unit length."""
    d_cm = d / 1.0e4
    membrane = Rm / (math.pi * d_cm)                # Ohm cm
    axial = Ri / (math.pi * (d_cm / 2.0) ** 2)      # Ohm / cm
    return membrane, axial


def analytic(d, Rm, Ri, L, end):
    """Return length constant, input resistance and attenuation."""
    membrane, axial = _geometry(d, Rm, Ri)
    length_constant_cm = math.sqrt(membrane / axial)
    electrotonic = (L / 1.0e4) / length_constant_cm
    semi_infinite = axial * length_constant_cm / 1.0e6
    if end == "sealed":
        resistance = semi_infinite / math.tanh(electrotonic)
        attenuation = 1.0 / math.cosh(electrotonic)
    else:
        resistance = semi_infinite * math.tanh(electrotonic)
        attenuation = 0.0
    return length_constant_cm * 1.0e4, resistance, attenuation


def solve_tridiagonal(lo, di, up, b):
    """Thomas algorithm with modified coefficients."""
    size = len(di)
    c_prime = [0.0] * size
    d_prime = [0.0] * size
    for row in range(size):
        pivot = di[row]
        right = b[row]
        if row > 0:
            pivot = pivot - lo[row - 1] * c_prime[row - 1]
            right = right - lo[row - 1] * d_prime[row - 1]
        if row < size - 1:
            c_prime[row] = up[row] / pivot
        d_prime[row] = right / pivot
    solution = d_prime[:]
    for row in range(size - 2, -1, -1):
        solution[row] = d_prime[row] - c_prime[row] * solution[row + 1]
    return np.array(solution)


def cable(n, d, Rm, Ri, L, I, at, end):
    """Assemble one segment after the other and solve for the node voltages."""
    membrane, axial = _geometry(d, Rm, Ri)
    step = (L / 1.0e4) / n
    half_leak = 1.0e6 * step / membrane / 2.0
    coupling = 1.0e6 / (axial * step)
    diagonal = [0.0] * (n + 1)
    for segment in range(n):
        for node in (segment, segment + 1):
            diagonal[node] += half_leak + coupling
    lower = [-coupling] * n
    upper = [-coupling] * n
    rhs = [0.0] * (n + 1)
    rhs[at] = I
    if end == "killed":
        diagonal[n] = 1.0
        lower[n - 1] = 0.0
        rhs[n] = 0.0
    return solve_tridiagonal(lower, diagonal, upper, rhs)
