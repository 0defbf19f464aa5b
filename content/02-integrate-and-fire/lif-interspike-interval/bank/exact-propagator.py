import math


def simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref):
    """
    Simulate a leaky integrate-and-fire neuron using the exact propagator.

    Args:
        I: Input current in nA.
        dt: Time step in ms.
        T: Total simulation time in ms.
        tau: Membrane time constant in ms.
        R: Membrane resistance in MOhm.
        E_L: Resting potential in mV.
        V_th: Spike threshold in mV.
        V_r: Reset potential in mV.
        t_ref: Refractory period in ms.

    Returns:
        A tuple (V, spikes) of the membrane potential and the spike times.
    """
    decay = math.exp(-dt / tau)
    v_inf = E_L + R * I
    total_steps = round(T / dt)
    hold_steps = round(t_ref / dt)

    trace = [E_L]
    spikes = []
    last_spike_step = None

    for step in range(1, total_steps + 1):
        v_prev = trace[-1]

        # Check if the neuron is still in its refractory period
        if last_spike_step is not None and step - last_spike_step <= hold_steps:
            trace.append(V_r)
            continue

        # Exact update for a constant input within the step
        v = v_inf + (v_prev - v_inf) * decay

        if v >= V_th:
            # Interpolate the crossing time linearly
            spike_time = (step - 1) * dt + dt * (V_th - v_prev) / (v - v_prev)
            spikes.append(spike_time)
            last_spike_step = step
            trace.append(V_r)
        else:
            trace.append(v)

    return trace, spikes
