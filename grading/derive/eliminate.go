package derive

import (
	"sort"
)

// eliminated records that an atom was expressed by the others.
type eliminated struct {
	name  string
	value *node
}

// system is a set of premises from which a claim is to follow.
type system struct {
	st    *setting
	rest  []*node // equations not yet used
	claim *node
	steps []eliminated
}

// candidate is a way to use up one premise.
type candidate struct {
	premise int
	name    string
	value   *node
	score   int
}

// eliminate uses premises that are linear in an atom to express it, and puts
// that into the other premises, the claim, and the assumptions. What the atom
// was declared to be becomes an assumption on its expression. Premises that are
// linear in nothing remain.
func (s *system) eliminate() {
	for len(s.rest) > 0 && !s.st.budget.exhausted {
		c, ok := s.best()
		if !ok {
			return
		}
		s.use(c)
	}
}

func (s *system) use(c candidate) {
	with := map[string]*node{c.name: c.value}
	var rest []*node
	for i, p := range s.rest {
		if i != c.premise {
			rest = append(rest, substitute(p, with))
		}
	}
	s.rest = rest
	s.claim = substitute(s.claim, with)
	holds := make([]*node, 0, len(s.st.holds)+1)
	for _, h := range s.st.holds {
		holds = append(holds, substitute(h, with))
	}
	holds = append(holds, s.st.declared(c.name, c.value)...)
	if t, err := compile(s.st.scope, c.value); err == nil && t.bounded {
		holds = append(holds, relation("=", c.value, c.value)) // it must have a value
	}
	next := *s.st
	next.holds = holds
	s.st = &next
	s.steps = append(s.steps, eliminated{c.name, c.value})
}

// declared are the bounds of a name, stated for the expression that takes its
// place.
func (st *setting) declared(name string, value *node) []*node {
	d := st.scope.lookup(name)
	if d == nil || len(free(value)) == 0 {
		return nil
	}
	var out []*node
	if d.lo != nil && !(d.lo.Sign() == 0 && plainlyPositive(value, st.scope)) {
		rel := ">="
		if d.loOpen {
			rel = ">"
		}
		out = append(out, relation(rel, value, rational(d.lo)))
	}
	if d.hi != nil {
		rel := "<="
		if d.hiOpen {
			rel = "<"
		}
		out = append(out, relation(rel, value, rational(d.hi)))
	}
	return out
}

// best prefers an isolated atom, then one with a coefficient that can't
// vanish; among these an atom without bounds that occurs in few places.
func (s *system) best() (candidate, bool) {
	var all []candidate
	for i, p := range s.rest {
		if p.op != opRel || p.name != "=" {
			continue
		}
		all = append(all, s.candidates(i, p)...)
	}
	sort.SliceStable(all, func(i, j int) bool { return all[i].score < all[j].score })
	for _, c := range all {
		if c.value != nil {
			return c, true
		}
		if value, ok := s.solveFor(s.rest[c.premise], c.name); ok {
			c.value = value
			return c, true
		}
	}
	return candidate{}, false
}

func (s *system) candidates(i int, p *node) []candidate {
	var out []candidate
	for side := range 2 {
		if name, is := p.args[side].atomName(); is && !dependsOn(p.args[1-side], name) {
			out = append(out, candidate{premise: i, name: name, value: p.args[1-side], score: s.score(name)})
		}
	}
	f := together(minus(p.args[0], p.args[1]))
	for _, name := range free(p) {
		if d := s.st.scope.lookup(name); d != nil && d.integer {
			continue
		}
		a, _, ok := s.st.linear(f.num, name)
		if !ok {
			continue
		}
		score := 200
		if plainlyPositive(a, s.st.scope) || plainlyPositive(negate(a), s.st.scope) {
			score = 100
		}
		out = append(out, candidate{premise: i, name: name, score: score + s.score(name)})
	}
	return out
}

func (s *system) score(name string) int {
	score := 0
	if d := s.st.scope.lookup(name); d != nil {
		if d.lo != nil || d.hi != nil {
			score += 20
		}
		if d.integer {
			score += 60
		}
	}
	for _, h := range s.st.holds {
		if dependsOn(h, name) {
			score += 10
		}
	}
	for _, r := range s.rest {
		if dependsOn(r, name) {
			score++
		}
	}
	return score
}

// solveFor solves a linear premise; not when its coefficient can vanish
// together with the rest, for then a whole branch of solutions would be lost.
func (s *system) solveFor(p *node, name string) (*node, bool) {
	f := together(minus(p.args[0], p.args[1]))
	a, b, ok := s.st.linear(f.num, name)
	if !ok {
		return nil, false
	}
	if !s.st.neverZero(a) && s.st.losesBranch(a, b) {
		return nil, false
	}
	return negate(quotient(b, a)), true
}

// losesBranch reports whether b vanishes wherever a does.
func (st *setting) losesBranch(a, b *node) bool {
	for _, f := range factors(a) {
		if st.neverZero(f.n) {
			continue
		}
		p := st.zeroOf(f.n, a, b)
		if p == nil {
			continue
		}
		if st.vanishes(b, p) {
			return true
		}
	}
	return false
}

// neverZero reports whether an expression keeps one sign: by its form, or at
// all of many points.
func (st *setting) neverZero(u *node) bool {
	for _, f := range factors(u) {
		if plainlyPositive(f.n, st.scope) || plainlyPositive(negate(f.n), st.scope) {
			continue
		}
		if d := st.scope.lookup(f.n.name); f.n.op == opSym && d != nil && d.nonzero {
			continue
		}
		if v, ok := f.n.value(); ok && v.Sign() != 0 {
			continue
		}
		if !st.keepsSign(f.n) {
			return false
		}
	}
	return true
}

func (st *setting) keepsSign(u *node) bool {
	t, err := compile(st.scope, u)
	if err != nil || t.quad || t.limits {
		return false
	}
	s, err := st.sampler(u)
	if err != nil {
		return false
	}
	k := ballNumber{}
	sign, seen := 0, 0
	for i := range 60 {
		kind := schedule[i%len(schedule)]
		if i%5 == 4 {
			kind = wide
		}
		p := s.draw(kind)
		if p == nil {
			return seen >= minimumPoints && sign != 0
		}
		m := &machine[ball]{k: k, budget: st.budget, digits: 11, models: p.models, scope: st.scope}
		in, ok := inputs[ball](k, t, p)
		if !ok {
			return false
		}
		v, f := m.value(t, in)
		if f != noFailure {
			continue
		}
		this := 0
		if v.v > v.e {
			this = 1
		} else if v.v < -v.e {
			this = -1
		}
		if this == 0 || sign != 0 && this != sign {
			return false
		}
		sign = this
		seen++
	}
	return seen >= 12
}

// precisePoint is a point with one value known to many digits.
type precisePoint struct {
	p    *point
	name string
	root []rootValue
}

// zeroOf finds a point at which u vanishes and the assumptions hold; other
// atoms of the given expressions get values too. nil if none is found.
func (st *setting) zeroOf(u *node, others ...*node) *precisePoint {
	points := st.zerosOf(u, 1, others...)
	if len(points) == 0 {
		return nil
	}
	return points[0]
}

func (st *setting) zerosOf(u *node, want int, others ...*node) []*precisePoint {
	s, err := st.sampler(append([]*node{u}, others...)...)
	if err != nil {
		return nil
	}
	var out []*precisePoint
	for _, name := range free(u) {
		v, err := st.newPivot(u, name)
		if err != nil {
			continue
		}
		for i := range 8 {
			// no special values: with them unrelated terms vanish by accident
			p := s.draw([]sampling{anySign, positives}[i%2])
			if p == nil {
				break
			}
			for _, r := range v.roots(p) {
				q := p.moved(name, r)
				if !s.admits(q.p, name) {
					continue
				}
				out = append(out, q)
				if len(out) >= want {
					return out
				}
			}
		}
	}
	return out
}
