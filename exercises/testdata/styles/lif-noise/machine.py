import numpy as np


class Membrane:
    def __init__(self, mu, sigma, tau, dt):
        self.mu, self.rate, self.kick = mu, dt / tau, sigma * np.sqrt(dt / tau)

    def __call__(self, V, xi):
        return V + self.rate * (self.mu - V) + self.kick * xi


class Spiking(Membrane):
    left = 0

    def react(self, V, xi, V_th, V_r, n_ref):
        if self.left:
            self.left -= 1
            return V_r, False
        new = self(V, xi)
        if new < V_th:
            return new, False
        self.left = n_ref
        return V_r, True


def ou(mu, sigma, tau, dt, xi, V_0):
    step = Membrane(mu, sigma, tau, dt)
    V = [np.zeros(np.shape(xi)[1:]) + V_0]
    for row in xi:
        V.append(step(V[-1], row))
    return np.stack(V)


def lif_noise(mu, sigma, tau, V_th, V_r, t_ref, dt, xi, V_0):
    cell, V, spikes = Spiking(mu, sigma, tau, dt), [V_0], []
    for k in range(len(xi)):
        new, fired = cell.react(V[-1], xi[k], V_th, V_r, round(t_ref / dt))
        V.append(new)
        if fired:
            spikes.append((k + 1) * dt)
    return np.asarray(V), np.asarray(spikes)
