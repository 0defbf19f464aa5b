# needs: exact == 0
# use: spikes
# Forward Euler; stamps are interpolated.
steps, hold = round(T / dt), round(t_ref / dt)
V = np.empty(steps + 1)
V[0] = v = E_L
spikes, left = [], 0
for k in range(steps):
    new = v if left > 0 else v + dt * (-(v - E_L) + D * math.exp(min((v - V_T) / D, 60)) + R * I) / tau
    fired = left == 0 and new >= V_cut
    left = max(0, left - 1)
    if fired:
        spikes.append((k + min(1, max(0, (V_cut - v) / (new - v)))) * dt)
        new, left = V_r, hold
    V[k + 1] = v = new
train(spikes)
result.update(V_end=v, rheobase=(V_T - E_L - D) / R)
traces.update(t=np.arange(steps + 1) * dt, V=V)
