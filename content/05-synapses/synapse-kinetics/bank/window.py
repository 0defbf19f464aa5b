import numpy as np


def peak_time(tr, td):
    """Compute the peak time of the conductance in ms."""
    difference = td - tr
    if abs(difference) <= 1e-6 * tr:
        return 0.5 * (tr + td)
    return (tr * td / difference) * np.log(td / tr)


def _kernel(x, tr, td):
    """Peak-normalised response for non-negative times x."""
    if abs(td - tr) <= 1e-6 * tr:
        return (x / tr) * np.exp(1.0 - x / tr)
    tp = peak_time(tr, td)
    height = np.exp(-tp / td) - np.exp(-tp / tr)
    return (np.exp(-x / td) - np.exp(-x / tr)) / height


def conductance(t, spikes, gmax, tr, td):
    """
    Sum the responses of all spikes.

    Every spike only affects a window of 40 decay time constants, so the memory
    stays proportional to the number of samples.
    """
    t = np.asarray(t, dtype=float)
    g = np.zeros(t.shape)
    horizon = 40.0 * max(tr, td)
    starts = np.searchsorted(t, spikes, side="left")
    ends = np.searchsorted(t, np.asarray(spikes, dtype=float) + horizon, side="right")
    for spike, start, end in zip(spikes, starts, ends):
        g[start:end] += _kernel(t[start:end] - spike, tr, td)
    return gmax * g


def mg_block(V, Mg):
    """Compute the Jahr-Stevens magnesium block."""
    V = np.asarray(V, dtype=float)
    k = 0.062   # per mV
    half = 3.57  # mM
    return half / (half + Mg * np.exp(-k * V))
