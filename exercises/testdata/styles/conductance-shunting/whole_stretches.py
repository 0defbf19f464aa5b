import numpy as np
class Membrane:
    def __init__(self, I, gE, gI, C, gL, EL, EE, EI):
        self.g = np.add(gL, np.add(gE, gI))
        self.tau = C/self.g
        self.goal = (gL*EL + np.multiply(gE, EE) + np.multiply(gI, EI) + I)/self.g
def tau_vinf(*a):
    m = Membrane(*a); return float(m.tau), float(m.goal)
def simulate(I, gE, gI, dt, V0, C, gL, EL, EE, EI, Vth, Vr, tref):
    # V as an affine recursion, step for step; a spike ends a stretch
    m = Membrane(np.array(I, float), np.array(gE, float), np.array(gI, float), C, gL, EL, EE, EI)
    keep = np.exp(-dt*m.g/C)
    V = np.zeros(len(I)+1); V[0] = V0; times = []
    start = 0
    while start < len(I):
        stretch = range(start, len(I))
        start = len(I)
        for k in stretch:
            V[k+1] = keep[k]*(V[k]-m.goal[k])+m.goal[k]
            if V[k+1] >= Vth:
                x = (m.goal[k]-Vth)/(m.goal[k]-V[k])
                times.append(dt*k-m.tau[k]*np.log(x))
                end = min(len(I), k+1+int(round(tref/dt)))
                V[k+1:end+1] = Vr
                start = end
                break
    return V, np.array(times)
def rate(I, gE, gI, C, gL, EL, EE, EI, Vth, Vr, tref):
    tau, goal = tau_vinf(I, gE, gI, C, gL, EL, EE, EI)
    above = goal-Vth
    if above <= 0: return 0.0
    return 1000.0/(tref+tau*np.log(1+(Vth-Vr)/above))
