import numpy as np

NODES, WEIGHTS = np.polynomial.legendre.leggauss(32)
EDGES = np.linspace(0, 1, 41) ** 2          # panels are short where t is small
HALF = np.diff(EDGES)[:, None] / 2
T = (EDGES[:-1, None] + HALF * (1 + NODES)).ravel()
W = (HALF * WEIGHTS).ravel()


def siegert(mu, sigma, tau, tref, Vth, Vr):
    """Rate (Hz); numbers or arrays. Var V = sigma**2/2 for the free membrane.

    exp(x^2)(1 + erf x) is 2/sqrt(pi) times the integral over t > 0 of exp(2xt - t^2), so the integral over x can be done
    by hand; what is left, (exp(2bt) - exp(2at)) exp(-t^2)/t, has no cancellation and overflows only where the rate is 0.
    """
    a, b = (Vr - mu) / sigma, (Vth - mu) / sigma
    silent = b > 26
    a, b = np.where(silent, -1, a)[..., None], np.where(silent, 0, b)[..., None]
    t = T * 40 / (np.sqrt(b * b + 40) - b)  # beyond, the integrand is below exp(-40)
    w = W * 40 / (np.sqrt(b * b + 40) - b)
    area = np.sum(w / t * (np.exp(t * (2 * b - t)) - np.exp(t * (2 * a - t))), axis=-1)
    return np.where(silent, 0.0, 1000 / (tref + tau * area))


def lif_rate(mu, sigma, tau, tref, Vth, Vr, dt, t0, xi):
    """Rate (Hz) of the cells in the columns of xi, by Euler-Maruyama from Vr; the first round(t0/dt) steps do not count."""
    xi = np.asarray(xi)
    steps, cells = xi.shape
    skip, n_ref = round(t0 / dt), round(tref / dt)
    V, hold, count = np.full(cells, float(Vr)), np.zeros(cells), 0
    for k in range(steps):
        free = V + dt / tau * (mu - V) + sigma * np.sqrt(dt / tau) * xi[k]
        V = np.where(hold > 0, Vr, free)
        spike = V >= Vth
        V[spike] = Vr
        hold = np.where(spike, n_ref, hold - 1)
        if k >= skip:
            count += np.sum(spike)
    return 1000 * count / (cells * (steps - skip) * dt)
