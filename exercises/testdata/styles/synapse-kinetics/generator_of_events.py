import math, heapq
import numpy as np
def peak_time(tr, td):
    return tr if abs(td/tr-1) < 1e-6 else -math.log(tr/td)*tr*td/(td-tr)
def events(t, spikes):
    yield from heapq.merge(((s, 0, 0) for s in spikes), ((x, 1, k) for k, x in enumerate(t)))
def conductance(t, spikes, gmax, tr, td):
    a = b = 0.
    tau = (tr+td)/2
    alpha = abs(td/tr-1) < 1e-6
    if alpha: peak = 1/math.e
    else:
        tp = peak_time(tr, td); peak = math.exp(-tp/td)-math.exp(-tp/tr)
    g = [0.]*len(t); before = None
    for when, what, k in events(t, spikes):
        if before is not None and when > before:
            h = when-before
            if alpha: a, b = (a+b*h/tau)*math.exp(-h/tau), b*math.exp(-h/tau)
            else: a, b = a*math.exp(-h/td), b*math.exp(-h/tr)
        before = when
        if what == 0:
            b += 1
            if not alpha: a += 1
        else: g[k] = gmax*(a if alpha else a-b)/peak
    return np.array(g)
def mg_block(V, Mg):
    z = np.log(Mg/3.57) - .062*np.array(V) if Mg > 0 else np.full(len(V), -np.inf)
    return 1/(1+np.exp(z))
