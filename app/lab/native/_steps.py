def integrate(field, start, level):
    """Fixed steps from start (method 0 Runge-Kutta 4, 1 Heun, 2 Euler); a spike is an upward crossing of component 0, interpolated."""
    steps = round(T / dt)
    path = np.empty((steps + 1, len(start)))
    path[0] = x = np.array(start, dtype=float)
    spikes = []
    for k in range(steps):
        k1 = field(x)
        if method == 2:
            y = x + dt * k1
        elif method == 1:
            y = x + dt / 2 * (k1 + field(x + dt * k1))
        else:
            k2 = field(x + dt / 2 * k1)
            k3 = field(x + dt / 2 * k2)
            k4 = field(x + dt * k3)
            y = x + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        if x[0] < level <= y[0]:
            spikes.append((k + (level - x[0]) / (y[0] - x[0])) * dt)
        path[k + 1] = x = y
    return path, spikes


def report(path, spikes, names):
    """The numbers of a smooth neuron; rate and period are those of the last half of the run."""
    steps = len(path) - 1
    v, name = path[:, 0], names[0]
    train(spikes)
    late = times["spikes"][times["spikes"] >= (steps - steps // 2) * dt]
    result["rate"] = 1000 * (len(late) - 1) / (late[-1] - late[0]) if len(late) > 1 else 0.0
    if len(late) > 1:
        result["period"] = np.diff(late).mean()
    half = v[steps // 2 :]
    result[name + "_min"], result[name + "_max"], result["amplitude"] = half.min(), half.max(), half.max() - half.min()
    result[name + "_end"] = v[-1]
    peak = -np.inf
    for i, now in enumerate(v):  # the highest value, by a parabola through three samples
        peak = max(peak, now)
        if i >= 2 and v[i - 1] > v[i - 2] and v[i - 1] >= now and v[i - 1] > peak - 1:
            a, b = v[i - 2], v[i - 1]
            peak = max(peak, b + (now - a) ** 2 / (8 * (2 * b - a - now)))
    result["peak"] = peak
    traces["t"] = np.arange(steps + 1) * dt
    for i, each in enumerate(names):
        traces[each] = path[:, i]
