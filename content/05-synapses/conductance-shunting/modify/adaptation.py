import numpy as np


def adapting(I, gE, gI, dt, V0, C, gL, EL, EE, EI, Vth, Vr, tref, dg):
    """The cell with a conductance g_a to -80 mV that grows by dg at a spike and decays with 100 ms."""
    n = len(I)
    V = np.empty(n + 1)
    V[0] = V0
    spikes = []
    hold = 0
    ga = 0.0
    for k in range(n):
        grows = 0.0
        if hold > 0:
            hold -= 1
            V[k + 1] = Vr
        else:
            g = gL + gE[k] + gI[k] + ga
            tau = C / g
            goal = (gL * EL + gE[k] * EE + gI[k] * EI - ga * 80 + I[k]) / g
            V[k + 1] = goal + (V[k] - goal) * np.exp(-dt / tau)
            if V[k + 1] >= Vth:
                spikes.append(k * dt + tau * np.log((goal - V[k]) / (goal - Vth)))
                V[k + 1] = Vr
                hold = int(round(tref / dt))
                grows = dg
        ga = ga * np.exp(-dt / 100) + grows
    return V, np.array(spikes)
