"""
Passive membrane simulation with explicit charge bookkeeping.
"""
import numpy as np


def membrane(I, dt, c_m, r_m, A, E_L, V_0):
    """
    Simulate a passive, isopotential membrane using the forward Euler method.

    Parameters
    ----------
    I : array_like
        Injected current (nA), one value per time step.
    dt : float
        Time step (ms).

    Returns
    -------
    tuple of np.ndarray
        V, q_in, q_leak, q_cap
    """
    current = np.asarray(I, dtype=float)
    total_capacitance = c_m * A
    total_resistance = r_m / A

    # Integrate the membrane equation
    voltage = [float(V_0)]
    for i_ext in current:
        v = voltage[-1]
        dv_dt = (i_ext - (v - E_L) / total_resistance) / total_capacitance
        voltage.append(v + dt * dv_dt)
    voltage = np.array(voltage)

    # Accumulate the charges
    leak_current = (voltage[:-1] - E_L) / total_resistance
    q_in = np.insert(np.cumsum(current) * dt, 0, 0.0)
    q_leak = np.insert(np.cumsum(leak_current) * dt, 0, 0.0)
    q_cap = total_capacitance * (voltage - voltage[0])

    return voltage, q_in, q_leak, q_cap
