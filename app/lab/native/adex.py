# needs: exact == 0
# use: spikes
# Forward Euler, both slopes at the old state; stamps are interpolated.
steps, hold = round(T / dt), round(t_ref / dt)
V, W = np.empty(steps + 1), np.empty(steps + 1)
V[0], W[0] = v, w = E_L, 0.0
spikes, left = [], 0
begun, total, n, kept, kept_n = False, 0.0, 0, 0.0, 0  # mean of w over whole intervals of the last half
for k in range(steps):
    dv = (-g_L * (v - E_L) + g_L * D * math.exp(min((v - V_T) / D, 60)) - w + I) / C
    new = v if left > 0 else v + dt * dv
    new_w = w + dt * (a * (v - E_L) - w) / tau_w
    fired = left == 0 and new >= V_cut
    left = max(0, left - 1)
    if fired:
        spikes.append((k + min(1, max(0, (V_cut - v) / (new - v)))) * dt)
        new, new_w, left = V_r, new_w + b, hold
        if len(spikes) == 1:
            result["w_first"] = new_w
    V[k + 1], W[k + 1] = v, w = new, new_w
    if fired and k >= steps // 2:
        if begun:
            kept, kept_n = total, n
        begun = True
    if begun:
        total, n = total + w, n + 1
train(spikes)
if kept_n > 0:
    result["w_mean"] = kept / kept_n
result.update(V_end=v, w_end=w)
traces.update(t=np.arange(steps + 1) * dt, V=V, w=W)
