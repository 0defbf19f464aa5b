# use: ring
w, history = np.array([p, q]), []
for x in inputs(n):
    history.append((w[0], w[1], angle_to(w)))
    y = w @ x
    w = w + eta * y * (x - y * w)
history = np.array(history + [(w[0], w[1], angle_to(w))])
result.update(w1=w[0], w2=w[1], length=math.hypot(*w), angle=angle_to(w), l1=l1, l2=l2, v1=v[0], v2=v[1])
traces.update(t=np.arange(n + 1.0), w1_trace=history[:, 0], w2_trace=history[:, 1], angle_trace=history[:, 2])
