from dataclasses import dataclass
import math


@dataclass
class Membrane:
    tau: float = 18.0      # ms
    R: float = 40.0        # MOhm
    rest: float = -70.0    # mV
    threshold: float = -52.0
    reset: float = -61.0
    refractory: float = 2.5

    def decay(self, dt):
        return math.exp(-dt / self.tau)

    def simulate(self, current, duration=300.0, dt=0.05):
        """Exponential Euler; current in nA, times in ms."""
        factor = self.decay(dt)
        target = self.rest + self.R * current
        voltage = self.rest
        quiet = 0.0
        times = []
        trace = []
        steps = round(duration / dt)
        for step in range(steps):
            now = step * dt
            if now < quiet:
                voltage = self.reset
            else:
                voltage = target + (voltage - target) * factor
            if voltage > self.threshold:
                times.append(now + dt)
                voltage = self.reset
                quiet = now + dt + self.refractory
            trace.append(voltage)
        return trace, times
