package derive

import (
	"math"
	"math/big"
)

// rootValue is an atom's value to many digits.
type rootValue struct {
	name  string
	value *big.Float
}

// moved is the point with one atom set to a root.
func (p *point) moved(name string, r *big.Float) *precisePoint {
	q := &point{values: make(map[string]float64, len(p.values)+1), models: p.models, kind: p.kind}
	for k, v := range p.values {
		q.values[k] = v
	}
	q.values[name], _ = r.Float64()
	return &precisePoint{p: q, name: name, root: []rootValue{{name, r}}}
}

// admits checks the assumptions at a point in which name was changed.
func (s *sampler) admits(p *point, name string) bool {
	if v := p.values[name]; !(&pivot{decl: s.st.scope.lookup(name)}).inside(big.NewFloat(v)) {
		return false
	}
	m := &machine[ball]{k: ballNumber{}, budget: s.st.budget, digits: 12, models: p.models}
	values := make([]float64, len(s.names))
	for i, n := range s.names {
		values[i] = p.values[n]
	}
	for i := range s.tests {
		touches := false
		for _, a := range s.tests[i].atoms {
			touches = touches || s.names[a] == name
		}
		if touches && !s.tests[i].satisfied(m, values) {
			return false
		}
	}
	return true
}

// evaluateAt runs a tape in 288 bits at a precise point.
func (st *setting) evaluateAt(t *tape, q *precisePoint) ([]*big.Float, failure) {
	k := realNumber[*big.Float]{big256}
	in := make([]*big.Float, len(t.inputs))
	for i, name := range t.inputs {
		v, ok := q.p.values[name]
		if !ok {
			return nil, failure{0, unsure}
		}
		in[i] = k.from(v)
		for _, r := range q.root {
			if r.name == name {
				in[i] = r.value
			}
		}
	}
	m := &machine[*big.Float]{k: k, budget: st.budget, digits: 13, models: q.p.models, scope: st.scope}
	return m.run(t, in)
}

// vanishes reports whether an expression is zero at a precise point.
func (st *setting) vanishes(u *node, q *precisePoint) bool {
	t, err := compile(st.scope, u)
	if err != nil {
		return false
	}
	regs, f := st.evaluateAt(t, q)
	if f != noFailure {
		return false
	}
	return insignificant(t, regs, regs[t.outputs[0]])
}

// insignificant compares a value with what was added up to get it.
func insignificant(t *tape, regs []*big.Float, v *big.Float) bool {
	if v.Sign() == 0 {
		return true
	}
	scale := math.MinInt32
	for i := range t.code {
		if t.code[i].code == codeAdd {
			for _, r := range []int{t.code[i].a, t.code[i].b} {
				if regs[r].Sign() != 0 {
					scale = max(scale, regs[r].MantExp(nil))
				}
			}
		}
	}
	if scale == math.MinInt32 { // a product: zero only if a factor is
		return v.MantExp(nil) < -150
	}
	return v.MantExp(nil) < scale-80
}

// verity is the truth of a relation at a point.
type verity struct {
	holds       bool
	defined     bool // both sides have a value
	known       bool // false: rounding or overflow hides the answer
	pole        bool // undefined because of a division by zero
	left, right float64
}

// truth of a relation at a precise point; a side without a value makes it
// false ("an undefined point is no solution").
func (st *setting) truth(rel *node, t *tape, q *precisePoint) verity {
	regs, f := st.evaluateAt(t, q)
	if f != noFailure {
		return verity{known: f.why == undefined, pole: f.why == undefined && t.isPole(f.register)}
	}
	l, r := regs[t.outputs[0]], regs[t.outputs[1]]
	v := verity{defined: true, known: true}
	v.left, _ = l.Float64()
	v.right, _ = r.Float64()
	d := new(big.Float).SetPrec(288).Sub(l, r)
	zero := d.Sign() == 0
	if !zero {
		scale := math.MinInt32
		for _, x := range []*big.Float{l, r} {
			if x.Sign() != 0 {
				scale = max(scale, x.MantExp(nil))
			}
		}
		zero = d.MantExp(nil) < scale-80 || insignificant(t, regs, d)
		if t.quad {
			zero = d.MantExp(nil) < scale-30
		}
	}
	switch rel.name {
	case "=", "~":
		v.holds = zero
	case "!=":
		v.holds = !zero
	case "<":
		v.holds = !zero && d.Sign() < 0
	case "<=":
		v.holds = zero || d.Sign() < 0
	case ">":
		v.holds = !zero && d.Sign() > 0
	default:
		v.holds = zero || d.Sign() > 0
	}
	return v
}

// follows decides whether the claim holds wherever all premises do.
func (st *setting) follows(premises []*node, claim *node) (outcome, error) {
	s := &system{st: st, rest: append([]*node{}, premises...), claim: claim}
	s.eliminate()
	if st.budget.exhausted {
		return outcome{verdict: Unknown, why: "this took too long"}, nil
	}
	var o outcome
	var err error
	switch len(s.rest) {
	case 0:
		o, err = s.st.claimHolds(s.claim)
	case 1:
		o, err = s.onRoots()
	default:
		return outcome{verdict: Unknown, why: "the premises could not be solved together"}, nil
	}
	if err == errContradiction && len(s.steps) > 0 {
		return outcome{verdict: Unknown, why: "no admissible point satisfies the premises"}, nil
	}
	if err != nil {
		return o, err
	}
	s.restore(&o)
	return o, nil
}

// restore computes the eliminated atoms at the point of an outcome.
func (s *system) restore(o *outcome) {
	if o.at == nil || len(s.steps) == 0 {
		return
	}
	p := &point{values: map[string]float64{}, models: o.at.models, kind: o.at.kind}
	for k, v := range o.at.values {
		p.values[k] = v
	}
	for i := len(s.steps) - 1; i >= 0; i-- {
		t, err := compile(s.st.scope, s.steps[i].value)
		if err != nil {
			continue
		}
		for _, name := range t.inputs {
			if _, ok := p.values[name]; !ok {
				p.values[name] = 1
			}
		}
		m := &machine[ball]{k: ballNumber{}, budget: s.st.budget, digits: 11, models: p.models, scope: s.st.scope, step: 1e-6, from: 1}
		in, ok := inputs[ball](ballNumber{}, t, p)
		if !ok {
			continue
		}
		if v, f := m.value(t, in); f == noFailure {
			p.values[s.steps[i].name] = v.v
		}
	}
	o.at = p
}

// claimHolds tests a relation for all admissible values.
func (st *setting) claimHolds(claim *node) (outcome, error) {
	if claim.op == opAnd {
		worst := outcome{verdict: Proved}
		for _, a := range claim.args {
			o, err := st.claimHolds(a)
			if err != nil {
				return o, err
			}
			if rank(o.verdict) > rank(worst.verdict) {
				worst = o
			}
		}
		return worst, nil
	}
	if isEquation(claim) {
		return st.compareExisting(claim.args[0], claim.args[1])
	}
	return st.alwaysTrue(claim)
}

// alwaysTrue tests an inequality or a statement with or at many points; that
// supports it, form alone proves it.
func (st *setting) alwaysTrue(claim *node) (outcome, error) {
	if claim.op == opRel {
		d := minus(claim.args[1], claim.args[0])
		if claim.name == ">" || claim.name == ">=" {
			d = negate(d)
		}
		if plainlyPositive(d, st.scope) || plainlyNonnegative(d, st.scope) && len(claim.name) == 2 {
			return outcome{verdict: Proved}, nil
		}
	}
	f, err := st.formula(claim)
	if err != nil {
		return outcome{}, err
	}
	s, err := st.sampler(claim)
	if err != nil {
		return outcome{}, err
	}
	var broken *precisePoint
	check := func(q *precisePoint) {
		if holds, known := f.at(q); known && !holds && broken == nil {
			broken = q
		}
	}
	st.criticalPoints(f.leaves, s, check)
	st.zeros(s, check)
	if broken != nil {
		o := outcome{verdict: Different, at: broken.p, truth: notThis}
		if claim.op == opRel {
			v := st.truth(claim, f.leaves[0].t, broken)
			o.left, o.right = v.left, v.right
		}
		return o, nil
	}
	seen := 0
	for i := range 80 {
		kind := schedule[i%len(schedule)]
		if i%6 == 5 {
			kind = wide
		}
		p := s.draw(kind)
		if p == nil {
			if i == 20 && seen == 0 && !st.budget.exhausted {
				return outcome{}, errContradiction
			}
			continue
		}
		q := &precisePoint{p: p}
		holds, known := f.at(q)
		if !known {
			continue
		}
		if !holds {
			o := outcome{verdict: Different, at: p, truth: notThis}
			if claim.op == opRel {
				v := st.truth(claim, f.leaves[0].t, q)
				o.left, o.right = v.left, v.right
			}
			return o, nil
		}
		seen++
	}
	if seen < 20 {
		return outcome{verdict: Unknown, why: "too few points could be evaluated"}, nil
	}
	return outcome{verdict: Supported}, nil
}

// onRoots tests the claim at the solutions of the one premise that is left,
// solved numerically for each of its atoms in turn.
func (s *system) onRoots() (outcome, error) {
	st, premise := s.st, s.rest[0]
	claimTape, err := compile(st.scope, s.claim.args...)
	if err != nil || s.claim.op != opRel {
		return outcome{verdict: Unknown, why: "the claim could not be evaluated"}, err
	}
	smp, err := st.sampler(premise, s.claim)
	if err != nil {
		return outcome{}, err
	}
	c := &comparison{st: st, a: sum(premise.args...), b: sum(s.claim.args...), s: smp, frozen: true}
	f := together(minus(premise.args[0], premise.args[1]))
	premiseTape, err := compile(st.scope, premise.args...)
	if err != nil {
		return outcome{}, err
	}
	names := s.pivots(f.num, premise)
	for _, name := range names {
		v, err := st.newPivot(f.num, name)
		if err != nil {
			continue
		}
		for i := range 14 {
			p := smp.draw(schedule[i%len(schedule)])
			if p == nil || st.budget.exhausted {
				break
			}
			for _, r := range v.roots(p) {
				q := p.moved(name, r)
				if !smp.admits(q.p, name) {
					continue
				}
				if !st.truth(premise, premiseTape, q).holds {
					continue
				}
				v := st.truth(s.claim, claimTape, q)
				tr := trial{p: q.p, label: differ, left: v.left, right: v.right}
				switch {
				case !v.known:
					continue
				case v.holds:
					tr.label = agree
				case !v.defined && !v.pole:
					tr.label = onlyLeft
				}
				c.trials = append(c.trials, tr)
			}
			if len(c.trials) > 60 {
				break
			}
		}
	}
	return c.verdictOnRoots(), nil
}

// pivots orders the atoms for which a premise is solved.
func (s *system) pivots(num, premise *node) []string {
	var names []string
	for _, n := range free(premise) {
		if d := s.st.scope.lookup(n); d == nil || !d.integer {
			names = append(names, n)
		}
	}
	if len(names) > 5 {
		names = names[:5]
	}
	return names
}

func (c *comparison) verdictOnRoots() outcome {
	good, bad := 0, 0
	var at *trial
	for i := range c.trials {
		switch c.trials[i].label {
		case agree:
			good++
		case differ, onlyLeft, onlyRight:
			if bad++; at == nil || niceness(c.trials[i].p) < niceness(at.p) || at.label != differ && c.trials[i].label == differ {
				at = &c.trials[i]
			}
		}
	}
	switch {
	case bad == 0 && good >= minimumPoints || bad == 0 && good > 0 && len(c.s.names) == 1:
		return outcome{verdict: Certified}
	case bad == 0:
		return outcome{verdict: Unknown, why: "too few admissible solutions were found"}
	case good >= minimumPoints:
		if o, ok := c.conditional(); ok {
			o.at, o.left, o.right = at.p, at.left, at.right
			o.oneSided = at.label != differ
			return o
		}
	}
	return outcome{verdict: Different, at: at.p, left: at.left, right: at.right, oneSided: at.label != differ}
}
