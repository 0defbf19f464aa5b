import numpy as np


def analytic(d, Rm, Ri, L, end):
    """Length constant (um), input resistance (MOhm), attenuation."""
    lam = 1e4 * np.sqrt(d * 1e-4 * Rm / (4 * Ri))
    R_inf = 1e-6 * 2 / np.pi * np.sqrt(Rm * Ri) / (d * 1e-4) ** 1.5
    X = L / lam
    if end == "sealed":
        return lam, R_inf / np.tanh(X), 1 / np.cosh(X)
    return lam, R_inf * np.tanh(X), 0.0


def solve_tridiagonal(lo, di, up, b):
    """Thomas algorithm."""
    di = np.array(di, dtype=float)
    b = np.array(b, dtype=float)
    for i in range(1, len(di)):
        factor = lo[i - 1] / di[i - 1]
        di[i] = di[i] - factor * up[i - 1]
        b[i] = b[i] - factor * b[i - 1]
    x = np.zeros(len(di))
    x[-1] = b[-1] / di[-1]
    for i in range(len(di) - 2, -1, -1):
        x[i] = (b[i] - up[i] * x[i + 1]) / di[i]
    return x


def cable(n, d, Rm, Ri, L, I, at, end):
    """Compartmental cable. Current balance is exact, V decays, and it converges."""
    h = L / n * 1e-4
    area = np.pi * d * 1e-4 * h * np.ones(n + 1)
    g_leak = 1e6 * area / Rm
    g_axial = 1e6 * np.pi * (d * 1e-4) ** 2 / (4 * Ri * h)
    lo = -g_axial * np.ones(n)
    up = -g_axial * np.ones(n)
    di = g_leak + 2 * g_axial
    di[0] -= g_axial
    di[-1] -= g_axial
    b = np.zeros(n + 1)
    b[at] = I
    if end == "killed":
        di[-1], lo[-1], b[-1] = 1.0, 0.0, 0.0
    return solve_tridiagonal(lo, di, up, b)
