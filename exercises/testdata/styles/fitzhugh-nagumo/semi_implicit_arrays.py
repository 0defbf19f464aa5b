import numpy as np


def simulate(I, dt, v_0, w_0, a, b, phi, tau):
    I = np.asarray(I, float)
    V = np.zeros(I.size + 1)
    W = np.zeros_like(V)
    V[0] = v_0
    W[0] = w_0
    r = dt/tau
    for k, drive in enumerate(I):
        V[k + 1] = V[k] + r*(V[k]*(1 - V[k]**2/3) - W[k] + drive)
        # recovery is linear: implicit in w, with the old v
        W[k + 1] = (W[k] + r*phi*(V[k] + a))/(1 + r*phi*b)
    return V, W


def fixed_point(I, a, b):
    v = 3.0 if I > a/b else -3.0
    for _ in range(200):
        g = v - v**3/3 + I - (v + a)/b
        step = g/(1 - v*v - 1/b)
        v = v - step
        if abs(step) < 1e-14:
            break
    return np.array(v), np.array((v + a)/b)


def hopf_currents(a, b, phi):
    f = np.poly1d([1/3, 0, 1/b - 1, a/b])
    r = np.sqrt(1 - phi*b)
    return f(-r), f(r)


def jacobian(v, a, b, phi, tau):
    return np.array([[1/tau - v*v/tau, -1/tau], [phi/tau, -phi*b/tau]])
