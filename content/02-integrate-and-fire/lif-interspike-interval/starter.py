import numpy as np


def simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref):
    """Leaky integrate-and-fire neuron with a constant current.

    I nA, dt and T ms, tau ms, R MOhm, E_L V_th V_r mV, t_ref ms.
    Returns V (mV, one value more than there are steps; V[0] = E_L) and spikes (ms).
    """
    n = int(round(T / dt))
    V = np.full(n + 1, E_L, dtype=float)
    spikes = []

    # In each step: integrate, test the threshold, stamp the spike, reset.

    return V, np.array(spikes)
