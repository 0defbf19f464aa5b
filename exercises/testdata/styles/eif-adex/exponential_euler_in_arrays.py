import numpy as np


def adex(I, dt, T, C, g_L, E_L, V_T, D, tau_w, a, b, V_r, V_cut):
    n = int(np.rint(T/dt))
    state = np.zeros((2, n + 1))
    state[:, 0] = E_L, 0
    decay = np.exp(-dt*np.array([g_L/C, 1/tau_w]))
    when = np.zeros(0)
    for j in range(n):
        v, w = state[:, j]
        upstroke = D*np.exp(np.minimum(50.0, (v - V_T)/D))
        goal = np.array([E_L + upstroke + (I - w)/g_L, a*(v - E_L)])
        nxt = goal + (state[:, j] - goal)*decay
        if nxt[0] >= V_cut:
            when = np.append(when, dt*(j + (V_cut - v)/(nxt[0] - v)))
            nxt = np.array([V_r, nxt[1] + b])
        state[:, j + 1] = nxt
    return {"V": state[0], "w": state[1], "spikes": when}


def eif_rheobase(E_L, V_T, D, R):
    return np.float64(V_T - D - E_L)/R
