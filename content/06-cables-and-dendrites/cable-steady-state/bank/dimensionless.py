import numpy as np


def analytic(d, Rm, Ri, L, end):
    diameter = d * 1e-4
    lam_cm = 0.5 * np.sqrt(diameter * Rm / Ri)
    x = L * 1e-4 / lam_cm
    r_infinity = 4 * Ri * lam_cm / (np.pi * diameter**2)   # Ohm
    result = {
        "sealed": (r_infinity / np.tanh(x), 1 / np.cosh(x)),
        "killed": (r_infinity * np.tanh(x), 0),
    }
    resistance, attenuation = result[end]
    return lam_cm * 1e4, resistance * 1e-6, attenuation


def solve_tridiagonal(lo, di, up, b):
    n = len(b)
    cp = np.zeros(n)
    dp = np.zeros(n)
    cp[0] = up[0] / di[0] if n > 1 else 0
    dp[0] = b[0] / di[0]
    for i in range(1, n):
        denominator = di[i] - lo[i - 1] * cp[i - 1]
        if i < n - 1:
            cp[i] = up[i] / denominator
        dp[i] = (b[i] - lo[i - 1] * dp[i - 1]) / denominator
    x = dp.copy()
    for i in range(n - 2, -1, -1):
        x[i] = dp[i] - cp[i] * x[i + 1]
    return x


def cable(n, d, Rm, Ri, L, I, at, end):
    # Scale: every conductance is divided by the axial one, so that only (h/lambda)^2 is left
    diameter = d * 1e-4
    h = L * 1e-4 / n
    g_axial = np.pi * diameter**2 / 4 / (Ri * h)
    eps = 4 * Ri * h**2 / (diameter * Rm)
    weights = np.ones(n + 1)
    weights[0] = weights[-1] = 0.5
    neighbours = 2 * np.ones(n + 1)
    neighbours[0] = neighbours[-1] = 1
    diagonal = neighbours + eps * weights
    lower = -np.ones(n)
    upper = -np.ones(n)
    source = np.zeros(n + 1)
    source[at] = I * 1e-9 / g_axial * 1e3
    if end == "killed":
        lower[-1] = 0
        diagonal[-1] = 1
        source[-1] = 0
    return solve_tridiagonal(lower, diagonal, upper, source)
