import math
import numpy as np


def gain(mu, sigma, tau, tref, Vth, Vr):
    """d nu/d mu (Hz/mV): only the two ends of the integral move, each by -1/sigma."""
    X, W = np.polynomial.legendre.leggauss(20)

    def f(x):
        if x < -20:
            z = 1 / (2 * x * x)
            return (1 - z + 3 * z**2 - 15 * z**3) / (-x * math.sqrt(math.pi))
        return math.exp(x * x) * math.erfc(-x)

    a, b = (Vr - mu) / sigma, (Vth - mu) / sigma
    if b > 26:
        return 0.0
    edges = np.linspace(a, b, max(10, int(b - a) + 1))
    area = sum((hi - lo) / 2 * sum(w * f(lo + (hi - lo) * (1 + x) / 2) for x, w in zip(X, W)) for lo, hi in zip(edges[:-1], edges[1:]))
    nu = 1 / (tref + tau * math.sqrt(math.pi) * area)
    return 1000 * nu**2 * tau * math.sqrt(math.pi) / sigma * (f(b) - f(a))
