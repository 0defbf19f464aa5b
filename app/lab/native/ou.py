# use: chance
# N paths side by side; a step is V <- pull + keep V + kick xi.
steps = round(T / dt)
if exact == 1:
    keep, pull = math.exp(-dt / tau), mu * -math.expm1(-dt / tau)
    kick = sigma * math.sqrt(-math.expm1(-2 * dt / tau) / 2)
else:
    keep, pull, kick = 1 - dt / tau, mu * dt / tau, sigma * math.sqrt(dt / tau)
source = Source(seed, N)
source.normal()  # the number that one of the wrong variants keeps
v = np.full(N, V_0)
first, mean, sd = np.empty(steps + 1), np.empty(steps + 1), np.empty(steps + 1)
kept = []
for k in range(steps + 1):
    if k > 0:
        v = keep * v + pull + kick * source.normal()
    first[k], mean[k], sd[k] = v[0], v.mean(), v.std()
    if k > steps // 2:
        kept.append(v - V_0)
result.update(mean=V_0 + np.mean(kept), variance=np.var(kept), variance_theory=kick**2 / (1 - keep**2))
traces.update(t=np.arange(steps + 1) * dt, V=first, V_mean=mean, V_sd=sd)
