import numpy as np


def ou_coloured(mu, s, tau, tau_s, dt, xi, V_0):
    """Coloured input: tau_s y' = -y + sqrt(2 tau_s) s eta drives tau V' = mu - V + y; y starts at 0, V moves first."""
    xi = np.asarray(xi, dtype=float)
    V = np.empty((len(xi) + 1,) + xi.shape[1:])
    V[0] = V_0
    y = 0.0
    for k in range(len(xi)):
        V[k + 1] = V[k] + dt / tau * (mu - V[k] + y)
        y = y - dt / tau_s * y + s * np.sqrt(2 * dt / tau_s) * xi[k]
    return V
