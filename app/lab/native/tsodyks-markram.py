# needs: poisson == 0
# At a spike: u jumps, release = new u times old x, x falls by what was released. Between spikes both relax exactly.
def relaxed(gap, tau):
    return math.exp(-gap / tau) if tau > 0 else 0.0


spikes = np.cumsum([0.0] + [1000 / r] * (n - 1))
u_trace, x_trace, release = np.empty(n), np.empty(n), np.empty(n)
u, x = 0.0, 1.0
for i, spike in enumerate(spikes):
    if i > 0:
        gap = spike - spikes[i - 1]
        u, x = u * relaxed(gap, tF), 1 - (1 - x) * relaxed(gap, tD)
    u += U * (1 - u)
    u_trace[i], x_trace[i], release[i] = u, x, u * x
    x -= u * x
period = 1000 / r
steady_u = U / (1 - (1 - U) * relaxed(period, tF))
steady_x = -math.expm1(-period / tD) / (1 - (1 - steady_u) * relaxed(period, tD))
mean_u = U * (1 + r / 1000 * tF) / (1 + U * r / 1000 * tF)
result.update(
    u=steady_u, x=steady_x, release=steady_u * steady_x, release_rate=steady_u * steady_x * r,
    release_mean_field=mean_u / (1 + mean_u * r / 1000 * tD), release_last=release[n // 2 :].mean(), first_release=release[0],
)
if n > 1 and release[0] > 0:
    result["paired_pulse"] = release[1] / release[0]
times["spikes"] = spikes
traces.update(t=spikes, u_trace=u_trace, x_trace=x_trace, release_trace=release)
