import numpy as np


def simulate(I, dt, v_0, w_0, a, b, phi, tau):
    """Integrate both equations. I is an array: I[k] is the drive between the samples k and k+1; dt and tau in ms.

    Returns v and w, each with one value more than I; v[0] = v_0, w[0] = w_0.
    """
    v = np.full(len(I) + 1, float(v_0))
    w = np.full(len(I) + 1, float(w_0))
    return v, w


def fixed_point(I, a, b):
    """v and w at which both derivatives vanish; for b < 1 there is one such point for every I."""
    return 0.0, 0.0


def hopf_currents(a, b, phi):
    """The two drives at which the fixed point loses and regains its stability, the lower one first."""
    return 0.0, 0.0


def jacobian(v, a, b, phi, tau):
    """The 2 x 2 matrix of derivatives at v, in 1/ms: rows v' and w', columns v and w."""
    return np.zeros((2, 2))
