def passage(start):
    """Time from a potential to the threshold; infinite when it is out of reach."""
    over = E_L + R * I - V_th
    if start >= V_th:
        return 0.0
    return tau * math.log1p((V_th - start) / over) if over > 0 else math.inf


interval = t_ref + passage(V_r)
result.update(rate=1000 / interval, rheobase=(V_th - E_L) / R)
if interval < math.inf:
    result.update(interval=interval, passage=interval - t_ref)
if passage(E_L) < math.inf:
    result["first_spike"] = passage(E_L)
if t_ref > 0:
    result["ceiling"] = 1000 / t_ref
