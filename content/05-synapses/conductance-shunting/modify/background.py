import math


def background(I, gE, C, gL, EL, EE, EI, Vth, Vr, tref):
    """Rheobase (pA) and rate (Hz) with gE and as much inhibition as leaves rest at EL."""
    gI = gE * (EE - EL) / (EL - EI)
    g = gL + gE + gI
    rheobase = g * (Vth - EL)
    goal = EL + I / g
    if goal <= Vth:
        return rheobase, 0.0
    return rheobase, 1000 / (tref + C / g * math.log((goal - Vr) / (goal - Vth)))
