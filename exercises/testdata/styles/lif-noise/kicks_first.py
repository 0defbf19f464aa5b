import numpy as np


def ou(mean, strength, tau, h, numbers, start):
    """All kicks are made at once; what is left is a linear recursion, cell by cell in columns."""
    numbers = np.array(numbers, dtype=np.float64)
    kicks = strength * np.sqrt(h) / np.sqrt(tau) * numbers + h * mean / tau
    keep = 1.0 - h / tau
    path = np.full((1 + kicks.shape[0],) + kicks.shape[1:], float(start))
    for row in range(kicks.shape[0]):
        path[row + 1] = keep * path[row] + kicks[row]
    return path


def lif_noise(mean, strength, tau, threshold, reset, pause, h, numbers, start):
    numbers = np.asarray(numbers, dtype=float)
    n, held = numbers.size, int(np.rint(pause / h))
    V, times, k = np.empty(n + 1), [], 0
    V[0] = start
    while k < n:
        V[k + 1] = (1 - h / tau) * V[k] + h / tau * mean + strength * (h / tau) ** .5 * numbers[k]
        k += 1
        if V[k] >= threshold:
            times.append(k * h)
            V[k:min(n, k + held) + 1] = reset
            k = min(n, k + held)
    return {"spikes": np.array(times), "V": V}
