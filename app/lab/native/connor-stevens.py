# needs: method < 3
# use: spikes
# use: steps
def exprel(x):
    """x / (e^x - 1), which is 1 at x = 0."""
    return x / math.expm1(x) if x != 0 else 1.0


def rates(v):
    """alpha and beta of m, h, n in 1/ms."""
    return (
        (3.8 * exprel(-0.1 * (v + 29.7)), 15.2 * math.exp(-0.0556 * (v + 54.7))),
        (0.266 * math.exp(-0.05 * (v + 48)), 3.8 / (1 + math.exp(-0.1 * (v + 18)))),
        (0.2 * exprel(-0.1 * (v + 45.7)), 0.25 * math.exp(-0.0125 * (v + 55.7))),
    )


def a_current(v):
    """Steady state and time constant of a and b."""
    return (
        (np.cbrt(0.0761 * math.exp(0.0314 * (v + 94.22)) / (1 + math.exp(0.0346 * (v + 1.17)))), 0.3632 + 1.158 / (1 + math.exp(0.0497 * (v + 55.96)))),
        ((1 / (1 + math.exp(0.0688 * (v + 53.3)))) ** 4, 1.24 + 2.678 / (1 + math.exp(0.0624 * (v + 50)))),
    )


def field(x):
    v, m, h, n, a, b = x
    ionic = g_Na * m**3 * h * (v - E_Na) + g_K * n**4 * (v - E_K) + g_A * a**3 * b * (v - E_A) + g_L * (v - E_L)
    slopes = [(I - ionic) / C]
    slopes += [alpha * (1 - gate) - beta * gate for gate, (alpha, beta) in zip((m, h, n), rates(v))]
    slopes += [(steady - gate) / tau for gate, (steady, tau) in zip((a, b), a_current(v))]
    return np.array(slopes)


begin = [V_0] + [alpha / (alpha + beta) for alpha, beta in rates(V_0)] + [steady for steady, _ in a_current(V_0)]
path, spikes = integrate(field, begin, 0)
report(path, spikes, ["V", "m", "h", "n", "a", "b"])
