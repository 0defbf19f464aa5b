def rebound(A, hold, dt, a, b, phi, tau, v_r, w_r):
    """The highest v in the 500 steps after a hold at the drive A."""
    v, w, peak = v_r, w_r, float('-inf')
    held = int(round(hold / dt))
    for k in range(held + 500):
        I = A if k < held else 0
        v, w = v + dt / tau * (v - v ** 3 / 3 - w + I), w + dt / tau * phi * (v + a - b * w)
        if k >= held:
            peak = max(peak, v)
    return peak
