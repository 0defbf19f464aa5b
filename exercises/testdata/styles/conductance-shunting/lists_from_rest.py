from math import exp, log
# u is measured from the goal of each step
def tau_vinf(I, gE, gI, C, gL, EL, EE, EI):
    w = [gL, gE, gI]; e = [EL, EE, EI]
    s = w[0]+w[1]+w[2]
    return C/s, (I + sum(a*b for a, b in zip(w, e)))/s
def simulate(I, gE, gI, dt, V0, C, gL, EL, EE, EI, Vth, Vr, tref):
    path, stamps, left = [V0], [], 0
    for k in range(len(I)):
        if left:
            left -= 1; path += [Vr]; continue
        tm, m = tau_vinf(I[k], gE[k], gI[k], C, gL, EL, EE, EI)
        u = path[-1]-m
        v = m+u*exp(-dt/tm)
        if v >= Vth:
            stamps += [dt*k - tm*log((Vth-m)/u)]
            v, left = Vr, round(tref/dt)
        path += [v]
    return path, stamps
def rate(I, gE, gI, C, gL, EL, EE, EI, Vth, Vr, tref):
    tm, m = tau_vinf(I, gE, gI, C, gL, EL, EE, EI)
    return 0 if m <= Vth else 1e3/(tref - tm*log((m-Vth)/(m-Vr)))
