"""The leaky integrate-and-fire neuron."""
import numpy as np


def simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref):
    """Integrate the membrane equation with forward Euler.

    I      current (nA)
    dt     time step (ms)
    T      duration (ms)
    tau    membrane time constant (ms)
    R      input resistance (MOhm)
    E_L    rest (mV)
    V_th   threshold (mV)
    V_r    reset (mV)
    t_ref  refractory time (ms)
    """
    n = int(round(T / dt))
    n_ref = int(round(t_ref / dt))
    V = np.empty(n + 1)
    V[0] = E_L
    spikes = []
    held = 0
    for k in range(n):
        if held > 0:
            V[k + 1] = V_r
            held -= 1
            continue
        new = V[k] + dt * (-(V[k] - E_L) + R * I) / tau
        if new >= V_th:
            spikes.append(k * dt + dt * (V_th - V[k]) / (new - V[k]))
            new = V_r
            held = n_ref
        V[k + 1] = new
    return V, np.array(spikes)
