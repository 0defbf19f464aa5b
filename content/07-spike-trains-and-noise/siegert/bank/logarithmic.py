"""Siegert formula and Euler-Maruyama simulation of the LIF neuron with white noise."""
import numpy as np


def siegert(mu, sigma, tau, tref, Vth, Vr):
    """
    Stationary firing rate in Hz.

    Uses sqrt(pi) * int_a^b exp(x^2) (1 + erf(x)) dx
       = int_0^inf exp(-t^2) (exp(2 b t) - exp(2 a t)) / t dt,
    evaluated with the trapezoidal rule in s = log(t), where it converges very fast.
    """
    mu = np.asarray(mu, dtype=float)
    sigma = np.asarray(sigma, dtype=float)
    upper = (Vth - mu) / sigma
    lower = (Vr - mu) / sigma
    ds = 0.02
    t = np.exp(np.arange(-25.0, 6.0, ds))
    log_peak = np.maximum(upper, 0.0) ** 2
    with np.errstate(under="ignore"):
        first = np.exp(2 * np.multiply.outer(upper, t) - t**2 - log_peak[..., None])
        second = np.exp(2 * np.multiply.outer(lower, t) - t**2 - log_peak[..., None])
    scaled = np.sum(first - second, axis=-1) * ds
    # combine in logarithms, so that a silent neuron gives zero
    log_interval = np.minimum(log_peak + np.log(scaled * tau), 700.0)
    interval = tref + np.exp(log_interval)
    return np.where(log_interval >= 700.0, 0.0, 1000.0 / interval)


def lif_rate(mu, sigma, tau, tref, Vth, Vr, dt, t0, xi):
    """Population rate in Hz by simulation."""
    noise = np.asarray(xi, dtype=float)
    number_of_steps, number_of_cells = noise.shape
    refractory_steps = int(np.rint(tref / dt))
    first_counted = int(np.rint(t0 / dt))
    voltage = np.full(number_of_cells, Vr, dtype=float)
    free_from = np.zeros(number_of_cells, dtype=int)
    spikes_per_step = np.zeros(number_of_steps)
    for step in range(number_of_steps):
        drift = (mu - voltage) * dt / tau
        diffusion = sigma * np.sqrt(dt / tau) * noise[step]
        active = step >= free_from
        voltage = np.where(active, voltage + drift + diffusion, voltage)
        fired = active & (voltage >= Vth)
        voltage[fired] = Vr
        free_from[fired] = step + 1 + refractory_steps
        spikes_per_step[step] = fired.sum()
    counted = spikes_per_step[first_counted:]
    return counted.mean() / number_of_cells / dt * 1000.0
