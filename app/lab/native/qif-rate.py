eta = I - I_c
result.update(rate=0.0, rate_limit=0.0)
if eta > 0:
    root = math.sqrt(eta)
    result.update(rate=1000 * root / (2 * tau * math.atan(x_p / root)), rate_limit=1000 * root / (math.pi * tau))
    result["period"] = 1000 / result["rate"]
