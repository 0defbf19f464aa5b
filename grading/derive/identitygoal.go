package derive

import (
	"context"
	"maps"
)

// An identity holds for all values, and so does 1 = 1: as statements the two are
// equivalent. A goal such as lim(f,I,inf) = R/tau must therefore be said, not only
// be implied: the line has to carry out the same operation on the same expression
// and give its value; a goal without operations has to show the same functions on
// each side.

// An IdentityGoal is a goal that holds for all values.
type IdentityGoal struct {
	scope *scope
	goal  *node
	opts  Options
}

// AsIdentity reports whether a goal is an identity. The declarations and
// assumptions are those of a Pair.
func AsIdentity(ctx context.Context, goal string, vars, assume []string, opts Options) (*IdentityGoal, bool) {
	sc, err := pairScope(Pair{Vars: vars, Assume: assume})
	if err != nil {
		return nil, false
	}
	g, err := parse(goal, sc)
	if err != nil {
		return nil, false
	}
	st, err := newSetting(sc, seedOf(opts.Seed), newBudget(ctx, opts.CPU))
	if err != nil || !st.isIdentity(g) {
		return nil, false
	}
	return &IdentityGoal{sc, g, opts}, true
}

// SaidBy reports whether an accepted line says the identity.
func (g *IdentityGoal) SaidBy(ctx context.Context, line string) bool {
	n, err := parse(line, g.scope)
	if err != nil {
		return false
	}
	st, err := newSetting(g.scope, seedOf(g.opts.Seed), newBudget(ctx, g.opts.CPU))
	return err == nil && st.saysIdentity(g.goal, n)
}

// isIdentity reports whether an equation, as written, holds for all values.
func (st *setting) isIdentity(raw *node) bool {
	if raw.op != opRel || raw.name != "=" {
		return false
	}
	o, ok := st.compareRaw(raw.args[0], raw.args[1])
	return ok && (o.ok() || o.verdict == Conditional)
}

func (st *setting) compareRaw(a, b *node) (outcome, bool) {
	la, err := st.scope.lower(a, nil)
	if err != nil {
		return outcome{}, false
	}
	lb, err := st.scope.lower(b, nil)
	if err != nil {
		return outcome{}, false
	}
	o, err := st.compare(la, lb)
	return o, err == nil
}

// saysIdentity compares an accepted line with a goal that is an identity, both as
// written and in either direction.
func (st *setting) saysIdentity(goal, line *node) bool {
	if line.op == opAnd {
		for _, part := range line.args {
			if st.saysIdentity(goal, part) {
				return true
			}
		}
		return false
	}
	if line.op != opRel || line.name != "=" {
		return false
	}
	plain := len(operations(goal)) == 0
	for _, side := range [2][2]int{{0, 1}, {1, 0}} {
		if st.saysSide(goal.args[0], line.args[side[0]], plain) && st.saysSide(goal.args[1], line.args[side[1]], plain) {
			return true
		}
	}
	return false
}

// saysSide compares one side: its operations one by one, or else its functions.
// plain says that the goal has no operation on either side.
func (st *setting) saysSide(want, have *node, plain bool) bool {
	w, h := operations(want), operations(have)
	if len(w) != len(h) {
		return false
	}
	if plain && !maps.Equal(functions(want), functions(have)) {
		return false
	}
	if plain && len(functions(want)) == 0 && !st.alike(want, have) {
		return false
	}
	for i := range w {
		if !st.sameOperation(w[i], h[i]) {
			return false
		}
	}
	o, ok := st.compareRaw(want, have)
	return ok && (o.ok() || o.verdict == Conditional)
}

// alike reports whether two expressions are the same tree.
func (st *setting) alike(a, b *node) bool {
	la, err := st.scope.lower(a, nil)
	if err != nil {
		return false
	}
	lb, err := st.scope.lower(b, nil)
	return err == nil && same(la, lb)
}

// sameOperation: the same derivative, integral, sum or limit, of equal
// expressions; a two-sided limit does for a one-sided one.
func (st *setting) sameOperation(want, have *node) bool {
	if want.op != have.op || want.order != have.order || len(want.args) != len(have.args) || have.name != "" && want.name != have.name {
		return false
	}
	operand, variable := have.args[0], want.args[1]
	if _, bound := want.binds(); bound && variable.name != have.args[1].name {
		operand = substitute(operand, map[string]*node{have.args[1].name: variable})
	} else if !same(variable, have.args[1]) {
		return false
	}
	for i := 2; i < len(want.args); i++ {
		o, ok := st.compareRaw(want.args[i], have.args[i])
		if !st.alike(want.args[i], have.args[i]) && !(ok && o.ok()) {
			return false
		}
	}
	inner := *st
	if want.op != opD {
		inner.scope = st.scope.hiding(variable.name).with(variable.name)
		inner.samplers = nil
	}
	if inner.alike(want.args[0], operand) {
		return true
	}
	o, ok := inner.compareRaw(want.args[0], operand)
	return ok && (o.ok() || o.verdict == Conditional)
}

// with is the scope with a name that is a real variable, if it is not declared.
func (s *scope) with(name string) *scope {
	if s.knows(name) {
		return s
	}
	c := *s
	c.decls = maps.Clone(s.decls)
	c.order = append([]string{}, s.order...)
	c.declareReal(name)
	return &c
}

// operations are the outermost derivatives, integrals, sums and limits.
func operations(n *node) []*node {
	var all []*node
	walk(n, func(m *node) bool {
		switch m.op {
		case opD, opInt, opSum, opLim:
			all = append(all, m)
			return false
		}
		return true
	})
	return all
}

// functions counts the functions of an expression by name; roots are left out,
// since they may be written as powers.
func functions(n *node) map[string]int {
	all := map[string]int{}
	walk(n, func(m *node) bool {
		if (m.op == opCall || m.op == opApply) && m.name != "sqrt" {
			all[m.name]++
		}
		return true
	})
	return all
}
