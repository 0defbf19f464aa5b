# V = R I e/(ts tau) t^2 e^(-t/tau) phi(k t), k = 1/ts - 1/tau, phi(x) = (1 - (1 + x) e^-x)/x^2, which tends to 1/2.
def response(t):
    x = (1 / ts - 1 / tau) * t
    if abs(x) > 1e-2:
        phi = (1 - (1 + x) * math.exp(-x)) / x**2
    else:
        phi = 0.5 - x / 3 + x * x / 8 - x**3 / 30
    return R * I * math.e / (ts * tau) * t * t * phi * math.exp(-t / tau)


def rising(t):
    """Current minus leak: V rises while this is positive (for a positive current)."""
    return R * I * t / ts * math.exp(1 - t / ts) - response(t)


low, high = 0.5 * min(ts, tau), 60 * (ts + tau)
first = rising(low)
for _ in range(200):
    middle = (low + high) / 2
    if rising(middle) * first > 0:
        low = middle
    else:
        high = middle
result.update(peak_time=low, peak=response(low), area=R * I * math.e * ts)
t = np.arange(round(T / dt) + 1) * dt
traces.update(t=t, V=np.array([response(x) for x in t]), I_syn=I * t / ts * np.exp(1 - t / ts))
