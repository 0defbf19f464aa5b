import numpy as np

# p holds wee, wei, wie, wii, ae, the, ai, thi, te, ti, r, Q, in this order


def simulate(E0, I0, dt, T, P, p):
    """E and I from (E0, I0) under constant drives, round(T/dt) + 1 samples each; dt and T in ms."""
    n = int(round(T / dt))
    return np.full(n + 1, float(E0)), np.full(n + 1, float(I0))


def jacobian(E, I, P, p):
    """The 2 x 2 matrix of derivatives at (E, I), in 1/ms: rows E' and I', columns E and I."""
    return np.zeros((2, 2))


def steady(P, p):
    """All fixed points at the drive P: an array with a row (E, I) for each, in rising E."""
    return np.zeros((1, 2))


def hopf(p):
    """The drives P from 0 to 5 at which a fixed point has trace 0 and a determinant above 0, in rising order."""
    return np.zeros(0)
