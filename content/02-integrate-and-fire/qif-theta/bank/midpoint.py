import numpy as np


def qif(I, dt, T, tau, I_c, x_p, x_0):
    """Midpoint integration of the QIF neuron."""
    drive = I - I_c
    num = int(np.rint(T / dt))
    x = np.zeros(num + 1)
    x[0] = x_0
    spike_times = np.zeros(0)
    for j in range(num):
        half = x[j] + 0.5 * dt * (x[j] ** 2 + drive) / tau
        x[j + 1] = x[j] + dt * (half ** 2 + drive) / tau
        if x[j + 1] >= x_p:
            fraction = (x_p - x[j]) / (x[j + 1] - x[j])
            spike_times = np.append(spike_times, (j + fraction) * dt)
            x[j + 1] = -x_p
    return x, spike_times


def theta(I, dt, T, tau, I_c, th_0):
    """Midpoint integration of the theta neuron."""
    drive = I - I_c

    def slope(angle):
        # 1 - cos = 2 sin^2(angle / 2) and 1 + cos = 2 cos^2(angle / 2)
        return 2 * (np.sin(angle / 2) ** 2 + drive * np.cos(angle / 2) ** 2) / tau

    num = int(np.rint(T / dt))
    th = np.zeros(num + 1)
    th[0] = th_0
    spike_times = []
    for j in range(num):
        candidate = th[j] + dt * slope(th[j] + 0.5 * dt * slope(th[j]))
        if candidate >= np.pi:
            spike_times.append((j + (np.pi - th[j]) / (candidate - th[j])) * dt)
            candidate = candidate - 2 * np.pi
        th[j + 1] = candidate
    return th, np.asarray(spike_times)
