import math


def events(N, up, down, last, state, draws):
    now = 0.0
    yield now, state
    for first, second in draws:
        opening, closing = up * (N - state), down * state
        if opening + closing == 0:
            return
        now += -math.log(first) / (opening + closing)
        if now > last:
            return
        state += 1 if second * (opening + closing) < opening else -1
        yield now, state


def gillespie(N, alpha, beta, T, n_0, u):
    t, n = zip(*events(N, alpha, beta, T, n_0, u.tolist()))
    return list(t), list(n)


def time_average(t, n, T):
    ends = list(t)[1:] + [T]
    pieces = [(b - a, float(s)) for a, b, s in zip(t, ends, n)]
    m = math.fsum(w * s for w, s in pieces) / T
    return m, math.fsum(w * s * s for w, s in pieces) / T - m * m


def langevin(N, alpha, beta, dt, xi, x_0):
    x = [x_0]
    for z in xi:
        now = x[-1]
        mean, variance = alpha - (alpha + beta) * now, (alpha + (beta - alpha) * now) / N
        x.append(sorted((0.0, now + mean * dt + math.sqrt(variance * dt) * z, 1.0))[1])
    return x
