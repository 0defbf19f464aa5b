def inputs(n):
    """n inputs on an ellipse, with covariance [[a, b], [b, c]] and mean (m1, m2); any language makes the same numbers."""
    u = 0.6180339887498949 * np.arange(n) + 0.137
    angle = 2 * math.pi * (u - np.floor(u))
    l11 = math.sqrt(a)
    l21, l22 = b / l11, math.sqrt(c - b * b / a)
    one = m1 + math.sqrt(2) * l11 * np.cos(angle)
    two = m2 + math.sqrt(2) * (l21 * np.cos(angle) + l22 * np.sin(angle))
    return np.stack([one, two], axis=1)


second = np.array([[a + m1 * m1, b + m1 * m2], [b + m1 * m2, c + m2 * m2]])  # <x x^T>
(l2, l1), vectors = np.linalg.eigh(second)
v = vectors[:, 1] if vectors[0, 1] > 0 else -vectors[:, 1]


def angle_to(w):
    return math.atan2(abs(w[0] * v[1] - w[1] * v[0]), abs(w[0] * v[0] + w[1] * v[1]))
