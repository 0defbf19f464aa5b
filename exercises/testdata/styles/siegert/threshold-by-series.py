"""exp(x^2)(1 + erf x) = exp(x^2) + Dawson-like series near zero, asymptotic far away, Gauss-Legendre in between."""
import math
import numpy as np


def g(x):
    if x < -8:
        w, total, term = 1 / (x * x), 0.0, 1.0
        for k in range(20):
            total += term
            nxt = term * -(2 * k + 1) / 2 * w
            if abs(nxt) > abs(term):
                break
            term = nxt
        return total / (math.sqrt(math.pi) * abs(x))
    if x < 0:
        return math.exp(x * x) * math.erfc(-x)
    return math.exp(x * x) * (1 + math.erf(x))


def siegert(mu, sigma, tau, tref, Vth, Vr):
    nodes, weights = np.polynomial.legendre.leggauss(48)
    m, s = np.broadcast_arrays(np.asarray(mu, float), np.asarray(sigma, float))
    out = np.zeros(m.shape)
    for where in np.ndindex(m.shape):
        a, b = (Vr - m[where]) / s[where], (Vth - m[where]) / s[where]
        if b > 26:
            continue
        cuts = np.linspace(a, b, 4 + int(abs(b - a)))
        area = 0.0
        for k in range(len(cuts) - 1):
            mid, half = (cuts[k] + cuts[k + 1]) / 2, (cuts[k + 1] - cuts[k]) / 2
            area += half * math.fsum(w * g(mid + half * x) for x, w in zip(nodes, weights))
        out[where] = 1 / (tref / 1000 + tau / 1000 * math.sqrt(math.pi) * area)
    return out


def lif_rate(mu, sigma, tau, tref, Vth, Vr, dt, t0, xi):
    xi = np.asarray(xi)
    n, N = xi.shape
    y = np.full(N, Vr - mu, dtype=float)
    ready = np.zeros(N, dtype=int)
    raster = np.zeros((n, N), dtype=bool)
    for k in range(n):
        go = ready <= k
        y[go] = (1 - dt / tau) * y[go] + sigma * np.sqrt(dt / tau) * xi[k, go]
        raster[k] = go & (y >= Vth - mu)
        y[raster[k]] = Vr - mu
        ready[raster[k]] = k + 1 + round(tref / dt)
    first = round(t0 / dt)
    return raster[first:].sum() / (N * (n - first) * dt * 1e-3)
