package derive

import (
	"fmt"
	"maps"
	"strconv"
	"strings"
)

// variable parses a rule's variable.
func (j *judge) variable(text string) (string, error) {
	n, err := parse(text, j.p.scope)
	if err != nil {
		return "", err
	}
	name, ok := n.atomName()
	if !ok {
		return "", &InputError{Text: text, To: len(text), What: text + " is not a variable", Mend: "name one variable"}
	}
	return name, nil
}

// diff differentiates both sides.
func (j *judge) diff(st *setting, s *step, cited []*step, r rule) (finding, error) {
	prev, err := j.one(cited, "diff")
	if err != nil {
		return finding{}, err
	}
	x := "t"
	if m := wrtPattern.FindStringSubmatch(r.args); m != nil {
		if x, err = j.variable(m[1]); err != nil {
			return finding{}, err
		}
	} else if r.args != "" {
		return finding{}, r.fail("the variable is missing")
	}
	if !isEquation(prev.stated) {
		return finding{}, r.fail("line (" + prev.label + ") is not an equation")
	}
	want, err := j.derivativeOf(prev.stated, x)
	if names := opaque(s.stated, x); len(names) > 0 {
		want, err = j.derivativeWritten(prev.stated, s.stated, x, names)
	}
	if err != nil {
		return finding{}, err
	}
	f, err := j.yields(st, s, want)
	if err == nil && !Accepted(f.verdict) {
		// a derivative may be simplified with the line itself: f' = (c-x)/s^2*f
		if o, err := st.follows([]*node{prev.stated, want}, s.stated); err == nil && o.ok() {
			return j.fromOutcome(o), nil
		}
	}
	return f, err
}

func (j *judge) derivativeOf(eq *node, x string) (*node, error) {
	l, err := j.p.scope.differentiate(eq.args[0], x)
	if err != nil {
		return nil, err
	}
	r, err := j.p.scope.differentiate(eq.args[1], x)
	if err != nil {
		return nil, err
	}
	return relation("=", l, r), nil
}

// opaque are the symbols y of which a line writes the derivative d(y,x), with the highest order. A plain variable does not
// depend on another one, but who writes d(y,x) says that it does here.
func opaque(n *node, x string) map[string]int {
	out := map[string]int{}
	for _, name := range free(n) {
		if y, by, order, ok := opaqueDerivative(name); ok && by == x {
			out[y] = max(out[y], order)
		}
	}
	return out
}

// opaqueDerivative reads the name that a derivative of a plain variable has, "d(y,x,2)".
func opaqueDerivative(name string) (y, x string, order int, ok bool) {
	inside, ok := strings.CutPrefix(name, "d(")
	parts := strings.Split(strings.TrimSuffix(inside, ")"), ",")
	if !ok || len(parts) != 3 {
		return "", "", 0, false
	}
	order, err := strconv.Atoi(parts[2])
	return parts[0], parts[1], order, err == nil
}

// derivativeWritten differentiates an equation by x as often as the claim does, with the named symbols as functions of x.
func (j *judge) derivativeWritten(eq, claim *node, x string, names map[string]int) (*node, error) {
	scope := *j.p.scope
	scope.decls = maps.Clone(scope.decls)
	into, back := map[string]*node{}, map[string]*node{}
	times := 1
	for y, order := range names {
		d := scope.decls[y]
		if d == nil {
			continue
		}
		function := *d
		function.params = []string{x}
		scope.decls[y] = &function
		times = max(times, order-opaque(eq, x)[y])
		for k := 1; k <= order+4; k++ {
			name := fmt.Sprintf("d(%s,%s,%d)", y, x, k)
			p := prime(y, k)
			atom, _ := p.atomName()
			into[name], back[atom] = p, symbol(name)
		}
	}
	eq = substitute(eq, into)
	for range times {
		l, err := scope.differentiate(eq.args[0], x)
		if err != nil {
			return nil, err
		}
		r, err := scope.differentiate(eq.args[1], x)
		if err != nil {
			return nil, err
		}
		eq = relation("=", l, r)
	}
	return substitute(eq, back), nil
}

// integrate integrates both sides, or (without limits) evaluates the
// integrals that stand in the line.
func (j *judge) integrate(st *setting, s *step, cited []*step, r rule) (finding, error) {
	prev, err := j.one(cited, "int")
	if err != nil {
		return finding{}, err
	}
	m := fromPattern.FindStringSubmatch(r.args)
	if m == nil {
		return j.equiv(st, s, cited)
	}
	x := m[3]
	if x == "" {
		x = "t"
	}
	side := func(n *node) (*node, error) {
		text := fmt.Sprintf("int(%s, %s, %s, %s)", n, x, m[1], m[2])
		i, err := parse(text, j.p.scope)
		if err != nil {
			return nil, err
		}
		return j.p.scope.lower(i, nil)
	}
	l, err := side(prev.raw.args[0])
	if err != nil {
		return finding{}, err
	}
	rr, err := side(prev.raw.args[1])
	if err != nil {
		return finding{}, err
	}
	return j.yields(st, s, relation("=", j.fundamental(l), j.fundamental(rr)))
}

// fundamental evaluates the integral of a derivative, int(V', t, a, b) =
// V(b) - V(a), term by term where the integrand is a bare prime.
func (j *judge) fundamental(n *node) *node {
	if n.op != opInt || len(n.args) != 4 {
		return n
	}
	coefficient, rest := []*node{}, n.args[0]
	if rest.op == opMul {
		var primes []*node
		for _, a := range rest.args {
			if a.op == opPrime {
				primes = append(primes, a)
			} else if !dependsOn(a, n.args[1].name) {
				coefficient = append(coefficient, a)
			} else {
				return n
			}
		}
		if len(primes) != 1 {
			return n
		}
		rest = primes[0]
	}
	if rest.op != opPrime {
		return n
	}
	at := func(limit *node) *node {
		return makeNode(node{op: opApply, name: rest.name, order: rest.order - 1, args: []*node{limit}})
	}
	return product(append(coefficient, minus(at(n.args[3]), at(n.args[2])))...)
}

// antiderivative: the derivative of the line is the cited line, and a
// constant of integration stands in it.
func (j *judge) antiderivative(st *setting, s *step, cited []*step, r rule) (finding, error) {
	prev, err := j.one(cited, "antideriv")
	if err != nil {
		return finding{}, err
	}
	x := "t"
	if m := wrtPattern.FindStringSubmatch(r.args); m != nil {
		if x, err = j.variable(m[1]); err != nil {
			return finding{}, err
		}
	}
	back, err := j.derivativeOf(s.stated, x)
	if err != nil {
		return finding{}, err
	}
	rel, err := st.equivalent(prev.stated, back)
	f := j.fromRelation(rel, nil)
	if err != nil || !rel.ok() {
		if err == nil && f.verdict == Different {
			f.message = "Differentiate this line: it does not give line (" + prev.label + ") back."
		}
		return f, err
	}
	for _, name := range free(s.stated) {
		if !dependsOn(prev.stated, name) && j.p.scope.independentOf(name, x) && !strings.HasSuffix(name, "'") {
			return f, nil
		}
	}
	f.verdict, f.slip = Different, "the constant of integration is missing"
	f.message = "The derivative is right, but an antiderivative is only fixed up to a constant: add + C (declare it), or state an initial condition."
	return f, nil
}

// condition is "V'(L) = 0".
type boundary struct {
	name  string
	order int
	at    *node
	value *node
	text  string
}

func (j *judge) boundaries(r rule) ([]boundary, error) {
	m := withPattern.FindStringSubmatch(r.args)
	var out []boundary
	for _, text := range splitEquations(m[1]) {
		c := condPattern.FindStringSubmatch(text)
		if c == nil {
			return nil, r.fail(fmt.Sprintf("%q is not a condition such as V(0)=V_r", text))
		}
		at, err := parse(c[3], j.p.scope)
		if err != nil {
			return nil, err
		}
		value, err := parse(c[4], j.p.scope)
		if err != nil {
			return nil, err
		}
		b := boundary{name: c[1], order: len(c[2]), text: text}
		if b.at, err = j.p.scope.lower(at, nil); err != nil {
			return nil, err
		}
		if b.value, err = j.p.scope.lower(value, nil); err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

// ode: the residual vanishes and the conditions hold.
func (j *judge) ode(st *setting, s *step, cited []*step, r rule) (finding, error) {
	prev, err := j.one(cited, "ode")
	if err != nil {
		return finding{}, err
	}
	conditions, err := j.boundaries(r)
	if err != nil {
		return finding{}, err
	}
	if !isEquation(prev.stated) {
		return finding{}, r.fail(fmt.Sprintf("line (%s) is no equation", prev.label))
	}
	name, solution, err := j.solution(st, prev, s, conditions)
	if err != nil {
		return finding{}, err
	}
	x := j.p.scope.independent(name)
	derivatives := []*node{solution}
	order := 0
	with := map[string]*node{name: solution}
	for k := 1; k <= 4; k++ {
		d, err := j.p.scope.differentiate(derivatives[k-1], x)
		if err != nil {
			return finding{}, err
		}
		derivatives = append(derivatives, d)
		p, _ := prime(name, k).atomName()
		if with[p] = d; dependsOn(prev.stated, p) {
			order = k
		}
	}
	if order == 0 {
		return finding{}, r.fail(fmt.Sprintf("line (%s) is not a differential equation for %s", prev.label, name))
	}
	residual := substitute(prev.stated, with)
	o, err := st.compareExisting(residual.args[0], residual.args[1])
	if err != nil {
		return finding{}, err
	}
	f := j.fromOutcome(o)
	if o.verdict == Different {
		f.message = fmt.Sprintf("Put into line (%s) this does not satisfy it: %s.", prev.label, counterexample(o).Says)
		f.slip = j.odeSlip(st, prev, name, x, conditions, solution)
		if f.slip == "" {
			f.slip = st.slipInSolution(solution, j.demands(st, prev, conditions, name, x))
		}
		if f.slip != "" {
			f.message += " It looks like " + f.slip + "."
		}
		return f, nil
	}
	if !Accepted(f.verdict) {
		return f, nil
	}
	if f, err = j.conditions(st, f, conditions, derivatives, name, x, order); err == nil && f.verdict == Different {
		if slip := st.slipInSolution(solution, j.demands(st, prev, conditions, name, x)); slip != "" {
			f.message += " It looks like " + slip + "."
			f.slip += ": " + slip
		}
	}
	return f, err
}

// demands gives, for a candidate of the solution, what must vanish: the
// residual of the equation and what it misses of each condition.
func (j *judge) demands(st *setting, prev *step, conditions []boundary, name, x string) func(*node) []*node {
	return func(e *node) []*node {
		with := map[string]*node{name: e}
		list := []*node{e}
		for k := 1; k <= 2; k++ {
			d, err := j.p.scope.differentiate(list[k-1], x)
			if err != nil {
				return nil
			}
			list = append(list, d)
			p, _ := prime(name, k).atomName()
			with[p] = d
		}
		residual := substitute(prev.stated, with)
		out := []*node{minus(residual.args[0], residual.args[1])}
		for _, c := range conditions {
			if c.order < len(list) {
				out = append(out, minus(substitute(list[c.order], map[string]*node{x: c.at}), c.value))
			}
		}
		return out
	}
}

// solution reads the line as "V = e".
func (j *judge) solution(st *setting, prev, s *step, conditions []boundary) (string, *node, error) {
	name, e, ok := isolated(s.stated)
	if ok && (len(conditions) == 0 || conditions[0].name == name) {
		return name, e, nil
	}
	if len(conditions) > 0 && isEquation(s.stated) {
		name = conditions[0].name
		f := together(minus(s.stated.args[0], s.stated.args[1]))
		if a, b, ok := st.linear(f.num, name); ok {
			return name, negate(quotient(b, a)), nil
		}
	}
	return "", nil, &InputError{Text: s.raw.String(), To: len(s.raw.String()), What: "the solution of a differential equation is written V = …", Mend: "isolate the function"}
}

// conditions checks initial and boundary conditions of a solution.
func (j *judge) conditions(st *setting, f finding, list []boundary, derivatives []*node, name, x string, order int) (finding, error) {
	for _, c := range list {
		if c.name != name || c.order >= len(derivatives) {
			return f, &InputError{Text: c.text, To: len(c.text), What: "this condition is not about " + name, Mend: fmt.Sprintf("write %s(0)=…", name)}
		}
		value := substitute(derivatives[c.order], map[string]*node{x: c.at})
		o, err := st.within(x).compare(value, c.value)
		if err != nil {
			return f, err
		}
		if o.ok() {
			if rank(o.verdict) > rank(f.verdict) {
				f.verdict = o.verdict
			}
			continue
		}
		f.verdict, f.outcome = o.verdict, o
		if o.verdict == Different {
			f.slip = "the initial condition"
			f.message = fmt.Sprintf("This satisfies the differential equation, but not %s: %s.", c.text, counterexample(o).Says)
		}
		return f, nil
	}
	if len(list) < order {
		f.conditions = append(f.conditions, fmt.Sprintf("%d of %d conditions are stated", len(list), order))
	}
	return f, nil
}

// within drops the assumptions that mention x, which has been set to an
// instant that need not satisfy them.
func (st *setting) within(x string) *setting {
	c := *st
	c.holds = nil
	for _, h := range st.holds {
		if !dependsOn(h, x) {
			c.holds = append(c.holds, h)
		}
	}
	return &c
}

// initial: "ic 3: V(0)=a" puts the instant into line 3.
func (j *judge) initial(st *setting, s *step, cited []*step, r rule) (finding, error) {
	prev, err := j.one(cited, "ic")
	if err != nil {
		return finding{}, err
	}
	list, err := j.boundaries(r)
	if err != nil || len(list) == 0 {
		return finding{}, r.fail("the initial condition is missing")
	}
	premises := []*node{prev.stated}
	for _, c := range list {
		x := j.p.scope.independent(c.name)
		base := prev.stated
		if c.order > 0 {
			for range c.order {
				if base, err = j.derivativeOf(base, x); err != nil {
					return finding{}, err
				}
			}
		}
		atom, _ := prime(c.name, c.order).atomName()
		premises = append(premises, substitute(base, map[string]*node{atom: c.value, x: c.at}))
	}
	if rel, err := st.equivalent(premises[1], s.stated); err == nil && rel.ok() {
		return j.fromRelation(rel, premises[1]), nil
	}
	o, err := st.follows(premises, s.stated)
	f := j.fromOutcome(o)
	f.want = premises[1]
	if o.verdict == Different {
		f.slip = "the initial condition"
	}
	return f, err
}
