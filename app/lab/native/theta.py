# use: spikes
def slope(h):
    return (1 - math.cos(h) + (1 + math.cos(h)) * (I - I_c)) / tau


steps = round(T / dt)
H = np.empty(steps + 1)
H[0] = h = th_0
spikes = []
for k in range(steps):
    if method == 1:
        new = h + dt * slope(h)
    else:
        k1 = slope(h)
        k2 = slope(h + dt / 2 * k1)
        k3 = slope(h + dt / 2 * k2)
        k4 = slope(h + dt * k3)
        new = h + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    if new >= math.pi:
        spikes.append((k + ((math.pi - h) / (new - h) if h < math.pi else 0)) * dt)
        new -= 2 * math.pi
    H[k + 1] = h = new
train(spikes)
traces.update(t=np.arange(steps + 1) * dt, th=H)
