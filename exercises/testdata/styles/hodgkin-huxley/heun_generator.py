import numpy as np


def rates(V):
    V = np.asarray(V, float)
    d = np.array([V + 40, V + 55])
    with np.errstate(divide='ignore', invalid='ignore'):
        r = d/(1 - np.exp(-d/10))
    close = np.abs(d) < 1e-5
    r = np.where(close, 10 + d/2, r)
    return (.1*r[0], 4*np.exp(-(V + 65)/18), .07*np.exp(-(V + 65)/20),
            1/(1 + np.exp(-(V + 35)/10)), .01*r[1], .125*np.exp(-(V + 65)/80))


def states(y, h, n, slope):
    yield y
    for _ in range(n):
        first = slope(y)
        second = slope(y + h*first)
        y = y + h*(first + second)/2
        yield y


def hh(current, step, duration, cap, gna, gk, gl, ena, ek, el, celsius, start):
    speed = 3.0**((celsius - 6.3)/10)

    def slope(y):
        v = y[0]
        r = np.array([float(x) for x in rates(v)])
        a, b = r[0::2], r[1::2]
        gate = speed*(a - (a + b)*y[1:])
        out = gna*y[1]**3*y[2]*(v - ena) + gk*y[3]**4*(v - ek) + gl*(v - el)
        return np.concatenate(([(current - out)/cap], gate))

    r = np.array([float(x) for x in rates(start)])
    y0 = np.concatenate(([start], r[0::2]/(r[0::2] + r[1::2])))
    Y = np.array(list(states(y0, step, int(round(duration/step)), slope)))
    v = Y[:, 0]
    i = np.nonzero((v[:-1] < 0) & (v[1:] >= 0))[0]
    times = (i - v[i]/(v[i + 1] - v[i]))*step
    return {"V": v, "m": Y[:, 1], "h": Y[:, 2], "n": Y[:, 3], "spikes": times}
