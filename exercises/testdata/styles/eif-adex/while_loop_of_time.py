import numpy as np
from numpy import exp


class Neuron(object):
    cap_of_exponent = 60

    def __init__(self, **p):
        self.__dict__.update(p)
        self.V = self.E_L
        self.w = 0.

    def slopes(self, I):
        arg = np.clip((self.V - self.V_T)/self.D, None, self.cap_of_exponent)
        iron = -self.g_L*(self.V - self.E_L) + self.g_L*self.D*exp(arg)
        return (iron + I - self.w)/self.C, (self.a*(self.V - self.E_L) - self.w)/self.tau_w

    def advance(self, I, dt):
        sV, sw = self.slopes(I)
        old = self.V
        self.V += sV*dt
        self.w += sw*dt
        if self.V >= self.V_cut:
            frac = (self.V_cut - old)/(self.V - old)
            self.V = self.V_r
            self.w += self.b
            return frac


def adex(I, dt, T, C, g_L, E_L, V_T, D, tau_w, a, b, V_r, V_cut):
    cell = Neuron(C=C, g_L=g_L, E_L=E_L, V_T=V_T, D=D, tau_w=tau_w, a=a, b=b, V_r=V_r, V_cut=V_cut)
    V, w, spikes, k = [cell.V], [cell.w], [], 0
    while k < int(round(T/dt)):
        frac = cell.advance(I, dt)
        if frac is not None:
            spikes.append((k + frac)*dt)
        V.append(cell.V)
        w.append(cell.w)
        k += 1
    return np.array(V), np.array(w), np.array(spikes)


def eif_rheobase(E_L, V_T, D, R):
    return -(E_L - V_T + D)/R
