from math import exp


def alpha_beta(v):
    def f(u):  # u/(1-e^-u)
        if abs(u) < 1e-6:
            return 1 + u/2
        return u/(1 - exp(-u))
    return [(f((v + 40)/10), 4*exp(-(65 + v)/18)),
            (.07*exp((-65 - v)/20), 1/(1 + exp(-3.5 - v/10))),
            (f((v + 55)/10)/10, exp(-(v + 65)/80)/8)]


def rates(V):
    columns = [[], [], [], [], [], []]
    for v in V:
        flat = [r for pair in alpha_beta(v) for r in pair]
        for column, r in zip(columns, flat):
            column.append(r)
    return columns


def hh(I, dt, T, C, g_Na, g_K, g_L, E_Na, E_K, E_L, T_C, V_0):
    warm = 3**((T_C - 6.3)/10)
    u = V_0
    gates = [a/(a + b) for a, b in alpha_beta(u)]
    trace, mhn, crossings = [u], [gates], []
    for step in range(round(T/dt)):
        m, h, n = gates
        # conductances and the voltage they pull to
        gs = [g_Na*m*m*m*h, g_K*n*n*n*n, g_L]
        total = sum(gs)
        goal = (I + sum(g*e for g, e in zip(gs, (E_Na, E_K, E_L))))/total
        w = goal + (u - goal)*exp(-dt*total/C)
        new = []
        for x, (a, b) in zip(gates, alpha_beta(u)):
            new.append(a/(a + b) + (x - a/(a + b))*exp(-warm*(a + b)*dt))
        if u < 0 and w >= 0:
            crossings.append(dt*(step + (0 - u)/(w - u)))
        u, gates = w, new
        trace.append(u)
        mhn.append(gates)
    m, h, n = map(list, zip(*mhn))
    return trace, m, h, n, crossings
