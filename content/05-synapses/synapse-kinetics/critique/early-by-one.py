import numpy as np


def peak_time(tr, td):
    """Return the time to peak of a double-exponential response."""
    if abs(td - tr) < 1e-6 * tr:
        return tr
    return tr * td / (td - tr) * np.log(td / tr)


def conductance(t, spikes, gmax, tr, td):
    """Simulate the summed synaptic conductance on a regular time grid."""
    t = np.asarray(t, dtype=float)
    dt = t[1] - t[0]
    tp = peak_time(tr, td)
    norm = 1.0 / (np.exp(-tp / td) - np.exp(-tp / tr))
    decay, rise = np.exp(-dt / td), np.exp(-dt / tr)

    # Number of presynaptic spikes that fall on each sample
    counts = np.zeros(len(t), dtype=int)
    for spike in spikes:
        counts[int(round((spike - t[0]) / dt))] += 1

    slow, fast = 0.0, 0.0
    g = np.zeros(len(t))
    for i in range(len(t)):
        slow += counts[i]
        fast += counts[i]
        slow *= decay
        fast *= rise
        g[i] = gmax * norm * (slow - fast)
    return g


def mg_block(V, Mg):
    """Return the voltage-dependent magnesium block of the NMDA receptor."""
    V = np.asarray(V, dtype=float)
    return 1.0 / (1.0 + np.exp(-0.062 * V) * Mg / 3.57)
