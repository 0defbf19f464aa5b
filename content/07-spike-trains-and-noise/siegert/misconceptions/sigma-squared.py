import math
import numpy as np

X, W = np.polynomial.legendre.leggauss(20)


def integrand(x):
    if x < -20:
        z = 1 / (2 * x * x)
        return (1 - z + 3 * z**2 - 15 * z**3 + 105 * z**4) / (-x * math.sqrt(math.pi))
    return math.exp(x * x) * math.erfc(-x)


def rate(mu, sigma, tau, tref, Vth, Vr):
    a, b = (Vr - mu) / sigma**2, (Vth - mu) / sigma**2
    if b > 26:
        return 0.0
    edges = np.linspace(a, b, max(10, int(b - a) + 1))
    area = 0.0
    for lo, hi in zip(edges[:-1], edges[1:]):
        x = lo + (hi - lo) * (1 + X) / 2
        area += (hi - lo) / 2 * sum(w * integrand(v) for w, v in zip(W, x))
    return 1000 / (tref + tau * math.sqrt(math.pi) * area)


def siegert(mu, sigma, tau, tref, Vth, Vr):
    mu, sigma = np.broadcast_arrays(mu, sigma)
    values = [rate(m, s, tau, tref, Vth, Vr) for m, s in zip(mu.ravel().tolist(), sigma.ravel().tolist())]
    return np.reshape(values, mu.shape)


def lif_rate(mu, sigma, tau, tref, Vth, Vr, dt, t0, xi):
    steps, cells = np.shape(xi)
    skip = int(round(t0 / dt))
    n_ref = int(round(tref / dt))
    kick = sigma * np.sqrt(dt / tau)
    V = np.full(cells, float(Vr))
    hold = np.zeros(cells, dtype=int)
    count = 0
    for k in range(steps):
        free = hold == 0
        V[free] += dt / tau * (mu - V[free]) + kick * xi[k][free]
        hold[~free] -= 1
        spike = V >= Vth
        V[spike] = Vr
        hold[spike] = n_ref
        if k >= skip:
            count += int(spike.sum())
    return count / cells / ((steps - skip) * dt) * 1000
