from dataclasses import dataclass, field


@dataclass
class Cell:
    """The state is the charge; the voltage is read from it."""
    capacitance: float
    conductance: float
    rest: float
    charge: float
    start: float
    ledger: list = field(default_factory=list)

    @property
    def voltage(self):
        return self.charge / self.capacitance

    def tick(self, current, step):
        lost = self.conductance * (self.voltage - self.rest) * step
        gained = current * step
        self.charge += gained - lost
        before = self.ledger[-1] if self.ledger else (0.0, 0.0)
        self.ledger.append((before[0] + gained, before[1] + lost))


def membrane(I, dt, c_m, r_m, A, E_L, V_0):
    cell = Cell(c_m * A, A / r_m, E_L, c_m * A * V_0, V_0)
    V = [float(V_0)]
    for current in I:
        cell.tick(float(current), dt)
        V.append(cell.voltage)
    q_in = [0.0] + [a for a, _ in cell.ledger]
    q_leak = [0.0] + [b for _, b in cell.ledger]
    q_cap = [cell.capacitance * (v - V_0) for v in V]
    return V, q_in, q_leak, q_cap
