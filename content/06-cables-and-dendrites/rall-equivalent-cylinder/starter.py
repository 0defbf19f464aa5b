import numpy as np


def input_resistance(parent, d, L, Rm, Ri):
    """Input resistance (MOhm) at the near end of the trunk, branch 0.

    parent[i] < i is the branch at whose far end branch i begins, -1 for the trunk. d, L um; Rm Ohm cm^2; Ri Ohm cm.
    All tips are sealed.
    """
    return 0.0


def voltages(parent, d, L, Rm, Ri, I):
    """V (mV) for I nA into the near end of the trunk: there, then at the far end of branch 0, 1, ..."""
    return np.zeros(len(parent) + 1)


def equivalent_cylinder(parent, d, L, Rm, Ri):
    """Whether the tree is equivalent to a cylinder, and the mean electrotonic distance of its tips."""
    return False, 0.0
