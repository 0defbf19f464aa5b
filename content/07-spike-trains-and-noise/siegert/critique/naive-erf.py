import math
import numpy as np


def siegert(mu, sigma, tau, tref, Vth, Vr):
    """Siegert's formula as it is printed. Gives 9.4608 Hz at mu = 15, sigma = 5, as it should."""
    erf = np.vectorize(math.erf)
    a = (Vr - np.asarray(mu, dtype=float)) / sigma
    b = (Vth - np.asarray(mu, dtype=float)) / sigma
    part = np.linspace(0.0, 1.0, 4001)
    x = a[..., None] + (b - a)[..., None] * part
    y = np.exp(x**2) * (1.0 + erf(x))
    step = (b - a) / 4000
    area = step * (y.sum(axis=-1) - 0.5 * (y[..., 0] + y[..., -1]))
    return 1000.0 / (tref + tau * math.sqrt(math.pi) * area)


def lif_rate(mu, sigma, tau, tref, Vth, Vr, dt, t0, xi):
    """Euler-Maruyama simulation."""
    xi = np.asarray(xi)
    V = np.full(xi.shape[1], float(Vr))
    hold = np.zeros(xi.shape[1], dtype=int)
    count = 0
    skip = int(round(t0 / dt))
    for k in range(len(xi)):
        active = hold == 0
        V[active] += dt / tau * (mu - V[active]) + sigma * np.sqrt(dt / tau) * xi[k, active]
        hold[~active] -= 1
        fired = V >= Vth
        V[fired] = Vr
        hold[fired] = int(round(tref / dt))
        count += fired.sum() if k >= skip else 0
    return 1000.0 * count / (xi.shape[1] * (len(xi) - skip) * dt)
