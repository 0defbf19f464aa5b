from math import tanh, cosh, exp
import numpy as np
def field(p):
    C, gL, gCa, gK, EL, ECa, EK, V1, V2, V3, V4, phi = p
    m = lambda v: 1/(1+exp(-2*(v-V1)/V2))
    n = lambda v: 1/(1+exp(-2*(v-V3)/V4))
    ion = lambda v, w: gL*(v-EL)+gCa*m(v)*(v-ECa)+gK*w*(v-EK)
    return m, n, ion, lambda v: phi*cosh((v-V3)/2/V4)
def steady_current(V, p):
    m, n, ion, r = field(p)
    return [ion(v, n(v)) for v in V]
def jacobian(V, p):
    m, n, ion, r = field(p); h = 1e-4
    C = p[0]; w = n(V)
    f = lambda v, w: (-ion(v, w)/C, r(v)*(n(v)-w))
    def central(g):  # fourth order
        return [(8*(a-b)-(c-d))/(12*h) for a, b, c, d in zip(g(h), g(-h), g(2*h), g(-2*h))]
    h = 1e-2
    a, c = central(lambda e: f(V+e, w))
    b, d = -p[3]*(V-p[6])/C, -r(V)
    return [[a, b], [c, d]]
def bifurcations(p):
    def tr(v): J = jacobian(v, p); return J[0][0]+J[1][1]
    def dt(v): J = jacobian(v, p); return J[0][0]*J[1][1]-J[0][1]*J[1][0]
    def roots(f, N=440):
        x = [-70+110*i/N for i in range(N+1)]; y = [f(t) for t in x]; out = []
        for i in range(N):
            if y[i]*y[i+1] < 0:
                a, b, fa, fb = x[i], x[i+1], y[i], y[i+1]
                for _ in range(6):   # regula falsi, then a secant
                    c = b-fb*(b-a)/(fb-fa); fc = f(c)
                    if fa*fc < 0: b, fb = c, fc
                    else: a, fa = c, fc
                out.append(c)
        return out
    return steady_current([v for v in roots(tr) if dt(v) > 0], p), steady_current(roots(dt), p)
def simulate(I, dt, T, V0, w0, p):
    m, n, ion, r = field(p); C = p[0]
    f = lambda v, w: ((I-ion(v, w))/C, r(v)*(n(v)-w))
    path = [(V0, w0)]
    for _ in range(round(T/dt)):
        v, w = path[-1]
        a = f(v, w); b = f(v+dt*a[0], w+dt*a[1])
        path.append((v+dt/2*(a[0]+b[0]), w+dt/2*(a[1]+b[1])))
    return [x for x, _ in path], [y for _, y in path]
def rate(V, dt):
    half = list(V)[len(V)//2:]
    up = [k+a/(a-b) for k, (a, b) in enumerate(zip(half, half[1:])) if a < 0 <= b]
    return 0. if len(up) < 2 else 1e3*(len(up)-1)/(dt*(up[-1]-up[0]))
