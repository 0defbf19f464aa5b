from math import exp, expm1, log, inf


def neuron(I, dt, tau, R, EL, Vr, tref):
    """Coroutine: yields (V, refractory) and is sent whether the bin holds a spike."""
    pause = round(tref / dt)
    leak = exp(-dt / tau)
    V, left = EL, 0
    for current in I:
        spike = yield V, left > 0
        if spike:
            V, left = Vr, pause
        elif left > 0:
            left -= 1
        else:
            V = V * leak + (EL + R * current) * (1 - leak)


def potential(I, spikes, dt, tau, R, EL, Vr, tref):
    wanted = set(int(s) for s in spikes)
    cell = neuron(I, dt, tau, R, EL, Vr, tref)
    V = []
    state = next(cell)
    for k in range(len(I)):
        V.append(state[0])
        try:
            state = cell.send(k in wanted)
        except StopIteration:
            break
    return V


def simulate(I, dt, tau, R, EL, Vr, th, Dl, rho0, tref, u):
    cell = neuron(I, dt, tau, R, EL, Vr, tref)
    V, spikes = [], []
    state = next(cell)
    for k in range(len(I)):
        voltage, refractory = state
        V.append(voltage)
        p = 0.0 if refractory else -expm1(-dt * rho0 * exp((voltage - th) / Dl))
        spike = u[k] < p
        if spike:
            spikes.append(k)
        try:
            state = cell.send(spike)
        except StopIteration:
            break
    return V, spikes


def log_likelihood(I, spikes, dt, tau, R, EL, Vr, th, Dl, rho0, tref):
    wanted = set(int(s) for s in spikes)
    cell = neuron(I, dt, tau, R, EL, Vr, tref)
    total = 0.0
    state = next(cell)
    for k in range(len(I)):
        voltage, refractory = state
        h = dt * rho0 * exp((voltage - th) / Dl)
        if k in wanted:
            if refractory:
                return -inf
            total += log(-expm1(-h))
        elif not refractory:
            total -= h
        try:
            state = cell.send(k in wanted)
        except StopIteration:
            break
    return total
