def roots(f, low, high, n):
    """Zeros of f between low and high: signs on a grid of n intervals, then bisection."""
    x = np.linspace(low, high, n + 1)
    y = np.array([f(each) for each in x])
    found = [float(each) for each in x[y == 0]]
    for i in np.flatnonzero(y[:-1] * y[1:] < 0):
        a, b = x[i], x[i + 1]
        for _ in range(200):
            c = (a + b) / 2
            if f(c) == 0 or c in (a, b):
                break
            if (f(a) < 0) != (f(c) < 0):
                b = c
            else:
                a = c
        found.append((a + b) / 2)
    return sorted(found)
