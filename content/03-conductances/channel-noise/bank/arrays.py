"""Stochastic simulation of two-state ion channels."""
import numpy as np


def gillespie(N, alpha, beta, T, n_0, u):
    """Simulate the number of open channels with Gillespie's direct method."""
    u = np.asarray(u, dtype=float)
    times = np.zeros(len(u) + 1)
    counts = np.zeros(len(u) + 1, dtype=int)
    counts[0] = n_0
    used = 1
    for j in range(len(u)):
        n_open = counts[used - 1]
        propensities = np.array([alpha * (N - n_open), beta * n_open])
        total = propensities.sum()
        if total == 0:
            break
        next_time = times[used - 1] + (-np.log(u[j, 0])) / total
        if next_time > T:
            break
        times[used] = next_time
        counts[used] = n_open + (1 if u[j, 1] < propensities[0] / total else -1)
        used += 1
    return times[:used], counts[:used]


def time_average(t, n, T):
    """Compute the time-weighted mean and variance."""
    edges = np.concatenate([np.asarray(t, dtype=float), [T]])
    weights = (edges[1:] - edges[:-1]) / T
    values = np.asarray(n, dtype=float)
    mean = np.dot(weights, values)
    second = np.dot(weights, values ** 2)
    return mean, second - mean ** 2


def langevin(N, alpha, beta, dt, xi, x_0):
    """Simulate the open fraction with the chemical Langevin equation."""
    trajectory = [float(x_0)]
    for sample in xi:
        current = trajectory[-1]
        flux_in, flux_out = alpha * (1.0 - current), beta * current
        step = (flux_in - flux_out) * dt + np.sqrt(dt * (flux_in + flux_out) / N) * sample
        trajectory.append(float(np.clip(current + step, 0.0, 1.0)))
    return np.array(trajectory)
