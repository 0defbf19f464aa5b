package derive

// conjunctions writes a statement as alternatives of relations that hold
// together; nil when there are too many.
func conjunctions(n *node) [][]*node {
	switch n.op {
	case opRel:
		return [][]*node{{n}}
	case opOr:
		var out [][]*node
		for _, a := range n.args {
			out = append(out, conjunctions(a)...)
		}
		return limited(out)
	case opAnd:
		out := [][]*node{{}}
		for _, a := range n.args {
			var next [][]*node
			for _, left := range out {
				for _, right := range conjunctions(a) {
					next = append(next, append(append([]*node{}, left...), right...))
				}
			}
			out = limited(next)
		}
		return out
	}
	return nil
}

func limited(list [][]*node) [][]*node {
	if len(list) > 32 {
		return list[:32]
	}
	return list
}

// solutions gives points at which all equations of a conjunction hold: linear
// ones are used to express an atom, the last one is solved numerically.
func (st *setting) solutions(parts []*node, others []*node, visit func(*precisePoint)) {
	var equations []*node
	for _, p := range parts {
		if isEquation(p) {
			equations = append(equations, p)
		}
	}
	if len(equations) > 1 {
		st.solvedPoints(equations, others, visit)
	}
}

// solvedPoints gives points at which equations hold.
func (st *setting) solvedPoints(equations []*node, others []*node, visit func(*precisePoint)) {
	s := &system{st: st, rest: equations, claim: relation("=", zeroNode, zeroNode)}
	s.eliminate()
	if len(s.rest) > 1 {
		return
	}
	roots := append([]*node{}, s.rest...)
	for _, o := range others {
		for _, e := range s.steps {
			o = substitute(o, map[string]*node{e.name: e.value})
		}
		roots = append(roots, o)
	}
	smp, err := s.st.sampler(roots...)
	if err != nil {
		return
	}
	var pivots []*pivot
	if len(s.rest) == 1 {
		f := together(minus(s.rest[0].args[0], s.rest[0].args[1]))
		for _, name := range free(f.num) {
			if v, err := s.st.newPivot(f.num, name); err == nil {
				pivots = append(pivots, v)
			}
		}
	}
	for i := range 6 {
		p := smp.draw([]sampling{anySign, positives, special}[i%3])
		if p == nil {
			return
		}
		if len(s.rest) == 0 {
			if q, ok := s.complete(&precisePoint{p: p}); ok {
				visit(q)
			}
			continue
		}
		for _, v := range pivots {
			for _, r := range v.roots(p) {
				if q, ok := s.complete(p.moved(v.name, r)); ok {
					visit(q)
				}
			}
		}
	}
}

// complete computes the eliminated atoms to many digits.
func (s *system) complete(q *precisePoint) (*precisePoint, bool) {
	out := &precisePoint{p: &point{values: map[string]float64{}, models: q.p.models, kind: q.p.kind}, name: q.name, root: append([]rootValue{}, q.root...)}
	for k, v := range q.p.values {
		out.p.values[k] = v
	}
	for i := len(s.steps) - 1; i >= 0; i-- {
		t, err := compile(s.st.scope, s.steps[i].value)
		if err != nil {
			return nil, false
		}
		regs, f := s.st.evaluateAt(t, out)
		if f != noFailure {
			return nil, false
		}
		v := regs[t.outputs[0]]
		out.root = append(out.root, rootValue{s.steps[i].name, v})
		out.p.values[s.steps[i].name], _ = v.Float64()
		if d := s.st.scope.lookup(s.steps[i].name); d != nil && !(&pivot{decl: d}).inside(v) {
			return nil, false
		}
	}
	return out, true
}
