import numpy as np
names = 'C gL gCa gK EL ECa EK V1 V2 V3 V4 phi'.split()
class Fibre:
    def __init__(self, p): self.__dict__.update(zip(names, p))
    def gate(self, v, half, slope):
        t = np.tanh((v-half)/slope); return (1+t)/2, (1-t**2)/(2*slope)
    def __call__(self, y, I):
        v, w = y
        m, _ = self.gate(v, self.V1, self.V2); n, _ = self.gate(v, self.V3, self.V4)
        return np.array([(I-self.gL*(v-self.EL)-self.gCa*m*(v-self.ECa)-self.gK*w*(v-self.EK))/self.C,
                         self.phi*np.cosh((v-self.V3)/(2*self.V4))*(n-w)])
def steady_current(V, p):
    f = Fibre(p); v = np.array(V, float)
    return f.gL*(v-f.EL)+f.gCa*f.gate(v, f.V1, f.V2)[0]*(v-f.ECa)+f.gK*f.gate(v, f.V3, f.V4)[0]*(v-f.EK)
def parts(v, p):
    f = Fibre(p)
    m, dm = f.gate(v, f.V1, f.V2); n, dn = f.gate(v, f.V3, f.V4)
    speed = f.phi*np.cosh((v-f.V3)/(2*f.V4))
    return -(f.gL+f.gCa*(m+dm*(v-f.ECa))+f.gK*n)/f.C, -f.gK*(v-f.EK)/f.C, speed*dn, -speed
def jacobian(V, p): return np.array(parts(V, p)).reshape(2, 2)
def bifurcations(p):
    v = np.arange(-70, 40.0001, .005)
    a, b, c, d = parts(v, p)
    I = steady_current(v, p)
    tr, det = a+d, a*d-b*c
    def at(y):
        k = np.nonzero(np.diff(np.sign(y)))[0]
        return k, I[k]+(I[k+1]-I[k])*y[k]/(y[k]-y[k+1])
    k, hopf = at(tr)
    return hopf[det[k] > 0], at(det)[1]
def simulate(I, dt, T, V0, w0, p):
    f = Fibre(p); y = np.array([V0, w0], float); out = [y]
    for _ in range(int(round(T/dt))):
        a = f(y, I); b = f(y+dt/2*a, I); c = f(y+dt/2*b, I); d = f(y+dt*c, I)
        y = y+dt/6*(a+2*b+2*c+d); out.append(y)
    out = np.array(out); return out[:, 0], out[:, 1]
def rate(V, dt):
    V = np.array(V, float); t = np.arange(len(V))*dt
    up = (V[:-1] < 0) & (V[1:] >= 0) & (np.arange(len(V)-1) >= len(V)//2)
    when = (t[:-1]-V[:-1]*dt/np.where(up, V[1:]-V[:-1], 1))[up]
    return float(1000/np.diff(when).mean()) if when.size > 1 else 0.0
