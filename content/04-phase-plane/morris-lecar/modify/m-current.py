import math
import numpy as np


def adapting(I, dt, T, V0, w0, p, gz):
    """Times (ms) of the upward crossings of 0 mV, with a slow potassium current gz z (V - EK)."""
    C, gL, gCa, gK, EL, ECa, EK, V1, V2, V3, V4, phi = p
    V, w, z = V0, w0, 0.0
    spikes = []
    for k in range(int(round(T / dt))):
        m = 0.5 * (1 + math.tanh((V - V1) / V2))
        n = 0.5 * (1 + math.tanh((V - V3) / V4))
        dV = (I - gL * (V - EL) - gCa * m * (V - ECa) - gK * w * (V - EK) - gz * z * (V - EK)) / C
        dw = phi * math.cosh((V - V3) / (2 * V4)) * (n - w)
        dz = (1 / (1 + math.exp(-V / 5)) - z) / 100
        new = V + dt * dV
        if V < 0 <= new:
            spikes.append(dt * (k - V / (new - V)))
        V, w, z = new, w + dt * dw, z + dt * dz
    return np.array(spikes)
