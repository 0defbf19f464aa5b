import math


def _steady_state(current, R, E_L):
    return E_L + R * current


def euler(V_0, I, dt, tau, R, E_L):
    # Forward Euler update
    trace = [V_0]
    for current in I:
        v = trace[-1]
        trace.append(v + (dt / tau) * (_steady_state(current, R, E_L) - v))
    return trace


def exp_euler(V_0, I, dt, tau, R, E_L):
    # -expm1(-x) is 1 - exp(-x) without loss of digits for small x
    gain = -math.expm1(-dt / tau)
    trace = [V_0]
    for current in I:
        v = trace[-1]
        trace.append(v + gain * (_steady_state(current, R, E_L) - v))
    return trace


def order(dts, errors):
    # Ordinary least squares in log-log coordinates
    n = len(dts)
    x = [math.log(h) for h in dts]
    y = [math.log(abs(e)) for e in errors]
    mean_x, mean_y = sum(x) / n, sum(y) / n
    covariance = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y))
    variance = sum((a - mean_x) ** 2 for a in x)
    return covariance / variance
