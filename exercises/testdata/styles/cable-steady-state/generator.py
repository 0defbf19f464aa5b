import numpy
from itertools import pairwise


def analytic(d, Rm, Ri, L, end):
    lam = 50.0 * numpy.sqrt(d * 1e-4 * Rm / Ri) * 100
    area = numpy.pi * d ** 2 / 4 * 1e-8
    endless = Ri * lam * 1e-4 / area * 1e-6
    X = L / lam
    sealed = end != "killed"
    return numpy.array([lam, endless * (1 / numpy.tanh(X) if sealed else numpy.tanh(X)), 1 / numpy.cosh(X) if sealed else 0.0])


def _sweep(lo, di, up, b):
    pivot, value = di[0], b[0]
    yield pivot, value
    for l, m, u, r in zip(lo, di[1:], up, b[1:]):
        pivot, value = m - l * u / pivot, r - l * value / pivot
        yield pivot, value


def solve_tridiagonal(lo, di, up, b):
    pivots, values = map(numpy.array, zip(*_sweep(lo, di, up, b)))
    x = numpy.empty(len(pivots))
    last = 0.0
    for k, u in zip(range(len(x) - 1, -1, -1), [0.0, *list(up)[::-1]]):
        last = x[k] = (values[k] - u * last) / pivots[k]
    return x


def cable(n, d, Rm, Ri, L, I, at, end):
    x = numpy.linspace(0, L, n + 1)
    wall = numpy.zeros(n + 1)
    along = []
    for k, (a, b) in enumerate(pairwise(x)):
        wall[k:k + 2] += 1e6 * numpy.pi * d * (b - a) * 1e-8 / Rm / 2
        along.append(1e6 * numpy.pi * d ** 2 / 4 * 1e-4 / (Ri * (b - a)))
    along = numpy.array(along)
    main = wall + numpy.append(along, 0) + numpy.insert(along, 0, 0)
    source = I * (numpy.arange(n + 1) == at)
    below = -along
    if end == "killed":
        main[n], below[n - 1], source[n] = 1, 0, 0
    return solve_tridiagonal(below, main, -along, source)
