"""
Leaky Integrate-and-Fire (LIF) neuron simulation.

This module provides a clean and efficient implementation of the LIF model
with a constant input current, an absolute refractory period, and linear
interpolation of spike times.
"""
from dataclasses import dataclass
import numpy as np


@dataclass
class LIFParameters:
    """Container for the parameters of the LIF neuron."""
    tau: float
    R: float
    E_L: float
    V_th: float
    V_r: float
    t_ref: float

    def derivative(self, v: float, current: float) -> float:
        """Compute dV/dt for the given membrane potential and current."""
        return (self.E_L - v + self.R * current) / self.tau


def simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref):
    """Simulate the LIF neuron and return the voltage trace and spike times."""
    params = LIFParameters(tau, R, E_L, V_th, V_r, t_ref)

    # Pre-compute the number of steps
    num_steps = int(np.round(T / dt))
    refractory_steps = int(np.round(t_ref / dt))

    # Initialize state variables
    voltage = np.zeros(num_steps + 1)
    voltage[0] = params.E_L
    spike_times = []
    remaining_refractory = 0

    # Main simulation loop
    for step in range(num_steps):
        v_current = voltage[step]

        # Handle the refractory period
        if remaining_refractory > 0:
            voltage[step + 1] = params.V_r
            remaining_refractory -= 1
            continue

        # Fourth-order Runge-Kutta integration
        k1 = params.derivative(v_current, I)
        k2 = params.derivative(v_current + 0.5 * dt * k1, I)
        k3 = params.derivative(v_current + 0.5 * dt * k2, I)
        k4 = params.derivative(v_current + dt * k3, I)
        v_next = v_current + dt * (k1 + 2 * k2 + 2 * k3 + k4) / 6.0

        # Check for threshold crossing
        if v_next >= params.V_th:
            # Linear interpolation for sub-step spike time accuracy
            fraction = (params.V_th - v_current) / (v_next - v_current)
            spike_times.append((step + fraction) * dt)
            v_next = params.V_r
            remaining_refractory = refractory_steps

        voltage[step + 1] = v_next

    return voltage, np.asarray(spike_times)
