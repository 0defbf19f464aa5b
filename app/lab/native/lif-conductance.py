# With the conductances held the membrane is linear: V relaxes to V_inf with tau = C/g.
g = gL + gE + gI
tau, V_inf = C / g, (gL * EL + gE * EE + gI * EI + I) / g
steps, hold = round(T / dt), round(tref / dt)
decay = math.exp(-dt / tau)
V = np.empty(steps + 1)
V[0] = v = EL
spikes, left = [], 0
for k in range(steps):
    if left > 0:
        left -= 1
    else:
        new = V_inf + (v - V_inf) * decay
        if new >= Vth:
            inside = 0.0
            if v < Vth and V_inf > Vth:
                inside = min(dt, tau * math.log((V_inf - v) / (V_inf - Vth)))
            spikes.append(k * dt + inside)
            new, left = Vr, hold
        v = new
    V[k + 1] = v
rate = 1000 / (tref + tau * math.log1p((Vth - Vr) / (V_inf - Vth))) if V_inf > Vth else 0.0
simulated = 1000 * (len(spikes) - 1) / (spikes[-1] - spikes[0]) if len(spikes) > 1 else 0.0
result.update(
    rate=rate, rate_simulated=simulated, tau=tau, V_inf=V_inf, rheobase=g * Vth - gL * EL - gE * EE - gI * EI,
    epsp=100 / g, count=len(spikes),
)
if spikes:
    result["first_spike"] = spikes[0]
times["spikes"] = np.array(spikes)
traces.update(t=np.arange(steps + 1) * dt, V=V)
