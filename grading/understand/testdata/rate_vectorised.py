import numpy as np

def fi_curve(I, tau=20.0, R=50.0, E_L=-70.0, V_th=-50.0, V_r=-60.0, t_ref=3.0):
    """Firing rate (Hz) of the LIF for an array of currents (nA); tau, t_ref in ms."""
    I = np.asarray(I, dtype=float)
    drive = E_L + R * I
    rate = np.zeros_like(drive)
    fires = drive > V_th
    climb = tau * np.log((drive[fires] - V_r) / (drive[fires] - V_th))
    rate[fires] = 1000.0 / (t_ref + climb)
    return rate
