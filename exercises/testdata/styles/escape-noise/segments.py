import numpy as np


def _refractory_bins(tref, dt):
    return int(np.floor(tref / dt + 0.5))


def _segment(start, V0, I, dt, tau, R, EL):
    """V from bin `start` on, without a spike."""
    keep = np.exp(-dt / tau)
    V = np.empty(len(I) - start)
    V[0] = V0
    for j in range(1, len(V)):
        V[j] = keep * V[j - 1] + (1 - keep) * (EL + R * I[start + j - 1])
    return V


def potential(I, spikes, dt, tau, R, EL, Vr, tref):
    I = np.asarray(I, dtype=float)
    V = _segment(0, EL, I, dt, tau, R, EL)
    for k in np.asarray(spikes, dtype=int):
        V[k + 1:] = Vr
        free = k + _refractory_bins(tref, dt) + 1
        if free < len(I):
            V[free:] = _segment(free, Vr, I, dt, tau, R, EL)
    return V


def simulate(I, dt, tau, R, EL, Vr, th, Dl, rho0, tref, u):
    I, u = np.asarray(I, dtype=float), np.asarray(u, dtype=float)
    V, spikes, free, start_V = np.full(len(I), float(Vr)), [], 0, EL
    while free < len(I):
        V[free:] = _segment(free, start_V, I, dt, tau, R, EL)
        chance = 1 - np.exp(-dt * rho0 * np.exp((V[free:] - th) / Dl))
        hits = np.flatnonzero(u[free:] < chance)
        if len(hits) == 0:
            break
        k = free + hits[0]
        spikes.append(k)
        V[k + 1:] = Vr
        free, start_V = k + _refractory_bins(tref, dt) + 1, Vr
    return V, spikes


def log_likelihood(I, spikes, dt, tau, R, EL, Vr, th, Dl, rho0, tref):
    spikes = np.sort(np.asarray(spikes, dtype=int))
    n_ref = _refractory_bins(tref, dt)
    if np.any(np.diff(spikes) <= n_ref):
        return -np.inf
    cost = rho0 * dt * np.exp((potential(I, spikes, dt, tau, R, EL, Vr, tref) - th) / Dl)
    gain = np.log1p(-np.exp(-cost[spikes])) if len(spikes) else np.zeros(0)
    small = cost[spikes] < 1e-5
    gain[small] = np.log(cost[spikes][small]) - cost[spikes][small] / 2
    for k in spikes:
        cost[k:k + n_ref + 1] = 0
    return gain.sum() - cost.sum()
