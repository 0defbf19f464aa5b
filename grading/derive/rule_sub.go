package derive

import (
	"fmt"
	"sort"
	"strings"
)

// substitution is one "x = e" of a sub rule.
type substitution struct {
	text string
	x, e *node  // lowered
	name string // atom, "" for a whole expression
}

// sub substitutes simultaneously and compares.
func (j *judge) sub(st *setting, s *step, cited []*step, r rule) (finding, error) {
	if r.args == "" && len(cited) > 1 { // sub 3, 4: line 4 states what is put into line 3
		return j.subLines(st, s, cited)
	}
	prev, err := j.one(cited, "sub")
	if err != nil {
		return finding{}, err
	}
	subs, err := j.substitutions(r)
	if err != nil {
		return finding{}, err
	}
	want, err := j.substituted(prev.raw, subs)
	if err != nil {
		return finding{}, err
	}
	var bounds []*node // what is declared of a name holds for what replaces it
	for _, sub := range subs {
		if sub.name != "" {
			bounds = append(bounds, st.declared(sub.name, sub.e)...)
		}
	}
	f, err := j.yields(st, s, want)
	if err == nil && !Accepted(f.verdict) && len(bounds) > 0 {
		if g, err := j.yields(st.with(bounds...), s, want); err == nil && Accepted(g.verdict) {
			f = g
		}
	}
	if err == nil && !Accepted(f.verdict) && len(cited) > 1 {
		if g, err := j.implies(st, s, append(cited, j.asSteps(subs)...)); err == nil && Accepted(g.verdict) {
			f = g
		}
	}
	if err != nil || !Accepted(f.verdict) {
		return f, err
	}
	return j.premises(st, f, subs)
}

func (j *judge) asSteps(subs []substitution) []*step {
	var out []*step
	for _, s := range subs {
		out = append(out, &step{stated: relation("=", s.x, s.e)})
	}
	return out
}

func (j *judge) subLines(st *setting, s *step, cited []*step) (finding, error) {
	with := map[string]*node{}
	for _, c := range cited[1:] {
		name, e, ok := isolated(c.stated)
		if !ok {
			return j.implies(st, s, cited)
		}
		with[name] = e
	}
	f, err := j.yields(st, s, substitute(cited[0].stated, with))
	if err != nil || Accepted(f.verdict) {
		return f, err
	}
	if g, err := j.implies(st, s, cited); err == nil && Accepted(g.verdict) {
		return g, nil
	}
	return f, nil
}

func (j *judge) substitutions(r rule) ([]substitution, error) {
	var out []substitution
	for _, text := range splitEquations(r.args) {
		n, err := parse(text, j.p.scope)
		if err != nil {
			return nil, err
		}
		if n.op != opRel || n.name != "=" {
			return nil, r.fail(fmt.Sprintf("%q is not of the form x=e", text))
		}
		keep := map[string]bool{}
		if name, ok := n.args[0].atomName(); ok {
			keep[name] = true
		}
		x, err := j.p.scope.lower(n.args[0], keep)
		if err != nil {
			return nil, err
		}
		e, err := j.p.scope.lower(n.args[1], nil)
		if err != nil {
			return nil, err
		}
		name, _ := x.atomName()
		out = append(out, substitution{text: text, x: x, e: e, name: name})
	}
	if len(out) == 0 {
		return nil, r.fail("what is substituted is missing")
	}
	return out, nil
}

// substituted puts the expressions into a line. The derivative of what is
// replaced follows when its expression depends on the independent variable; a
// value at an instant leaves the derivative alone.
func (j *judge) substituted(raw *node, subs []substitution) (*node, error) {
	keep := map[string]bool{}
	for _, s := range subs {
		keep[s.name] = true
	}
	n, err := j.p.scope.lower(raw, keep)
	if err != nil {
		return nil, err
	}
	with, whole := map[string]*node{}, map[uint64]*node{}
	for _, s := range subs {
		if s.name == "" {
			whole[s.x.key] = s.e
			continue
		}
		with[s.name] = s.e
	}
	for _, s := range subs {
		if s.x.op != opSym {
			continue
		}
		for order := 1; order <= 3; order++ {
			p := prime(s.name, order)
			name, _ := p.atomName()
			if with[name] != nil || !dependsOn(n, name) {
				continue
			}
			d := s.e
			for range order {
				if d, err = j.p.scope.differentiate(d, j.p.scope.independent(s.name)); err != nil {
					return nil, err
				}
			}
			if !isZero(d) {
				with[name] = d
			}
		}
	}
	return replace(substitute(n, with), whole), nil
}

// premises looks at where each "x = e" comes from: an accepted line, an
// assumption, or a choice, which is recorded. A choice that contradicts an
// accepted line is refused, unless it is a special case of it, which is then a
// condition.
func (j *judge) premises(st *setting, f finding, subs []substitution) (finding, error) {
	for _, s := range subs {
		why, err := j.premise(st, s, subs)
		if err != nil {
			return f, err
		}
		switch {
		case why.choice:
			f.choices = append(f.choices, s.text)
		case why.condition != "":
			f.verdict = Conditional
			f.outcome.condition = why.condition
			f.message = fmt.Sprintf("%s differs from line (%s) in general; it holds where %s: state that.", s.text, why.against, why.condition)
		case why.against != "":
			f.verdict = Different
			f.outcome = why.outcome
			f.message = fmt.Sprintf("%s contradicts line (%s).", s.text, why.against)
			f.slip = why.slip
			return f, nil
		}
	}
	return f, nil
}

// origin is where a premise of a substitution comes from.
type origin struct {
	choice    bool
	condition string
	against   string // the accepted line that it contradicts
	outcome   outcome
	slip      string
}

func (j *judge) premise(st *setting, s substitution, all []substitution) (origin, error) {
	if s.name == "" {
		return origin{choice: true}, nil
	}
	if _, isAtom := s.e.atomName(); isAtom || len(free(s.e)) == 0 {
		return origin{choice: true}, nil
	}
	var against *step
	var known *node
	for i := len(j.steps) - 1; i >= 0; i-- {
		e := j.steps[i]
		name, value, ok := isolated(e.stated)
		if !ok || name != s.name || !e.accepted {
			continue
		}
		if o, err := st.compare(value, s.e); err == nil && o.ok() {
			return origin{}, nil
		}
		if j.followsFromLines(st, e, s) {
			return origin{}, nil
		}
		if against == nil {
			against, known = e, value
		}
	}
	if against == nil || j.introducesName(s, all) {
		return origin{choice: true}, nil
	}
	for _, sub := range all { // the choice may have been made in the same rule
		if sub.name != s.name && sub.name != "" {
			known = substitute(known, map[string]*node{sub.name: sub.e})
		}
	}
	instant, condition, ok := st.specialCase(known, s.e, j.p.scope.independent(strings.TrimRight(s.name, "'")))
	switch {
	case ok && instant:
		return origin{choice: true}, nil
	case ok:
		return origin{against: against.label, condition: condition}, nil
	}
	o, err := st.compare(known, s.e)
	return origin{against: against.label, outcome: o, slip: st.between(known, s.e)}, err
}

// introducesName: the expression holds a name that no earlier line mentions,
// so that "T=1/f" or "u=V/phi" is a change of variable, or the replaced name is
// a function of time whose value at an instant is meant.
func (j *judge) introducesName(s substitution, all []substitution) bool {
	for _, name := range free(s.e) {
		fresh := true
		for _, e := range j.steps {
			fresh = fresh && !dependsOn(e.stated, name)
		}
		if fresh {
			return true
		}
	}
	for _, other := range all {
		if other.name == j.p.scope.independent(strings.TrimRight(s.name, "'")) {
			return true
		}
	}
	return false
}

// followsFromLines: the defining line together with the lines that define the
// names in it.
func (j *judge) followsFromLines(st *setting, e *step, s substitution) bool {
	premises := []*node{e.stated}
	used := map[string]bool{s.name: true}
	for range 3 {
		for _, name := range free(premises...) {
			if used[name] || dependsOn(s.e, name) {
				continue
			}
			used[name] = true
			for i := len(j.steps) - 1; i >= 0; i-- {
				if x, _, ok := isolated(j.steps[i].stated); ok && x == name && j.steps[i].accepted {
					premises = append(premises, j.steps[i].stated)
					break
				}
			}
		}
	}
	if len(premises) == 1 {
		return false
	}
	o, err := st.follows(premises, relation("=", s.x, s.e))
	return err == nil && o.ok()
}

// specialCase looks for values (v = 0, v = w) under which two expressions
// agree; instant reports that only the independent variable had to be set.
func (st *setting) specialCase(a, b *node, independent string) (instant bool, condition string, ok bool) {
	type choice struct {
		text, name string
		with       map[string]*node
	}
	names := free(a, b)
	var list []choice
	for _, v := range names {
		d := st.scope.lookup(v)
		if d == nil || d.lo != nil && d.lo.Sign() == 0 && !d.loOpen || v == independent {
			list = append(list, choice{v + " = 0", v, map[string]*node{v: zeroNode}})
		}
		for _, w := range names {
			dw := st.scope.lookup(w)
			if v < w && d != nil && dw != nil && d.dim == dw.dim {
				list = append(list, choice{v + " = " + w, v, map[string]*node{v: atomNode(w)}})
			}
		}
	}
	if len(list) > 60 {
		list = list[:60]
	}
	// a special case that leaves b as it is comes first
	sort.SliceStable(list, func(i, k int) bool { return !dependsOn(b, list[i].name) && dependsOn(b, list[k].name) })
	agrees := func(with ...map[string]*node) bool {
		x, y := a, b
		for _, w := range with {
			x, y = substitute(x, w), substitute(y, w)
		}
		return st.identical(x, y)
	}
	for _, c := range list {
		if agrees(c.with) {
			return c.name == independent, c.text, true
		}
	}
	for i, c := range list {
		for _, d := range list[i+1:] {
			if c.name != d.name && agrees(c.with, d.with) {
				return false, c.text + " and " + d.text, true
			}
		}
	}
	return false, "", false
}

// solve: isolated, put back, branches counted.
func (j *judge) solve(st *setting, s *step, cited []*step, r rule) (finding, error) {
	prev, err := j.one(cited, "solve")
	if err != nil {
		return finding{}, err
	}
	x := ""
	if m := forPattern.FindStringSubmatch(r.args); m != nil {
		n, err := parse(m[1], j.p.scope)
		if err != nil {
			return finding{}, err
		}
		ok := false
		if x, ok = n.atomName(); !ok {
			return finding{}, r.fail(m[1] + " is not a variable")
		}
	} else if name, _, ok := isolated(s.stated); ok {
		x = name
	} else {
		return finding{}, r.fail("the variable that is solved for is missing")
	}
	if !dependsOn(prev.stated, x) {
		return finding{}, r.fail(fmt.Sprintf("line (%s) does not contain %s", prev.label, x))
	}
	name, e, ok := isolated(s.stated)
	if s.stated.op == opOr || s.stated.op == opAnd {
		return j.yields(st, s, prev.stated)
	}
	if !ok || name != x {
		f, err := j.yields(st, s, prev.stated)
		if err == nil && Accepted(f.verdict) {
			f.verdict, f.message = Different, fmt.Sprintf("This is equivalent to line (%s), but %s does not stand alone on one side.", prev.label, x)
		}
		return f, err
	}
	rel, err := st.equivalent(prev.stated, s.stated)
	if err != nil {
		return finding{}, err
	}
	f := j.fromRelation(rel, j.solved(st, prev, x))
	switch {
	case rel.ok():
		return j.existence(st, f, e, x)
	case rel.backward && !rel.forward && rel.verdict != Unknown:
		return j.branches(st, f, prev, s, x, e)
	}
	return f, nil
}

// solved is the cited equation solved for x where that is linear; the
// equation itself otherwise.
func (j *judge) solved(st *setting, prev *step, x string) *node {
	if !isEquation(prev.stated) {
		return nil
	}
	f := together(minus(prev.stated.args[0], prev.stated.args[1]))
	if a, b, ok := st.linear(f.num, x); ok {
		return relation("=", atomNode(x), negate(quotient(b, a)))
	}
	return prev.stated
}

// branches: the line satisfies the equation, which has further solutions.
func (j *judge) branches(st *setting, f finding, prev, s *step, x string, e *node) (finding, error) {
	o, err := st.follows([]*node{prev.stated}, s.stated)
	if err != nil {
		return f, err
	}
	if o.verdict == Conditional {
		f.verdict, f.outcome = Conditional, o
		f.message = fmt.Sprintf("This is one of several solutions for %s; it is the only one where %s: state that.", x, o.condition)
		return f, nil
	}
	f.message = fmt.Sprintf("This satisfies line (%s), but the line has other solutions for %s, which are lost.", prev.label, x)
	if o.at != nil {
		f.message += fmt.Sprintf(" For instance, %s.", counterexample(o).Says)
	}
	return f, nil
}

// determined reports whether a condition is only about quantities that
// earlier lines determine.
func (j *judge) determined(condition *node) bool {
	for _, name := range free(condition) {
		known := false
		for _, s := range j.steps {
			if x, _, ok := isolated(s.stated); ok && x == name {
				known = true
			}
		}
		if !known {
			return false
		}
	}
	return true
}

// alwaysWith looks for the condition under which an expression has a value
// that meets its bounds.
func (st *setting) alwaysWith(e *node, bounds []*node) (outcome, error) {
	t, err := compile(st.scope, e, e)
	if err != nil {
		return outcome{}, err
	}
	s, err := st.sampler(append([]*node{e}, bounds...)...)
	if err != nil {
		return outcome{}, err
	}
	c := &comparison{st: st, a: e, b: e, t: t, s: s, frozen: true}
	var formulas []*formula
	for _, b := range bounds {
		f, err := st.formula(b)
		if err != nil {
			return outcome{}, err
		}
		formulas = append(formulas, f)
	}
	for i := range 60 {
		p := s.draw(schedule[i%len(schedule)])
		if p == nil {
			break
		}
		tr := trial{p: p, label: agree}
		if _, f := st.evaluateAt(t, &precisePoint{p: p}); f != noFailure {
			tr.label = onlyLeft
		}
		for _, f := range formulas {
			if holds, _ := f.at(&precisePoint{p: p}); !holds {
				tr.label = onlyLeft
			}
		}
		c.trials = append(c.trials, tr)
	}
	o, ok := c.conditional()
	if !ok {
		return outcome{verdict: Unknown}, nil
	}
	return o, nil
}

// existence: an isolated x should have a value for all admissible parameters.
// Where it has not, the condition is found and to be stated, unless it is about
// a quantity that earlier lines determine.
func (j *judge) existence(st *setting, f finding, e *node, x string) (finding, error) {
	t, err := compile(st.scope, e)
	if err != nil || !t.bounded || t.quad || t.limits || st.scope.complex {
		return f, nil
	}
	o, err := st.compareExisting(e, e)
	if err != nil || o.verdict != Conditional || o.assume == nil {
		return f, nil
	}
	if j.determined(o.assume) {
		return f, nil
	}
	// the bounds of x belong to the condition, now that there is one
	bounded := st.declared(x, e)
	if o2, err := st.alwaysWith(e, bounded); err == nil && o2.verdict == Conditional && o2.assume != nil && !j.determined(o2.assume) {
		o = o2
	}
	f.verdict, f.outcome = Conditional, o
	f.message = fmt.Sprintf("Right where %s; elsewhere the right side has no value. State it as an assumption.", o.condition)
	return f, nil
}
