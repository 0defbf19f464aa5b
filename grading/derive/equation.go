package derive

import (
	"fmt"
	"math"
	"slices"
)

// relationship is what was found between two statements.
type relationship struct {
	outcome             // of the equivalence
	forward    bool     // A implies B
	backward   bool     // B implies A
	conditions []string // "R != 0": what was divided by and could vanish
	divided    []*node
}

// equivalent decides whether two statements have the same solutions.
func (st *setting) equivalent(a, b *node) (relationship, error) {
	switch {
	case same(a, b):
		return relationship{outcome: outcome{verdict: Proved}, forward: true, backward: true}, nil
	case isEquation(a) && isEquation(b):
		return st.equations(a, b)
	case a.op == opRel && b.op == opRel && a.name != "=" && b.name != "=":
		if r, ok, err := st.inequalities(a, b); ok || err != nil {
			return r, err
		}
	}
	o, err := st.sameTruth(a, b)
	r := relationship{outcome: o, forward: o.ok() || o.why == "⇒", backward: o.ok() || o.why == "⇐"}
	return r, err
}

func isEquation(n *node) bool { return n.op == opRel && (n.name == "=" || n.name == "~") }

// equations compares two equations: by a constant or non-vanishing ratio, and
// else by their solutions, both ways.
func (st *setting) equations(a, b *node) (relationship, error) {
	both := relationship{forward: true, backward: true}
	if a.args[0].op == opMatrix || b.args[0].op == opMatrix {
		l, err := st.compare(a.args[0], b.args[0])
		if err != nil || !l.ok() {
			return relationship{outcome: l}, err
		}
		both.outcome, err = st.compare(a.args[1], b.args[1])
		return both, err
	}
	f, g := minus(a.args[0], a.args[1]), minus(b.args[0], b.args[1])
	if c, ok := st.constantRatio(f, g); ok {
		o, err := st.compare(product(c, f), g)
		if err != nil {
			return both, err
		}
		if o.ok() {
			both.outcome = o
			return st.mindPoles(both, a, b, f, g)
		}
	}
	for _, c := range st.likelyRatios(f, g) {
		if o, err := st.compare(product(c, f), g); err == nil && o.ok() {
			both.outcome = o
			return both, nil
		}
	}
	if r, done, err := st.identities(f, g); done || err != nil {
		return r, err
	}
	if st.sameFactors(f, g) {
		both.outcome = outcome{verdict: Proved}
		return both, nil
	}
	if r, done, err := st.byRatio(a, b, f, g); done || err != nil {
		return r, err
	}
	return st.bySolutions(a, b)
}

// mindPoles: two equations with the same difference may still part where one
// of them divides by zero, for an undefined point is no solution.
func (st *setting) mindPoles(r relationship, a, b, f, g *node) (relationship, error) {
	for i, side := range []*node{f, g} {
		for _, d := range together(side).dens {
			if i == 1 && containsFactor(together(f).dens, d.n) || st.neverZero(d.n) {
				continue
			}
			o, direction, err := st.onLocus(d.n, a, b)
			if err != nil {
				return r, err
			}
			if o.verdict == Different {
				r.outcome = o
				r.forward, r.backward = direction == "⇒", direction == "⇐"
				return r, nil
			}
		}
	}
	return r, nil
}

// constantRatio finds c with g = c f, from the residues in the field.
func (st *setting) constantRatio(f, g *node) (*node, bool) {
	x, ok := st.fields.of(f)
	y, ok2 := st.fields.of(g)
	if !ok || !ok2 || x[0] == 0 || x[1] == 0 || x[2] == 0 || y[0] == 0 {
		return nil, false
	}
	r := mulMod(y[0], inverseMod(x[0]))
	if mulMod(r, x[1]) != y[1] || mulMod(r, x[2]) != y[2] {
		return nil, false
	}
	n, d, ok := reconstruct(r)
	if !ok {
		return nil, false
	}
	return fraction(n, d), true
}

// likelyRatios looks at g/f at a few points in float64: where it is the same
// simple fraction at all, the two may be proportional although the field can't
// show it (integrals, trigonometric identities).
func (st *setting) likelyRatios(f, g *node) []*node {
	t, err := compile(st.scope, f, g)
	if err != nil || t.limits {
		return nil
	}
	s, err := st.sampler(f, g)
	if err != nil {
		return nil
	}
	k := ballNumber{}
	first, seen := 0.0, 0
	for i := range 8 {
		p := s.draw(schedule[(i+1)%len(schedule)])
		if p == nil || seen == 3 {
			break
		}
		m := &machine[ball]{k: k, budget: st.budget, digits: 8, models: p.models, scope: st.scope}
		in, ok := inputs[ball](k, t, p)
		if !ok {
			return nil
		}
		regs, bad := m.run(t, in)
		if bad != noFailure || regs[t.outputs[0]].v == 0 {
			continue
		}
		r := regs[t.outputs[1]].v / regs[t.outputs[0]].v
		if seen > 0 && math.Abs(r-first) > 1e-6*math.Abs(first) {
			return nil
		}
		first = r
		seen++
	}
	for d := int64(1); d <= 24 && seen >= 2; d++ {
		n := math.Round(first * float64(d))
		if n != 0 && math.Abs(n) < 1000 && math.Abs(first*float64(d)-n) < 1e-6*math.Abs(n) {
			return []*node{fraction(int64(n), d)}
		}
	}
	return nil
}

// sameFactors is the factor test: two products vanish together when they have
// the same factors, up to powers and up to factors that are plainly not zero, below
// the fraction bar too.
func (st *setting) sameFactors(f, g *node) bool {
	x, y := together(f), together(g)
	for _, d := range append(slices.Clone(x.dens), y.dens...) {
		if !plainlyPositive(d.n, st.scope) {
			return false
		}
	}
	p, ok := st.fields.of(st.radical(x.num))
	q, ok2 := st.fields.of(st.radical(y.num))
	if !ok || !ok2 || p[0] == 0 || q[0] == 0 {
		return false
	}
	r := mulMod(q[0], inverseMod(p[0]))
	if mulMod(r, p[1]) != q[1] || mulMod(r, p[2]) != q[2] {
		return false
	}
	for _, n := range []*node{f, g} {
		if t, err := compile(st.scope, n); err != nil || t.bounded {
			return false
		}
	}
	return true
}

// radical is the product of the distinct factors that can vanish.
func (st *setting) radical(n *node) *node {
	var parts []*node
	for _, f := range factors(n) {
		if _, constant := f.n.value(); !constant && !plainlyPositive(f.n, st.scope) {
			parts = append(parts, f.n)
		}
	}
	return product(parts...)
}

// identities treats equations that hold for all values, or for none.
func (st *setting) identities(f, g *node) (relationship, bool, error) {
	zf, zg := st.identicallyZero(f), st.identicallyZero(g)
	switch {
	case zf && zg:
		return relationship{outcome: outcome{verdict: Certified}, forward: true, backward: true}, true, nil
	case zf:
		o, err := st.compare(g, zeroNode)
		o.why = "the first holds for all values, the second does not"
		return relationship{outcome: o, backward: true}, true, err
	case zg:
		o, err := st.compare(f, zeroNode)
		o.why = "the second holds for all values, the first does not"
		return relationship{outcome: o, forward: true}, true, err
	}
	return relationship{}, false, nil
}

func (st *setting) identicallyZero(f *node) bool {
	if v, ok := st.fields.of(f); ok && v.zero() {
		return true
	}
	t, err := compile(st.scope, f)
	if err != nil || t.limits || t.quad {
		return false
	}
	s, err := st.sampler(f)
	if err != nil {
		return false
	}
	k := ballNumber{}
	for i := range 4 { // cheap: most equations fail at the first point
		p := s.draw(schedule[i+1])
		if p == nil {
			return false
		}
		m := &machine[ball]{k: k, budget: st.budget, digits: 11, models: p.models, scope: st.scope}
		in, ok := inputs[ball](k, t, p)
		if !ok {
			return false
		}
		if v, bad := m.value(t, in); bad == noFailure && (v.v > 10*v.e || v.v < -10*v.e) {
			return false
		}
	}
	o, err := st.compare(f, zeroNode)
	return err == nil && o.ok()
}

// byRatio: where both equations are linear in a common atom, a s + b = 0 and
// c s + d = 0 are proportional exactly when a d = b c; the ratio is then c/a
// times the ratio of the denominators, and the equations are equivalent where
// none of these vanishes.
func (st *setting) byRatio(a, b, f, g *node) (relationship, bool, error) {
	ff, gg := together(f), together(g)
	for _, name := range free(f) {
		fa, fb, ok := st.linear(ff.num, name)
		if !ok {
			continue
		}
		ga, gb, ok := st.linear(gg.num, name)
		if !ok {
			continue
		}
		o := outcome{verdict: Proved}
		if x, y := product(fa, gb), product(fb, ga); !st.identical(x, y) {
			var err error
			if o, err = st.compare(x, y); err != nil {
				return relationship{}, true, err
			}
		}
		if !o.ok() {
			continue
		}
		r := relationship{outcome: o, forward: true, backward: true}
		return st.mind(r, a, b, fa, ga, ff, gg)
	}
	return relationship{}, false, nil
}

// mind looks at everything by which one equation was multiplied or divided:
// where it can vanish, solutions are gained or lost, or parameters excluded.
func (st *setting) mind(r relationship, a, b, fa, ga *node, ff, gg fractionOf) (relationship, bool, error) {
	list := [][]denominator{factors(fa), factors(ga), ff.dens, gg.dens}
	for i, fs := range list {
		for _, f := range fs {
			if len(free(f.n)) == 0 || containsFactor(list[i^1], f.n) || st.neverZero(f.n) {
				continue
			}
			o, direction, err := st.onLocus(f.n, a, b)
			if err != nil {
				return r, true, err
			}
			switch {
			case o.verdict == Different:
				r.outcome = o
				r.forward, r.backward = direction == "⇒", direction == "⇐"
				return r, true, nil
			case i >= 2 && st.excludes(f.n, map[bool]*node{true: b, false: a}[i == 2]):
				// a parameter value is excluded, not a branch
				r.conditions = append(r.conditions, f.n.String()+" != 0")
				r.divided = append(r.divided, f.n)
			}
		}
	}
	return r, true, nil
}

func containsFactor(list []denominator, n *node) bool {
	for _, d := range list {
		if same(d.n, n) {
			return true
		}
	}
	return false
}

// excludes reports whether the other equation has solutions where u = 0, at
// which the one that is divided by u has no value.
func (st *setting) excludes(u, other *node) bool {
	f := together(minus(other.args[0], other.args[1]))
	t, err := compile(st.scope, other.args...)
	if err != nil {
		return true
	}
	for _, q := range st.zerosOf(u, 3, other.args[0], other.args[1]) {
		if st.truth(other, t, q).holds {
			return true
		}
		for _, name := range free(f.num) {
			if name == q.name {
				continue
			}
			v, err := st.newPivot(substituteRoot(f.num, q), name)
			if err != nil {
				return true
			}
			for _, r := range v.roots(q.p) {
				two := q.p.moved(name, r)
				two.root = append(two.root, q.root...)
				if st.truth(other, t, two).holds {
					return true
				}
			}
		}
	}
	return false
}

// onLocus compares the truth of both equations at points where u vanishes.
func (st *setting) onLocus(u, a, b *node) (outcome, string, error) {
	ta, err := compile(st.scope, a.args...)
	if err != nil {
		return outcome{}, "", err
	}
	tb, err := compile(st.scope, b.args...)
	if err != nil {
		return outcome{}, "", err
	}
	for _, q := range st.zerosOf(u, 6, a.args[0], a.args[1], b.args[0], b.args[1]) {
		x, y := st.truth(a, ta, q), st.truth(b, tb, q)
		switch {
		case x.holds && !y.holds:
			return outcome{verdict: Different, at: q.p, left: y.left, right: y.right, why: fmt.Sprintf("where %s = 0 the first holds and the second does not", u)}, "⇐", nil
		case y.holds && !x.holds:
			return outcome{verdict: Different, at: q.p, left: x.left, right: x.right, why: fmt.Sprintf("where %s = 0 the second holds and the first does not", u)}, "⇒", nil
		}
	}
	return outcome{verdict: Proved}, "", nil
}

// bySolutions tests both directions at solutions.
func (st *setting) bySolutions(a, b *node) (relationship, error) {
	if holdsIntegral(a) && !holdsIntegral(b) { // the cheaper way round may refute at once
		if o, err := st.follows([]*node{b}, a); err == nil && o.verdict == Different && !o.oneSided {
			return relationship{outcome: o}, nil
		}
	}
	forward, err := st.follows([]*node{a}, b)
	if err != nil {
		return relationship{}, err
	}
	backward, err := st.follows([]*node{b}, a)
	if err != nil {
		return relationship{}, err
	}
	r := relationship{forward: forward.ok(), backward: backward.ok()}
	switch {
	case forward.ok() && backward.ok():
		r.outcome = outcome{verdict: Certified}
	case forward.verdict == Different && !forward.oneSided:
		r.outcome = forward
		if r.backward {
			r.why = "⇐"
		}
	case backward.verdict == Different && !backward.oneSided:
		r.outcome = backward
		if r.forward {
			r.why = "⇒"
		}
	case forward.verdict == Conditional || backward.verdict == Conditional:
		r.outcome = forward
		if forward.verdict != Conditional {
			r.outcome = backward
			if r.forward {
				r.why = "⇒"
			}
		} else if r.backward {
			r.why = "⇐"
		}
		if !r.outcome.oneSided {
			r.outcome.verdict = Different
		}
	case forward.verdict == Different:
		r.outcome = forward
	case backward.verdict == Different:
		r.outcome = backward
	case forward.verdict == Unknown:
		r.outcome = forward
	default:
		r.outcome = backward
	}
	return r, nil
}

// inequalities: f < g and h < k are equivalent when (g-f)/(k-h) is positive
// everywhere.
func (st *setting) inequalities(a, b *node) (relationship, bool, error) {
	f, strictF := difference(a)
	g, strictG := difference(b)
	if strictF != strictG || a.name == "!=" || b.name == "!=" {
		return relationship{}, false, nil
	}
	c, ok := st.constantRatio(f, g)
	if !ok || c.num.Sign() < 0 {
		return relationship{}, false, nil
	}
	o, err := st.compare(product(c, f), g)
	if err != nil || !o.ok() {
		return relationship{}, false, err
	}
	return relationship{outcome: o, forward: true, backward: true}, true, nil
}

// difference writes an inequality as 0 < d or 0 <= d.
func difference(n *node) (d *node, strict bool) {
	d = minus(n.args[1], n.args[0])
	if n.name == ">" || n.name == ">=" {
		d = negate(d)
	}
	return d, len(n.name) == 1
}

func holdsIntegral(n *node) bool { return has(n, func(m *node) bool { return m.op == opInt }) }
