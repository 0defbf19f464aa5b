phi = 8.314462618 * (T_C + 273.15) / 96.48533212  # R T/F in mV


def nernst(outside, inside, z):
    return phi / z * math.log(outside / inside)


def current(v, P, outside, inside, z):
    """Constant field, uA/cm^2: 1e-4 P z F (in - out e^-u) u/(1 - e^-u), u = z v/phi; at v = 0 its limit."""
    u = z * np.asarray(v, dtype=float) / phi
    near = np.abs(u) < 1e-5
    safe = np.where(near, 1.0, u)
    rel = np.where(near, 1 + u / 2, safe / -np.expm1(-safe))  # u/(1 - e^-u)
    return 1e-4 * P * z * 96485.33212 * (inside - outside * np.exp(-u)) * rel


def summed(v):
    return current(v, P_K, K_o, K_i, 1) + current(v, P_Na, Na_o, Na_i, 1) + current(v, P_Cl, Cl_o, Cl_i, -1)


V = phi * math.log((P_K * K_o + P_Na * Na_o + P_Cl * Cl_i) / (P_K * K_i + P_Na * Na_i + P_Cl * Cl_o))
low, high = -500.0, 500.0  # the summed current rises with v: its zero by bisection
while (low + high) / 2 not in (low, high):
    middle = (low + high) / 2
    low, high = (middle, high) if summed(middle) < 0 else (low, middle)
result.update(
    V=V, root=low, phi=phi, E_K=nernst(K_o, K_i, 1), E_Na=nernst(Na_o, Na_i, 1), E_Cl=nernst(Cl_o, Cl_i, -1),
    I_K=current(V_c, P_K, K_o, K_i, 1), I_Na=current(V_c, P_Na, Na_o, Na_i, 1), I_Cl=current(V_c, P_Cl, Cl_o, Cl_i, -1),
)
axis = -120.0 + np.arange(201)
traces.update(V_axis=axis, I_V=summed(axis))
