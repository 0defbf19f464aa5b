import numpy as np


def release(spikes, U, tF, tD):
    """Simulate short-term plasticity of the Tsodyks-Markram type."""
    u, x = 0.0, 1.0
    us, xs, rel = [], [], []
    previous = None
    for spike in spikes:
        # Exact update between the spikes
        if previous is not None:
            interval = spike - previous
            u = u * np.exp(-interval / tF) if tF > 0 else 0.0
            x = 1.0 - (1.0 - x) * np.exp(-interval / tD)
        previous = spike

        # Facilitation, depression and release
        u = u + U * (1.0 - u)
        us.append(u)
        xs.append(x)
        x -= u * x

        rel.append(u * x)
    return np.array(us), np.array(xs), np.array(rel)


def steady(rate_hz, U, tF, tD):
    """Return the steady state of a regular train."""
    T = 1000.0 / np.asarray(rate_hz, dtype=float)
    decay_u = np.exp(-T / tF) if tF > 0 else 0.0 * T
    decay_x = np.exp(-T / tD)
    u = U / (1.0 - (1.0 - U) * decay_u)
    x = (1.0 - decay_x) / (1.0 - (1.0 - u) * decay_x)
    return u, x, u * x
