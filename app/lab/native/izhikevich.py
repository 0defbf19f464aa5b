# needs: exact == 0
# use: spikes
# The published program: v in two half steps, then u.
steps = round(T / dt)
V, U = np.empty(steps + 1), np.empty(steps + 1)
v, u = -65.0, -65 * b
spikes = []
for k in range(steps + 1):
    V[k], U[k] = min(v, 30), u
    if k == steps:
        break
    if v >= 30:
        spikes.append(k * dt)
        v, u = c, u + d
    for _ in range(2):
        v += dt / 2 * (0.04 * v * v + 5 * v + 140 - u + I)
    u += dt * a * (b * v - u)
train(spikes)
traces.update(t=np.arange(steps + 1) * dt, v=V, u=U)
