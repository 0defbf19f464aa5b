import numpy as np


def release(spikes, U, tF, tD):
    """
    Simulate the release of a facilitating and depressing synapse.

    Args:
        spikes: Sorted spike times in ms.
        U: Increment of the utilisation.
        tF: Facilitation time constant in ms (0 disables facilitation).
        tD: Recovery time constant in ms.

    Returns:
        Arrays u (after the jump), x (before the spike) and the release.
    """
    spikes = np.asarray(spikes, dtype=float)
    n = spikes.size
    u = np.empty(n)
    x = np.empty(n)
    if n == 0:
        return u, x, u * x

    # Pre-compute the decay factors of all intervals
    intervals = np.diff(spikes)
    facilitation = np.exp(-intervals / tF) if tF > 0 else np.zeros(n - 1)
    depression = np.exp(-intervals / tD)

    u[0], x[0] = U, 1.0
    for i in range(1, n):
        u_minus = u[i - 1] * facilitation[i - 1]
        u[i] = u_minus + U * (1.0 - u_minus)
        x_plus = x[i - 1] * (1.0 - u[i - 1])
        x[i] = 1.0 + (x_plus - 1.0) * depression[i - 1]
    return u, x, u * x


def steady(rate_hz, U, tF, tD):
    """Closed-form steady state of a regular spike train."""
    period = 1e3 / np.array(rate_hz, dtype=float)
    if tF > 0:
        u = U / (1.0 - (1.0 - U) * np.exp(-period / tF))
    else:
        u = np.full(period.shape, U)
    a = np.expm1(period / tD)      # (1 - E)/E
    x = a / (a + u)
    return u, x, u * x
