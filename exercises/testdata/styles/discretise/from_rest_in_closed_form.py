import numpy as np


def convolve(V_0, I, keep, gain, E_L):
    # From rest: u_k = keep^k u_0 + gain * sum_j keep^(k-1-j) I_j
    n = len(I)
    k = np.arange(n + 1)
    powers = np.power(float(keep), k)
    driven = np.convolve(np.asarray(I, dtype=float), powers)[:n]
    return E_L + powers * (V_0 - E_L) + gain * np.r_[0.0, driven]


def euler(V_0, I, dt, tau, R, E_L):
    return convolve(V_0, I, 1 - dt / tau, R * dt / tau, E_L)


def exp_euler(V_0, I, dt, tau, R, E_L):
    a = np.exp(-dt / tau)
    return convolve(V_0, I, a, R * (1 - a), E_L)


def order(dts, errors):
    design = np.column_stack([np.ones(len(dts)), np.log(dts)])
    return np.linalg.lstsq(design, np.log(np.abs(np.asarray(errors))), rcond=None)[0][1]
