"""
Quadratic integrate-and-fire and theta neuron models (fourth-order Runge-Kutta).
"""
import math


def _rk4(f, y, h):
    """Perform a single Runge-Kutta step of an autonomous equation."""
    k1 = f(y)
    k2 = f(y + 0.5 * h * k1)
    k3 = f(y + 0.5 * h * k2)
    k4 = f(y + h * k3)
    return y + h * (k1 + 2 * k2 + 2 * k3 + k4) / 6


def _simulate(f, y0, h, duration, peak, reset):
    """Integrate until the end, recording a spike at every crossing of the peak."""
    values, spikes = [y0], []
    for step in range(round(duration / h)):
        old = values[-1]
        new = _rk4(f, old, h)
        if new >= peak:
            spikes.append(h * (step + (peak - old) / (new - old)))
            new = reset(new)
        values.append(new)
    return values, spikes


def qif(I, dt, T, tau, I_c, x_p, x_0):
    """Quadratic integrate-and-fire neuron."""
    return _simulate(lambda x: (x * x + I - I_c) / tau, x_0, dt, T, x_p, lambda _: -x_p)


def theta(I, dt, T, tau, I_c, th_0):
    """Theta neuron."""
    def velocity(angle):
        return (1 - math.cos(angle) + (1 + math.cos(angle)) * (I - I_c)) / tau

    return _simulate(velocity, th_0, dt, T, math.pi, lambda angle: angle - 2 * math.pi)
