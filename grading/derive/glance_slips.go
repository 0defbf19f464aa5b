package derive

import "math"

// When no formula for what was wanted is at hand (several premises, an equation
// that can't be solved), the slip is looked for at points: where the premises hold,
// a right line holds too, so a slip undone in the written line must make its two
// sides agree there; and where the written line holds, the earlier line must agree
// once the slip is made in it.

// slipAtPoints names the slip between premises and a claim that does not follow.
func (st *setting) slipAtPoints(premises []*node, claim *node) string {
	if !isEquation(claim) || claim.args[0].op == opMatrix || st.scope.complex || st.budget.exhausted {
		return ""
	}
	saved := st.budget
	st.budget = saved.within(0.6)
	defer func() { st.budget = saved }()
	if s := st.undoing(premises, claim, true); s != "" {
		return s
	}
	if len(premises) != 1 || !isEquation(premises[0]) {
		return ""
	}
	return st.undoing([]*node{claim}, premises[0], false)
}

// undoing makes slips in a claim until it holds where the premises do. backwards
// words them as undone.
func (st *setting) undoing(premises []*node, claim *node, backwards bool) string {
	if !plain(claim.args[0]) || !plain(claim.args[1]) || claim.size > 300 {
		return ""
	}
	var at []*glance
	st.solvedPoints(premises, []*node{claim}, func(q *precisePoint) {
		if len(at) < 5 && q.p.kind != special {
			at = append(at, newGlance(q.p))
		}
	})
	if len(at) < 4 {
		return ""
	}
	elsewhere := st.anyPoint(claim)
	found := ""
	for side := range 2 {
		written, other := claim.args[side], claim.args[1-side]
		if _, atom := written.atomName(); atom {
			continue // what is claimed about it is where the slip lies
		}
		st.eachSlip(written, func(m slip) bool {
			if st.budget.spend(20) || same(m.n, other) {
				return !st.budget.exhausted
			}
			for _, g := range at {
				if !g.agree(m.n, other) {
					return true
				}
			}
			if elsewhere == nil || elsewhere.agree(m.n, other) {
				return true // true everywhere: it says nothing
			}
			st.mark(m.to, m.from)
			if found = m.forward; backwards {
				found = m.backward
				st.mark(m.from)
			}
			return false
		})
		if found != "" {
			return found
		}
	}
	return ""
}

// agree compares two expressions at a point.
func (g *glance) agree(a, b *node) bool {
	x, y := g.value(a), g.value(b)
	return math.Abs(x-y) <= 1e-8*math.Max(math.Abs(x), math.Abs(y))
}

// anyPoint is a point at which nothing need hold.
func (st *setting) anyPoint(n *node) *glance {
	s, err := st.sampler(n)
	if err != nil {
		return nil
	}
	if p := s.draw(positives); p != nil {
		return newGlance(p)
	}
	return nil
}

// slipInSolution undoes slips in a written solution until it satisfies the
// equation and its conditions.
func (st *setting) slipInSolution(solution *node, satisfies func(*node) []*node) string {
	saved := st.budget
	st.budget = saved.within(0.6)
	defer func() { st.budget = saved }()
	var at []*glance
	s, err := st.sampler(append(satisfies(solution), solution)...)
	if err != nil {
		return ""
	}
	for i := range 8 {
		if p := s.draw([]sampling{positives, anySign}[i%2]); p != nil && len(at) < 4 {
			at = append(at, newGlance(p))
		}
	}
	found := ""
	known := map[string]bool{}
	for _, r := range satisfies(solution) {
		for _, name := range free(r) {
			known[name] = true
		}
	}
	st.eachSlip(solution, func(m slip) bool {
		if st.budget.spend(60) {
			return false
		}
		for _, name := range free(m.n) {
			if !known[name] {
				return true // nothing here speaks of it
			}
		}
		seen := 0
		for _, residual := range satisfies(m.n) {
			if !plain(residual) {
				return true
			}
			for _, g := range at {
				v, size := g.value(residual), g.largestTerm(residual)
				if !(math.Abs(v) <= 1e-9*size) {
					return true
				}
				seen++
			}
		}
		if seen < 3 {
			return true
		}
		found = m.backward
		st.mark(m.from)
		return false
	})
	return found
}

// largestTerm is the size of what is added up in a sum.
func (g *glance) largestTerm(n *node) float64 {
	if n.op != opAdd {
		return math.Abs(g.value(n)) + 1e-300
	}
	size := 1e-300
	for _, a := range n.args {
		size = math.Max(size, math.Abs(g.value(a)))
	}
	return size
}
