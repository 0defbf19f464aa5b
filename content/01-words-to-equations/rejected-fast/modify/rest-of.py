import numpy as np


def rest_of(time, trace, t_off, wait):
    """The part of the plateau that is left some time after the current has ended."""
    time, trace = np.asarray(time), np.asarray(trace)
    plateau = np.mean(trace[(time >= t_off - 100 - 1e-9) & (time < t_off - 1e-9)])
    k = int(np.argmin(np.abs(time - t_off - wait)))
    return np.mean(trace[k - 5:k + 6]) / plateau
