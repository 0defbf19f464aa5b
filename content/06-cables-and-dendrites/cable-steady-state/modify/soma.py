import numpy as np


def soma_cable(n, d, Rm, Ri, L, I, g_s):
    """The sealed cable with a soma, a further conductance g_s (uS) at node 0, where I nA is injected."""
    h = L / n * 1e-4
    leak = np.full(n + 1, 1e6 * np.pi * d * 1e-4 * h / Rm)
    leak[[0, n]] /= 2
    leak[0] += g_s
    axial = 1e6 * np.pi * (d * 1e-4 / 2) ** 2 / (Ri * h)
    A = np.diag(leak + 2 * axial) - axial * (np.eye(n + 1, k=1) + np.eye(n + 1, k=-1))
    A[0, 0] -= axial
    A[n, n] -= axial
    b = np.zeros(n + 1)
    b[0] = I
    return np.linalg.solve(A, b)
