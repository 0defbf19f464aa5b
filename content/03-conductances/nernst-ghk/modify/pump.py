import numpy as np


def pump_voltage(P_K, P_Na, K_o, K_i, Na_o, Na_i, r, T_C):
    """Resting potential (mV) with a pump that carries r sodium ions for each potassium ion (Mullins & Noda 1963)."""
    phi = 1000 * 8.314462618 * (T_C + 273.15) / 96485.33212
    return phi * np.log((r * P_K * K_o + P_Na * Na_o) / (r * P_K * K_i + P_Na * Na_i))
