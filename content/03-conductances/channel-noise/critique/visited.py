import numpy as np


def gillespie(N, alpha, beta, T, n_0, u):
    """Exact stochastic simulation of N two-state channels."""
    times, states = [0.0], [n_0]
    for r1, r2 in u:
        n = states[-1]
        rate_open, rate_close = alpha * (N - n), beta * n
        rate = rate_open + rate_close
        if rate <= 0:
            break
        t_next = times[-1] + np.log(1.0 / r1) / rate
        if t_next > T:
            break
        times.append(t_next)
        states.append(n + 1 if r2 * rate < rate_open else n - 1)
    return np.array(times), np.array(states)


def time_average(t, n, T):
    """Average the number of open channels over the simulation."""
    states = np.asarray(n, dtype=float)
    mean = states.mean()
    variance = ((states - mean) ** 2).mean()
    return mean, variance


def langevin(N, alpha, beta, dt, xi, x_0):
    """Diffusion approximation of the open fraction."""
    x = [x_0]
    for noise in xi:
        drift = alpha * (1 - x[-1]) - beta * x[-1]
        diffusion = np.sqrt((alpha * (1 - x[-1]) + beta * x[-1]) / N)
        x.append(np.clip(x[-1] + drift * dt + diffusion * np.sqrt(dt) * noise, 0, 1))
    return np.array(x)
