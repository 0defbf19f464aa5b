package derive

import (
	"math"
	"math/big"
	"math/rand/v2"
	"sort"
)

// setting is what a claim is judged in: declarations, the inequalities that
// hold (assumptions, and what was learnt on the way), and a budget.
type setting struct {
	scope    *scope
	holds    []*node // lowered relations, and/or trees
	seed     uint64
	budget   *budget
	fields   *fielder
	samplers map[string]*sampler
	marks    *marking
}

func newSetting(sc *scope, seed uint64, b *budget) (*setting, error) {
	st := &setting{scope: sc, seed: seed, budget: b, fields: newFielder(sc, seed, b), marks: &marking{}}
	for _, a := range sc.assume {
		l, err := sc.lower(a, nil)
		if err != nil {
			return nil, err
		}
		st.holds = append(st.holds, l)
	}
	return st, nil
}

// with is the setting with further inequalities.
func (st *setting) with(more ...*node) *setting {
	c := *st
	c.holds = append(append([]*node{}, st.holds...), more...)
	c.samplers = nil
	return &c
}

// point gives values to atoms and models to unknown functions.
type point struct {
	values map[string]float64
	models map[string]*model
	kind   sampling
}

// sampling is the way in which points are drawn.
type sampling uint8

const (
	special   sampling = iota // small round numbers
	anySign                   // log-uniform magnitudes, both signs where allowed
	positives                 // log-uniform, positive where allowed
	wide                      // six decades, for claims that are hard to meet
)

// sampler draws points for a set of atoms.
type sampler struct {
	st    *setting
	names []string
	decls []*declaration
	rng   *rand.Rand
	tests []constraint
	funs  []string
	far   []float64 // magnitudes of constants that stand beside variables in sums
	used  int       // draws so far, for the message about contradictions
}

// constraint is one assumption with the atoms that occur in it.
type constraint struct {
	n     *node
	tape  *tape
	atoms []int // indices into names
	rels  []string
	tree  *node
}

// sampler for the free atoms of some expressions; assumptions that share an
// atom with them, directly or through other assumptions, come along.
func (st *setting) sampler(roots ...*node) (*sampler, error) {
	names := free(roots...)
	used := map[string]bool{}
	for _, n := range names {
		used[n] = true
	}
	s := &sampler{st: st, rng: rand.New(rand.NewPCG(st.seed, 0x9e3779b97f4a7c15))}
	pending := append([]*node{}, st.holds...)
	var relevant []*node
	for again := true; again; {
		again = false
		for i, h := range pending {
			if h == nil {
				continue
			}
			touches := false
			atoms := free(h)
			for _, a := range atoms {
				touches = touches || used[a]
			}
			if !touches {
				continue
			}
			pending[i] = nil
			relevant = append(relevant, h)
			again = true
			for _, a := range atoms {
				if !used[a] {
					used[a] = true
					names = append(names, a)
				}
			}
		}
	}
	for _, n := range names {
		s.add(n)
	}
	index := map[string]int{}
	for i, n := range names {
		index[n] = i
	}
	for _, h := range relevant {
		c, err := newConstraint(st.scope, h, index)
		if err != nil {
			return nil, err
		}
		s.tests = append(s.tests, c)
	}
	s.functions(append(roots, relevant...))
	s.far = farConstants(append(roots, relevant...)...)
	return s, nil
}

func (s *sampler) add(name string) {
	s.names = append(s.names, name)
	d := s.st.scope.lookup(name)
	if d == nil {
		d = &declaration{name: name}
	}
	s.decls = append(s.decls, d)
}

func (s *sampler) functions(roots []*node) {
	seen := map[string]bool{}
	for _, r := range roots {
		walk(r, func(n *node) bool {
			if n.op == opApply && !seen[n.name] {
				seen[n.name] = true
				s.funs = append(s.funs, n.name)
			}
			return true
		})
	}
	sort.Strings(s.funs)
}

// newConstraint compiles both sides of every relation in a tree.
func newConstraint(sc *scope, tree *node, index map[string]int) (constraint, error) {
	c := constraint{n: tree, tree: tree}
	var sides []*node
	walk(tree, func(n *node) bool {
		if n.op == opRel {
			sides = append(sides, n.args[0], n.args[1])
			c.rels = append(c.rels, n.name)
			return false
		}
		return true
	})
	t, err := compile(sc, sides...)
	if err != nil {
		return c, err
	}
	c.tape = t
	for _, name := range t.inputs {
		c.atoms = append(c.atoms, index[name])
	}
	return c, nil
}

// satisfied evaluates the constraint in float64; strict relations must hold
// with a margin, so that no boundary is mistaken for inside.
func (c *constraint) satisfied(m *machine[ball], p []float64) bool {
	in := make([]ball, len(c.atoms))
	for i, a := range c.atoms {
		in[i] = ball{p[a], 0}
	}
	regs, f := m.run(c.tape, in)
	if f != noFailure {
		return false
	}
	i := 0
	var truth func(n *node) bool
	truth = func(n *node) bool {
		switch n.op {
		case opRel:
			l, r := regs[c.tape.outputs[2*i]], regs[c.tape.outputs[2*i+1]]
			i++
			return compareBalls(n.name, l, r)
		case opAnd:
			all := true
			for _, a := range n.args {
				all = truth(a) && all
			}
			return all
		case opOr:
			some := false
			for _, a := range n.args {
				some = truth(a) || some
			}
			return some
		}
		return n.name == "true"
	}
	return truth(c.tree)
}

func compareBalls(rel string, l, r ball) bool {
	d, e := l.v-r.v, l.e+r.e
	margin := e + 1e-9*(math.Abs(l.v)+math.Abs(r.v))
	switch rel {
	case "<":
		return d < -margin
	case "<=":
		return d <= e
	case ">":
		return d > margin
	case ">=":
		return d >= -e
	case "!=":
		return math.Abs(d) > margin
	}
	return math.Abs(d) <= 1e-9*(1+math.Abs(l.v)+math.Abs(r.v))
}

// errContradiction is given when no point meets the assumptions.
var errContradiction = &InputError{What: "no values satisfy the assumptions", Mend: "check assume and the signs in var for a contradiction"}

// draw gives one point that meets the assumptions. Where a random point fails,
// the variables of the failing assumption are drawn again, which settles
// chains such as V_r < V_th < E_L + R*I quickly. nil when nothing is found; the
// caller decides whether that is a contradiction.
func (s *sampler) draw(kind sampling) *point {
	m := &machine[ball]{k: ballNumber{}, budget: s.st.budget, digits: 12}
	p := make([]float64, len(s.names))
	for i := range p {
		p[i] = s.value(i, kind)
	}
	for repair := range 400 {
		if s.used++; s.st.budget.exhausted {
			return nil
		}
		failed := -1
		for i := range s.tests {
			if !s.tests[i].satisfied(m, p) {
				failed = i
				break
			}
		}
		if failed < 0 {
			return s.point(p, kind)
		}
		if kind == special && repair == 150 {
			kind = anySign
		}
		atoms := s.tests[failed].atoms
		if len(atoms) == 0 {
			return nil
		}
		if repair%40 == 39 {
			for i := range p {
				p[i] = s.value(i, kind)
			}
			continue
		}
		a := atoms[s.rng.IntN(len(atoms))]
		p[a] = s.value(a, kind)
	}
	return nil
}

func (s *sampler) point(p []float64, kind sampling) *point {
	out := &point{values: make(map[string]float64, len(p)), kind: kind}
	for i, n := range s.names {
		out.values[n] = p[i]
	}
	if len(s.funs) > 0 {
		out.models = map[string]*model{}
		for _, f := range s.funs {
			r := func() float64 { return 0.3 + 1.7*s.rng.Float64() }
			d := s.st.scope.lookup(f)
			out.models[f] = &model{a: r(), b: r() - 1, c: r(), w: r(), p: r(), d: r(), v: r() + 1, q: r(), positive: d != nil && d.positive()}
		}
	}
	return out
}

// farConstants are the magnitudes of constants in sums and relations with
// variables, where they are far from 1: beyond x - 1000 something may change that
// points near 1 do not show.
func farConstants(roots ...*node) []float64 {
	var out []float64
	seen := map[float64]bool{}
	for _, root := range roots {
		walk(root, func(n *node) bool {
			if n.op != opAdd && n.op != opRel && !(n.op == opCall && len(n.args) == 2) || len(free(n)) == 0 {
				return true
			}
			for _, a := range n.args {
				v, ok := a.value()
				if !ok {
					continue
				}
				x, _ := v.Float64()
				if x = math.Abs(x); x != 0 && (x > 8 || x < 0.05) && x < 1e15 && x > 1e-15 && !seen[x] && len(out) < 8 {
					seen[x] = true
					out = append(out, x)
				}
			}
			return true
		})
	}
	return out
}

var specials = []float64{1, 2, -1, 0.5, 3, -2, 1.5, -0.5, 4, 5, -3, 0.25}

// value draws one value within the declared interval.
func (s *sampler) value(i int, kind sampling) float64 {
	d := s.decls[i]
	r := s.rng
	if d.integer {
		return s.integer(d, kind)
	}
	lo, hi := math.Inf(-1), math.Inf(1)
	if d.lo != nil {
		lo, _ = d.lo.Float64()
	}
	if d.hi != nil {
		hi, _ = d.hi.Float64()
	}
	if kind == special {
		for range 12 {
			v := specials[r.IntN(len(specials))]
			if r.IntN(2) == 0 {
				v = specials[r.IntN(4)]
			}
			if v > lo && v < hi {
				return v
			}
		}
	}
	scale := math.Exp(r.Float64()*3.9 - 2.1) // 0.12 … 6
	if len(s.far) > 0 && kind != special && r.IntN(5) == 0 {
		scale = s.far[r.IntN(len(s.far))] * math.Exp(2*r.Float64()-1)
	}
	switch kind {
	case special:
		scale = float64(1+r.IntN(7)) / 4
	case wide:
		scale = math.Exp(r.Float64()*14 - 7)
	}
	switch {
	case !math.IsInf(lo, 0) && !math.IsInf(hi, 0):
		if kind == special {
			return lo + (hi-lo)*float64(1+r.IntN(7))/8
		}
		return lo + (hi-lo)*(0.02+0.96*r.Float64())
	case !math.IsInf(lo, 0):
		return lo + scale
	case !math.IsInf(hi, 0):
		return hi - scale
	}
	if kind != positives && r.IntN(2) == 0 {
		return -scale
	}
	return scale
}

func (s *sampler) integer(d *declaration, kind sampling) float64 {
	lo, hi := int64(-4), int64(6)
	switch {
	case d.lo != nil:
		lo = ceilRat(d.lo)
		if d.loOpen && d.lo.IsInt() {
			lo++
		}
		hi = lo + 7
		if kind == wide {
			hi = lo + 30
		}
	case kind == positives:
		lo = 1
	}
	if d.hi != nil {
		hi = floorRat(d.hi)
		if d.hiOpen && d.hi.IsInt() {
			hi--
		}
		if d.lo == nil {
			lo = hi - 8
		}
	}
	if hi < lo {
		return float64(lo)
	}
	return float64(lo + s.rng.Int64N(hi-lo+1))
}

func floorRat(x *big.Rat) int64 {
	q := new(big.Int).Div(x.Num(), x.Denom())
	return q.Int64()
}

func ceilRat(x *big.Rat) int64 {
	return -floorRat(new(big.Rat).Neg(x))
}

// inputs arranges a point for a tape.
func inputs[F any](k numeric[F], t *tape, p *point) ([]F, bool) {
	in := make([]F, len(t.inputs))
	for i, name := range t.inputs {
		v, ok := p.values[name]
		if !ok {
			return nil, false
		}
		in[i] = k.from(v)
	}
	return in, true
}
