import numpy as np
def affine(a, b, first):
    # v[k+1] = a[k] v[k] + b[k]
    out = [first]
    for p, q in zip(a, b): out.append(p*out[-1]+q)
    return np.array(out)
def release(spikes, U, tF, tD):
    t = np.array(spikes, float)
    if t.size == 0: return (np.zeros(0),)*3
    gaps = t[1:]-t[:-1]
    with np.errstate(divide='ignore'):
        f = np.exp(-gaps/np.float64(tF)) if tF != 0 else 0*gaps
    d = np.exp(-gaps/tD)
    u = affine((1-U)*f, np.full(len(gaps), U), U)
    x = affine((1-u[:-1])*d, 1-d, 1.0)
    return u, x, np.multiply(u, x)
def steady(rate_hz, U, tF, tD):
    # many spikes of each train, all rates at once
    w = 1000/np.array(rate_hz, float)
    kf = np.exp(-w/tF) if tF != 0 else np.zeros_like(w)
    kd = np.exp(-w/tD)
    u = U/(1-kf*(1-U))
    x = -np.expm1(-w/tD)/(1-kd+kd*u)
    return u, x, x*u
