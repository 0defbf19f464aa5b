# use: roots
def block(v):
    return 1 / (1 + Mg / 3.57 * np.exp(-0.062 * v))


def current(v):
    return gmax * block(v) * (v - E)


result.update(B=block(V), I=current(V))
if Mg > 0:
    result["V_half"] = math.log(Mg / 3.57) / 0.062
lowest = roots(lambda v: 1 + 0.062 * (1 - block(v)) * (v - E), -150, E, 400) if gmax > 0 else []
if lowest:  # where the derivative of the current vanishes
    result.update(V_min=lowest[-1], I_min=current(lowest[-1]))
axis = -90 + 0.5 * np.arange(261)
traces.update(V_axis=axis, I_V=current(axis))
