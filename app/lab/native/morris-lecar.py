# needs: method < 3
# use: spikes
# use: steps
# use: roots
def open_calcium(v):
    return (1 + math.tanh((v - V1) / V2)) / 2


def open_potassium(v):
    return (1 + math.tanh((v - V3) / V4)) / 2


def ionic(v, w):
    return gL * (v - EL) + gCa * open_calcium(v) * (v - ECa) + gK * w * (v - EK)


def field(x):
    v, w = x
    return np.array([(I - ionic(v, w)) / C, phi * math.cosh((v - V3) / (2 * V4)) * (open_potassium(v) - w)])


rests = roots(lambda v: ionic(v, open_potassium(v)) - I, -120, 80, 2000)
if rests:
    result["rest"] = rests[0]
begin = {0: lambda: [rests[0] + 0.1, open_potassium(rests[0])], 1: lambda: [20, 0.1], 2: lambda: [V_0, w_0]}[start]()
path, spikes = integrate(field, begin, 0)
report(path, spikes, ["V", "w"])
