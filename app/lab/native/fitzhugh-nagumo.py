# needs: method < 3
# use: spikes
# use: steps
def field(x):
    v, w = x
    return np.array([(v - v**3 / 3 - w + I) / tau, phi * (v + a - b * w) / tau])


def rest(drive):
    """The lowest fixed point: v - v^3/3 - (v + a)/b + drive = 0."""
    cubic = np.roots([-1 / 3, 0, 1 - 1 / b, drive - a / b])
    return min(root.real for root in cubic if abs(root.imag) < 1e-9)


def level_w(v):
    return (v + a) / b


v = rest(I)
begin = {0: [v + 0.001, level_w(v)], 1: [1.5, 0], 2: [rest(0), level_w(rest(0))]}[start]
path, spikes = integrate(field, begin, 0)
report(path, spikes, ["v", "w"])
result.update(rest_v=v, rest_w=level_w(v))
if phi * b < 1 and phi * b * b < 1:
    for name, at in ("hopf_low", -math.sqrt(1 - phi * b)), ("hopf_high", math.sqrt(1 - phi * b)):
        result[name] = level_w(at) - at + at**3 / 3
