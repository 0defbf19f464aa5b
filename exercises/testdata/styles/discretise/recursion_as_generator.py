from math import exp, log


def walk(value, inputs, keep, target):
    """One linear recursion serves both schemes: they differ in what is kept of the distance to the target."""
    yield value
    for i in inputs:
        goal = target(i)
        value = goal + keep * (value - goal)
        yield value


def euler(V_0, I, dt, tau, R, E_L):
    return list(walk(V_0, I, 1 - dt / tau, lambda i: E_L + R * i))


def exp_euler(V_0, I, dt, tau, R, E_L):
    return tuple(walk(V_0, I, exp(-dt / tau), lambda i: E_L + R * i))


def order(dts, errors):
    pairs = [(log(h), log(abs(e))) for h, e in zip(dts, errors)]
    n = len(pairs)
    sx, sy = sum(x for x, _ in pairs), sum(y for _, y in pairs)
    sxx, sxy = sum(x * x for x, _ in pairs), sum(x * y for x, y in pairs)
    return (n * sxy - sx * sy) / (n * sxx - sx * sx)
