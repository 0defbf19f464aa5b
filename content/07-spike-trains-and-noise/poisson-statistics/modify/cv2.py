import numpy as np


def cv2(spikes):
    """Mean over neighbouring intervals of 2|I' - I|/(I' + I) (Holt et al. 1996); nan for fewer than three spikes."""
    intervals = np.diff(spikes)
    if len(intervals) < 2:
        return np.nan
    return np.mean(2 * np.abs(np.diff(intervals)) / (intervals[1:] + intervals[:-1]))
