# v is the distance from rest; the second variable is the dendrite's potential (1) or the slow current's (2).
def slope(x, current):
    v, u = x
    if explanation == 1:
        return np.array([(-g * v - g_c * (v - u) + current) / C, (-g_d * u + g_c * (v - u)) / C_d])
    if explanation == 2:
        return np.array([(-g * v - k * u + current) / C, (v - u) / tau_w])
    leak = {0: g * v, 3: g * v + b * v**3, 4: 0.0}[explanation]
    return np.array([(-leak + current) / C, 0.0])


def run(current):  # classical Runge-Kutta
    x, out = np.zeros(2), [0.0]
    for _ in range(round(T / dt)):
        k1 = slope(x, current)
        k2 = slope(x + dt / 2 * k1, current)
        k3 = slope(x + dt / 2 * k2, current)
        k4 = slope(x + dt * k3, current)
        x = x + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        out.append(x[0])
    return np.array(out)


def fifth(v, i):
    start, end = i * len(v) // 5, (i + 1) * len(v) // 5
    return v[start:end].mean() if end > start else v[-1]


def reaches(v, level):  # in steps, interpolated; 0 if never
    for k in range(1, len(v)):
        if v[k] / level >= 1:
            return k - 1 + (level - v[k - 1]) / (v[k] - v[k - 1])
    return 0.0


v = run(I)
plateau = fifth(v, 4)
result["plateau"] = plateau
if plateau != 0:
    result.update(sag=max(0.0, (v / plateau).max()), double=fifth(run(2 * I), 4) / plateau, late=(plateau - fifth(v, 2)) / plateau)
    half, most = reaches(v, 0.5 * plateau), reaches(v, 0.75 * plateau)
    if half > 0 and most > 0:
        result["shape"] = most / half
traces.update(t=np.arange(len(v)) * dt, v=v)
