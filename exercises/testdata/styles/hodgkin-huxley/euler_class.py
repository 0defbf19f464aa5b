import math


class Gate:
    def __init__(self, alpha, beta, v):
        self.alpha, self.beta = alpha, beta
        self.x = alpha(v)/(alpha(v) + beta(v))
        self.past = [self.x]

    def advance(self, v, h):
        self.x = self.x + h*(self.alpha(v)*(1 - self.x) - self.beta(v)*self.x)
        self.past.append(self.x)


def linoid(z):
    return 1.0 if z == 0 else -z/math.expm1(-z)


def am(v): return linoid(v/10 + 4)
def bm(v): return 4*math.exp(-(v + 65)/18)
def ah(v): return .07*math.exp(-(v + 65)/20)
def bh(v): return 1/(1 + math.exp(-(v + 35)/10))
def an(v): return linoid(v/10 + 5.5)/10
def bn(v): return .125*math.exp(-(v + 65)/80)


def rates(V):
    return tuple([f(v) for v in V] for f in (am, bm, ah, bh, an, bn))


def hh(I, dt, T, C, g_Na, g_K, g_L, E_Na, E_K, E_L, T_C, V_0):
    q = 3**((T_C - 6.3)/10)
    m, h, n = Gate(am, bm, V_0), Gate(ah, bh, V_0), Gate(an, bn, V_0)
    V = [V_0]
    out = []
    while len(V) < round(T/dt) + 1:
        v = V[-1]
        i_ion = g_Na*m.x**3*h.x*(v - E_Na) + g_K*n.x**4*(v - E_K) + g_L*(v - E_L)
        V.append(v + dt*(I - i_ion)/C)
        for gate in (m, h, n):
            gate.advance(v, q*dt)
        if V[-2] < 0 <= V[-1]:
            out.append(dt*(len(V) - 2 + V[-2]/(V[-2] - V[-1])))
    return V, m.past, h.past, n.past, out
