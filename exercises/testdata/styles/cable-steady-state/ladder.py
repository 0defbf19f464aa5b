import numpy as np


def analytic(d, Rm, Ri, L, end):
    r_m = 100 * Rm / (np.pi * d)        # MOhm um
    r_i = 0.04 * Ri / (np.pi * d * d)   # MOhm / um
    lam = (r_m / r_i) ** 0.5
    up, down = np.exp(L / lam), np.exp(-L / lam)
    s, c = (up - down) / 2, (up + down) / 2
    if end == "sealed":
        return {"lam": lam, "R_in": r_i * lam * c / s, "attenuation": 1 / c}
    return {"lam": lam, "R_in": r_i * lam * s / c, "attenuation": 0.0}


def solve_tridiagonal(lo, di, up, b):
    """From the last row to the first, then forwards."""
    main, right = list(di), list(b)
    for k in range(len(main) - 2, -1, -1):
        q = up[k] / main[k + 1]
        main[k] = main[k] - q * lo[k]
        right[k] = right[k] - q * right[k + 1]
    x = [right[0] / main[0]]
    for k in range(1, len(main)):
        x.append((right[k] - lo[k - 1] * x[-1]) / main[k])
    return x


def cable(n, d, Rm, Ri, L, I, at, end):
    """A ladder of resistors: conductance seen to the right and to the left, then voltages outwards from the electrode."""
    g = 1e-2 * np.pi * d * (L / n) / Rm
    a = np.pi * d * d / (0.04 * Ri) / (L / n)
    wall = [g / 2 if k in (0, n) else g for k in range(n + 1)]
    if end == "killed":
        wall[n] = 1e30
    series = lambda y: a * y / (a + y)
    right, left = [0.0] * (n + 1), [0.0] * (n + 1)
    right[n], left[0] = wall[n], wall[0]
    for k in range(n - 1, -1, -1):
        right[k] = wall[k] + series(right[k + 1])
    for k in range(1, n + 1):
        left[k] = wall[k] + series(left[k - 1])
    V = [0.0] * (n + 1)
    V[at] = I / (right[at] + left[at] - wall[at])
    for k in range(at + 1, n + 1):
        V[k] = V[k - 1] * a / (a + right[k])
    for k in range(at - 1, -1, -1):
        V[k] = V[k + 1] * a / (a + left[k])
    if end == "killed":
        V[n] = 0.0
    return np.array(V)
