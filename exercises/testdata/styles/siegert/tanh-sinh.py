import math
import numpy as np

STEP = 1 / 32
S = np.arange(-4, 4 + STEP / 2, STEP)
NODE = np.tanh(np.pi / 2 * np.sinh(S))
WEIGHT = STEP * np.pi / 2 * np.cosh(S) / np.cosh(np.pi / 2 * np.sinh(S)) ** 2
scaled_erfc = np.vectorize(lambda x: math.exp(x * x) * math.erfc(x) if x < 20 else
                           (1 - 1 / (2 * x**2) + 3 / (4 * x**4) - 15 / (8 * x**6)) / (x * math.sqrt(math.pi)), otypes=[float])


class Neuron:
    def __init__(self, mu, sigma, tau, tref, Vth, Vr):
        self.low, self.high = (Vr - mu) / sigma, (Vth - mu) / sigma
        self.tau, self.tref = tau, tref

    def pieces(self):
        """Positive x: 2 exp(x^2) - erfcx(x); negative x: erfcx(-x)."""
        if self.low < 0:
            yield self.low, min(self.high, 0.0), lambda x: scaled_erfc(-x)
        if self.high > 0:
            edges = np.linspace(max(self.low, 0.0), self.high, 2 + int(self.high))
            for a, b in zip(edges[:-1], edges[1:]):
                yield a, b, lambda x: 2 * np.exp(x * x) - scaled_erfc(x)

    def rate(self):
        if self.high > 26:
            return 0.0
        area = sum((b - a) / 2 * np.dot(WEIGHT, f((a + b) / 2 + (b - a) / 2 * NODE)) for a, b, f in self.pieces())
        return 1e3 / (self.tref + self.tau * math.sqrt(math.pi) * area)


def siegert(mu, sigma, tau, tref, Vth, Vr):
    return np.vectorize(lambda m, s: Neuron(m, s, tau, tref, Vth, Vr).rate(), otypes=[float])(mu, sigma)


def lif_rate(mu, sigma, tau, tref, Vth, Vr, dt, t0, xi):
    kicks = np.array(xi)
    cells = kicks.shape[1]
    state = {"V": Vr * np.ones(cells), "asleep": np.zeros(cells)}
    counted = []
    for kick in kicks:
        awake = state["asleep"] <= 0
        V = state["V"] + awake * ((mu - state["V"]) * dt / tau + sigma * (dt / tau) ** 0.5 * kick)
        over = V >= Vth
        state = {"V": np.where(over, Vr, V), "asleep": np.where(over, np.rint(tref / dt), state["asleep"] - 1)}
        counted.append(np.count_nonzero(over))
    counted = counted[int(np.rint(t0 / dt)):]
    return 1e3 * np.mean(counted) / dt / cells
