import numpy as np


def hebb(X, w0, eta):
    """Hebb's rule. X has one input a row; W has one row more, W[0] = w0. y is taken from the old weights."""
    return np.zeros((len(X) + 1, len(w0)))


def oja(X, w0, eta):
    """Oja's rule, in the same shapes. Inputs are used as they come: nothing is subtracted from them."""
    return np.zeros((len(X) + 1, len(w0)))


def oja_mean(C, w0, h, t):
    """The averaged rule w' = h (C w - (w.C w) w), solved at the times t (s); C is symmetric, of any size.

    One row for each time. It must stay finite when h*t times an eigenvalue is 100000.
    """
    return np.zeros((len(t), len(w0)))
