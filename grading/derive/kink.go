package derive

import "sort"

// Integrands with H, abs, sign, min or max are smooth between the places where
// these change branch, and quadrature converges only there. Where such a place is
// linear in the variable of integration it is computed together with the limits, and
// the interval is cut at it. The other places (bend.go) are looked for.

// maxKinks bounds the cuts of one integral.
const maxKinks = 12

// kinks are the places at which a body changes branch, as expressions of what
// surrounds the integral, and what changes sign at the other ones.
func (s *scope) kinks(body *node, x string) (places, crossings []*node) {
	seen := map[uint64]bool{}
	add := func(e *node, branch bool) {
		slope, err := partial(e, x)
		if err != nil || isZero(slope) || seen[e.key] || len(places)+len(crossings) >= maxKinks {
			return
		}
		linear := !dependsOn(slope, x) && (plainlyPositive(slope, s) || plainlyPositive(negate(slope), s))
		if !linear && !branch {
			return
		}
		seen[e.key] = true
		if linear {
			places = append(places, negate(quotient(substitute(e, map[string]*node{x: zeroNode}), slope)))
		} else {
			crossings = append(crossings, e)
		}
	}
	walk(body, func(n *node) bool {
		if _, binder := n.binds(); binder {
			return false
		}
		if n.op == opCall && dependsOn(n, x) {
			switch n.name {
			case "H", "sign", "abs":
				add(n.args[0], true)
			case "min", "max":
				add(minus(n.args[0], n.args[1]), true)
			case "log", "sqrt":
				add(n.args[0], false)
			}
		}
		if n.op == opDiv || n.op == opPow && !n.args[1].isInt(2) {
			for _, f := range factors(n.args[map[op]int{opDiv: 1, opPow: 0}[n.op]]) {
				if dependsOn(f.n, x) {
					add(f.n, false) // a pole, or the end of the domain
				}
			}
		}
		return true
	})
	return places, crossings
}

// cuts are the values of the kinks inside the range, in rising order; lo and hi
// are nil where the range is infinite. Ranges that run backwards are not cut.
func (m *machine[F]) cuts(o *operator, regs []F, lo, hi *F) []F {
	k := m.k
	out := m.crossings(o.bends, regs, lo, hi)
	for _, reg := range o.kinks {
		x := regs[reg]
		if lo != nil && k.float(k.sub(x, *lo)) <= 0 || hi != nil && k.float(k.sub(*hi, x)) <= 0 {
			continue
		}
		out = append(out, x)
	}
	sort.Slice(out, func(i, j int) bool { return k.float(k.sub(out[i], out[j])) < 0 })
	return out
}

// piecewise adds up the integral over the parts between the cuts.
func (m *machine[F]) piecewise(f func(F) (F, status), lo, hi *F, cuts []F) (F, status) {
	k := m.k
	total := k.from(0)
	left := lo
	for i := range cuts {
		part, st := total, fine
		if left == nil {
			part, st = m.halfLine(f, cuts[i], -1)
		} else {
			part, st = m.finite(f, *left, cuts[i])
		}
		if st != fine {
			return part, st
		}
		total = k.add(total, part)
		left = &cuts[i]
	}
	part, st := total, fine
	if hi == nil {
		part, st = m.halfLine(f, *left, 1)
	} else {
		part, st = m.finite(f, *left, *hi)
	}
	return k.add(total, part), st
}
