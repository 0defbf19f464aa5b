def simulate(current, h, v_start, w_start, a, b, phi, tau):
    pairs = [(v_start, w_start)]
    for i in current:
        x, y = pairs[-1]
        pairs.append((x + h/tau*(x - x*x*x/3 - y + i), y + h/tau*phi*(x + a - b*y)))
    return [p[0] for p in pairs], [p[1] for p in pairs]


def nullclines(v, I, a, b):
    return v - v**3/3 + I, (v + a)/b


def fixed_point(I, a, b):
    left, right = -100.0, 100.0
    while right - left > 1e-13:
        v = (left + right)/2
        cubic, line = nullclines(v, I, a, b)
        if cubic > line:
            left = v
        else:
            right = v
        if v in (left, right) and (left + right)/2 in (left, right):
            break
    return left, (left + a)/b


def hopf_currents(a, b, phi):
    root = (1 - phi*b)**.5
    out = []
    for v in (-root, root):
        out.append((v + a)/b - v + v*v*v/3)
    return tuple(out)


def jacobian(v, a, b, phi, tau):
    eps = 1e-6

    def field(x, y):
        return (x - x**3/3 - y)/tau, phi*(x + a - b*y)/tau
    w = (v + a)/b
    up, down = field(v + eps, w), field(v - eps, w)
    more, less = field(v, w + eps), field(v, w - eps)
    return [[(up[0] - down[0])/(2*eps), (more[0] - less[0])/(2*eps)],
            [(up[1] - down[1])/(2*eps), (more[1] - less[1])/(2*eps)]]
