import numpy as np


def ou(mu, sigma, tau, dt, xi, V_0):
    # Work with the deviation u = V - mu, which decays to zero
    xi = np.array(xi, dtype=float)
    decay = 1.0 - dt / tau
    amplitude = sigma * (dt / tau) ** 0.5
    u = np.zeros((xi.shape[0] + 1, *xi.shape[1:]))
    u[0] = V_0 - mu
    for k, kick in enumerate(xi):
        u[k + 1] = decay * u[k] + amplitude * kick
    return mu + u


def lif_noise(mu, sigma, tau, V_th, V_r, t_ref, dt, xi, V_0):
    decay = 1.0 - dt / tau
    amplitude = sigma * (dt / tau) ** 0.5
    hold_for = round(t_ref / dt)
    u, held = V_0 - mu, 0
    trace, spikes = [u], []
    for k, kick in enumerate(xi):
        if held > 0:
            held -= 1
        else:
            u = decay * u + amplitude * kick
            if u >= V_th - mu:
                spikes.append((k + 1) * dt)
                u = V_r - mu
                held = hold_for
        trace.append(u)
    return [mu + value for value in trace], spikes
