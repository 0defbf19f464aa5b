package likeness

// fingerprint is a kept hash and the token at which its run begins.
type fingerprint struct {
	hash uint64
	at   int32
}

// winnow hashes every run of K tokens (a rolling polynomial, mixed) and keeps the smallest hash of every W neighbouring
// ones, the rightmost of equals, each place once. A program with fewer than K tokens has none; one with fewer than K+W-1 has one.
func winnow(tokens []token) []fingerprint {
	n := len(tokens) - K + 1
	if n < 1 {
		return nil
	}
	hashes := runHashes(tokens)
	var kept []fingerprint
	last := -1
	for from := 0; from == 0 || from+W <= n; from++ {
		best := from
		for i := from; i < min(from+W, n); i++ {
			if hashes[i] <= hashes[best] {
				best = i
			}
		}
		if best != last {
			kept = append(kept, fingerprint{hashes[best], int32(best)})
			last = best
		}
	}
	return kept
}

const base = 0x9e3779b97f4a7c15 // odd: the polynomial is invertible modulo 2^64

func runHashes(tokens []token) []uint64 {
	top := uint64(1)
	for range K - 1 {
		top *= base
	}
	hashes := make([]uint64, len(tokens)-K+1)
	h := uint64(0)
	for i, t := range tokens {
		if i >= K {
			h -= top * (uint64(tokens[i-K].kind) + 1)
		}
		h = h*base + uint64(t.kind) + 1
		if i >= K-1 {
			hashes[i-K+1] = mix(h)
		}
	}
	return hashes
}

// mix is the finaliser of splitmix64: without it the smallest hash would favour small kinds.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
