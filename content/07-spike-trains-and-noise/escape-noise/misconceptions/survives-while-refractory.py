import numpy as np


def _walk(I, dt, tau, R, EL, Vr, tref, fires):
    decay, n_ref = np.exp(-dt / tau), round(tref / dt)
    V, risk, spikes = np.empty(len(I)), np.empty(len(I), dtype=bool), []
    v, hold = EL, 0
    for k in range(len(I)):
        V[k], risk[k] = v, hold == 0
        if fires(k, v, hold == 0):
            spikes.append(k)
            v, hold = Vr, n_ref
        elif hold > 0:
            hold -= 1
        else:
            aim = EL + R * I[k]
            v = aim + (v - aim) * decay
    return V, risk, np.array(spikes)


def potential(I, spikes, dt, tau, R, EL, Vr, tref):
    observed = {int(k) for k in spikes}
    return _walk(I, dt, tau, R, EL, Vr, tref, lambda k, v, risk: k in observed)[0]


def simulate(I, dt, tau, R, EL, Vr, th, Dl, rho0, tref, u):
    def fires(k, v, risk):
        return risk and u[k] < -np.expm1(-rho0 * np.exp((v - th) / Dl) * dt)

    V, _, spikes = _walk(I, dt, tau, R, EL, Vr, tref, fires)
    return V, spikes


def log_likelihood(I, spikes, dt, tau, R, EL, Vr, th, Dl, rho0, tref):
    fired = np.zeros(len(I), dtype=bool)
    fired[np.asarray(spikes, dtype=int)] = True
    V, risk, _ = _walk(I, dt, tau, R, EL, Vr, tref, lambda k, v, risk: fired[k])
    if np.any(fired & ~risk):
        return -np.inf
    hazard = rho0 * np.exp((V - th) / Dl)
    return np.sum(np.log(-np.expm1(-hazard[fired] * dt))) - np.sum(hazard[~fired] * dt)
