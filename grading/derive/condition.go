package derive

import (
	"fmt"
	"math"
)

// predicate is a candidate for the condition under which two sides agree.
type predicate struct {
	rel   *node
	holds []bool // at each trial
}

// conditional looks for signs and intervals of variables and of inner
// expressions that hold wherever the sides agree and fail wherever they do not.
func (c *comparison) conditional() (outcome, bool) {
	c.moreTrials()
	var good, bad []int
	distinct := map[string]bool{} // at round numbers, or at few integers, two sides may agree by accident
	for i, tr := range c.trials {
		switch tr.label {
		case agree:
			if tr.p.kind == special && c.t != nil && c.accidental(tr.p) {
				continue
			}
			good = append(good, i)
			if tr.p.kind != special {
				distinct[fmt.Sprint(tr.p.values)] = true
			}
		case differ, onlyLeft, onlyRight:
			bad = append(bad, i)
		}
	}
	if len(distinct) < minimumPoints || len(bad) == 0 {
		return outcome{}, false
	}
	var valid []predicate
	for _, p := range c.predicates() {
		all := true
		for _, i := range good {
			all = all && p.holds[i]
		}
		if all {
			valid = append(valid, p)
		}
	}
	chosen, ok := c.confirmed(valid, bad)
	if !ok {
		return outcome{}, false
	}
	parts := make([]*node, len(chosen))
	for i, p := range chosen {
		parts[i] = p.rel
	}
	assume := parts[0]
	if len(parts) > 1 {
		assume = makeNode(node{op: opAnd, args: parts})
	}
	worst := c.telling(bad)
	return outcome{verdict: Conditional, condition: assume.String(), assume: assume, at: worst.p, left: worst.left, right: worst.right, oneSided: worst.label != differ}, true
}

// telling is the trial among some that shows best that a condition is needed: two values that differ, at a point that is easily written down.
func (c *comparison) telling(among []int) trial {
	best, cost := c.trials[among[0]], math.Inf(1)
	for _, i := range among {
		tr := c.trials[i]
		n := niceness(tr.p)
		if tr.label != differ {
			n += 1000
		}
		if n < cost {
			best, cost = tr, n
		}
	}
	return best
}

// confirmed picks predicates and tests them: with them assumed the sides must
// agree, at fresh points and close to where branches change, too. A condition that fails
// (x <= pi, where 3 is the edge) gives way to the next.
func (c *comparison) confirmed(valid []predicate, bad []int) ([]predicate, bool) {
	for range 4 {
		chosen, ok := separate(valid, bad)
		if !ok || c.frozen {
			return chosen, ok
		}
		rels := make([]*node, len(chosen))
		for i, p := range chosen {
			rels[i] = p.rel
		}
		under := *c
		under.st = c.st.with(rels...)
		s, err := under.st.sampler(c.a, c.b)
		if err != nil {
			return nil, false
		}
		under.s, under.trials = s, nil
		for _, r := range rels {
			under.edges = append(under.edges, minus(r.args[0], r.args[1]))
		}
		wrong := under.refuted()
		if !wrong {
			return chosen, true
		}
		var rest []predicate
		for _, p := range valid {
			if p.rel != chosen[0].rel {
				rest = append(rest, p)
			}
		}
		valid = rest
	}
	return nil, false
}

// refuted looks for a point at which the sides part in spite of a condition.
func (c *comparison) refuted() bool {
	count := map[label]int{}
	c.betweenBranches(count)
	if c.roundPowers(count); count[differ] > 0 {
		return true
	}
	for i := range 8 {
		p := c.s.draw(schedule[i])
		if p == nil {
			return false
		}
		if c.try(p).label == differ {
			return true
		}
	}
	return false
}

// moreTrials adds points until both kinds are well represented.
func (c *comparison) moreTrials() {
	if c.frozen {
		return
	}
	for range 40 {
		if len(c.trials) >= 48 {
			return
		}
		p := c.s.draw(schedule[len(c.trials)%len(schedule)])
		if p == nil {
			return
		}
		if tr := c.try(p); tr.label != unclear {
			c.trials = append(c.trials, tr)
		}
	}
}

// separate picks few predicates that together exclude all bad points.
func separate(valid []predicate, bad []int) ([]predicate, bool) {
	left := append([]int{}, bad...)
	var chosen []predicate
	for len(left) > 0 {
		best, most := -1, 0
		for i, p := range valid {
			n := 0
			for _, b := range left {
				if !p.holds[b] {
					n++
				}
			}
			if n > most {
				best, most = i, n
			}
		}
		if best < 0 || len(chosen) == 3 {
			return nil, false
		}
		chosen = append(chosen, valid[best])
		var rest []int
		for _, b := range left {
			if valid[best].holds[b] {
				rest = append(rest, b)
			}
		}
		left = rest
	}
	return chosen, true
}

// predicates are, for each variable and each inner expression on which the
// domain or the branch of a function depends, its sign and the usual intervals.
func (c *comparison) predicates() []predicate {
	var out []predicate
	seen := map[uint64]bool{}
	add := func(u *node, intervals bool) {
		if seen[u.key] || len(out) > 200 || len(free(u)) == 0 {
			return
		}
		seen[u.key] = true
		values := c.valuesOf(u)
		if values == nil {
			return
		}
		test := func(rel *node, holds func(float64) bool) {
			p := predicate{rel: rel, holds: make([]bool, len(values))}
			for i, v := range values {
				p.holds[i] = !math.IsNaN(v) && holds(v)
			}
			out = append(out, p)
		}
		for _, r := range []struct {
			rel   string
			bound *node
			holds func(float64) bool
		}{
			{">", zeroNode, func(v float64) bool { return v > 0 }},
			{"<", zeroNode, func(v float64) bool { return v < 0 }},
			{">", oneNode, func(v float64) bool { return v > 1 }},
			{"<", oneNode, func(v float64) bool { return v < 1 }},
			{">", integer(-1), func(v float64) bool { return v > -1 }},
			{"!=", zeroNode, func(v float64) bool { return v != 0 }},
			{">=", zeroNode, func(v float64) bool { return v >= 0 }},
			{"<=", zeroNode, func(v float64) bool { return v <= 0 }},
		} {
			test(relation(r.rel, simplifyForShow(u), r.bound), r.holds)
		}
		if !intervals {
			return
		}
		half := quotient(call("pi"), integer(2))
		test(relation("<=", call("abs", u), half), func(v float64) bool { return math.Abs(v) <= math.Pi/2 })
		test(relation("<=", call("abs", u), call("pi")), func(v float64) bool { return math.Abs(v) <= math.Pi })
		test(relation("<=", call("abs", u), oneNode), func(v float64) bool { return math.Abs(v) <= 1 })
		test(relation("<=", u, call("pi")), func(v float64) bool { return v <= math.Pi })
		test(relation("<", call("abs", u), fraction(1, 2)), func(v float64) bool { return math.Abs(v) < 0.5 })
	}
	for _, name := range free(c.a, c.b) {
		add(atomNode(name), true)
	}
	for _, side := range []*node{c.a, c.b} {
		if side.op == opCall && periodic[side.name] && !c.st.integersOnly(side) {
			add(side, false)
		}
	}
	for _, root := range []*node{c.a, c.b} {
		walk(root, func(n *node) bool {
			if _, binder := n.binds(); binder {
				return false
			}
			switch {
			case n.op == opCall && len(n.args) == 1 && (partialFunctions[n.name] || n.name == "abs" || n.name == "sign"):
				add(n.args[0], false)
			case n.op == opCall && len(n.args) == 1:
				add(n.args[0], true)
			case n.op == opCall && len(n.args) == 2:
				add(minus(n.args[0], n.args[1]), false)
			case n.op == opPow:
				add(n.args[0], false)
				add(n.args[1], false)
			case n.op == opDiv:
				add(n.args[1], false)
			}
			return true
		})
	}
	return out
}

// integersOnly reports whether all names in an expression are integers.
func (st *setting) integersOnly(n *node) bool {
	for _, name := range free(n) {
		if d := st.scope.lookup(name); d == nil || !d.integer {
			return false
		}
	}
	return true
}

// periodic functions change sign again and again: sqrt(1-sin(x)^2) is cos(x)
// where that is positive, and no interval of x says so.
var periodic = map[string]bool{"sin": true, "cos": true, "tan": true}

// valuesOf evaluates an expression at all trials; nil when it can't be.
func (c *comparison) valuesOf(u *node) []float64 {
	t, err := compile(c.st.scope, u)
	if err != nil || t.quad || t.limits {
		return nil
	}
	k := ballNumber{}
	out := make([]float64, len(c.trials))
	for i, tr := range c.trials {
		m := &machine[ball]{k: k, budget: c.st.budget, digits: 11, models: tr.p.models, scope: c.st.scope}
		in, ok := inputs[ball](k, t, tr.p)
		if !ok {
			return nil
		}
		v, f := m.value(t, in)
		out[i] = v.v
		if f != noFailure {
			out[i] = math.NaN()
		}
	}
	return out
}

// simplifyForShow turns -x > 0 style arguments into themselves; kept apart so
// that conditions read as a person would write them.
func simplifyForShow(n *node) *node { return n }
