"""The generator of package random in Python: xoshiro256++ seeded by splitmix64. Same seed, same numbers as in Go.

    r = Source(7); r.uint64(); r.float64(); r.normal()
"""
import math

MASK = (1 << 64) - 1


def split(state):
    """Advances a splitmix64 state; returns (new state, output)."""
    state = (state + 0x9E3779B97F4A7C15) & MASK
    z = state
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
    return state, z ^ z >> 31


def rotl(x, k):
    return (x << k | x >> 64 - k) & MASK


class Source:
    def __init__(self, seed):
        self.s, self.spare = [], None
        for _ in range(4):
            seed, out = split(seed & MASK)
            self.s.append(out)

    def uint64(self):
        s = self.s
        out = (rotl((s[0] + s[3]) & MASK, 23) + s[0]) & MASK
        t = s[1] << 17 & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 45)
        return out

    def float64(self):
        """Uniform on [0, 1) with 53 bits."""
        return (self.uint64() >> 11) * 2.0**-53

    def normal(self):
        """Standard normal, polar method, two at a time."""
        if self.spare is not None:
            out, self.spare = self.spare, None
            return out
        while True:
            u, v = 2 * self.float64() - 1, 2 * self.float64() - 1
            s = u * u + v * v
            if 0 < s < 1:
                f = math.sqrt(-2 * math.log(s) / s)
                self.spare = v * f
                return u * f


def stream(seed, k):
    """Generator number k of a family, as Stream in Go."""
    _, a = split(seed & MASK)
    _, b = split((k ^ 0xD1B54A32D192ED03) & MASK)
    return Source(a ^ rotl(b, 32))


if __name__ == "__main__":
    r, q = Source(7), stream(7, 3)
    print([r.uint64() for _ in range(5)], [repr(r.normal()) for _ in range(5)], [q.uint64() for _ in range(3)])
