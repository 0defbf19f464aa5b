import numpy as np


class Integrator:
    def __init__(self, tau, R, E_L):
        self.tau, self.R, self.E_L = tau, R, E_L

    def slope(self, V, I):
        return (self.E_L - V + self.R * I) / self.tau

    def run(self, V, I, factor):
        out = np.zeros(len(I) + 1)
        out[0] = V
        for k, i in enumerate(np.asarray(I)):
            out[k + 1] = out[k] + factor * self.slope(out[k], i)
        return out


def euler(V_0, I, dt, tau, R, E_L):
    return Integrator(tau, R, E_L).run(V_0, I, dt)


def exp_euler(V_0, I, dt, tau, R, E_L):
    # phi_1: the exact step is the slope at its start times tau*(1 - exp(-dt/tau))
    return Integrator(tau, R, E_L).run(V_0, I, -tau * np.expm1(-dt / tau))


def order(dts, errors):
    return np.polyfit(np.log10(dts), np.log10(np.abs(errors)), 1)[0]
