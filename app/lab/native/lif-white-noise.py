# use: chance
# N cells side by side, from V_r; a step is V <- pull + keep V + kick xi, then the threshold. Held cells draw their number too.
steps, hold = round(T / dt), round(t_ref / dt)
if exact == 1:
    keep, pull = math.exp(-dt / tau), mu * -math.expm1(-dt / tau)
    kick = sigma * math.sqrt(-math.expm1(-2 * dt / tau) / 2)
else:
    keep, pull, kick = 1 - dt / tau, mu * dt / tau, sigma * math.sqrt(dt / tau)
source = Source(seed, N)
source.normal()  # the number that one of the wrong variants keeps
v, left = np.full(N, V_r), np.zeros(N, dtype=int)
path = np.empty(steps + 1)
path[0] = v[0]
trains = [[] for _ in range(N)]
for k in range(steps):
    xi = source.normal()
    free = left == 0
    left = np.maximum(left - 1, 0)
    new = keep * v + pull + kick * xi
    fired = free & (new >= V_th)
    if bridge == 1:  # crossings between the samples
        e = -2 / (sigma**2 * dt / tau) * (V_th - v) * (V_th - new)
        may = np.flatnonzero(free & ~fired & (v < V_th) & (e > -40))
        fired[may] = source.uniform(may) < np.exp(e[may])
    for i in np.flatnonzero(fired):
        trains[i].append((k + 1) * dt)
    new[fired], left[fired] = V_r, hold
    v = np.where(free, new, v)
    path[k + 1] = v[0]
burn, end = min(200, T / 2), steps * dt
late = [np.array([s for s in each if s >= burn]) for each in trains]
rates = np.array([len(each) for each in late]) / ((end - burn) / 1000)
intervals = np.concatenate([np.diff(each) for each in late])
result.update(count=sum(len(each) for each in late), rate=rates.mean())
if N > 1:
    result["rate_se"] = math.sqrt(rates.var(ddof=1) / N)
if len(intervals) >= 20:
    result["cv"] = intervals.std(ddof=1) / intervals.mean()
times["spikes"] = np.array(trains[0])
traces.update(t=np.arange(steps + 1) * dt, V=path)
