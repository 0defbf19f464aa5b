"""
Double-exponential synapse with an event-driven exact update, and the magnesium
block of the NMDA receptor.
"""
from dataclasses import dataclass
import math
import numpy as np


def peak_time(tr, td):
    """Return the time to peak (ms) of the double-exponential response."""
    # Handle the degenerate case of identical time constants
    if math.isclose(tr, td, rel_tol=1e-6):
        return tr
    return math.log(td / tr) / (1.0 / tr - 1.0 / td)


@dataclass
class SynapseState:
    """State of the synapse, advanced exactly between events."""
    tau_rise: float
    tau_decay: float
    time: float = 0.0
    total: float = 0.0      # sum of the slow exponentials
    response: float = 0.0   # the unnormalised response itself

    def advance(self, new_time: float) -> None:
        """Advance the state to a later time without spikes."""
        elapsed = new_time - self.time
        slow = math.exp(-elapsed / self.tau_decay)
        if math.isclose(self.tau_rise, self.tau_decay, rel_tol=1e-6):
            gain = elapsed / self.tau_rise * slow
            fast = slow
        else:
            fast = math.exp(-elapsed / self.tau_rise)
            gain = slow - fast
        self.response = self.response * fast + self.total * gain
        self.total *= slow
        self.time = new_time


def conductance(t, spikes, gmax, tr, td):
    """Return the conductance at every requested time."""
    # Normalise such that a single event reaches gmax
    single = SynapseState(tr, td, total=1.0)
    single.advance(peak_time(tr, td))
    scale = gmax / single.response

    result = np.zeros(len(t))
    state = None
    remaining = list(spikes)[::-1]
    for i, now in enumerate(t):
        # Process all spikes up to the current sample
        while remaining and remaining[-1] <= now:
            spike = remaining.pop()
            if state is None:
                state = SynapseState(tr, td, time=spike)
            state.advance(spike)
            state.total += 1.0
        if state is not None:
            state.advance(now)
            result[i] = scale * state.response
    return result


def mg_block(V, Mg):
    """Return the fraction of unblocked NMDA receptors."""
    return 1.0 / (1.0 + (Mg / 3.57) * np.exp(-0.062 * np.array(V, dtype=float)))
