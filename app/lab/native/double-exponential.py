# Each spike adds gmax N (e^(-t/td) - e^(-t/tr)); N makes the peak of one event gmax. td = tr is the alpha function.
alike = abs(td - tr) < 1e-6 * tr
if alike:
    tau = (tr + td) / 2
    peak_time, area = tau, math.e * tau
else:
    peak_time = tr * td / (td - tr) * math.log(td / tr)
    N = 1 / (math.exp(-peak_time / td) - math.exp(-peak_time / tr))
    area = N * (td - tr)
    result["N"] = N


def kernel(t):
    t = np.maximum(t, 0.0)
    if alike:
        return t / tau * np.exp(1 - t / tau)
    return N * np.exp(-t / td) * -np.expm1(-t * (1 / tr - 1 / td))


t = np.arange(round(T / dt) + 1) * dt
spikes = []
while len(spikes) * 1000 / r < T:
    spikes.append(len(spikes) * 1000 / r)
g = np.zeros_like(t)
for spike in spikes:
    g += gmax * kernel(t - spike)
result.update(peak_time=peak_time, area=gmax * area, peak=gmax * float(kernel(peak_time)), mean_theory=r / 1000 * gmax * area)
if len(spikes) > 1:
    period = (t >= spikes[-2]) & (t < spikes[-1])
    if period.any():
        result["mean"] = g[period].mean()
times["spikes"] = np.array(spikes)
traces.update(t=t, g=g)
