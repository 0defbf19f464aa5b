import numpy as np


def step_response(n, d, Rm, Ri, L, I, dt, T):
    """V (mV) at node 0 of the sealed cable after a current step at time 0: backward Euler, 1 uF/cm^2."""
    h = L / n * 1e-4
    area = np.full(n + 1, np.pi * d * 1e-4 * h)
    area[[0, n]] /= 2
    axial = 1e6 * np.pi * (d * 1e-4 / 2) ** 2 / (Ri * h)
    charge = 1e3 * area / dt                      # nF/ms is uS
    A = np.diag(1e6 * area / Rm + charge + 2 * axial) - axial * (np.eye(n + 1, k=1) + np.eye(n + 1, k=-1))
    A[0, 0] -= axial
    A[n, n] -= axial
    V = np.zeros(n + 1)
    out = [0.0]
    for _ in range(int(round(T / dt))):
        b = charge * V
        b[0] += I
        V = np.linalg.solve(A, b)
        out.append(V[0])
    return np.array(out)
