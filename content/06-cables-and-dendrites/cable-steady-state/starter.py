import numpy as np


def analytic(d, Rm, Ri, L, end):
    """A cable with current at x = 0. d, L um; Rm Ohm cm^2; Ri Ohm cm; end is "sealed" or "killed".

    Returns the length constant (um), the input resistance (MOhm) and V(L)/V(0).
    """
    return 0.0, 0.0, 0.0


def solve_tridiagonal(lo, di, up, b):
    """Solve a tridiagonal system in a number of steps that grows as n, not as n^3.

    di, b have n entries; lo and up, below and above the diagonal, n - 1. Returns x, n entries.
    """
    return np.zeros(len(di))


def cable(n, d, Rm, Ri, L, I, at, end):
    """Steady V (mV) at the nodes x_k = k L/n, k = 0..n, with I nA injected at node `at`."""
    return np.zeros(n + 1)
