import numpy as np


def rescale(I, spikes, dt, tau, R, EL, Vr, th, Dl, rho0, tref):
    """Hazard times dt, added up over the bins at risk after each spike, to the next one and with its bin."""
    decay, n_ref = np.exp(-dt / tau), round(tref / dt)
    observed = {int(k) for k in spikes}
    v, hold, total, out = EL, 0, 0.0, []
    for k in range(len(I)):
        if hold == 0:
            total += rho0 * np.exp((v - th) / Dl) * dt
        if k in observed:
            out.append(total)
            v, hold, total = Vr, n_ref, 0.0
        elif hold > 0:
            hold -= 1
        else:
            aim = EL + R * I[k]
            v = aim + (v - aim) * decay
    return np.array(out)
