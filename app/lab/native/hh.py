# needs: method < 3
# use: spikes
# use: steps
# use: roots
def exprel(x):
    """x / (e^x - 1), which is 1 at x = 0."""
    return x / math.expm1(x) if x != 0 else 1.0


def rates(v):
    """alpha and beta of m, h, n in 1/ms; the removable singularities at -40 and -55 mV are taken by their limit."""
    return (
        (exprel(-(v + 40) / 10), 4 * math.exp(-(v + 65) / 18)),
        (0.07 * math.exp(-(v + 65) / 20), 1 / (1 + math.exp(-(v + 35) / 10))),
        (0.1 * exprel(-(v + 55) / 10), 0.125 * math.exp(-(v + 65) / 80)),
    )


def steady(v):
    return [alpha / (alpha + beta) for alpha, beta in rates(v)]


def ionic(v, m, h, n):
    return g_Na * m**3 * h * (v - E_Na) + g_K * n**4 * (v - E_K) + g_L * (v - E_L)


warm = 3 ** ((T_C - 6.3) / 10)


def field(x):
    slopes = [(I - ionic(*x)) / C]
    for gate, (alpha, beta) in zip(x[1:], rates(x[0])):
        slopes.append(warm * (alpha * (1 - gate) - beta * gate))
    return np.array(slopes)


path, spikes = integrate(field, [V_0, *steady(V_0)], 0)
report(path, spikes, ["V", "m", "h", "n"])
rests = roots(lambda v: ionic(v, *steady(v)) - I, -100, 50, 1500)
if rests:
    result["rest"] = rests[0]
