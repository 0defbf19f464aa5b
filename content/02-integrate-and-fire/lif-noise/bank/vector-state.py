"""
Simulation of the Ornstein-Uhlenbeck membrane potential and of a noisy LIF neuron.
"""
import numpy as np


def _euler_maruyama_step(v, mu, sigma, tau, dt, noise):
    """Advance the membrane potential by one Euler-Maruyama step."""
    drift = (mu - v) * dt / tau
    diffusion = sigma * np.sqrt(dt) / np.sqrt(tau) * noise
    return v + drift + diffusion


def ou(mu, sigma, tau, dt, xi, V_0):
    """Simulate the free membrane for one or several cells."""
    noise = np.asarray(xi)
    state = np.broadcast_to(np.float64(V_0), noise.shape[1:]).copy()
    history = [state]
    for sample in noise:
        state = _euler_maruyama_step(state, mu, sigma, tau, dt, sample)
        history.append(state)
    return np.stack(history)


def lif_noise(mu, sigma, tau, V_th, V_r, t_ref, dt, xi, V_0):
    """Simulate the leaky integrate-and-fire neuron driven by noise."""
    refractory_steps = int(np.rint(t_ref / dt))
    release_step = 0
    voltage = V_0
    trace = [voltage]
    spike_times = []
    for step, sample in enumerate(np.asarray(xi)):
        if step < release_step:
            voltage = V_r
        else:
            voltage = _euler_maruyama_step(voltage, mu, sigma, tau, dt, sample)
            if voltage >= V_th:
                spike_times.append(dt * (step + 1))
                voltage = V_r
                release_step = step + 1 + refractory_steps
        trace.append(voltage)
    return np.array(trace), np.array(spike_times)
