# use: ring
w, history, middle = np.array([p, q]), [], 0.0
for k, x in enumerate(inputs(n)):
    history.append((w[0], w[1], angle_to(w)))
    if k == n // 2:
        middle = math.hypot(*w)
    w = w + eta * (w @ x) * x
    if bound > 0:
        w = np.clip(w, -bound, bound)
history = np.array(history + [(w[0], w[1], angle_to(w))])
length = math.hypot(*w)
result.update(
    w1=w[0], w2=w[1], length=length, angle=angle_to(w), l1=l1, l2=l2, v1=v[0], v2=v[1],
    growth_theory=eta * l1, doubling=math.log(2) / (eta * l1),
)
if length > 0 and middle > 0:
    result["growth"] = math.log(length / middle) / (n - n // 2)
mean = vectors.T @ np.array([p, q]) * np.exp(eta * n * (np.array([l2, l1]) - l1))  # e^{C t} w0 with the largest exponent taken out
if mean.any():
    result["log_length_theory"] = eta * n * l1 + math.log(math.hypot(*mean))
traces.update(t=np.arange(n + 1.0), w1_trace=history[:, 0], w2_trace=history[:, 1], angle_trace=history[:, 2])
