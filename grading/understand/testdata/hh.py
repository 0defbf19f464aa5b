import numpy as np

def rates(V):
    a_m = 0.1 * (V + 40.0) / (1.0 - np.exp(-(V + 40.0) / 10.0))
    b_m = 4.0 * np.exp(-(V + 65.0) / 18.0)
    a_h = 0.07 * np.exp(-(V + 65.0) / 20.0)
    b_h = 1.0 / (1.0 + np.exp(-(V + 35.0) / 10.0))
    a_n = 0.01 * (V + 55.0) / (1.0 - np.exp(-(V + 55.0) / 10.0))
    b_n = 0.125 * np.exp(-(V + 65.0) / 80.0)
    return a_m, b_m, a_h, b_h, a_n, b_n

def hodgkin_huxley(I=10.0, T=20.0, dt=0.025, g_Na=120.0, g_K=36.0, g_L=0.3, E_Na=50.0, E_K=-77.0, E_L=-54.4, C=1.1):
    n = int(round(T / dt))
    V = np.empty(n + 1)
    V[0] = -65.0
    a_m, b_m, a_h, b_h, a_n, b_n = rates(V[0])
    m = a_m / (a_m + b_m)
    h = a_h / (a_h + b_h)
    nn = a_n / (a_n + b_n)
    for k in range(n):
        a_m, b_m, a_h, b_h, a_n, b_n = rates(V[k])
        I_Na = g_Na * m**3 * h * (V[k] - E_Na)
        I_K = g_K * nn**4 * (V[k] - E_K)
        I_L = g_L * (V[k] - E_L)
        V[k + 1] = V[k] + dt * (I - I_Na - I_K - I_L) / C
        m += dt * (a_m * (1 - m) - b_m * m)
        h += dt * (a_h * (1 - h) - b_h * h)
        nn += dt * (a_n * (1 - nn) - b_n * nn)
    return V
