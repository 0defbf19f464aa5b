from math import exp, expm1, inf, log


class Membrane:
    def __init__(self, dt, tau, R, EL, Vr, tref):
        self.alpha, self.R, self.rest, self.reset = exp(-dt / tau), R, EL, Vr
        self.silence = int(round(tref / dt))
        self.V, self.blocked = EL, 0

    @property
    def ready(self):
        return self.blocked == 0

    def pass_bin(self, current, spiked):
        if spiked:
            self.V, self.blocked = self.reset, self.silence
        elif self.blocked:
            self.blocked -= 1
        else:
            distance = self.V - self.rest - self.R * current
            self.V = self.rest + self.R * current + self.alpha * distance


def hazard(V, th, Dl, rho0):
    return rho0 * exp((V - th) / Dl)


def potential(I, spikes, dt, tau, R, EL, Vr, tref):
    cell, trace, pending = Membrane(dt, tau, R, EL, Vr, tref), [], sorted(int(s) for s in spikes)
    for k, current in enumerate(I):
        trace.append(cell.V)
        hit = bool(pending) and pending[0] == k
        if hit:
            pending.pop(0)
        cell.pass_bin(current, hit)
    return trace


def simulate(I, dt, tau, R, EL, Vr, th, Dl, rho0, tref, u):
    cell, trace, bins = Membrane(dt, tau, R, EL, Vr, tref), [], []
    for k, (current, number) in enumerate(zip(I, u)):
        trace.append(cell.V)
        hit = cell.ready and number < -expm1(-hazard(cell.V, th, Dl, rho0) * dt)
        if hit:
            bins.append(k)
        cell.pass_bin(current, hit)
    return {"V": trace, "spikes": bins}


def log_likelihood(I, spikes, dt, tau, R, EL, Vr, th, Dl, rho0, tref):
    cell, seen, LL = Membrane(dt, tau, R, EL, Vr, tref), set(map(int, spikes)), 0.0
    for k, current in enumerate(I):
        expected = hazard(cell.V, th, Dl, rho0) * dt
        if k in seen and not cell.ready:
            return -inf
        if k in seen:
            LL += log(-expm1(-expected))
        elif cell.ready:
            LL -= expected
        cell.pass_bin(current, k in seen)
    return LL
