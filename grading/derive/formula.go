package derive

import (
	"math/big"
	"sort"
)

// formula is a statement of relations joined by and/or, compiled so that its
// truth can be told at any point.
type formula struct {
	st     *setting
	tree   *node
	leaves []leaf
	index  map[uint64]int
}

type leaf struct {
	rel *node
	t   *tape
}

func (st *setting) formula(tree *node) (*formula, error) {
	f := &formula{st: st, tree: tree, index: map[uint64]int{}}
	var err error
	walk(tree, func(n *node) bool {
		if n.op != opRel {
			return n.op == opAnd || n.op == opOr
		}
		if _, seen := f.index[n.key]; !seen && err == nil {
			var t *tape
			if t, err = compile(st.scope, n.args...); err == nil {
				f.index[n.key] = len(f.leaves)
				f.leaves = append(f.leaves, leaf{n, t})
			}
		}
		return false
	})
	return f, err
}

// at is the truth at a point; known is false where some value could not be
// computed (a relation with an undefined side is false, and known).
func (f *formula) at(q *precisePoint) (holds, known bool) {
	known = true
	var eval func(n *node) bool
	eval = func(n *node) bool {
		switch n.op {
		case opRel:
			l := f.leaves[f.index[n.key]]
			v := f.st.truth(n, l.t, q)
			known = known && v.known
			return v.holds
		case opAnd:
			all := true
			for _, a := range n.args {
				all = eval(a) && all
			}
			return all
		case opOr:
			some := false
			for _, a := range n.args {
				some = eval(a) || some
			}
			return some
		}
		return n.name == "true"
	}
	holds = eval(f.tree)
	return holds, known
}

// sameTruth compares two statements at the points that matter: solutions of
// every equation and boundaries of every inequality in either, points between
// neighbouring ones, and random points. For one variable this is complete up to
// the roots found.
func (st *setting) sameTruth(a, b *node) (outcome, error) {
	fa, err := st.formula(a)
	if err != nil {
		return outcome{}, err
	}
	fb, err := st.formula(b)
	if err != nil {
		return outcome{}, err
	}
	s, err := st.sampler(a, b)
	if err != nil {
		return outcome{}, err
	}
	var witness [4]*precisePoint // indexed by truth in a and in b
	checked, both := 0, 0
	check := func(q *precisePoint) {
		x, k1 := fa.at(q)
		y, k2 := fb.at(q)
		if !k1 || !k2 {
			return
		}
		checked++
		i := 0
		if x {
			i += 2
		}
		if y {
			i++
		}
		if i == 3 {
			both++
		}
		if witness[i] == nil || (i == 1 || i == 2) && niceness(q.p) < niceness(witness[i].p) {
			witness[i] = q
		}
	}
	st.criticalPoints(append(append([]leaf{}, fa.leaves...), fb.leaves...), s, check)
	st.zeros(s, check)
	systems := false
	for _, tree := range []*node{a, b} {
		for _, parts := range conjunctions(tree) {
			st.solutions(parts, []*node{a, b}, check)
			systems = systems || countEquations(parts) > 1
		}
	}
	for i := range 40 {
		p := s.draw(schedule[i%len(schedule)])
		if p == nil {
			break
		}
		check(&precisePoint{p: p})
	}
	switch {
	case systems && both == 0 && witness[1] == nil && witness[2] == nil:
		return outcome{verdict: Unknown, why: "no solution of the equations was found"}, nil
	case witness[1] == nil && witness[2] == nil && checked >= minimumPoints:
		return outcome{verdict: Certified}, nil
	case witness[1] == nil && witness[2] == nil:
		return outcome{verdict: Unknown, why: "too few points could be evaluated"}, nil
	}
	o := outcome{verdict: Different}
	switch {
	case witness[2] == nil && both > 0:
		o.at, o.why, o.truth = witness[1].p, "⇒", onlySecond // b holds where a does not: a implies b
	case witness[1] == nil && both > 0:
		o.at, o.why, o.truth = witness[2].p, "⇐", onlyFirst
	case witness[1] != nil:
		o.at, o.truth = witness[1].p, onlySecond
	default:
		o.at, o.truth = witness[2].p, onlyFirst
	}
	return o, nil
}

// zeros are points at which one name, or every name, is 0: where x^2 > 0 and the
// like part from what holds everywhere.
func (st *setting) zeros(s *sampler, check func(*precisePoint)) {
	p := s.draw(anySign)
	if p == nil {
		return
	}
	zero := func(q *precisePoint, names ...string) {
		for _, name := range names {
			if !s.admits(q.p, name) {
				return
			}
		}
		check(q)
	}
	all := &point{values: map[string]float64{}, models: p.models, kind: p.kind}
	for _, name := range s.names {
		all.values[name] = 0
		zero(p.moved(name, new(big.Float)), name)
	}
	if len(s.names) > 1 {
		zero(&precisePoint{p: all}, s.names...)
	}
}

func countEquations(parts []*node) int {
	n := 0
	for _, p := range parts {
		if isEquation(p) {
			n++
		}
	}
	return n
}

// criticalPoints solves every leaf for every atom at a few points, and adds
// the points between neighbouring solutions.
func (st *setting) criticalPoints(leaves []leaf, s *sampler, check func(*precisePoint)) {
	draws := 6
	if len(s.names) == 1 {
		draws = 1
	}
	for _, name := range s.names {
		d := st.scope.lookup(name)
		var pivots []*pivot
		var closed []*tape // edges that have a formula, however far away they lie
		for _, l := range leaves {
			if !dependsOn(l.rel, name) {
				continue
			}
			for _, d := range branches(minus(l.rel.args[0], l.rel.args[1]), nil) {
				if e := st.isolate(relation("=", d, zeroNode), name); e != nil && !dependsOn(e, name) {
					if t, err := compile(st.scope, e); err == nil && !t.quad && !t.limits {
						closed = append(closed, t)
					}
				}
				f := together(d)
				for _, u := range append(split(f.num), denominators(f)...) {
					if !dependsOn(u, name) {
						continue
					}
					if v, err := st.newPivot(u, name); err == nil {
						pivots = append(pivots, v)
					}
				}
			}
		}
		for i := range draws {
			p := s.draw(schedule[i%len(schedule)])
			if p == nil || st.budget.exhausted {
				return
			}
			var roots []*big.Float
			for _, v := range pivots {
				roots = append(roots, v.roots(p)...)
			}
			for _, t := range closed {
				regs, f := st.evaluateAt(t, &precisePoint{p: p})
				if f == noFailure && (&pivot{decl: d}).inside(regs[t.outputs[0]]) && !near(regs[t.outputs[0]], roots) {
					roots = append(roots, regs[t.outputs[0]])
				}
			}
			for _, r := range roots {
				st.solveRest(leaves, s, p.moved(name, r), check)
			}
			if d != nil && d.integer {
				continue
			}
			for _, x := range between(roots) {
				q := p.moved(name, x)
				if s.admits(q.p, name) {
					check(q)
				}
			}
		}
	}
}

// near reports whether a root is in a list already.
func near(x *big.Float, list []*big.Float) bool {
	for _, r := range list {
		d := new(big.Float).Sub(x, r)
		if d.Sign() == 0 || x.Sign() != 0 && d.MantExp(nil) < x.MantExp(nil)-60 {
			return true
		}
	}
	return false
}

// split gives the factors of an expression once each, so that a multiple root
// is a simple one.
func split(n *node) []*node {
	list := factors(n)
	if len(list) > 6 {
		return []*node{n}
	}
	var out []*node
	for _, f := range list {
		out = append(out, f.n)
	}
	return out
}

// solveRest checks a point on one equation, and the points on it that also
// solve a second one (for systems of two).
func (st *setting) solveRest(leaves []leaf, s *sampler, q *precisePoint, check func(*precisePoint)) {
	if s.admits(q.p, q.name) {
		check(q)
	}
	if len(s.names) < 2 || len(leaves) > 12 {
		return
	}
	for _, l := range leaves {
		for _, name := range free(l.rel) {
			if name == q.name || dependsOn(l.rel, q.name) && len(q.root) > 1 {
				continue
			}
			f := together(minus(l.rel.args[0], l.rel.args[1]))
			v, err := st.newPivot(substituteRoot(f.num, q), name)
			if err != nil {
				continue
			}
			for _, r := range v.roots(q.p) {
				two := q.p.moved(name, r)
				two.root = append(two.root, q.root...)
				if s.admits(two.p, name) {
					check(two)
				}
			}
		}
	}
}

// substituteRoot puts the root's value into an expression, exactly.
func substituteRoot(n *node, q *precisePoint) *node {
	with := map[string]*node{}
	for _, r := range q.root {
		x, _ := r.value.Rat(nil)
		if x == nil {
			continue
		}
		with[r.name] = rational(x)
	}
	return substitute(n, with)
}

func denominators(f fractionOf) []*node {
	var out []*node
	for _, d := range f.dens {
		out = append(out, d.n)
	}
	return out
}

// between gives points between and outside sorted values.
func between(values []*big.Float) []*big.Float {
	if len(values) == 0 {
		return nil
	}
	v := append([]*big.Float{}, values...)
	sort.Slice(v, func(i, j int) bool { return v[i].Cmp(v[j]) < 0 })
	one := big.NewFloat(1)
	out := []*big.Float{new(big.Float).Sub(v[0], one), new(big.Float).Add(v[len(v)-1], one)}
	for i := 1; i < len(v); i++ {
		mid := new(big.Float).SetPrec(288).Add(v[i-1], v[i])
		out = append(out, mid.Mul(mid, big.NewFloat(0.5)))
	}
	return out
}
