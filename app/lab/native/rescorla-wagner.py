# One error for all cues that are present: w += alpha (r - w.x) x.
def learn(first):
    w, all_w = np.zeros(2), [(0.0, 0.0)]
    for k in range(first + n2 + n3):
        x = np.array([1.0, 1.0 if first <= k < first + n2 else 0.0])
        w = w + alpha * (r - w @ x) * x
        all_w.append(tuple(w))
    return np.array(all_w)


w = learn(n1)
result.update(A=w[-1, 0], B=w[-1, 1], A_first=w[n1, 0], control=learn(0)[-1, 1])
traces.update(t=np.arange(len(w), dtype=float), wA=w[:, 0], wB=w[:, 1])
