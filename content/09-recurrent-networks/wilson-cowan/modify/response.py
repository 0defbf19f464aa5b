import numpy as np


def response(P, dQ, p):
    """Change of I at the highest fixed point when dQ is added to Q, by Newton's method from that point."""
    wee, wei, wie, wii, ae, the, ai, thi, te, ti, r, Q = p

    def S(x, a, th):
        return 1 / (1 + np.exp(-a * (x - th))) - 1 / (1 + np.exp(a * th))

    def rest(q):
        v = np.linspace(-2, 13, 6001)

        def drive(v):
            g = S(v, ai, thi)
            I = g / (1 + r * g)
            E = (v + wii * I - q) / wie
            s = E / (1 - r * E) + 1 / (1 + np.exp(ae * the))
            with np.errstate(invalid='ignore', divide='ignore'):
                return the + np.log(s / (1 - s)) / ae - wee * E + wei * I - P, E, I

        d = drive(v)[0]
        k = np.flatnonzero(d[:-1] * d[1:] < 0)
        low, high = v[k], v[k + 1]
        for _ in range(50):
            mid = (low + high) / 2
            same = drive(mid)[0] * d[k] > 0
            low, high = np.where(same, mid, low), np.where(same, high, mid)
        _, E, I = drive(low)
        return I[np.argmax(E)]

    return rest(Q + dQ) - rest(Q)
