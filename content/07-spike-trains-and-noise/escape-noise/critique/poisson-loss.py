import numpy as np


def potential(I, spikes, dt, tau, R, EL, Vr, tref):
    """Membrane potential. The likelihood is a Poisson loss, so that no teacher forcing is needed."""
    V = np.zeros(len(I))
    V[0] = EL
    decay = np.exp(-dt / tau)
    for k in range(len(I) - 1):
        target = EL + R * I[k]
        V[k + 1] = target + (V[k] - target) * decay
    return V


def simulate(I, dt, tau, R, EL, Vr, th, Dl, rho0, tref, u):
    """Simulate with escape noise."""
    V = np.full(len(I), float(EL))
    spikes, hold = [], 0
    for k in range(len(I)):
        fires = hold == 0 and u[k] < 1 - np.exp(-rho0 * np.exp((V[k] - th) / Dl) * dt)
        if k + 1 < len(I):
            target = EL + R * I[k]
            moved = target + (V[k] - target) * np.exp(-dt / tau)
            V[k + 1] = Vr if fires or hold > 0 else moved
        if fires:
            spikes.append(k)
        hold = int(round(tref / dt)) if fires else max(hold - 1, 0)
    return V, np.array(spikes)


def log_likelihood(I, spikes, dt, tau, R, EL, Vr, th, Dl, rho0, tref):
    """Poisson log-likelihood of the binned spike train."""
    V = potential(I, spikes, dt, tau, R, EL, Vr, tref)
    rate = rho0 * np.exp((V - th) / Dl)
    counts = np.zeros(len(I))
    counts[np.asarray(spikes, dtype=int)] = 1
    return np.sum(counts * np.log(rate * dt)) - np.sum(rate * dt)
