from math import exp, erfc, pi, sqrt


def integrand(x):
    if x > -15:
        return exp(x * x) * erfc(-x)
    total, term = 1.0, 1.0
    for k in range(1, 12):
        term *= -(2 * k - 1) / (2 * x * x)
        total += term
    return -total / (x * sqrt(pi))


def simpson(f, a, b, fa, fm, fb, whole, depth):
    m = (a + b) / 2
    fl, fr = f((a + m) / 2), f((m + b) / 2)
    left = (m - a) / 6 * (fa + 4 * fl + fm)
    right = (b - m) / 6 * (fm + 4 * fr + fb)
    gap = left + right - whole
    if depth == 0 or abs(gap) <= 1e-8 * (abs(left + right) + 1e-300):
        return left + right + gap / 15
    return simpson(f, a, m, fa, fl, fm, left, depth - 1) + simpson(f, m, b, fm, fr, fb, right, depth - 1)


def integral(a, b):
    total, pieces = 0.0, 12
    for i in range(pieces):
        lo, hi = a + (b - a) * i / pieces, a + (b - a) * (i + 1) / pieces
        flo, fm, fhi = integrand(lo), integrand((lo + hi) / 2), integrand(hi)
        total += simpson(integrand, lo, hi, flo, fm, fhi, (hi - lo) / 6 * (flo + 4 * fm + fhi), 30)
    return total


def one(mu, sigma, tau, tref, Vth, Vr):
    upper = (Vth - mu) / sigma
    if upper > 26:
        return 0.0
    return 1000 / (tref + sqrt(pi) * tau * integral((Vr - mu) / sigma, upper))


def siegert(mu, sigma, tau, tref, Vth, Vr):
    if hasattr(mu, "__len__"):
        return [one(m, sigma, tau, tref, Vth, Vr) for m in mu]
    if hasattr(sigma, "__len__"):
        return [one(mu, s, tau, tref, Vth, Vr) for s in sigma]
    return one(mu, sigma, tau, tref, Vth, Vr)


def lif_rate(mu, sigma, tau, tref, Vth, Vr, dt, t0, xi):
    rows = [list(row) for row in xi]
    pause, skipped = round(tref / dt), round(t0 / dt)
    kick = sigma * (dt / tau) ** 0.5
    total = 0
    for cell in range(len(rows[0])):
        V, wait = Vr, 0
        for k, row in enumerate(rows):
            if wait:
                wait -= 1
                continue
            V += dt / tau * (mu - V) + kick * row[cell]
            if V >= Vth:
                V, wait = Vr, pause
                total += k >= skipped
    return total * 1000 / len(rows[0]) / (dt * (len(rows) - skipped))
