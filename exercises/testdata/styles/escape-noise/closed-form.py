import numpy


def _free(V0, target, decay):
    """V[j+1] = decay V[j] + (1 - decay) target[j], by doubling: after the loop V[j] has seen all that came before."""
    V = numpy.concatenate([[V0], (1 - decay) * target[:-1]])
    reach = 1
    while reach < len(V):
        V[reach:] = V[reach:] + decay ** reach * V[:-reach]
        reach *= 2
    return V


def potential(I, spikes, dt, tau, R, EL, Vr, tref):
    target, decay, hold = EL + R * numpy.asarray(I, float), numpy.exp(-dt / tau), int(round(tref / dt))
    V = numpy.empty(len(target))
    begin, value = 0, EL
    for k in [int(s) for s in spikes] + [None]:
        end = len(target) if k is None else k + 1
        if begin < end:
            V[begin:end] = _free(value, target[begin:end], decay)
        if k is not None:
            V[k + 1:k + 2 + hold] = Vr
            begin, value = k + 1 + hold, Vr
    return V


def simulate(I, dt, tau, R, EL, Vr, th, Dl, rho0, tref, u):
    u = numpy.asarray(u, float)
    spikes, begin = [], 0
    while True:
        V = potential(I, spikes, dt, tau, R, EL, Vr, tref)
        p = -numpy.expm1(-rho0 * dt * numpy.exp((V - th) / Dl))
        hits = numpy.flatnonzero(u[begin:] < p[begin:])
        if not hits.size:
            return V, numpy.array(spikes, int)
        spikes.append(begin + int(hits[0]))
        begin = spikes[-1] + 1 + int(round(tref / dt))


def log_likelihood(I, spikes, dt, tau, R, EL, Vr, th, Dl, rho0, tref):
    spikes = [int(s) for s in spikes]
    hold = int(round(tref / dt))
    if any(b - a <= hold for a, b in zip(spikes, spikes[1:])):
        return float("-inf")
    H = rho0 * dt * numpy.exp((potential(I, spikes, dt, tau, R, EL, Vr, tref) - th) / Dl)
    weight = numpy.ones(len(H))
    for k in spikes:
        weight[k:k + 1 + hold] = 0
    return float(numpy.log(-numpy.expm1(-H[spikes])).sum() - weight @ H)
