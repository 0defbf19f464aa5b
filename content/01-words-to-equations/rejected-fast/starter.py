import numpy as np


def signatures(t, V1, V2):
    """Four numbers from two recordings.

    t in ms; V1, V2 in mV from rest: the answers to a current from t = 0 on, and to twice the current. Returns D, S, rho, L.
    """
    return 0.0, 0.0, 0.0, 0.0


def rejects(sig):
    """sig = [D, S, rho, L]. Returns five booleans, for A, B, C, D, E: True if the explanation is rejected."""
    return [False, False, False, False, False]


def next_test(prior, outcome, cost):
    """prior[m]: probability of explanation m; outcome[j][m]: the category that test j gives under m; cost[j].

    Returns the index of the test to do next.
    """
    return -1
