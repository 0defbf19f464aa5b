import numpy as np


def _field(state, P, p):
    wee, wei, wie, wii, ae, the, ai, thi, te, ti, r, Q = p
    E, I = state

    def S(x, a, th):
        return 1.0 / (1.0 + np.exp(-a * (x - th))) - 1.0 / (1.0 + np.exp(a * th))

    return np.array([(-E + (1 - r * E) * S(wee * E - wei * I + P, ae, the)) / te,
                     (-I + (1 - r * I) * S(wie * E - wii * I + Q, ai, thi)) / ti])


def simulate(E0, I0, dt, T, P, p):
    """Integrate the Wilson-Cowan equations with Heun's method."""
    steps = int(round(T / dt))
    out = np.empty((steps + 1, 2))
    out[0] = E0, I0
    for k in range(steps):
        s = out[k]
        f1 = _field(s, P, p)
        f2 = _field(s + dt * f1, P, p)
        out[k + 1] = s + dt * (f1 + f2) / 2
    return out[:, 0], out[:, 1]


def jacobian(E, I, P, p):
    """Analytic derivative of the vector field."""
    wee, wei, wie, wii, ae, the, ai, thi, te, ti, r, Q = p

    def parts(x, a, th):
        s = 1.0 / (1.0 + np.exp(-a * (x - th)))
        return s - 1.0 / (1.0 + np.exp(a * th)), a * s * (1 - s)

    Se, dSe = parts(wee * E - wei * I + P, ae, the)
    Si, dSi = parts(wie * E - wii * I + Q, ai, thi)
    return np.array([[(-1 - r * Se + (1 - r * E) * dSe * wee) / te, -(1 - r * E) * dSe * wei / te],
                     [(1 - r * I) * dSi * wie / ti, (-1 - r * Si - (1 - r * I) * dSi * wii) / ti]])


def _curve(v, p):
    """State and drive on the inhibitory nullcline, by the input v of the inhibitory population."""
    wee, wei, wie, wii, ae, the, ai, thi, te, ti, r, Q = p
    Si = 1.0 / (1.0 + np.exp(-ai * (v - thi))) - 1.0 / (1.0 + np.exp(ai * thi))
    I = Si / (1 + r * Si)
    E = (v + wii * I - Q) / wie
    q = E / (1 - r * E) + 1.0 / (1.0 + np.exp(ae * the))
    if not 0 < q < 1:
        return E, I, np.nan
    return E, I, the - np.log(1 / q - 1) / ae - wee * E + wei * I


def _roots(f, lo=-2.0, hi=13.0, count=1501):
    grid = np.linspace(lo, hi, count)
    vals = np.array([f(x) for x in grid])
    out = []
    for k in np.nonzero(vals[:-1] * vals[1:] < 0)[0]:
        a, b = grid[k], grid[k + 1]
        for _ in range(50):
            c = 0.5 * (a + b)
            if np.sign(f(c)) == np.sign(vals[k]):
                a = c
            else:
                b = c
        out.append(0.5 * (a + b))
    return out


def steady(P, p):
    """All fixed points for the drive P."""
    points = [_curve(v, p)[:2] for v in _roots(lambda v: _curve(v, p)[2] - P)]
    return np.array(sorted(points)).reshape(-1, 2)


def hopf(p):
    """Drives of the Hopf points between 0 and 5."""
    def trace(v):
        E, I, P = _curve(v, p)
        if np.isnan(P):
            return np.nan
        J = jacobian(E, I, P, p)
        return J[0, 0] + J[1, 1]

    result = []
    for v in _roots(trace):
        E, I, P = _curve(v, p)
        J = jacobian(E, I, P, p)
        if J[0, 0] * J[1, 1] - J[0, 1] * J[1, 0] > 0 and 0 <= P <= 5:
            result.append(P)
    return np.array(sorted(result))
