from itertools import accumulate


def membrane(current, h, specific_capacitance, specific_resistance, area, rest, start):
    C, R = specific_capacitance * area, specific_resistance / area

    def step(state, i):
        v, came, went = state
        through = (v - rest) / R
        return v + (i - through) * h / C, came + i * h, went + through * h

    states = tuple(accumulate(list(current), step, initial=(start, 0, 0)))
    V, came, went = zip(*states)
    return V, came, went, tuple(C * (v - start) for v in V)
