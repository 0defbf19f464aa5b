import math
from collections import namedtuple

Ion = namedtuple("Ion", "P out inside z")
PHI_PER_KELVIN = 8.314462618 / 96.48533212   # mV/K


def nernst(c_out, c_in, z, T_C):
    return PHI_PER_KELVIN * (273.15 + T_C) * (math.log(c_out) - math.log(c_in)) / z


def ghk_voltage(P, c_out, c_in, z, T_C):
    ions = [Ion(*row) for row in zip(P, c_out, c_in, z)]
    up = math.fsum(i.P * (i.out if i.z == 1 else i.inside) for i in ions)
    down = math.fsum(i.P * (i.inside if i.z == 1 else i.out) for i in ions)
    return PHI_PER_KELVIN * (T_C + 273.15) * math.log(up / down)


def ghk_current(V, P, c_out, c_in, z, T_C):
    phi = PHI_PER_KELVIN * (T_C + 273.15)

    def one(v):
        u = z * v / phi
        if abs(u) < 1e-5:   # the series of u/(1-exp(-u))
            g = 1 + u / 2 + u * u / 12
        else:
            g = u / -math.expm1(-u)
        return P * z * 9.648533212 * (c_in - c_out * math.exp(-u)) * g

    return [one(v) for v in V]
