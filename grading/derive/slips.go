package derive

import (
	"fmt"
	"math"
	"math/big"
	"strings"
)

// Diagnosis: what was expected and what was written are compared at a few
// points. A constant ratio, a ratio that is a product of small powers of the
// symbols, or a difference that is one term of the sum names the slip at once;
// otherwise slips are made on purpose, in the right line and (backwards) in the
// written one, until one gives what the other says.

// slipName names the slip between two expressions or two equations of a pair.
func (st *setting) slipName(want, got *node) string {
	if isEquation(want) && isEquation(got) {
		return st.diagnose(want, got)
	}
	if isStatement(want) || isStatement(got) || want.op == opMatrix || got.op == opMatrix || st.scope.complex {
		return ""
	}
	return st.between(want, got)
}

// diagnose compares two equations: solved for the atom that stands alone, or
// else as differences.
func (st *setting) diagnose(want, got *node) string {
	if !isEquation(want) || !isEquation(got) || st.budget.exhausted {
		return ""
	}
	if name, e, ok := isolated(got); ok {
		if w := st.isolate(want, name); w != nil {
			return st.between(w, e)
		}
	}
	for _, name := range free(got) {
		a, b := st.isolate(want, name), st.isolate(got, name)
		if a != nil && b != nil {
			if s := st.between(a, b); s != "" {
				return s
			}
			break
		}
	}
	f, g := minus(want.args[0], want.args[1]), minus(got.args[0], got.args[1])
	if s := st.between(f, g); s != "" && s != "a sign" && !strings.HasPrefix(s, "a factor") {
		return s
	}
	return ""
}

// isolate solves an equation for an atom that occurs linearly or just once.
func (st *setting) isolate(eq *node, name string) *node {
	if x, e, ok := isolated(eq); ok && x == name {
		return e
	}
	f := together(minus(eq.args[0], eq.args[1]))
	if a, b, ok := st.linear(f.num, name); ok {
		return negate(quotient(b, a))
	}
	l, r := eq.args[0], eq.args[1]
	if !dependsOn(l, name) {
		l, r = r, l
	}
	if dependsOn(r, name) || occurrences(l, name) != 1 {
		return nil
	}
	return unwind(l, r, name)
}

func occurrences(n *node, name string) int {
	count := 0
	walk(n, func(m *node) bool {
		if a, ok := m.atomName(); ok && a == name {
			count++
		}
		return true
	})
	return count
}

// inverses of functions, on their principal range.
var inverses = map[string]string{"exp": "log", "log": "exp", "tan": "atan", "atan": "tan", "tanh": "atanh", "atanh": "tanh", "sinh": "asinh", "asinh": "sinh", "sin": "asin", "cos": "acos"}

// unwind undoes the operations around the one occurrence of name in l.
func unwind(l, r *node, name string) *node {
	for range 60 {
		if a, ok := l.atomName(); ok && a == name {
			return r
		}
		at := -1
		for i, a := range l.args {
			if dependsOn(a, name) {
				at = i
			}
		}
		if at < 0 {
			return nil
		}
		others := make([]*node, 0, len(l.args))
		for i, a := range l.args {
			if i != at {
				others = append(others, a)
			}
		}
		switch l.op {
		case opAdd:
			r = minus(r, sum(others...))
		case opMul:
			r = quotient(r, product(others...))
		case opNeg:
			r = negate(r)
		case opDiv:
			if at == 0 {
				r = product(r, l.args[1])
			} else {
				r = quotient(l.args[0], r)
			}
		case opPow:
			if at != 0 {
				return nil
			}
			r = power(r, quotient(oneNode, l.args[1]))
		case opCall:
			switch inv := inverses[l.name]; {
			case inv != "":
				r = call(inv, r)
			case l.name == "sqrt":
				r = square(r)
			default:
				return nil
			}
		default:
			return nil
		}
		l = l.args[at]
	}
	return nil
}

// probe is a handful of points with the values of both expressions there.
type probe struct {
	st        *setting
	points    []*point
	want, got []float64
	rough     bool // limits are known to six digits only
}

func (st *setting) probe(want, got *node) *probe {
	t, err := compile(st.scope, want, got)
	if err != nil {
		return nil
	}
	s, err := st.sampler(want, got)
	if err != nil {
		return nil
	}
	p := &probe{st: st}
	for i := 0; i < 40 && len(p.points) < 5; i++ {
		kind := positives
		if i%3 == 2 {
			kind = anySign
		}
		q := s.draw(kind)
		if q == nil {
			return nil
		}
		m := st.floatMachine(q)
		in, ok := inputs[ball](ballNumber{}, t, q)
		if !ok {
			return nil
		}
		regs, f := m.run(t, in)
		if f != noFailure {
			continue
		}
		want, got := regs[t.outputs[0]].v, regs[t.outputs[1]].v
		if t.limits { // nearer by half: what is linear in the distance goes
			m.step /= 2
			near, f := m.run(t, in)
			if f != noFailure {
				continue
			}
			want, got = 2*near[t.outputs[0]].v-want, 2*near[t.outputs[1]].v-got
		}
		p.points = append(p.points, q)
		p.want, p.got = append(p.want, want), append(p.got, got)
		p.rough = p.rough || t.limits
	}
	if len(p.points) < 3 {
		return nil
	}
	return p
}

// floatMachine runs tapes in float64 at a point; limits are taken near their
// point.
func (st *setting) floatMachine(q *point) *machine[ball] {
	return &machine[ball]{k: ballNumber{}, budget: st.budget, digits: 9, models: q.models, scope: st.scope, step: 1e-5, from: 1}
}

// values of another expression at the same points; nil where it has none.
func (p *probe) values(n *node) []float64 {
	t, err := compile(p.st.scope, n)
	if err != nil {
		return nil
	}
	out := make([]float64, len(p.points))
	for i, q := range p.points {
		in := make([]ball, len(t.inputs))
		for k, name := range t.inputs {
			v, ok := q.values[name]
			if !ok {
				v = 0.7310585786 + float64(k)
			}
			in[k] = ball{v, 0}
		}
		v, f := p.st.floatMachine(q).value(t, in)
		if f != noFailure {
			return nil
		}
		out[i] = v.v
	}
	return out
}

// between names the slip that leads from what is wanted to what was written.
func (st *setting) between(want, got *node) string {
	saved := st.budget
	st.budget = saved.within(0.7)
	defer func() { st.budget = saved }()
	p := st.probe(want, got)
	if p == nil || allClose(p.want, p.got) { // no difference where it was looked at
		return ""
	}
	if s := p.inLogarithm(want, got); s != "" {
		return s
	}
	st.mark(got) // unless a part of it is found
	if s := p.constantFactor(); s != "" {
		return s
	}
	if s := p.droppedTerm(want, got); s != "" {
		return s
	}
	if s := p.symbolFactor(want, got); s != "" {
		return s
	}
	st.mark()
	return p.mutated(want, got)
}

// close compares values of a probe.
func (p *probe) close(a, b float64) bool {
	if p.rough {
		return math.Abs(a-b) <= 1e-4*math.Max(math.Abs(a), math.Abs(b))
	}
	return close9(a, b)
}

// rounded takes a constant of a rough probe for the simple number beside it.
func (p *probe) rounded(c float64) float64 {
	if !p.rough {
		return c
	}
	for d := 1.0; d <= 12; d++ {
		if n := math.Round(c * d); n != 0 && math.Abs(c*d-n) < 1e-4*math.Abs(n) {
			return n / d
		}
	}
	for _, f := range niceFactors {
		for _, x := range []float64{f.value, 1 / f.value} {
			if math.Abs(math.Abs(c)-x) < 1e-4*x {
				return math.Copysign(x, c)
			}
		}
	}
	return c
}

func close9(a, b float64) bool {
	return math.Abs(a-b) <= 1e-7*math.Max(math.Abs(a), math.Abs(b))
}

func allClose(a, b []float64) bool {
	if a == nil || b == nil {
		return false
	}
	same := false
	for i := range a {
		if !close9(a[i], b[i]) {
			return false
		}
		same = same || a[i] != 0
	}
	return same
}

// inLogarithm: the opposite sign of a logarithm is its quotient inverted.
func (p *probe) inLogarithm(want, got *node) string {
	for i := range p.want {
		if !close9(p.want[i], -p.got[i]) {
			return ""
		}
	}
	found := false
	var inside *node
	walk(got, func(n *node) bool {
		if n.op == opCall && n.name == "log" && has(n.args[0], func(m *node) bool { return m.op == opDiv }) {
			found, inside = true, n.args[0]
		}
		return true
	})
	if found && got.op != opAdd {
		p.st.mark(inside)
		return "the quotient in the logarithm is inverted"
	}
	return ""
}

// niceFactors are constants that are easily lost.
var niceFactors = []struct {
	value float64
	text  string
}{
	{math.Pi, "pi"}, {2 * math.Pi, "2*pi"}, {math.Sqrt(math.Pi), "sqrt(pi)"}, {math.Sqrt(2 * math.Pi), "sqrt(2*pi)"}, {math.Sqrt2, "sqrt(2)"},
	{math.Ln2, "log(2)"}, {math.E, "e"}, {math.Pi / 2, "pi/2"}, {math.Sqrt(math.Pi) / 2, "sqrt(pi)/2"}, {math.Sqrt(3), "sqrt(3)"}, {math.Log(10), "log(10)"}, {4 * math.Pi, "4*pi"}, {math.Sqrt(2 / math.Pi), "sqrt(2/pi)"},
}

// factorWords names a constant factor by which what was written is too large.
func factorWords(c float64) string {
	sign := ""
	if c == -1 || math.Abs(c+1) < 1e-7 {
		return "a sign"
	}
	if c < 0 {
		sign, c = " and a sign", -c
	}
	if math.Abs(c-1) < 1e-7 || c == 0 || math.IsInf(c, 0) || math.IsNaN(c) {
		return ""
	}
	for d := 1.0; d <= 12; d++ {
		if n := math.Round(c * d); n >= 1 && n <= 60 && math.Abs(c*d-n) < 1e-6*n {
			return "a factor " + strings.TrimSuffix(fmt.Sprintf("%g/%g", n, d), "/1") + " too much" + sign
		}
	}
	for _, f := range niceFactors {
		switch {
		case close9(c, f.value):
			return "a factor " + f.text + " too much" + sign
		case close9(c, 1/f.value):
			return "a factor " + f.text + " is missing" + sign
		}
	}
	return ""
}

func (p *probe) constantFactor() string {
	c := p.got[0] / p.want[0]
	for i := range p.want {
		if p.want[i] == 0 || !p.close(p.got[i]/p.want[i], c) {
			return ""
		}
	}
	return factorWords(p.rounded(c))
}

// symbolFactor: the ratio is c times one or two symbols to small powers.
func (p *probe) symbolFactor(want, got *node) string {
	n := len(p.points)
	ratio := make([]float64, n)
	for i := range ratio {
		if ratio[i] = p.got[i] / p.want[i]; p.want[i] == 0 || ratio[i] == 0 {
			return ""
		}
	}
	names := free(want, got)
	powers := []float64{1, -1, 2, -2, 0.5, -0.5, 3, -3}
	constant := func(values ...[]float64) (float64, bool) {
		var c float64
		for i := range ratio {
			r := ratio[i]
			for _, v := range values {
				r /= v[i]
			}
			if i > 0 && !p.close(r, c) {
				return 0, false
			}
			c = r
		}
		return p.rounded(c), true
	}
	type option struct {
		name   string
		text   string
		values []float64
	}
	var options []option
	for _, name := range names {
		for _, e := range powers {
			v := make([]float64, n)
			ok := true
			for i, q := range p.points {
				x := q.values[name]
				if x < 0 && e != math.Round(e) {
					ok = false
				}
				v[i] = math.Pow(x, e)
			}
			if !ok {
				continue
			}
			options = append(options, option{name, factorText(name, e), v})
		}
	}
	for _, o := range options {
		if c, ok := constant(o.values); ok {
			if strings.Contains(o.text, "too much") {
				p.st.mark(symbol(o.name))
			}
			return withConstant(o.text, c)
		}
	}
	for i, a := range options {
		for _, b := range options[i+1:] {
			if a.name == b.name {
				continue
			}
			if c, ok := constant(a.values, b.values); ok {
				if w := factorWords(c); w == "" && math.Abs(c-1) > 1e-7 {
					continue
				}
				return withConstant(a.text+", "+b.text, c)
			}
		}
	}
	return ""
}

func factorText(name string, e float64) string {
	verb := " too much"
	if e < 0 {
		verb, e = " is missing", -e
	}
	if e == 1 {
		return "a factor " + name + verb
	}
	return fmt.Sprintf("a factor %s^%g%s", name, e, verb)
}

func withConstant(text string, c float64) string {
	if math.Abs(c-1) < 1e-7 {
		return text
	}
	if w := factorWords(c); w != "" {
		return text + ", and " + w
	}
	return text
}

// droppedTerm: the difference is one term of the sum, or twice it.
func (p *probe) droppedTerm(want, got *node) string {
	for _, side := range []struct {
		n     *node
		verb  string
		other float64
	}{{want, "was dropped", 1}, {got, "is too much", -1}} {
		if side.n.op != opAdd {
			continue
		}
		for _, t := range side.n.args {
			v := p.values(t)
			if v == nil {
				continue
			}
			once, twice := true, true
			for i := range v {
				d := (p.want[i] - p.got[i]) * side.other
				once = once && close9(d, v[i])
				twice = twice && close9(d, 2*v[i])
			}
			switch {
			case once:
				if side.other < 0 {
					p.st.mark(t)
				}
				return fmt.Sprintf("the term %s %s", t, side.verb)
			case twice && side.other > 0:
				p.st.mark(negate(t))
				return fmt.Sprintf("the sign of the term %s", bare(t))
			}
		}
	}
	return ""
}

// mutated makes slips on both until the other is found.
func (p *probe) mutated(want, got *node) string {
	for _, backwards := range []bool{true, false} { // in the words of what was written, if they will do
		source, target := want, p.got
		if backwards {
			source, target = got, p.want
		}
		if source.size > 400 {
			continue
		}
		found := ""
		look := newGlance(p.points[0])
		quick := plain(source)
		p.st.eachSlip(source, func(m slip) bool {
			if p.st.budget.spend(20) {
				return false
			}
			for _, name := range free(m.n) {
				if _, ok := p.points[0].values[name]; !ok {
					return true // neither side speaks of it
				}
			}
			if quick {
				if v := look.value(m.n); !math.IsNaN(v) && math.Abs(v-target[0]) > 1e-5*math.Max(math.Abs(v), math.Abs(target[0])) {
					return true
				}
			}
			if allClose(p.values(m.n), target) {
				found = m.forward
				p.st.mark(m.to, m.from)
				if backwards {
					found = m.backward
					p.st.mark(m.from)
				}
				return false
			}
			return true
		})
		if found != "" {
			return found
		}
	}
	return ""
}

// wrongDirection says whether an inequality would follow if it pointed the other way.
func (st *setting) wrongDirection(premises []*node, claim *node) string {
	other := map[string]string{"<": ">", ">": "<", "<=": ">=", ">=": "<="}[claim.name]
	if claim.op != opRel || other == "" || len(premises) != 1 || st.budget.exhausted {
		return ""
	}
	if o, err := st.sameTruth(premises[0], relation(other, claim.args[0], claim.args[1])); err != nil || !o.ok() {
		return ""
	}
	return "the direction of the inequality"
}

// limitSlip compares the value of a limit with what was written.
func (st *setting) limitSlip(eq *node) string {
	if hasLimit(eq.args[1]) {
		return st.between(eq.args[1], eq.args[0])
	}
	return st.between(eq.args[0], eq.args[1])
}

// expansionSlip makes slips in the terms of an expansion until it holds.
func (st *setting) expansionSlip(a, b *node, e expansion) string {
	for _, t := range terms(b) {
		for _, c := range []struct {
			n    *node
			text string
		}{
			{negate(t), "the sign of the term " + bare(t)},
			{product(integer(2), t), "a factor 2 missing in the term " + bare(t)},
			{product(rational(half), t), "a factor 2 too much in the term " + bare(t)},
			{product(integer(3), t), "a factor 3 missing in the term " + bare(t)},
			{product(fraction(1, 3), t), "a factor 3 too much in the term " + bare(t)},
		} {
			corrected := replace(b, map[uint64]*node{t.key: c.n})
			if o, _, err := st.falls(a, corrected, e); err == nil && o.verdict == Supported {
				st.mark(t)
				return c.text
			}
		}
	}
	return ""
}

// odeSlip compares with the solution of a linear equation V' = a V + b.
func (j *judge) odeSlip(st *setting, prev *step, name, x string, conditions []boundary, got *node) string {
	_, rate, err := j.dynamics(st, prev)
	if err != nil || len(conditions) != 1 || conditions[0].order != 0 {
		return ""
	}
	f := together(rate)
	a, b, ok := st.linear(f.num, name)
	if !ok {
		return ""
	}
	d := f.denominator()
	a, b = quotient(a, d), quotient(b, d)
	if dependsOn(a, x) || dependsOn(b, x) {
		return ""
	}
	rest := negate(quotient(b, a))
	c := conditions[0]
	right := sum(rest, product(minus(c.value, rest), call("exp", product(a, minus(symbol(x), c.at)))))
	return st.between(right, got)
}

// half is 1/2 as a rational, for slips.
var half = big.NewRat(1, 2)
