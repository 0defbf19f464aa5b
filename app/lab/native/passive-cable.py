# Closed form, then n intervals with nodes at their ends: the end nodes own half a compartment of membrane.
length = 1e4 * math.sqrt(d * 1e-4 * Rm / (4 * Ri))  # the length constant, um
R_inf = 2 / math.pi * math.sqrt(Rm * Ri) / (d * 1e-4) ** 1.5 * 1e-6
R_in = R_inf * math.tanh(L / length) if killed == 1 else R_inf / math.tanh(L / length)
sign = -1 if killed == 1 else 1


def profile(x):
    return np.exp(-x / length) * (1 + sign * np.exp(-2 * (L - x) / length)) / (1 + sign * math.exp(-2 * L / length))


h = L / n * 1e-4  # cm
leak = np.full(n + 1, 1e6 * math.pi * d * 1e-4 * h / Rm)  # uS
leak[[0, -1]] /= 2
axial = 1e6 * math.pi * (d * 1e-4 / 2) ** 2 / (Ri * h)
main = leak + 2 * axial
main[[0, -1]] -= axial
lower, upper, right = np.full(n, -axial), np.full(n, -axial), np.zeros(n + 1)
right[0] = I
if killed == 1:
    main[n], lower[n - 1], right[n] = 1.0, 0.0, 0.0
for k in range(1, n + 1):  # a tridiagonal system: one sweep forwards, one back
    w = lower[k - 1] / main[k - 1]
    main[k] -= w * upper[k - 1]
    right[k] -= w * right[k - 1]
V = np.empty(n + 1)
V[n] = right[n] / main[n]
for k in range(n - 1, -1, -1):
    V[k] = (right[k] - upper[k] * V[k + 1]) / main[k]
x = L * np.arange(n + 1) / n
result.update(
    R_inf=R_inf, R_in=R_in, attenuation=float(profile(L)), V_0=V[0], V_L=V[n], error=V[0] - I * R_in, **{"lambda": length},
)
traces.update(x=x, V_x=V, V_exact=I * R_in * profile(x))
