# needs: exact == 0
# use: spikes
def slope(x):
    return (x * x + I - I_c) / tau


steps = round(T / dt)
X = np.empty(steps + 1)
X[0] = x = x_0
spikes = []
for k in range(steps):
    if method == 1:
        new = x + dt * slope(x)
    else:
        k1 = slope(x)
        k2 = slope(x + dt / 2 * k1)
        k3 = slope(x + dt / 2 * k2)
        k4 = slope(x + dt * k3)
        new = x + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    if new >= x_p:
        spikes.append((k + ((x_p - x) / (new - x) if x < x_p else 0)) * dt)
        new = -x_p
    X[k + 1] = x = new
train(spikes)
traces.update(t=np.arange(steps + 1) * dt, x=X)
