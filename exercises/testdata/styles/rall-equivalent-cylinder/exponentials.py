from math import exp, pi, sqrt


class Branch:
    def __init__(self, d, L, Rm, Ri):
        self.daughters = []
        lam = 1e4 * sqrt(d * 1e-4 * Rm / 4 / Ri)
        self.X = L / lam
        self.endless = 1e6 * pi / 2 * (d * 1e-4) ** 1.5 / sqrt(Rm * Ri)
        self.size = d ** 1.5

    def finish(self):
        """The part of the wave that comes back from the far end, then the conductance at the near end."""
        load = sum(b.G for b in self.daughters)
        self.back = (self.endless - load) / (self.endless + load)
        echo = self.back * exp(-2 * self.X)
        self.G = self.endless * (1 - echo) / (1 + echo)
        self.passes = exp(-self.X) * (1 + self.back) / (1 + echo)


def grow(parent, d, L, Rm, Ri):
    branches = [Branch(*each, Rm, Ri) for each in zip(d, L)]
    for branch, mother in zip(branches, parent):
        if mother >= 0:
            branches[mother].daughters.append(branch)
    for branch in branches[::-1]:
        branch.finish()
    return branches


def input_resistance(parent, d, L, Rm, Ri):
    return 1 / grow(parent, d, L, Rm, Ri)[0].G


def voltages(parent, d, L, Rm, Ri, I):
    branches = grow(parent, d, L, Rm, Ri)
    V = {-1: I / branches[0].G}
    for i, mother in enumerate(parent):
        V[i] = V[int(mother)] * branches[i].passes
    return [V[i] for i in range(-1, len(branches))]


def equivalent_cylinder(parent, d, L, Rm, Ri):
    branches = grow(parent, d, L, Rm, Ri)
    law, ends = True, []
    stack = [(branches[0], 0.0)]
    while stack:
        branch, so_far = stack.pop()
        if branch.daughters:
            law &= abs(sum(b.size for b in branch.daughters) / branch.size - 1) < 1e-6
            stack += [(b, so_far + branch.X) for b in branch.daughters]
        else:
            ends.append(so_far + branch.X)
    mean = sum(ends) / len(ends)
    return law and max(ends) - min(ends) < 1e-6 * mean, mean
