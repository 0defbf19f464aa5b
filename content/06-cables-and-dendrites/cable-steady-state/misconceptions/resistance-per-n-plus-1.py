import numpy as np

CM = 1e-4     # cm in a um
MICRO = 1e6   # uS in a S


def analytic(d, Rm, Ri, L, end):
    lam = np.sqrt(d * CM * Rm / (4 * Ri)) / CM
    R_inf = 2 / np.pi * np.sqrt(Rm * Ri) / (d * CM) ** 1.5 / MICRO
    if end == "killed":
        return lam, R_inf * np.tanh(L / lam), 0.0
    return lam, R_inf / np.tanh(L / lam), 1 / np.cosh(L / lam)


def solve_tridiagonal(lo, di, up, b):
    di, x = np.array(di, dtype=float), np.array(b, dtype=float)
    for k in range(1, len(di)):
        w = lo[k - 1] / di[k - 1]
        di[k] -= w * up[k - 1]
        x[k] -= w * x[k - 1]
    x[-1] /= di[-1]
    for k in reversed(range(len(di) - 1)):
        x[k] = (x[k] - up[k] * x[k + 1]) / di[k]
    return x


def cable(n, d, Rm, Ri, L, I, at, end):
    h = L / n * CM
    leak = np.full(n + 1, MICRO * np.pi * d * CM * h / Rm)
    leak[[0, n]] /= 2
    axial = MICRO * np.pi * (d * CM / 2) ** 2 / (Ri * L / (n + 1) * CM)
    di = leak + 2 * axial
    di[[0, n]] -= axial
    off = np.full(n, -axial)
    b = np.zeros(n + 1)
    b[at] = I
    V = np.zeros(n + 1)
    m = n if end == "killed" else n + 1     # a killed end is no unknown
    V[:m] = solve_tridiagonal(off[:m - 1], di[:m], off[:m - 1], b[:m])
    return V
