import math


def rk4(f, y, h):
    a = f(y)
    b = f(y + h / 2 * a)
    c = f(y + h / 2 * b)
    d = f(y + h * c)
    return y + h / 6 * (a + 2 * b + 2 * c + d)


def walk(f, y, h, n, top, again):
    path, times = [y], []
    for k in range(n):
        new = rk4(f, y, h)
        if new >= top:
            times.append((k + (top - y) / (new - y)) * h)
            new = again(new)
        y = new
        path.append(y)
    return path, times


def qif(I, dt, T, tau, I_c, x_p, x_0):
    return walk(lambda x: (x * x + I - I_c) / tau, x_0, dt, round(T / dt), x_p, lambda new: -x_p)


def theta(I, dt, T, tau, I_c, th_0):
    def slope(th):
        return (2 * math.sin(th / 2) ** 2 + 2 * math.cos(th / 2) ** 2 * (I - I_c)) / tau

    return walk(slope, th_0, dt, round(T / dt), math.pi, lambda new: new - 2 * math.pi)
