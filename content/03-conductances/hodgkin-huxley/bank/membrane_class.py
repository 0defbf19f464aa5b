"""Hodgkin-Huxley model of the squid giant axon, integrated with the classical Runge-Kutta method."""
import math

import numpy as np


def rates(V):
    """Voltage-dependent transition rates (1/ms) of the gates m, h and n."""
    V = np.asarray(V, dtype=float)
    x = np.atleast_1d((V + 40.0) / 10.0)
    y = np.atleast_1d((V + 55.0) / 10.0)
    a_m = np.ones_like(x)
    a_n = 0.1 * np.ones_like(y)
    # Fill in the regular values; the limits stay where the argument vanishes
    ok_m, ok_n = x != 0, y != 0
    a_m[ok_m] = x[ok_m] / (-np.expm1(-x[ok_m]))
    a_n[ok_n] = 0.1 * y[ok_n] / (-np.expm1(-y[ok_n]))
    b_m = 4.0 * np.exp(-(V + 65.0) / 18.0)
    a_h = 0.07 * np.exp(-(V + 65.0) / 20.0)
    b_h = 1.0 / (1.0 + np.exp(-(V + 35.0) / 10.0))
    b_n = 0.125 * np.exp(-(V + 65.0) / 80.0)
    return a_m, b_m, a_h, b_h, a_n, b_n


class SquidAxon:
    """A single compartment with sodium, potassium and leak channels."""

    def __init__(self, C, g_Na, g_K, g_L, E_Na, E_K, E_L, celsius):
        self.C = C
        self.g = (g_Na, g_K, g_L)
        self.E = (E_Na, E_K, E_L)
        self.q10 = 3.0 ** ((celsius - 6.3) / 10.0)

    @staticmethod
    def _scalar_rates(v):
        x, y = (v + 40.0) / 10.0, (v + 55.0) / 10.0
        a_m = 1.0 if x == 0 else x / -math.expm1(-x)
        a_n = 0.1 if y == 0 else 0.1 * y / -math.expm1(-y)
        return ((a_m, 4.0 * math.exp(-(v + 65.0) / 18.0)),
                (0.07 * math.exp(-(v + 65.0) / 20.0), 1.0 / (1.0 + math.exp(-(v + 35.0) / 10.0))),
                (a_n, 0.125 * math.exp(-(v + 65.0) / 80.0)))

    def steady_state(self, v):
        return [v] + [a / (a + b) for a, b in self._scalar_rates(v)]

    def derivative(self, state, current):
        v, m, h, n = state
        conductances = (self.g[0] * m ** 3 * h, self.g[1] * n ** 4, self.g[2])
        ionic = sum(g * (v - e) for g, e in zip(conductances, self.E))
        gates = [self.q10 * (a * (1.0 - x) - b * x) for x, (a, b) in zip((m, h, n), self._scalar_rates(v))]
        return [(current - ionic) / self.C] + gates

    def step(self, state, current, dt):
        move = lambda s, k, f: [a + f * dt * b for a, b in zip(s, k)]
        k1 = self.derivative(state, current)
        k2 = self.derivative(move(state, k1, 0.5), current)
        k3 = self.derivative(move(state, k2, 0.5), current)
        k4 = self.derivative(move(state, k3, 1.0), current)
        return [s + dt * (a + 2 * b + 2 * c + d) / 6.0 for s, a, b, c, d in zip(state, k1, k2, k3, k4)]


def hh(I, dt, T, C, g_Na, g_K, g_L, E_Na, E_K, E_L, T_C, V_0):
    """Simulate the axon and return the membrane potential, the gates and the spike times."""
    axon = SquidAxon(C, g_Na, g_K, g_L, E_Na, E_K, E_L, T_C)
    history = [axon.steady_state(V_0)]
    for _ in range(int(round(T / dt))):
        history.append(axon.step(history[-1], I, dt))
    V, m, h, n = np.array(history).T
    up = np.flatnonzero((V[:-1] < 0) & (V[1:] >= 0))
    spikes = dt * (up + V[up] / (V[up] - V[up + 1]))
    return V, m, h, n, spikes
