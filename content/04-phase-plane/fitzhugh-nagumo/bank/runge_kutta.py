"""FitzHugh-Nagumo model: simulation and linear stability analysis."""
import math


def _derivatives(v, w, drive, a, b, phi, tau):
    dv = (v - v**3 / 3.0 - w + drive) / tau
    dw = phi * (v + a - b * w) / tau
    return dv, dw


def simulate(I, dt, v_0, w_0, a, b, phi, tau):
    """Fourth-order Runge-Kutta with a piecewise constant drive."""
    vs, ws = [v_0], [w_0]
    args = (a, b, phi, tau)
    for drive in I:
        v, w = vs[-1], ws[-1]
        k1v, k1w = _derivatives(v, w, drive, *args)
        k2v, k2w = _derivatives(v + 0.5 * dt * k1v, w + 0.5 * dt * k1w, drive, *args)
        k3v, k3w = _derivatives(v + 0.5 * dt * k2v, w + 0.5 * dt * k2w, drive, *args)
        k4v, k4w = _derivatives(v + dt * k3v, w + dt * k3w, drive, *args)
        vs.append(v + dt * (k1v + 2 * k2v + 2 * k3v + k4v) / 6.0)
        ws.append(w + dt * (k1w + 2 * k2w + 2 * k3w + k4w) / 6.0)
    return vs, ws


def fixed_point(I, a, b):
    """Find the intersection of the nullclines by bisection (the difference is monotone for b < 1)."""
    def difference(v):
        return v - v**3 / 3.0 + I - (v + a) / b

    low, high = -10.0, 10.0
    for _ in range(200):
        middle = 0.5 * (low + high)
        if difference(middle) > 0.0:
            low = middle
        else:
            high = middle
    v = 0.5 * (low + high)
    return v, (v + a) / b


def hopf_currents(a, b, phi):
    """Return both Hopf bifurcation points."""
    v_hopf = math.sqrt(1.0 - phi * b)

    def drive(v):
        return (v + a) / b - (v - v**3 / 3.0)

    return drive(-v_hopf), drive(v_hopf)


def jacobian(v, a, b, phi, tau):
    """Jacobian matrix at membrane variable v."""
    return [[(1.0 - v * v) / tau, -1.0 / tau], [phi / tau, -b * phi / tau]]
