import numpy as np


def gillespie(number, opening, closing, duration, start, numbers):
    t, n = np.zeros(len(numbers) + 1), np.zeros(len(numbers) + 1, dtype=int)
    n[0], used = start, 0
    for j, (a, b) in enumerate(numbers):
        rates = np.array([opening * (number - n[j]), closing * n[j]])
        if rates.sum() <= 0:
            break
        t[j + 1] = t[j] + np.log(1 / a) / rates.sum()
        if t[j + 1] > duration:
            break
        n[j + 1] = n[j] + (1 if b < (rates / rates.sum())[0] else -1)
        used = j + 1
    return t[:used + 1], n[:used + 1]


def time_average(times, states, duration):
    weights = np.diff(np.concatenate((times, [duration])))
    mean = np.average(states, weights=weights)
    return np.array([mean, np.average((np.asarray(states) - mean) ** 2, weights=weights)])


def langevin(number, opening, closing, h, numbers, start):
    x = np.full(len(numbers) + 1, float(start))
    for k, z in enumerate(numbers):
        flow = np.array([opening * (1 - x[k]), closing * x[k]])
        x[k + 1] = np.clip(x[k] + h * (flow[0] - flow[1]) + np.sqrt(h * flow.sum() / number) * z, 0, 1)
    return x
