package derive

import "math/bits"

// The unit circle of the finite field. sin and cos of an angle are the two
// coordinates of exp(i angle), and what the exact test must know of them is that
// angles add where these multiply. In the field extended by i (i^2 = -1 has no
// root modulo 2^61-1) the numbers of norm 1 form a group: every class of
// commensurable angles gets a random element of it, as expAtom gives one to
// exponents, and sin, cos of a rational multiple are read off a power. An identity
// that holds for these elements holds for every point of the circle. Angles that are pi times
// k/2^n are exact: the group has 2^61 elements, so that it contains those roots of 1.

// gaussian is a + i b at the three points.
type gaussian struct{ re, im residue }

func (a gaussian) mul(b gaussian) gaussian {
	return gaussian{
		a.re.mul(b.re).add(a.im.mul(b.im).neg()),
		a.re.mul(b.im).add(a.im.mul(b.re)),
	}
}

// conjugate is the inverse of an element of norm 1.
func (a gaussian) conjugate() gaussian { return gaussian{a.re, a.im.neg()} }

func (a gaussian) power(n int64) gaussian {
	if n < 0 {
		a, n = a.conjugate(), -n
	}
	r := gaussian{re: residue{1, 1, 1}}
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			r = r.mul(a)
		}
		a = a.mul(a)
	}
	return r
}

// onCircle makes a number of norm 1 from a residue: ((1-t^2) + 2 i t)/(1+t^2).
func onCircle(t residue) (gaussian, bool) {
	one := residue{1, 1, 1}
	square := t.mul(t)
	inv, ok := one.add(square).inverse()
	if !ok {
		return gaussian{}, false
	}
	return gaussian{one.add(square.neg()).mul(inv), t.add(t).mul(inv)}, true
}

// rootsOfUnity[n] is a primitive 2^n-th root of 1: 1, -1, i, …
var rootsOfUnity = func() []gaussian {
	plain := func(x uint64) residue { return residue{x, x, x} }
	// (2+i)/(2-i) = (3+4i)/5 generates enough of the group; what is left of its
	// order after 61 halvings is 1.
	inv := inverseMod(5)
	z := gaussian{plain(mulMod(3, inv)), plain(mulMod(4, inv))}
	chain := []gaussian{z}
	one := gaussian{re: plain(1)}
	for z != one && len(chain) < 64 {
		z = z.mul(z)
		chain = append(chain, z)
	}
	// chain ends in …, i or -i, -1, 1
	out := make([]gaussian, 0, 12)
	for k := range 12 {
		if at := len(chain) - 1 - k; at >= 0 {
			out = append(out, chain[at])
		}
	}
	return out
}()

// cis gives cos u and sin u.
func (f *fielder) cis(u *node) (gaussian, bool) {
	if f.depth++; f.depth > 30 {
		f.depth--
		return gaussian{}, false
	}
	defer func() { f.depth-- }()
	total := gaussian{re: residue{1, 1, 1}}
	classes := map[residue]uint64{}
	var order []residue
	halfTurn, ok := f.of(call("pi"))
	if !ok {
		return total, false
	}
	straight, _ := projective(halfTurn)
	for _, p := range f.distribute(u, 32) {
		v, ok := f.of(p)
		if !ok {
			return total, false
		}
		if v.zero() {
			continue
		}
		key, scale := projective(v)
		if key == straight {
			if n, d, ok := reconstruct(mulMod(scale, inverseMod(halfTurn[0]))); ok {
				if z, ok := halfTurns(n, d); ok {
					total = total.mul(z)
					continue
				}
			}
		}
		if _, seen := classes[key]; !seen {
			order = append(order, key)
		}
		classes[key] = addMod(classes[key], scale)
	}
	for _, key := range order {
		c := classes[key]
		if c == 0 {
			continue
		}
		z, ok := f.circleAtom(key, c)
		if !ok {
			return total, false
		}
		total = total.mul(z)
	}
	return total, true
}

// halfTurns is exp(i pi n/d) where d is a power of two.
func halfTurns(n, d int64) (gaussian, bool) {
	k := bits.TrailingZeros64(uint64(d))
	if d != 1<<k || k+1 >= len(rootsOfUnity) {
		return gaussian{}, false
	}
	return rootsOfUnity[k+1].power(n), true
}

// circleAtom is exp(i c) for a multiple of the class; as in expAtom c is put
// relative to the first multiple that was met.
func (f *fielder) circleAtom(key residue, c uint64) (gaussian, bool) {
	var ref uint64
	k := scramble(key[0]) ^ scramble(key[1]+1) ^ scramble(key[2]+2) ^ 0xc19c1e
	if r, ok := f.memo[k]; ok {
		ref = r[0]
	} else {
		ref = c
		f.memo[k] = residue{ref}
	}
	n, d, ok := reconstruct(mulMod(c, inverseMod(ref)))
	if !ok || rootOrder%d != 0 {
		return onCircle(f.atom("circle", key.add(residue{c, c, c})))
	}
	z, ok := onCircle(f.atom("circle", key))
	return z.power(n * (rootOrder / d)), ok
}
