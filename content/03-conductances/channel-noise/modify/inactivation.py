import numpy as np


def gillespie(N, alpha, beta, T, n_0, u, gamma):
    """An open channel may also inactivate, at gamma, and then never opens again."""
    t, n = [0.0], [n_0]
    lost = 0
    for wait, which in np.asarray(u):
        opening = alpha * (N - lost - n[-1])
        closing = beta * n[-1]
        total = opening + closing + gamma * n[-1]
        if total <= 0:
            break
        time = t[-1] - np.log(wait) / total
        if time > T:
            break
        t.append(time)
        if which < opening / total:
            n.append(n[-1] + 1)
            continue
        n.append(n[-1] - 1)
        if which >= (opening + closing) / total:
            lost += 1
    return np.array(t), np.array(n)
