"""Escape-noise integrate-and-fire neuron: voltage, simulation and likelihood."""
import numpy as np


def potential(I, spikes, dt, tau, R, EL, Vr, tref):
    """Membrane potential conditioned on the observed spikes."""
    I = np.asarray(I, dtype=float)
    n = len(I)
    n_ref = int(round(tref / dt))
    a = np.exp(-dt / tau)
    V = np.zeros(n)
    V[0] = EL
    is_spike = np.zeros(n, dtype=bool)
    is_spike[np.array(list(spikes), dtype=int)] = True
    hold_until = -1
    for k in range(n - 1):
        if is_spike[k]:
            V[k + 1] = Vr
            hold_until = k + n_ref
        elif k <= hold_until:
            V[k + 1] = Vr
        else:
            V_inf = EL + R * I[k]
            V[k + 1] = V_inf + (V[k] - V_inf) * a
    return V


def simulate(I, dt, tau, R, EL, Vr, th, Dl, rho0, tref, u):
    """Simulate the neuron with the uniform random numbers u."""
    I = np.asarray(I, dtype=float)
    u = np.asarray(u, dtype=float)
    n = len(I)
    n_ref = int(round(tref / dt))
    V = np.zeros(n)
    V[0] = EL
    spikes = []
    hold_until = -1
    for k in range(n):
        refractory = k <= hold_until
        spike = False
        if not refractory:
            hazard = rho0 * np.exp((V[k] - th) / Dl)
            p_spike = 1.0 - np.exp(-hazard * dt)
            spike = u[k] < p_spike
        if spike:
            spikes.append(k)
            hold_until = k + n_ref
        if k + 1 < n:
            if spike or refractory:
                V[k + 1] = Vr
            else:
                V_inf = EL + R * I[k]
                V[k + 1] = V_inf + (V[k] - V_inf) * np.exp(-dt / tau)
    return V, np.array(spikes, dtype=int)


def log_likelihood(I, spikes, dt, tau, R, EL, Vr, th, Dl, rho0, tref):
    """Log-likelihood of the spike train."""
    spikes = np.array(list(spikes), dtype=int)
    n = len(I)
    n_ref = int(round(tref / dt))
    V = potential(I, spikes, dt, tau, R, EL, Vr, tref)
    at_risk = np.ones(n, dtype=bool)
    for k in spikes:
        at_risk[k + 1:k + 1 + n_ref] = False
    if not np.all(at_risk[spikes]):
        return -np.inf
    H = rho0 * np.exp((V - th) / Dl) * dt
    silent = at_risk.copy()
    silent[spikes] = False
    log_spike = np.log(-np.expm1(-H[spikes]))
    return float(log_spike.sum() - H[silent].sum())
