import numpy as np


def theta(I, dt, T, tau, I_c, th_0, t_k, kick):
    """At the step that begins at t_k, x = tan(th/2) is first moved by kick; then the step is taken."""
    n = int(round(T / dt))
    eta = I - I_c
    th = np.empty(n + 1)
    th[0] = th_0
    spikes = []
    for k in range(n):
        start = th[k]
        if k == int(round(t_k / dt)):
            start = 2 * np.arctan(np.tan(start / 2) + kick)
        c = np.cos(start)
        new = start + dt / tau * (1 - c + (1 + c) * eta)
        if new >= np.pi:
            spikes.append(dt * (k + (np.pi - start) / (new - start)))
            new -= 2 * np.pi
        th[k + 1] = new
    return th, np.array(spikes)
