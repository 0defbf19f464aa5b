import numpy as np
def tau_vinf(I, gE, gI, C, gL, EL, EE, EI):
    G = np.array([gL, gE, gI], float)
    return C/G.sum(), (G @ np.array([EL, EE, EI]) + I)/G.sum()
def steps(rows, dt, v, cell, Vth, Vr, hold):
    rest = 0
    for k, (i, e, h) in enumerate(rows):
        when = None
        if rest: rest, v = rest-1, Vr
        else:
            tau, goal = tau_vinf(i, e, h, *cell)
            new = goal*-np.expm1(-dt/tau) + v*np.exp(-dt/tau)
            if new >= Vth:
                when = k*dt + tau*(np.log(goal-v)-np.log(goal-Vth))
                new, rest = Vr, hold
            v = new
        yield v, when
def simulate(I, gE, gI, dt, V0, C, gL, EL, EE, EI, Vth, Vr, tref):
    out = list(steps(zip(I, gE, gI), dt, V0, (C, gL, EL, EE, EI), Vth, Vr, int(np.rint(tref/dt))))
    return np.array([V0]+[v for v, _ in out]), np.array([w for _, w in out if w is not None])
def rate(I, gE, gI, C, gL, EL, EE, EI, Vth, Vr, tref):
    tau, goal = tau_vinf(I, gE, gI, C, gL, EL, EE, EI)
    with np.errstate(all='ignore'):
        T = tref + tau*np.log((goal-Vr)/(goal-Vth))
    return float(1000/T) if goal > Vth else 0.0
