import numpy as np


def ou(mu, sigma, tau, dt, xi, V_0):
    """Simulate an Ornstein-Uhlenbeck membrane potential."""
    xi = np.asarray(xi, dtype=float)
    V = np.zeros((len(xi) + 1,) + xi.shape[1:])
    V[0] = V_0
    for k in range(len(xi)):
        drive = mu + sigma * xi[k]
        dV = dt / tau * (drive - V[k])
        V[k + 1] = V[k] + dV
    return V


def lif_noise(mu, sigma, tau, V_th, V_r, t_ref, dt, xi, V_0):
    """Simulate a leaky integrate-and-fire neuron with noisy input."""
    V = np.full(len(xi) + 1, float(V_0))
    spikes, hold = [], 0
    for k in range(len(xi)):
        if hold:
            hold -= 1
            V[k + 1] = V_r
            continue
        V[k + 1] = V[k] + dt / tau * (mu + sigma * xi[k] - V[k])
        if V[k + 1] >= V_th:
            spikes.append((k + 1) * dt)
            V[k + 1] = V_r
            hold = int(round(t_ref / dt))
    return V, np.array(spikes)
