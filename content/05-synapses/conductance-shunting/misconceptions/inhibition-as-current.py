import numpy as np


def tau_vinf(I, gE, gI, C, gL, EL, EE, EI):
    """Time constant (ms) and goal (mV) of the membrane while its input is held."""
    g = gL + gE
    return C / g, (gL * EL + gE * EE + gI * (EI - EL) + I) / g


def simulate(I, gE, gI, dt, V0, C, gL, EL, EE, EI, Vth, Vr, tref):
    """Exponential Euler, exact while the input is held; spikes are stamped where the exponential crosses Vth."""
    n = len(I)
    V = np.empty(n + 1)
    V[0] = V0
    spikes = []
    hold = 0  # steps that are still held at Vr
    for k in range(n):
        if hold > 0:
            hold -= 1
            V[k + 1] = Vr
            continue
        tau, goal = tau_vinf(I[k], gE[k], gI[k], C, gL, EL, EE, EI)
        V[k + 1] = goal + (V[k] - goal) * np.exp(-dt / tau)
        if V[k + 1] >= Vth:
            spikes.append(k * dt + tau * np.log((goal - V[k]) / (goal - Vth)))
            V[k + 1] = Vr
            hold = int(round(tref / dt))
    return V, np.array(spikes)


def rate(I, gE, gI, C, gL, EL, EE, EI, Vth, Vr, tref):
    """Firing rate (Hz) from the time of the climb from Vr to Vth; 0 if the goal is not above Vth."""
    tau, goal = tau_vinf(I, gE, gI, C, gL, EL, EE, EI)
    if goal <= Vth:
        return 0.0
    return 1000 / (tref + tau * np.log((goal - Vr) / (goal - Vth)))
