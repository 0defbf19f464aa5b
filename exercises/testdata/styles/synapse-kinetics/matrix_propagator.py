import numpy as np
class Kernel:
    # rise and response as a linear system: h' = -h/tr, g' = -g/td + c h, exact propagator
    def __init__(self, tr, td):
        self.tr, self.td = tr, td
        self.equal = bool(abs(td-tr) < 1e-6*tr)
        self.tp = tr if self.equal else np.log(td/tr)*tr*td/(td-tr)
        self.scale = 1.0
        self.scale = 1/self.propagator(self.tp)[1, 0]
    def propagator(self, h):
        p, q = np.exp(-h/self.tr), np.exp(-h/self.td)
        return np.array([[p, 0], [h/self.tr*p if self.equal else q-p, q]])
def peak_time(tr, td): return float(Kernel(tr, td).tp)
def conductance(t, spikes, gmax, tr, td):
    kernel = Kernel(tr, td)
    state, clock, queue = np.zeros(2), None, list(spikes)
    out = np.empty(len(t))
    i = 0
    while i < len(t):
        spike_first = bool(queue) and queue[0] <= t[i]
        nxt = queue[0] if spike_first else t[i]
        if clock is not None: state = kernel.propagator(nxt-clock) @ state
        if clock is not None or spike_first: clock = nxt
        if spike_first: state = state + [1, 0]; del queue[0]
        else: out[i] = gmax*kernel.scale*state[1]; i += 1
    return out
def mg_block(V, Mg):
    V = np.array(V, float)
    return np.exp(.062*V)/(np.exp(.062*V)+Mg/3.57)
