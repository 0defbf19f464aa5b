import numpy as np

def membrane_noise(xi, dt=0.5, tau=15.0, sigma=2.0, mu=-60.0):
    """Euler-Maruyama of tau dV = -(V - mu) dt + sigma sqrt(tau) dW, given unit normals xi. V in mV, times in ms."""
    V = np.zeros(len(xi) + 1)
    V[0] = mu
    for k in range(len(xi)):
        V[k + 1] = V[k] - dt * (V[k] - mu) / tau + sigma * np.sqrt(dt / tau) * xi[k]
    return V
