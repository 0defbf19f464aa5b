import math
def curves(v, p):
    m = .5+.5*math.tanh((v-p[7])/p[8]); n = .5+.5*math.tanh((v-p[9])/p[10])
    return m, n, 2*m*(1-m)/p[8], 2*n*(1-n)/p[10], p[11]*math.cosh((v-p[9])/(2*p[10]))
def held(v, p):
    m, n, *_ = curves(v, p)
    return p[1]*(v-p[4]) + p[2]*m*(v-p[5]) + p[3]*n*(v-p[6])
def steady_current(V, p): return list(map(lambda v: held(float(v), p), V))
def jacobian(V, p):
    m, n, dm, dn, r = curves(V, p)
    G = p[1]+p[2]*m+p[2]*dm*(V-p[5])+p[3]*n
    return [[-G/p[0], -p[3]*(V-p[6])/p[0]], [r*dn, -r]]
def bifurcations(p):
    hopf, fold, last = [], [], None
    step = .02
    for i in range(int(110/step)+1):
        v = -70+i*step
        (a, b), (c, d) = jacobian(v, p)
        now = (a+d, a*d-b*c, held(v, p))
        if last:
            for j, to in ((0, hopf), (1, fold)):
                if last[j]*now[j] < 0 and (j or now[1] > 0):
                    x = last[j]/(last[j]-now[j]); to.append(last[2]+x*(now[2]-last[2]))
        last = now
    return hopf, fold
def states(I, dt, V, w, p):
    while True:
        yield V, w
        m, n, _, _, r = curves(V, p)
        current = I - p[1]*(V-p[4]) - p[2]*m*(V-p[5]) - p[3]*w*(V-p[6])
        V, w = V+dt/p[0]*current, w+dt*r*(n-w)
def simulate(I, dt, T, V0, w0, p):
    s = states(I, dt, V0, w0, p)
    rows = [next(s) for _ in range(int(round(T/dt))+1)]
    return [v for v, _ in rows], [w for _, w in rows]
def rate(V, dt):
    first = last = None; n = 0
    for k in range(len(V)//2, len(V)-1):
        if V[k] < 0 and V[k+1] >= 0:
            t = dt*(k+V[k]/(V[k]-V[k+1])); n += 1
            first = t if first is None else first; last = t
    return 1000*(n-1)/(last-first) if n > 1 else 0
