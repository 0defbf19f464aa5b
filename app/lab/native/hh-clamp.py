# Under a voltage clamp the gates are exponentials: nothing is integrated.
def exprel(x):
    return 1 - x / 2 if abs(x) < 1e-7 else x / math.expm1(x)


def rates(v):
    return {
        "m": (exprel(-(v + 40) / 10), 4 * math.exp(-(v + 65) / 18)),
        "h": (0.07 * math.exp(-(v + 65) / 20), 1 / (1 + math.exp(-(v + 35) / 10))),
        "n": (0.1 * exprel(-(v + 55) / 10), 0.125 * math.exp(-(v + 65) / 80)),
    }


q10 = 3 ** ((T_C - 6.3) / 10)
t = np.arange(round(T / dt) + 1) * dt
gate = {}
for name, (alpha, beta) in rates(V).items():
    before = rates(V_hold)[name][0] / sum(rates(V_hold)[name])
    end = alpha / (alpha + beta)
    gate[name] = end + (before - end) * np.exp(-q10 * (alpha + beta) * t)
alpha, beta = rates(V)["n"]
I_Na = g_Na * gate["m"] ** 3 * gate["h"] * (V - E_Na)
I_K = g_K * gate["n"] ** 4 * (V - E_K)
result.update(
    I_Na_peak=I_Na[np.argmax(np.abs(I_Na))], I_K_end=I_K[-1], n_end=gate["n"][-1], n_inf=alpha / (alpha + beta),
    tau_n=1 / (q10 * (alpha + beta)),
)
traces.update(t=t, I_Na=I_Na, I_K=I_K)
