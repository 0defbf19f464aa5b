import numpy as np


def tau_vinf(I, gE, gI, C, gL, EL, EE, EI):
    """Return the effective time constant and the steady-state potential."""
    total = gL + gE + gI
    v_inf = (gL * EL + gE * EE + gI * EI + I) / total
    return C / total, v_inf


def simulate(I, gE, gI, dt, V0, C, gL, EL, EE, EI, Vth, Vr, tref):
    """Simulate the neuron with exponential Euler."""
    steps = len(I)
    refractory_steps = int(round(tref / dt))
    V = np.zeros(steps + 1)
    V[0] = V0
    spikes = []
    waiting = 0
    for i in range(steps):
        if waiting > 0:
            V[i + 1] = Vr
            waiting -= 1
            continue
        tau, v_inf = tau_vinf(I[i], gE[i], gI[i], C, gL, EL, EE, EI)
        V[i + 1] = v_inf + (V[i] - v_inf) * np.exp(-dt / tau)
        if V[i + 1] >= Vth:
            spikes.append(i * dt + tau * np.log((v_inf - V[i]) / (v_inf - Vth)))
            V[i + 1] = Vr
            waiting = refractory_steps
    return V, np.array(spikes)


def rate(I, gE, gI, C, gL, EL, EE, EI, Vth, Vr, tref):
    """Return the firing rate; shunting inhibition acts as a gain factor."""
    # The cell fires only if the steady potential lies above threshold
    if tau_vinf(I, gE, gI, C, gL, EL, EE, EI)[1] <= Vth:
        return 0.0

    # Interval of the cell without inhibition
    tau, v_inf = tau_vinf(I, gE, 0.0, C, gL, EL, EE, EI)
    climb = tau * np.log((v_inf - Vr) / (v_inf - Vth))

    # Ohm's law: inhibition scales the response
    return 1000.0 / (tref + climb) / (1.0 + gI / gL)
