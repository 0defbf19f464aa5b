from dataclasses import dataclass, fields
import numpy as np


@dataclass
class MorrisLecar:
    """Parameters of the Morris-Lecar model in the order of the array p."""
    C: float
    gL: float
    gCa: float
    gK: float
    EL: float
    ECa: float
    EK: float
    V1: float
    V2: float
    V3: float
    V4: float
    phi: float

    def m_inf(self, V):
        return 0.5 * (1.0 + np.tanh((V - self.V1) / self.V2))

    def w_inf(self, V):
        return 0.5 * (1.0 + np.tanh((V - self.V3) / self.V4))

    def w_rate(self, V):
        return self.phi * np.cosh((V - self.V3) / (2.0 * self.V4))

    def steady(self, V):
        """Steady-state current needed to hold the potential V."""
        return (self.gL * (V - self.EL) + self.gCa * self.m_inf(V) * (V - self.ECa)
                + self.gK * self.w_inf(V) * (V - self.EK))

    def slopes(self, V):
        """Derivatives of the activation curves."""
        dm = 0.5 / self.V2 / np.cosh((V - self.V1) / self.V2) ** 2
        dw = 0.5 / self.V4 / np.cosh((V - self.V3) / self.V4) ** 2
        return dm, dw


def _model(p):
    return MorrisLecar(*[float(x) for x in p])


def steady_current(V, p):
    """Compute the steady current for all potentials."""
    return _model(p).steady(np.array(V, dtype=float))


def jacobian(V, p):
    """Compute the 2x2 Jacobian at the fixed point."""
    model = _model(p)
    dm, dw = model.slopes(V)
    g_total = model.gL + model.gCa * model.m_inf(V) + model.gK * model.w_inf(V)
    a = -(g_total + model.gCa * dm * (V - model.ECa)) / model.C
    b = -model.gK * (V - model.EK) / model.C
    rate_w = model.w_rate(V)
    return np.array([[a, b], [rate_w * dw, -rate_w]])


def bifurcations(p):
    """Find Hopf points and folds on a fine grid with linear interpolation."""
    model = _model(p)
    V = np.linspace(-70.0, 40.0, 11001)
    dm, dw = model.slopes(V)
    slope = (model.gL + model.gCa * (model.m_inf(V) + dm * (V - model.ECa))
             + model.gK * (model.w_inf(V) + dw * (V - model.EK)))
    J11 = -(slope - model.gK * dw * (V - model.EK)) / model.C
    trace = J11 - model.w_rate(V)

    def roots(values):
        i = np.where(np.sign(values[:-1]) != np.sign(values[1:]))[0]
        return V[i] - values[i] * (V[i + 1] - V[i]) / (values[i + 1] - values[i])

    hopf = [v for v in roots(trace) if np.interp(v, V, slope) > 0]
    return model.steady(np.array(hopf)), model.steady(roots(slope))


def simulate(I, dt, T, V0, w0, p):
    """Integrate with exponential Euler: both equations are linear in their own variable."""
    model = _model(p)
    n = int(round(T / dt))
    V = np.empty(n + 1)
    w = np.empty(n + 1)
    V[0], w[0] = V0, w0
    for k in range(n):
        # Membrane potential relaxes to V_inf with the total conductance
        g_ca = model.gCa * model.m_inf(V[k])
        g_k = model.gK * w[k]
        g = model.gL + g_ca + g_k
        V_inf = (I + model.gL * model.EL + g_ca * model.ECa + g_k * model.EK) / g
        V[k + 1] = V_inf + (V[k] - V_inf) * np.exp(-dt * g / model.C)

        # Gating variable
        target = model.w_inf(V[k])
        w[k + 1] = target + (w[k] - target) * np.exp(-dt * model.w_rate(V[k]))
    return V, w


def rate(V, dt):
    """Firing rate from interpolated upward crossings of 0 mV."""
    crossings = []
    start = len(V) // 2
    for i in range(start + 1, len(V)):
        if V[i - 1] < 0.0 and V[i] >= 0.0:
            fraction = -V[i - 1] / (V[i] - V[i - 1])
            crossings.append((i - 1 + fraction) * dt)
    if len(crossings) < 2:
        return 0.0
    return 1000.0 / float(np.mean(np.diff(crossings)))
