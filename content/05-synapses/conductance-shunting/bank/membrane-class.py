"""Conductance-based leaky integrate-and-fire neuron with exact updates."""
from dataclasses import dataclass
import math
import numpy as np


@dataclass
class Membrane:
    """Passive properties and reversal potentials."""
    C: float
    gL: float
    EL: float
    EE: float
    EI: float

    def effective(self, current: float, g_exc: float, g_inh: float):
        """Return the effective time constant and steady-state voltage."""
        conductances = (self.gL, g_exc, g_inh)
        reversals = (self.EL, self.EE, self.EI)
        g_total = sum(conductances)
        drive = sum(g * e for g, e in zip(conductances, reversals)) + current
        return self.C / g_total, drive / g_total


def tau_vinf(I, gE, gI, C, gL, EL, EE, EI):
    """Compute tau_eff in ms and V_inf in mV."""
    return Membrane(C, gL, EL, EE, EI).effective(I, gE, gI)


def simulate(I, gE, gI, dt, V0, C, gL, EL, EE, EI, Vth, Vr, tref):
    """Run the simulation and return the voltage trace and spike times."""
    membrane = Membrane(C, gL, EL, EE, EI)
    refractory_steps = int(round(tref / dt))
    voltage = [float(V0)]
    spike_times = []
    release_step = 0  # first step in which the membrane is free again

    for step, (current, g_exc, g_inh) in enumerate(zip(I, gE, gI)):
        v = voltage[-1]
        # Refractory: clamp at the reset potential
        if step < release_step:
            voltage.append(Vr)
            continue

        # Exact integration over the step
        tau, v_inf = membrane.effective(current, g_exc, g_inh)
        v_new = v_inf - (v_inf - v) * math.exp(-dt / tau)

        # Threshold crossing with the exact crossing time
        if v_new >= Vth:
            delay = -tau * math.log((v_inf - Vth) / (v_inf - v))
            spike_times.append(step * dt + delay)
            v_new = Vr
            release_step = step + 1 + refractory_steps
        voltage.append(v_new)

    return np.array(voltage), np.array(spike_times)


def rate(I, gE, gI, C, gL, EL, EE, EI, Vth, Vr, tref):
    """Compute the steady firing rate in Hz."""
    tau, v_inf = Membrane(C, gL, EL, EE, EI).effective(I, gE, gI)
    if v_inf <= Vth:
        return 0.0
    interval = tref + tau * math.log((v_inf - Vr) / (v_inf - Vth))
    return 1000.0 / interval
