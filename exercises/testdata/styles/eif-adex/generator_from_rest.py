import math


def course(current, h, steps, cap, leak, rest, soft, slope, slow, sub, jump, back, top):
    """Voltage measured from rest; the exponential as a voltage."""
    x, w = 0.0, 0.0
    yield x, w, None
    for _ in range(steps):
        e = (x + rest - soft)/slope
        boost = slope*math.exp(e) if e < 80 else slope*math.exp(80)
        dx = (leak*(boost - x) - w + current)/cap
        dw = (sub*x - w)/slow
        y, w = x + h*dx, w + h*dw
        part = None
        if y + rest >= top:
            part = (top - rest - x)/(y - x)
            y, w = back - rest, w + jump
        x = y
        yield x, w, part


def adex(current, h, duration, cap, leak, rest, soft, slope, slow, sub, jump, back, top):
    V, W, S = [], [], []
    for i, (x, w, part) in enumerate(course(current, h, round(duration/h), cap, leak, rest, soft, slope, slow, sub, jump, back, top)):
        V.append(rest + x)
        W.append(w)
        if part is not None:
            S.append((i - 1 + part)*h)
    return V, W, S


def eif_rheobase(E_L, V_T, D, R):
    # smallest R*I for which F stays above zero, by Newton on F' and then F
    V = V_T + 1.0
    for _ in range(60):
        V -= (-1 + math.exp((V - V_T)/D))/(math.exp((V - V_T)/D)/D)
    return ((V - E_L) - D*math.exp((V - V_T)/D))/R
