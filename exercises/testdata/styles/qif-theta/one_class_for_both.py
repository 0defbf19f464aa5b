from math import cos, pi


class Phase:
    def __init__(self, slope, top, wrap):
        self.slope, self.top, self.wrap = slope, top, wrap

    def run(self, y, dt, T):
        trace, spikes = [float(y)], []
        for k in range(int(round(T / dt))):
            old = trace[-1]
            new = old + dt * self.slope(old)
            if new >= self.top:
                spikes += [k * dt + (self.top - old) / self.slope(old)]
                new = self.wrap(new)
            trace += [new]
        return tuple(trace), tuple(spikes)


def qif(I, dt, T, tau, I_c, x_p, x_0):
    return Phase(lambda x: (x ** 2 + (I - I_c)) / tau, x_p, lambda x: -x_p).run(x_0, dt, T)


def theta(I, dt, T, tau, I_c, th_0):
    return Phase(lambda a: ((1 - cos(a)) + (1 + cos(a)) * (I - I_c)) / tau, pi, lambda a: a - 2 * pi).run(th_0, dt, T)
