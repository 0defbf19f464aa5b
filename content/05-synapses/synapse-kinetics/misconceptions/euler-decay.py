import math
import numpy as np


def peak_time(tr, td):
    """Time (ms) from a spike to the peak of its response."""
    if abs(td - tr) < 1e-6 * tr:
        return tr
    return tr * td / (td - tr) * math.log(td / tr)


def forward(slow, fast, wait, tr, td, alpha):
    """The two states after a wait (ms) without spikes; exact."""
    if alpha:
        return slow * math.exp(-wait / tr), (fast + slow * wait / tr) * math.exp(-wait / tr)
    return slow * (1 - wait / td), fast * (1 - wait / tr)


def conductance(t, spikes, gmax, tr, td):
    """Summed conductance (nS) at the times t; two decaying states are carried from event to event.

    slow and fast are sums of exp(-(t - t_s)/td) and exp(-(t - t_s)/tr). If rise and decay are equal,
    fast is the sum of (t - t_s)/tr exp(-(t - t_s)/tr) instead, and the kernel is the alpha function.
    """
    alpha = abs(td - tr) < 1e-6 * tr
    peak = peak_time(tr, td)
    norm = math.e if alpha else 1 / (math.exp(-peak / td) - math.exp(-peak / tr))
    g = np.zeros(len(t))
    slow = fast = 0.0
    seen = 0
    for k in range(len(t)):
        while seen < len(spikes) and spikes[seen] <= t[k]:
            if seen > 0:
                slow, fast = forward(slow, fast, spikes[seen] - now, tr, td, alpha)
            slow += 1
            fast += 0 if alpha else 1
            now = spikes[seen]
            seen += 1
        if seen > 0:
            slow, fast = forward(slow, fast, t[k] - now, tr, td, alpha)
            now = t[k]
        g[k] = gmax * norm * (fast if alpha else slow - fast)
    return g


def mg_block(V, Mg):
    """Open fraction of NMDA channels at V (mV) with Mg (mM) of magnesium outside (Jahr & Stevens 1990)."""
    return 1 / (1 + Mg / 3.57 * np.exp(-0.062 * np.asarray(V, dtype=float)))
