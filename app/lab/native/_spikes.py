def train(spikes):
    """Numbers of a spike train: rate 1000 / mean interval in Hz, CV with divisor n. What is not defined is left out."""
    spikes = np.asarray(spikes, dtype=float)
    result["count"] = len(spikes)
    result["rate"] = 1000 * (len(spikes) - 1) / (spikes[-1] - spikes[0]) if len(spikes) > 1 else 0.0
    if len(spikes) > 0:
        result["first_spike"] = spikes[0]
    interval = np.diff(spikes)
    if len(interval) > 0:
        result["interval"], result["interval_first"], result["interval_last"] = interval.mean(), interval[0], interval[-1]
    if len(interval) > 1:
        result["cv"] = interval.std() / interval.mean()
    times["spikes"] = spikes
