import numpy as np
def lif(I, T=200.0, dt=0.1):
    tau, R = 10.0, 10.0  # ms, MOhm
    v_rest, v_reset, v_th = -65.0, -65.0, -50.0  # mV
    t_ref = 2.0  # ms
    n = int(round(T / dt))
    hold = int(round(t_ref / dt))
    v, wait = v_rest, 0
    trace, spikes = np.empty(n), []
    for k in range(n):
        if wait > 0:
            wait -= 1
            v = v_reset
        else:
            v += dt * (-(v - v_rest) + R * I) / tau
        if v >= v_th:
            spikes.append((k + 1) * dt)
            v = v_reset
            wait = hold
        trace[k] = v
    return trace, np.array(spikes)
