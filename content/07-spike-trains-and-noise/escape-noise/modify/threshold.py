import numpy as np


def moving_log_likelihood(I, spikes, dt, tau, R, EL, Vr, th, Dl, rho0, tref, A, tau_th):
    """Log-likelihood with a threshold that jumps by A at a spike and comes back with tau_th."""
    decay, relax, n_ref = np.exp(-dt / tau), np.exp(-dt / tau_th), round(tref / dt)
    observed = {int(k) for k in spikes}
    v, hold, shift, total = EL, 0, 0.0, 0.0
    for k in range(len(I)):
        h = rho0 * np.exp((v - th - shift) / Dl) * dt
        shift *= relax
        if k in observed:
            if hold > 0:
                return -np.inf
            total += np.log(-np.expm1(-h))
            v, hold, shift = Vr, n_ref, shift + A
        elif hold > 0:
            hold -= 1
        else:
            total -= h
            aim = EL + R * I[k]
            v = aim + (v - aim) * decay
    return total
