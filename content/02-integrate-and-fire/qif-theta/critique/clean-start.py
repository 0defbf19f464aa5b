import numpy as np


def qif(I, dt, T, tau, I_c, x_p, x_0):
    """Simulate the quadratic integrate-and-fire neuron."""
    steps = int(round(T / dt))
    x = np.zeros(steps + 1)
    x[0] = x_0
    spikes = []
    for i in range(steps):
        proposal = x[i] + dt * (x[i] ** 2 + (I - I_c)) / tau
        if proposal >= x_p:
            spikes.append((i + (x_p - x[i]) / (proposal - x[i])) * dt)
            proposal = -x_p
        x[i + 1] = proposal
    return x, np.array(spikes)


def theta(I, dt, T, tau, I_c, th_0):
    """Simulate the theta neuron; every spike starts a new cycle at -pi."""
    steps = int(round(T / dt))
    phase = np.zeros(steps + 1)
    phase[0] = th_0
    spikes = []
    for i in range(steps):
        speed = (1 - np.cos(phase[i])) + (1 + np.cos(phase[i])) * (I - I_c)
        proposal = phase[i] + dt * speed / tau
        if proposal >= np.pi:
            spikes.append((i + (np.pi - phase[i]) / (proposal - phase[i])) * dt)
            proposal = -np.pi
        phase[i + 1] = proposal
    return phase, np.array(spikes)
