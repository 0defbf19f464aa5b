import numpy as np


class Cell:
    """v and w as one complex number z = v + i w."""

    def __init__(self, a, b, phi, tau):
        self.a, self.b, self.phi, self.tau = a, b, phi, tau

    def flow(self, z, i):
        v, w = z.real, z.imag
        return ((v - v**3/3 - w + i) + 1j*self.phi*(v + self.a - self.b*w))/self.tau

    def path(self, z, drive, h):
        yield z
        for i in drive:
            p = self.flow(z, i)
            q = self.flow(z + p*h/2, i)
            r = self.flow(z + q*h/2, i)
            s = self.flow(z + r*h, i)
            z = z + h*(p + 2*q + 2*r + s)/6
            yield z

    def drive_at(self, v):
        return (v + self.a)/self.b - v + v**3/3


def simulate(I, dt, v_0, w_0, a, b, phi, tau):
    z = np.array(list(Cell(a, b, phi, tau).path(complex(v_0, w_0), I, dt)))
    return {"v": z.real, "w": z.imag}


def fixed_point(I, a, b):
    # the drive as a function of v rises: invert it by a table, then by secants
    c = Cell(a, b, 1, 1)
    grid = np.linspace(-6, 6, 20001)
    v = float(np.interp(I, c.drive_at(grid), grid))
    for _ in range(30):
        slope = 1/b - 1 + v*v
        v += (I - c.drive_at(v))/slope
    return v, (v + a)/b


def hopf_currents(a, b, phi):
    c = Cell(a, b, phi, 1)
    v = np.sqrt(1 - phi*b)
    return c.drive_at(-v), c.drive_at(v)


def jacobian(v, a, b, phi, tau):
    return [((1 - v**2)/tau, -1/tau), (phi/tau, -phi*b/tau)]
