import numpy as np


def tau_vinf(I, gE, gI, C, gL, EL, EE, EI):
    """Effective membrane time constant and steady-state potential."""
    g_total = gL + gE + gI
    tau = C / g_total
    V_inf = EL + (gE * (EE - EL) + gI * (EI - EL) + I) / g_total
    return tau, V_inf


def simulate(I, gE, gI, dt, V0, C, gL, EL, EE, EI, Vth, Vr, tref):
    """
    Exponential Euler simulation.

    The propagator of every step is computed before the loop with vectorised
    operations; the loop only applies it and handles the spikes.
    """
    I, gE, gI = (np.asarray(a, dtype=float) for a in (I, gE, gI))
    tau, V_inf = tau_vinf(I, gE, gI, C, gL, EL, EE, EI)
    decay = np.exp(-dt / tau)

    n = len(I)
    n_ref = int(np.round(tref / dt))
    V = np.full(n + 1, float(V0))
    spikes = []
    k = 0
    while k < n:
        V_next = V[k] * decay[k] + V_inf[k] * (1.0 - decay[k])
        if V_next < Vth:
            V[k + 1] = V_next
            k += 1
            continue
        # Spike: exact crossing time, then reset and refractory period
        crossing = tau[k] * np.log1p((Vth - V[k]) / (V_inf[k] - Vth))
        spikes.append(k * dt + crossing)
        V[k + 1:k + 2 + n_ref] = Vr
        k += 1 + n_ref
    return V, np.array(spikes)


def rate(I, gE, gI, C, gL, EL, EE, EI, Vth, Vr, tref):
    """Closed-form firing rate for constant input."""
    tau, V_inf = tau_vinf(I, gE, gI, C, gL, EL, EE, EI)
    if not V_inf > Vth:
        return 0.0
    return 1e3 / (tref + tau * np.log1p((Vth - Vr) / (V_inf - Vth)))
