import numpy as np


def fatigue(E0, I0, dt, T, P, p, gz, tz):
    """The drive of E loses gz z, where z follows E with the time constant tz (ms) from 0."""
    wee, wei, wie, wii, ae, the, ai, thi, te, ti, r, Q = p

    def S(x, a, th):
        return 1 / (1 + np.exp(-a * (x - th))) - 1 / (1 + np.exp(a * th))

    E, I, z = [E0], [I0], 0.0
    for k in range(int(round(T / dt))):
        x, y = E[k], I[k]
        E.append(x + dt / te * (-x + (1 - r * x) * S(wee * x - wei * y + P - gz * z, ae, the)))
        I.append(y + dt / ti * (-y + (1 - r * y) * S(wie * x - wii * y + Q, ai, thi)))
        z = z + dt / tz * (x - z)
    return np.array(E)
