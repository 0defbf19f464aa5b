import numpy


def membrane(I, dt, c_m, r_m, A, E_L, V_0):
    # The recursion u <- keep*u + gain*I, written out in one sum by a triangular matrix of powers.
    I = numpy.asarray(I, dtype=float)
    n = I.size
    keep, gain = 1 - dt / (r_m * c_m), dt / (c_m * A)
    powers = keep ** numpy.arange(n + 1)
    matrix = numpy.zeros((n + 1, n))
    for row in range(1, n + 1):
        matrix[row, :row] = powers[:row][::-1]
    V = E_L + powers * (V_0 - E_L) + gain * matrix.dot(I)
    flowed = numpy.concatenate(([0], numpy.cumsum(I) * dt))
    leaked = numpy.concatenate(([0], numpy.cumsum(V[:-1] - E_L) * dt * A / r_m))
    return {"q_cap": c_m * A * (V - V_0), "q_leak": leaked, "q_in": flowed, "V": V}
