"""Signatures of step responses, rejection of models, and choice of the next experiment."""
import math


def _mean(values):
    return math.fsum(values) / len(values)


def _moving_average(values, width):
    half = width // 2
    padded = [values[0]] * half + list(values) + [values[-1]] * half
    total = sum(padded[:width])
    averages = [total / width]
    for i in range(width, len(padded)):
        total += padded[i] - padded[i - width]
        averages.append(total / width)
    return averages


def _first_time(t, values, level):
    for i in range(1, len(values)):
        if values[i - 1] < level <= values[i]:
            return t[i - 1] + (t[i] - t[i - 1]) * (level - values[i - 1]) / (values[i] - values[i - 1])
    return float("nan")


def signatures(t, V1, V2):
    """Return the doubling ratio, the sag, the shape ratio and the late growth."""
    t, V1, V2 = [float(x) for x in t], [float(x) for x in V1], [float(x) for x in V2]
    n = len(t)
    tail = int(0.8 * n)
    steady_1, steady_2 = _mean(V1[tail:]), _mean(V2[tail:])
    peak = max(_moving_average(V1, 51))
    smooth = _moving_average(V1, 11)
    t_50 = _first_time(t, smooth, 0.5 * steady_1)
    t_75 = _first_time(t, smooth, 0.75 * steady_1)
    growth = steady_1 - _mean(V1[int(0.4 * n):int(0.6 * n)])
    return steady_2 / steady_1, peak / steady_1, t_75 / t_50, growth / steady_1


def rejects(sig):
    """Return whether A, B, C, D, E are rejected."""
    D, S, rho, L = sig
    nonlinear = abs(D - 2.0) > 0.05
    overshoot = abs(S - 1.0) > 0.04
    drifting = abs(L) > 0.05
    reject_a = nonlinear or overshoot or drifting or abs(rho - 2.0) > 0.2
    reject_b = nonlinear or overshoot or drifting or rho < 2.2
    reject_c = nonlinear or drifting or S < 1.04
    reject_d = (not nonlinear) or overshoot or drifting
    reject_e = L < 0.25
    return [reject_a, reject_b, reject_c, reject_d, reject_e]


def next_test(prior, outcome, cost):
    """Return the experiment with the largest expected information gain per unit cost."""
    best_index, best_value = 0, -1.0
    for index, (row, price) in enumerate(zip(outcome, cost)):
        probabilities = {}
        for p, label in zip(prior, row):
            probabilities[label] = probabilities.get(label, 0.0) + float(p)
        information = -sum(p * math.log2(p) for p in probabilities.values() if p > 0.0)
        value = information / price
        if value > best_value + 1e-12:
            best_index, best_value = index, value
    return best_index
