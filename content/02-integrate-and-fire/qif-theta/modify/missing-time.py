import numpy as np


def qif(I, dt, T, tau, I_c, x_p, x_0, whole):
    """With whole = 1, x waits at -x_p for as long as the passage beyond the cut-off takes; the stamp is half of it later."""
    n = int(round(T / dt))
    eta = I - I_c
    wait = 2 * tau / np.sqrt(eta) * np.arctan(np.sqrt(eta) / x_p) if whole else 0.0
    x = np.empty(n + 1)
    x[0] = x_0
    spikes = []
    hold = 0
    for k in range(n):
        if hold > 0:
            hold -= 1
            x[k + 1] = -x_p
            continue
        new = x[k] + dt / tau * (x[k] * x[k] + eta)
        if new >= x_p:
            spikes.append(dt * (k + (x_p - x[k]) / (new - x[k])) + wait / 2)
            new = -x_p
            hold = int(round(wait / dt))
        x[k + 1] = new
    return x, np.array(spikes)
