import math


def advance(v, noise, mu, scale, part):
    return v + part * (mu - v) + scale * noise


def ou(mu, sigma, tau, dt, xi, V_0):
    part, scale = dt / tau, sigma * math.sqrt(dt / tau)
    rows = [r.tolist() for r in xi]
    if rows and isinstance(rows[0], list):
        out = [[float(V_0)] * len(rows[0])]
        for r in rows:
            out.append([advance(v, z, mu, scale, part) for v, z in zip(out[-1], r)])
    else:
        out = [float(V_0)]
        for z in rows:
            out.append(advance(out[-1], z, mu, scale, part))
    return out


def lif_noise(mu, sigma, tau, V_th, V_r, t_ref, dt, xi, V_0):
    part, scale, wait = dt / tau, sigma * math.sqrt(dt / tau), round(t_ref / dt)
    V, spikes, free = [V_0], [], 0
    for k, z in enumerate(xi):
        if k < free:
            V.append(V_r)
            continue
        v = advance(V[-1], float(z), mu, scale, part)
        if v >= V_th:
            spikes.append(dt * (k + 1))
            v, free = V_r, k + 1 + wait
        V.append(v)
    return V, spikes
