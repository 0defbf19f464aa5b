# needs: exact == 0
# use: spikes
# The step: integrate, test, stamp, reset. The equation is linear: a step adds gain times the slope.
z = -dt / tau
gain = {0: -tau * math.expm1(z), 1: dt, 2: dt * (1 + z / 2 * (1 + z / 3 * (1 + z / 4)))}[method]
steps, hold = round(T / dt), round(t_ref / dt)
V = np.empty(steps + 1)
V[0] = v = E_L
spikes, left, held, after = [], 0, 0, None
for k in range(steps):
    new = v if left > 0 else v + gain * (-(v - E_L) + R * I) / tau
    fired = left == 0 and new >= V_th
    left = max(0, left - 1)
    if fired:
        if grid == 1:
            spikes.append((k + 1) * dt)
        elif v >= V_th:
            spikes.append(k * dt)
        else:
            spikes.append(k * dt + dt * (V_th - v) / (new - v))
        new, left = V_r, hold
    if len(spikes) == 1 and fired:
        after, held = new, 1
    elif len(spikes) == 1 and held > 0 and new == after and v == after:
        held += 1
    V[k + 1] = v = new
train(spikes)
result.update(rheobase=(V_th - E_L) / R, held=held, V_min=V.min(), V_max=V.max(), V_end=V[-1])
if after is not None:
    result["after_spike"] = after
traces.update(t=np.arange(steps + 1) * dt, V=V)
