import numpy as np


def serial(spikes):
    """Correlation of each interval with the next one; nan for fewer than four spikes."""
    intervals = np.diff(spikes)
    if len(intervals) < 3:
        return np.nan
    return np.corrcoef(intervals[:-1], intervals[1:])[0, 1]
