package derive

import "math"

// bends are what changes sign where an integrand changes branch, if those places can't be written down: sin(x) in the
// integral of abs(sin(x)). They are found by a scan of the interval and refined in the arithmetic that integrates. A
// place that the scan misses leaves the quadrature without convergence, and the integral undecided, never wrong.
type bends struct {
	tape  *tape
	bound int      // slot of the variable of integration
	outer [][2]int // slot, register outside
}

// bendScan is the number of stretches into which an interval is divided in search of sign changes.
const bendScan = 64

// bends compiles them.
func (t *tape) bends(crossings []*node, x string) (*bends, error) {
	if len(crossings) == 0 {
		return nil, nil
	}
	inner, err := compile(t.params, crossings...)
	if err != nil {
		return nil, err
	}
	b := &bends{tape: inner, bound: -1}
	for slot, name := range inner.inputs {
		if name == x {
			b.bound = slot
			continue
		}
		r, err := t.add(atomNode(name))
		if err != nil {
			return nil, err
		}
		b.outer = append(b.outer, [2]int{slot, r})
	}
	return b, nil
}

// crossings are the places inside the range at which one of the bends changes sign; lo and hi are nil where the range is
// infinite, and the scan then goes out as far as the numbers of a model do.
func (m *machine[F]) crossings(b *bends, regs []F, lo, hi *F) []F {
	if b == nil || b.bound < 0 {
		return nil
	}
	k := m.k
	in := make([]F, len(b.tape.inputs))
	for _, pair := range b.outer {
		in[pair[0]] = regs[pair[1]]
	}
	inner := make([]F, len(b.tape.code))
	at := func(x F, which int) (F, bool) {
		in[b.bound] = x
		if f := m.runInto(b.tape, in, inner); f != noFailure {
			return x, false
		}
		return inner[b.tape.outputs[which]], true
	}
	var out []F
	for which := range b.tape.outputs {
		var left, before F
		known := false
		for i := 0; i <= bendScan && !m.budget.exhausted; i++ {
			x := m.scanned(lo, hi, float64(i)/bendScan)
			y, ok := at(x, which)
			if ok && known && k.float(before)*k.float(y) < 0 {
				out = append(out, m.refined(left, x, before, y, func(x F) (F, bool) { return at(x, which) }))
			} else if ok && k.size(y) == 0 && i > 0 && i < bendScan { // on the spot
				out = append(out, x)
			}
			left, before, known = x, y, ok && k.size(y) != 0
		}
	}
	if len(out) > 4*maxKinks {
		return nil // more than can be integrated over in time
	}
	return out
}

// scanned is the place at a share of the range: evenly on a finite one, to either side of 0 or of its end, ever wider, on
// an infinite one. The shares are moved a little, since zeros lie where numbers are round.
func (m *machine[F]) scanned(lo, hi *F, share float64) F {
	k := m.k
	if share > 0 && share < 1 {
		share += 0.0031 * math.Sin(17*share)
	}
	far := func(u float64) F { return k.from(math.Sinh(12 * u)) } // to 8e4, half of it within 200
	switch {
	case lo != nil && hi != nil:
		return k.add(*lo, k.mul(k.from(share), k.sub(*hi, *lo)))
	case lo != nil:
		return k.add(*lo, far(share))
	case hi != nil:
		return k.sub(*hi, far(1-share))
	}
	return far(2*share - 1)
}

// refined is the zero between two places of opposite signs: halved until it is near, then by secants.
func (m *machine[F]) refined(left, right, yl, yr F, at func(F) (F, bool)) F {
	k := m.k
	half := k.from(0.5)
	for range 30 {
		x := k.mul(half, k.add(left, right))
		y, ok := at(x)
		if !ok || k.size(y) == 0 {
			return x
		}
		if k.float(y)*k.float(yl) > 0 {
			left, yl = x, y
		} else {
			right, yr = x, y
		}
	}
	for range 8 {
		step, st := k.quo(k.mul(yr, k.sub(right, left)), k.sub(yr, yl))
		if st != fine || k.size(step) == 0 {
			break
		}
		x := k.sub(right, step)
		y, ok := at(x)
		if !ok {
			break
		}
		left, yl, right, yr = right, yr, x, y
		if k.size(y) == 0 {
			break
		}
	}
	return right
}
