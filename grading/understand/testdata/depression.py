def depress(spikes, U, tau_rec, A):
    """Peak currents (pA) of a depressing synapse for presynaptic spike times (ms); tau_rec in ms, A in pA."""
    from math import exp
    x = 1.0
    last = None
    peaks = []
    for t in spikes:
        if last is not None:
            gap = t - last
            x = 1.0 - (1.0 - x) * exp(-gap / tau_rec)
        release = U * x
        peaks.append(A * release)
        x = x - release
        last = t
    return peaks
