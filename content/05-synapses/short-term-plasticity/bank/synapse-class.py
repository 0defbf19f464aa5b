"""Tsodyks-Markram synapse: event-driven simulation and steady state."""
from dataclasses import dataclass
import math
import numpy as np


@dataclass
class DynamicSynapse:
    """A synapse with facilitation and depression."""
    U: float
    tau_facilitation: float
    tau_depression: float
    utilisation: float = 0.0
    resources: float = 1.0
    last_spike: float = None

    def _relax(self, time: float) -> None:
        """Let both variables relax until the given time."""
        if self.last_spike is None:
            return
        interval = time - self.last_spike
        if self.tau_facilitation > 0:
            self.utilisation *= math.exp(-interval / self.tau_facilitation)
        else:
            self.utilisation = 0.0
        self.resources += (1.0 - self.resources) * (1.0 - math.exp(-interval / self.tau_depression))

    def spike(self, time: float):
        """Process one presynaptic spike and return (u, x, release)."""
        self._relax(time)
        self.last_spike = time
        # Facilitation comes first, then the release uses the old resources
        self.utilisation = self.U + (1.0 - self.U) * self.utilisation
        before = self.resources
        released = self.utilisation * before
        self.resources = before - released
        return self.utilisation, before, released


def release(spikes, U, tF, tD):
    """Return utilisation, resources and release for every spike."""
    synapse = DynamicSynapse(U, tF, tD)
    results = [synapse.spike(float(time)) for time in spikes]
    if not results:
        return np.array([]), np.array([]), np.array([])
    u, x, rel = zip(*results)
    return np.array(u), np.array(x), np.array(rel)


def steady(rate_hz, U, tF, tD):
    """Return the steady-state values for regular trains."""
    us, xs, rels = [], [], []
    for rate in rate_hz:
        interval = 1000.0 / rate
        e_f = math.exp(-interval / tF) if tF > 0 else 0.0
        e_d = math.exp(-interval / tD)
        u = U / (1.0 - e_f + U * e_f)
        x = (1.0 - e_d) / (1.0 - e_d + u * e_d)
        us.append(u)
        xs.append(x)
        rels.append(u * x)
    return np.array(us), np.array(xs), np.array(rels)
