import math
import numpy as np


def rate_ei(rE, rI, JE, JI, tau, tref, Vth, Vr):
    """Rate (Hz) for excitatory and inhibitory Poisson input, rates in 1/ms, jumps in mV."""
    X, W = np.polynomial.legendre.leggauss(20)

    def f(x):
        if x < -20:
            z = 1 / (2 * x * x)
            return (1 - z + 3 * z**2 - 15 * z**3) / (-x * math.sqrt(math.pi))
        return math.exp(x * x) * math.erfc(-x)

    mu = tau * (rE * JE - rI * JI)
    sigma = math.sqrt(tau * (rE * JE**2 + rI * JI**2))
    a, b = (Vr - mu) / sigma, (Vth - mu) / sigma
    if b > 26:
        return 0.0
    edges = np.linspace(a, b, max(10, int(b - a) + 1))
    area = sum((hi - lo) / 2 * sum(w * f(lo + (hi - lo) * (1 + x) / 2) for x, w in zip(X, W)) for lo, hi in zip(edges[:-1], edges[1:]))
    return 1000 / (tref + tau * math.sqrt(math.pi) * area)
