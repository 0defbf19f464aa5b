from dataclasses import dataclass
import numpy as np


@dataclass
class Population:
    N: int
    alpha: float
    beta: float

    def rates(self, n):
        return self.alpha * (self.N - n), self.beta * n

    def jump(self, n, wait, which):
        up, down = self.rates(n)
        return -np.log(wait) / (up + down), (n + 1 if which < up / (up + down) else n - 1)


def gillespie(N, alpha, beta, T, n_0, u):
    channels, record = Population(N, alpha, beta), [(0.0, n_0)]
    for wait, which in u:
        time, n = record[-1]
        if sum(channels.rates(n)) <= 0:
            break
        after, new = channels.jump(n, wait, which)
        if time + after > T:
            break
        record.append((time + after, new))
    return [r[0] for r in record], [r[1] for r in record]


def time_average(t, n, T):
    # Integrals of n and n^2 as areas of a staircase.
    area = square = 0.0
    for j in range(len(n)):
        until = t[j + 1] if j + 1 < len(t) else T
        area += (until - t[j]) * n[j]
        square += (until - t[j]) * n[j] ** 2
    return area / T, square / T - (area / T) ** 2


def langevin(N, alpha, beta, dt, xi, x_0):
    channels, x = Population(1, alpha, beta), [x_0]
    for z in xi:
        up, down = channels.rates(x[-1])
        x.append(min(1.0, max(0.0, x[-1] + (up - down) * dt + ((up + down) * dt / N) ** 0.5 * z)))
    return np.asarray(x)
