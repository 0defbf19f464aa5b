import numpy as np


def steady_current(V, p):
    """Current (uA/cm2) that holds the membrane at each potential of the array V (mV)."""
    C, gL, gCa, gK, EL, ECa, EK, V1, V2, V3, V4, phi = p
    return np.zeros(len(V))


def jacobian(V, p):
    """Jacobian (2, 2) of V' and w' (rows) by V and w (columns) at the potential V (a number) and w = n(V)."""
    return np.zeros((2, 2))


def bifurcations(p):
    """Currents of the Hopf points and of the folds between -70 and 40 mV, each in the order of their potentials."""
    return np.array([]), np.array([])


def simulate(I, dt, T, V0, w0, p):
    """V (mV) and w under a constant current, one value more than there are steps."""
    n = int(round(T / dt))
    return np.full(n + 1, float(V0)), np.full(n + 1, float(w0))


def rate(V, dt):
    """Firing rate (Hz) in the last half of a trace V (mV) with the step dt (ms)."""
    return 0.0
