tau, rise = r_m * c_m, r_m / A * I


def potential(t):
    return E_L + rise + (V_0 - E_L - rise) * np.exp(-t / tau)


t = np.arange(round(T / dt) + 1) * dt
V = potential(t)
gained = c_m * A * (V[-1] - V_0)
result.update(
    tau=tau, R=r_m / A, rise=rise, V_end=V[-1], V_at_tau=potential(tau), time_63=tau, slope_0=(E_L + rise - V_0) / tau,
    q_in=I * t[-1], q_cap=gained, q_leak=I * t[-1] - gained,
)
traces.update(t=t, V=V)
