import numpy as np
class Terminal:
    def __init__(self, U, tF, tD):
        self.U, self.tF, self.tD = U, tF, tD
        self.state = np.array([0., 1.]); self.clock = None
    def wait(self, h):
        k = np.array([np.exp(-h/self.tF) if self.tF > 0 else 0., np.exp(-h/self.tD)])
        rest = np.array([0., 1.])
        self.state = rest + (self.state-rest)*k
    def __call__(self, now):
        if self.clock is not None: self.wait(now-self.clock)
        self.clock = now
        self.state[0] += self.U*(1-self.state[0])
        seen = self.state.copy()
        self.state[1] *= 1-self.state[0]
        return seen
def release(spikes, U, tF, tD):
    terminal = Terminal(U, tF, tD)
    table = np.array([terminal(s) for s in spikes]).reshape(-1, 2)
    return table[:, 0], table[:, 1], table.prod(axis=1)
def steady(rate_hz, U, tF, tD):
    out = np.zeros((3, len(rate_hz)))
    for k, rate in enumerate(rate_hz):
        T = 1000/rate
        a = (1-U)*(np.exp(-T/tF) if tF > 0 else 0)
        out[0, k] = U/(1-a)
        e = np.exp(-T/tD)
        # x = 1 - (1 - (1-u) x) e, a linear equation
        out[1, k] = np.linalg.solve([[1-(1-out[0, k])*e]], [1-e])[0]
        out[2, k] = out[0, k]*out[1, k]
    return out[0], out[1], out[2]
