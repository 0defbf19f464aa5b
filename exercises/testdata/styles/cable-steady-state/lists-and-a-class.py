from math import pi, sqrt, tanh, cosh


class Cylinder:
    """All lengths in metres, all resistances in ohms."""

    def __init__(self, diameter, wall, core):
        self.r_m = wall * 1e-4 / (pi * diameter * 1e-6)
        self.r_i = core * 1e-2 * 4 / (pi * (diameter * 1e-6) ** 2)

    @property
    def reach(self):
        return sqrt(self.r_m / self.r_i)


def analytic(diameter, wall, core, length, far_end):
    c = Cylinder(diameter, wall, core)
    x = length * 1e-6 / c.reach
    resistance = c.r_i * c.reach * 1e-6
    return [c.reach * 1e6,
            resistance * tanh(x) if far_end == "killed" else resistance / tanh(x),
            0 if far_end == "killed" else 1 / cosh(x)]


def solve_tridiagonal(below, main, above, right):
    rows = [[list(below)[i - 1] if i else 0.0, m, list(above)[i] if i + 1 < len(main) else 0.0, r]
            for i, (m, r) in enumerate(zip(main, right))]
    for i in range(1, len(rows)):
        factor = rows[i][0] / rows[i - 1][1]
        rows[i][1] -= factor * rows[i - 1][2]
        rows[i][3] -= factor * rows[i - 1][3]
    answer = []
    for row in rows[::-1]:
        answer.insert(0, (row[3] - row[2] * (answer[0] if answer else 0.0)) / row[1])
    return answer


def cable(n, diameter, wall, core, length, current, node, far_end):
    c = Cylinder(diameter, wall, core)
    step = length * 1e-6 / n
    through, along = step / c.r_m, 1 / (c.r_i * step)
    main, right = [], []
    for k in range(n + 1):
        main.append((through + 2 * along) / (2 if k in (0, n) else 1))
        right.append(current * 1e-9 if k == node else 0.0)
    size = n if far_end == "killed" else n + 1
    links = [-along] * (size - 1)
    v = solve_tridiagonal(links, main[:size], links, right[:size])
    return [1e3 * x for x in v] + [0.0] * (n + 1 - size)
