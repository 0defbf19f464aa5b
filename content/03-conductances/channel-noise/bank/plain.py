import math


def gillespie(N, alpha, beta, T, n_0, u):
    clock, n_open = 0.0, n_0
    t, n = [clock], [n_open]
    for u1, u2 in u:
        a_open = alpha * (N - n_open)
        a_close = beta * n_open
        a = a_open + a_close
        if not a > 0:
            break
        clock += -math.log(u1) / a
        if clock > T:
            break
        n_open += 1 if u2 < a_open / a else -1
        t.append(clock)
        n.append(n_open)
    return t, n


def time_average(t, n, T):
    ends = list(t[1:]) + [T]
    lasts = [end - start for start, end in zip(t, ends)]
    mean = sum(d * k for d, k in zip(lasts, n)) / T
    variance = sum(d * (k - mean) ** 2 for d, k in zip(lasts, n)) / T
    return mean, variance


def langevin(N, alpha, beta, dt, xi, x_0):
    x, path = x_0, [x_0]
    for z in xi:
        sources = alpha * (1 - x) + beta * x
        x = x + dt * (alpha - (alpha + beta) * x) + math.sqrt(sources * dt / N) * z
        x = 0.0 if x < 0 else 1.0 if x > 1 else x
        path.append(x)
    return path
