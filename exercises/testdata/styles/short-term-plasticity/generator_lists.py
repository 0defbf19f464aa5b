from math import exp
def walk(spikes, U, tF, tD):
    unused, gone, before = 1.0, 0.0, None   # what is not primed, what is spent
    for s in spikes:
        if before is not None:
            unused = 1 - (1-unused)*(exp((before-s)/tF) if tF else 0.0)
            gone *= exp((before-s)/tD)
        unused *= 1-U
        yield 1-unused, 1-gone
        gone += (1-unused)*(1-gone)
        before = s
def release(spikes, U, tF, tD):
    pairs = list(walk(spikes, U, tF, tD))
    return [p for p, _ in pairs], [q for _, q in pairs], [p*q for p, q in pairs]
def steady(rate_hz, U, tF, tD):
    rows = []
    for f in rate_hz:
        w = 1000/f
        p = U/(1-(1-U)*(exp(-w/tF) if tF else 0)); e = exp(-w/tD)
        q = (1-e)/(1-e+p*e)
        rows.append((p, q, p*q))
    return [r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows]
