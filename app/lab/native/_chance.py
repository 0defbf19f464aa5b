class Source:
    """xoshiro256++ seeded by splitmix64; stream k of a seed is one cell's own. Vectors of cells draw side by side."""

    def __init__(self, seed, streams):
        k = np.arange(streams, dtype=np.uint64)
        _, a = self.split(np.full(streams, seed, dtype=np.uint64))
        _, b = self.split(k ^ np.uint64(0xD1B54A32D192ED03))
        state = a ^ self.rotl(b, 32)
        self.s = []
        for _ in range(4):
            state, out = self.split(state)
            self.s.append(out)
        self.spare = [np.zeros(streams), np.zeros(streams, dtype=bool)]

    @staticmethod
    def rotl(x, n):
        return x << np.uint64(n) | x >> np.uint64(64 - n)

    @staticmethod
    def split(state):
        state = state + np.uint64(0x9E3779B97F4A7C15)
        z = state
        z = (z ^ z >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ z >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
        return state, z ^ z >> np.uint64(31)

    def uniform(self, who):
        """One number on [0, 1) for each of the cells who (indices)."""
        s0, s1, s2, s3 = (s[who] for s in self.s)
        out = self.rotl(s0 + s3, 23) + s0
        t = s1 << np.uint64(17)
        s2, s3 = s2 ^ s0, s3 ^ s1
        s1, s0 = s1 ^ s2, s0 ^ s3
        s2, s3 = s2 ^ t, self.rotl(s3, 45)
        for s, new in zip(self.s, (s0, s1, s2, s3)):
            s[who] = new
        return (out >> np.uint64(11)).astype(float) * 2.0**-53

    def normal(self):
        """One standard normal number for each cell: Marsaglia's polar method, two at a time."""
        value, kept = self.spare
        out = value.copy()
        todo = np.flatnonzero(~kept)
        self.spare = [value, ~kept]
        while len(todo) > 0:
            u, v = 2 * self.uniform(todo) - 1, 2 * self.uniform(todo) - 1
            s = u * u + v * v
            good = (s > 0) & (s < 1)
            f = np.sqrt(-2 * np.log(s[good]) / s[good])
            out[todo[good]] = u[good] * f
            value[todo[good]] = v[good] * f
            todo = todo[~good]
        return out
