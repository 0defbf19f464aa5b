"""AdEx neuron with an object that holds its parameters."""
from dataclasses import dataclass
from math import exp


@dataclass
class Cell:
    C: float
    g_L: float
    E_L: float
    V_T: float
    D: float
    tau_w: float
    a: float
    b: float
    V_r: float
    V_cut: float

    def sodium(self, v):
        x = (v - self.V_T) / self.D
        return self.g_L * self.D * exp(x if x < 60.0 else 60.0)

    def step(self, v, w, current, dt):
        """Advance by one step; return the new state and the fraction of the step before a spike (or None)."""
        dv = (current - w - self.g_L * (v - self.E_L) + self.sodium(v)) / self.C
        v_new = v + dt * dv
        w_new = w + dt * (self.a * (v - self.E_L) - w) / self.tau_w
        if v_new < self.V_cut:
            return v_new, w_new, None
        return self.V_r, w_new + self.b, (self.V_cut - v) / (v_new - v)


def adex(I, dt, T, C, g_L, E_L, V_T, D, tau_w, a, b, V_r, V_cut):
    cell = Cell(C, g_L, E_L, V_T, D, tau_w, a, b, V_r, V_cut)
    V, W, spikes = [E_L], [0.0], []
    for i in range(round(T / dt)):
        v, w, fraction = cell.step(V[-1], W[-1], I, dt)
        if fraction is not None:
            spikes.append((i + fraction) * dt)
        V.append(v)
        W.append(w)
    return V, W, spikes


def eif_rheobase(E_L, V_T, D, R):
    return (V_T - D - E_L) / R
