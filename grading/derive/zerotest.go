package derive

import (
	"math"
	"math/big"

	"coronium/grading/derive/precise"
)

// outcome is what a comparison of two expressions found.
type outcome struct {
	verdict     string // Proved, Certified, Supported, Conditional, Different, Unknown
	at          *point // where they differ
	left, right float64
	condition   string
	assume      *node // the condition as a relation
	why         string
	oneSided    bool  // the point is one where only one side has a value
	truth       truth // of two statements at the point
}

func (o outcome) ok() bool {
	return o.verdict == Proved || o.verdict == Certified || o.verdict == Supported
}

// label is what happened at one point.
type label uint8

const (
	agree label = iota
	differ
	onlyLeft
	onlyRight
	neither
	unclear
)

// trial is one evaluated point.
type trial struct {
	p           *point
	label       label
	left, right float64
	noise       float64
}

// comparison holds what is needed to compare two lowered expressions.
type comparison struct {
	st        *setting
	a, b      *node
	t         *tape
	s         *sampler
	trials    []trial
	proved    bool    // the difference is identically zero in the field
	frozen    bool    // the trials are given; no more are drawn
	divergent *node   // an integral or sum that has no value
	edges     []*node // of a condition under test
	exist     bool    // both sides must have a value wherever the assumptions hold
}

const (
	minimumPoints = 4
	pointsWanted  = 24
)

// schedule is the order in which the samplers are used.
var schedule = []sampling{special, anySign, positives, special, anySign, anySign, positives, special}

// compare decides whether a = b for all values that the setting admits and
// for which either side has a value.
func (st *setting) compare(a, b *node) (outcome, error) { return st.comparing(a, b, false) }

// compareExisting also demands that both sides have a value.
func (st *setting) compareExisting(a, b *node) (outcome, error) { return st.comparing(a, b, true) }

func (st *setting) comparing(a, b *node, exist bool) (outcome, error) {
	if a.op == opMatrix || b.op == opMatrix {
		return st.compareMatrices(a, b)
	}
	if same(a, b) {
		if a.op == opInf {
			return outcome{verdict: Proved}, nil
		}
		if t, err := compile(st.scope, a); err != nil || !exist || !t.bounded {
			return outcome{verdict: Proved}, err
		}
	}
	if infinite(a) || infinite(b) {
		return st.compareInfinite(a, b)
	}
	a, b = st.asFunctions(a, b)
	a, b = cancelCommon(a, b)
	t, err := compile(st.scope, a, b)
	if err != nil {
		return outcome{}, err
	}
	if st.scope.complex {
		return st.compareComplex(a, b, t)
	}
	c := &comparison{st: st, a: a, b: b, t: t, exist: exist}
	if !t.limits {
		c.proved = st.identical(a, b)
	}
	if c.proved && !t.bounded {
		return outcome{verdict: Proved}, nil
	}
	if c.s, err = st.sampler(a, b); err != nil {
		return outcome{}, err
	}
	if t.limits {
		return c.supported()
	}
	return c.decide()
}

// asFunctions writes f as f(x) where f also stands at other points that vary,
// as in (f(x+h)-f(x))/h: both must then be values of one function.
func (st *setting) asFunctions(a, b *node) (*node, *node) {
	names := map[string]*declaration{}
	for _, n := range []*node{a, b} {
		walk(n, func(m *node) bool {
			if d := st.scope.lookup(m.name); m.op == opApply && d != nil && len(d.params) == 1 && len(free(m.args[0])) > 0 {
				names[m.name] = d
			}
			return true
		})
	}
	with := map[string]*node{}
	for name, d := range names {
		for order := range 4 {
			atom, _ := prime(name, order).atomName()
			with[atom] = makeNode(node{op: opApply, name: name, order: order, args: []*node{symbol(d.params[0])}})
		}
	}
	return substitute(a, with), substitute(b, with)
}

// infinite recognises inf and -inf.
func infinite(n *node) bool {
	return n.op == opInf || n.op == opNeg && n.args[0].op == opInf
}

// identical is step 2 of the zero test.
func (st *setting) identical(a, b *node) bool {
	x, ok := st.fields.of(a)
	y, ok2 := st.fields.of(b)
	return ok && ok2 && x == y
}

// cancelCommon removes equal terms of two sums, which helps where a term
// can't be evaluated well.
func cancelCommon(a, b *node) (*node, *node) {
	if a.op != opAdd || b.op != opAdd {
		return a, b
	}
	count := map[uint64]int{}
	for _, t := range b.args {
		count[t.key]++
	}
	var left []*node
	common := map[uint64]int{}
	for _, t := range a.args {
		if count[t.key] > 0 && (t.op == opInt || t.op == opSum) {
			count[t.key]--
			common[t.key]++
			continue
		}
		left = append(left, t)
	}
	if len(common) == 0 {
		return a, b
	}
	var right []*node
	for _, t := range b.args {
		if common[t.key] > 0 {
			common[t.key]--
			continue
		}
		right = append(right, t)
	}
	return sum(left...), sum(right...)
}

// decide runs steps 3 and 4: points in float64, then in two precisions.
func (c *comparison) decide() (outcome, error) {
	count := map[label]int{}
	misses := 0
	wanted := pointsWanted
	if c.t.quad { // every point costs a quadrature
		wanted = 10
	}
	if c.t.nested {
		wanted = minimumPoints + 1
	}
	for i := 0; len(c.trials) < wanted && misses < 40; i++ {
		kind := schedule[i%len(schedule)]
		p := c.s.draw(kind)
		if p == nil {
			if c.st.budget.exhausted {
				break
			}
			if misses += 5; misses >= 25 && len(c.trials) == 0 {
				return outcome{}, errContradiction
			}
			continue
		}
		tr := c.try(p)
		if tr.label == neither && c.exist && !c.atPole(p) {
			tr.label = onlyLeft
		}
		if tr.label == neither || tr.label == unclear {
			if misses++; tr.label == unclear {
				continue
			}
			if c.divergent != nil && misses > 3 && count[agree]+count[differ] == 0 {
				return c.nowhere()
			}
		}
		c.trials = append(c.trials, tr)
		count[tr.label]++
		if count[differ] >= 8 && count[agree] == 0 {
			break
		}
		if len(c.s.names) == 0 {
			break // no variables: one point says it all
		}
	}
	if count[differ]+count[onlyLeft]+count[onlyRight] == 0 {
		c.betweenBranches(count)
	}
	if count[differ] == 0 {
		c.roundPowers(count)
	}
	if c.st.budget.exhausted && count[differ] == 0 && count[agree] < minimumPoints {
		return outcome{verdict: Unknown, why: "the comparison took too long"}, nil
	}
	return c.judge(count)
}

func (c *comparison) judge(count map[label]int) (outcome, error) {
	bad := count[differ] + count[onlyLeft] + count[onlyRight]
	constants := len(c.s.names) == 0
	switch {
	case bad == 0 && !c.proved && !c.fewValues() && c.provedDifferent():
		// the field is decisive for rational functions: the difference is
		// merely too small to be seen
		if p := c.s.draw(special); p != nil {
			tr := c.fill(trial{p: p})
			return outcome{verdict: Different, at: p, left: tr.left, right: tr.right, why: "they differ by less than can be seen in the digits shown"}, nil
		}
		return outcome{verdict: Different, why: "they differ by very little"}, nil
	case bad == 0 && c.proved && count[agree] > 0:
		return outcome{verdict: Proved}, nil
	case bad == 0 && (count[agree] >= minimumPoints || constants && count[agree] > 0):
		return outcome{verdict: Certified}, nil
	case bad == 0 && count[agree] == 0 && count[neither] > 0, count[differ]+count[agree] == 0 && bad > 0:
		return c.nowhere()
	case bad == 0:
		return outcome{verdict: Unknown, why: "too few points could be evaluated"}, nil
	}
	if count[agree] >= 2 || count[differ] == 0 {
		if o, ok := c.conditional(); ok {
			return o, nil
		}
	}
	if count[differ] == 0 {
		return c.domainsDiffer(), nil
	}
	return c.different(), nil
}

// fewValues reports whether an integer took few values at many points: an assumption holds it between bounds, and a
// polynomial that is not zero may have zeros at all of them.
func (c *comparison) fewValues() bool {
	for _, d := range c.s.decls {
		if !d.integer {
			continue
		}
		seen := map[float64]bool{}
		for range 60 {
			if p := c.s.draw(schedule[len(seen)%len(schedule)]); p != nil {
				seen[p.values[d.name]] = true
			}
		}
		if len(seen) <= len(c.trials)/2 && len(seen) < 8 {
			return true
		}
	}
	return false
}

// provedDifferent: rational functions whose residues differ are different.
func (c *comparison) provedDifferent() bool {
	if !isRational(c.a) || !isRational(c.b) {
		return false
	}
	x, ok := c.st.fields.of(c.a)
	y, ok2 := c.st.fields.of(c.b)
	return ok && ok2 && x != y
}

// isRational reports whether an expression is built by the four operations
// and whole powers from numbers and variables alone.
func isRational(n *node) bool {
	return !has(n, func(m *node) bool {
		switch m.op {
		case opNum, opSym, opPrime, opAdd, opMul, opNeg, opDiv:
			return false
		case opPow:
			v, ok := m.args[1].value()
			return !ok || !v.IsInt()
		}
		return true
	})
}

// betweenBranches tries points between the places where H, sign, abs, min and
// max change branch, which random points would miss when these lie close together.
func (c *comparison) betweenBranches(count map[label]int) {
	edges := append([]*node{}, c.edges...)
	steps := false
	for _, root := range []*node{c.a, c.b} {
		walk(root, func(n *node) bool {
			if _, binder := n.binds(); binder {
				return false
			}
			if n.op == opCall {
				switch n.name {
				case "H", "sign", "abs":
					edges = append(edges, n.args[0])
					steps = steps || n.name == "sign"
				case "min", "max":
					edges = append(edges, minus(n.args[0], n.args[1]))
				}
			}
			return true
		})
	}
	turns := c.turningParts()
	if len(edges)+len(turns) == 0 || len(edges)+len(turns) > 20 {
		return
	}
	for _, r := range c.st.holds { // a stretch beyond the last edge may be as short as the assumptions leave it
		if r.op == opRel {
			edges = append(edges, minus(r.args[0], r.args[1]))
		}
	}
	for _, name := range c.s.names {
		if d := c.st.scope.lookup(name); d != nil && d.integer {
			continue
		}
		p := c.s.draw(anySign)
		if p == nil {
			return
		}
		from := []*point{p}
		if len(c.s.names) > 1 && len(c.s.names) <= 4 {
			from = c.corners(p)
		}
		for _, p := range from {
			c.alongEdges(p, name, edges, turns, steps, count)
		}
	}
}

// alongEdges moves one name of a point to the places between its edges and turns.
func (c *comparison) alongEdges(p *point, name string, edges, turns []*node, steps bool, count map[label]int) {
	var roots []*big.Float
	for _, e := range edges {
		if dependsOn(e, name) {
			roots = append(roots, c.st.edgeAt(e, name, p)...)
		}
	}
	for _, w := range turns {
		if slope, err := partial(w, name); err == nil && dependsOn(slope, name) {
			roots = append(roots, c.st.edgeAt(slope, name, p)...)
		}
	}
	var tried []*big.Float
	if len(roots) > 0 {
		tried = between(append(c.st.scope.ends(name), roots...))
	}
	if steps { // sign is 0 at its step, and abs of it too
		tried = append(tried, roots...)
	}
	for _, x := range tried {
		q := p.moved(name, x)
		if !c.s.admits(q.p, name) {
			continue
		}
		if tr := c.try(q.p); tr.label != neither && tr.label != unclear {
			c.trials = append(c.trials, tr)
			count[tr.label]++
		}
	}
}

// edgeAt gives the values of a name at which an expression vanishes; where it
// is linear in the name these are exact, however far away.
func (st *setting) edgeAt(e *node, name string, p *point) []*big.Float {
	if a, b, ok := st.linear(e, name); ok {
		if t, err := compile(st.scope, negate(quotient(b, a))); err == nil {
			if regs, f := st.evaluateAt(t, &precisePoint{p: p}); f == noFailure {
				return []*big.Float{regs[t.outputs[0]]}
			}
		}
		return nil
	}
	if v, err := st.newPivot(e, name); err == nil {
		return v.roots(p)
	}
	return nil
}

// nowhere is an expression without a value at any point: 1/0, log(-1).
func (c *comparison) nowhere() (outcome, error) {
	if n := c.divergent; n != nil {
		return outcome{}, &InputError{Text: n.String(), To: len(n.String()), What: "this diverges: it has no value", Mend: "check its limits and the signs of the parameters"}
	}
	p := c.trials[0].p
	for _, side := range []*node{c.a, c.b} {
		t, err := compile(c.st.scope, side)
		if err != nil {
			return outcome{}, err
		}
		m := &machine[ball]{k: ballNumber{}, budget: c.st.budget, digits: 12, models: p.models, scope: c.st.scope}
		in, ok := inputs[ball](ballNumber{}, t, p)
		if !ok {
			continue
		}
		if _, f := m.run(t, in); f.why == undefined {
			n := t.nodes[f.register]
			return outcome{}, &InputError{Text: n.String(), To: len(n.String()), What: "this has no value anywhere: " + reasonUndefined(n), Mend: "check the signs and the assumptions"}
		}
	}
	return outcome{verdict: Unknown, why: "no point could be evaluated"}, nil
}

// reasonUndefined says why an operation has no value.
func reasonUndefined(n *node) string {
	switch n.op {
	case opDiv:
		return "it divides by zero"
	case opPow:
		if len(free(n)) == 0 {
			return "zero to a power that is not positive, or a root of a negative number"
		}
		return "a negative number is raised to a power that is not an integer, or zero to one that is not positive"
	case opCall:
		switch n.name {
		case "log":
			return "the logarithm needs a positive argument"
		case "sqrt":
			return "the root of a negative number is not real"
		case "i":
			return "the imaginary unit is used only where complex is declared"
		}
		return "the argument lies outside the domain of " + n.name
	case opSum:
		return "the limits of a sum are integers"
	}
	return "it is not defined"
}

// try evaluates both sides at a point.
func (c *comparison) try(p *point) trial {
	tr := trial{p: p, label: unclear}
	k := ballNumber{}
	m := &machine[ball]{k: k, budget: c.st.budget, digits: 11, models: p.models, scope: c.st.scope}
	in, ok := inputs[ball](k, c.t, p)
	if !ok {
		return tr
	}
	regs, f := m.run(c.t, in)
	if f != noFailure {
		switch {
		case f.why == diverges:
			tr.label, c.divergent = neither, c.t.nodes[f.register]
			return tr
		case f.why != undefined:
			return c.precisely(tr)
		}
		return c.partly(tr, m, in)
	}
	a, b := regs[c.t.outputs[0]], regs[c.t.outputs[1]]
	tr.left, tr.right = a.v, b.v
	d, e := math.Abs(a.v-b.v), a.e+b.e
	if c.t.quad {
		e += 1e-8 * (math.Abs(a.v) + math.Abs(b.v))
	}
	if d > 1e4*e && d > 1e-7*(math.Abs(a.v)+math.Abs(b.v)) {
		tr.label = differ
		return tr
	}
	if c.proved {
		tr.label = agree
		return tr
	}
	tr.noise = e
	return c.precisely(tr)
}

// partly finds out which side has a value.
func (c *comparison) partly(tr trial, m *machine[ball], in []ball) trial {
	var value [2]float64
	var st [2]status
	pole := false
	for i, n := range []*node{c.a, c.b} {
		t, err := compile(c.st.scope, n)
		if err != nil {
			return tr
		}
		one, ok := inputs[ball](ballNumber{}, t, tr.p)
		if !ok {
			return tr
		}
		v, f := m.value(t, one)
		if value[i], st[i] = v.v, f.why; f != noFailure {
			value[i] = math.NaN()
		}
		pole = pole || f.why == undefined && t.isPole(f.register)
	}
	tr.left, tr.right = value[0], value[1]
	switch {
	case st[0] == undefined && st[1] == undefined, pole: // a single point is no domain
		tr.label = neither
	case st[0] == fine && st[1] == undefined:
		tr.label = onlyLeft
	case st[0] == undefined && st[1] == fine:
		tr.label = onlyRight
	}
	return tr
}

// isPole reports whether a register fails by a division by zero or a pole of
// gamma: at single points, not on an interval.
func (t *tape) isPole(register int) bool {
	in := t.code[register]
	return in.code == codeDiv || in.code == codePowInt || in.code == codeCall && (in.name == "gamma" || in.name == "psi" || in.name == "H")
}

// atPole reports whether the expressions fail at a point by a pole.
func (c *comparison) atPole(p *point) bool {
	m := &machine[ball]{k: ballNumber{}, budget: c.st.budget, digits: 11, models: p.models, scope: c.st.scope}
	in, ok := inputs[ball](ballNumber{}, c.t, p)
	if !ok {
		return false
	}
	_, f := m.run(c.t, in)
	return f.why == undefined && c.t.isPole(f.register)
}

var (
	big256 = precise.NewBig(288) // 256 bits and 32 of guard
	big512 = precise.NewBig(576)
)

// precisely is step 4: the difference must vanish at the rate at which
// precision rises.
func (c *comparison) precisely(tr trial) trial {
	if c.t.quad {
		return c.withIntegrals(tr)
	}
	d1, s1, f1 := differenceAt[precise.DD](c, realNumber[precise.DD]{precise.DoubleDouble{}}, tr.p, 28)
	if f1 == fine && d1 > 1e-20*s1 && tr.noise == 0 {
		tr.label = differ
		return c.fill(tr)
	}
	if c.coarse() && f1 == fine && d1 <= 1e-26*s1 {
		tr.label = agree
		return tr
	}
	regs, f2 := registersAt[*big.Float](c, realNumber[*big.Float]{big256}, tr.p, 60)
	if f2 != fine {
		return tr
	}
	if c.absorbs(regs, 288) {
		return c.extremely(tr)
	}
	d2, s2 := spread(c, realNumber[*big.Float]{big256}, regs)
	switch {
	case d2 > c.resolution(tr, s2):
		tr.label = differ
		return c.fill(tr)
	case f1 == fine && d1 > 1e-15*s1 && d1 > 1e6*tr.noise*1e-15:
		return tr // did not shrink as it should: rounding we do not understand
	}
	tr.label = agree
	return tr
}

// resolution is the largest difference that rounding explains at 288 bits:
// what the error bound of float64 becomes when the rounding unit is 1e-86.
func (c *comparison) resolution(tr trial, scale float64) float64 {
	if tr.noise == 0 { // not known: float64 could not evaluate the point
		return 1e-50 * scale
	}
	return math.Max(1e-70*scale, 1e-62*tr.noise)
}

// coarse reports whether 288 bits have been computed at enough points for an
// expression that is expensive there (gamma, digamma, sums); double-double does for
// the rest.
func (c *comparison) coarse() bool { return c.t.costly && len(c.trials) >= pointsWanted/2 }

// fill computes the two sides for the report.
func (c *comparison) fill(tr trial) trial {
	k := realNumber[*big.Float]{big256}
	in, ok := inputs[*big.Float](k, c.t, tr.p)
	if !ok {
		return tr
	}
	m := &machine[*big.Float]{k: k, budget: c.st.budget, digits: 28, models: tr.p.models, scope: c.st.scope}
	regs, f := m.run(c.t, in)
	if f == noFailure {
		tr.left, tr.right = k.float(regs[c.t.outputs[0]]), k.float(regs[c.t.outputs[1]])
	}
	return tr
}

// registersAt runs both expressions at a point.
func registersAt[F any](c *comparison, k numeric[F], p *point, digits int) ([]F, status) {
	in, ok := inputs(k, c.t, p)
	if !ok {
		return nil, unsure
	}
	m := &machine[F]{k: k, budget: c.st.budget, digits: digits, models: p.models, scope: c.st.scope}
	regs, f := m.run(c.t, in)
	return regs, f.why
}

// spread is |a-b| and a scale: the largest of |a|, |b| and of what was
// added up on the way to them.
func spread[F any](c *comparison, k numeric[F], regs []F) (difference, scale float64) {
	a, b := regs[c.t.outputs[0]], regs[c.t.outputs[1]]
	scale = math.Max(k.size(a), k.size(b))
	if scale > 1e290 || scale < 1e-290 { // beyond float64: only the quotient can tell
		if d, ok := apart(k, a, b); ok {
			return d, 1
		}
	}
	for i := range c.t.code {
		if in := &c.t.code[i]; in.code == codeAdd {
			added := math.Max(k.size(regs[in.a]), k.size(regs[in.b]))
			scale = math.Max(scale, math.Min(added, 1e30*(scale+1e-30)))
		}
	}
	if scale == 0 {
		scale = 1e-300
	}
	return k.size(k.sub(a, b)), scale
}

// apart is |a-b| relative to the larger of both, for numbers that float64 can't hold;
// ok is false where both are zero.
func apart[F any](k numeric[F], a, b F) (float64, bool) {
	for _, by := range []F{a, b} {
		x, ok := k.quo(a, by)
		y, ok2 := k.quo(b, by)
		if ok == fine && ok2 == fine && k.finite(x) && k.finite(y) && k.size(x) <= 1.5 && k.size(y) <= 1.5 {
			return k.size(k.sub(x, y)), true
		}
	}
	for _, pair := range [][2]F{{a, b}, {b, a}} { // one is zero, or they are far apart
		if _, ok := k.quo(pair[0], pair[1]); ok == undefined {
			if _, ok := k.quo(pair[1], pair[0]); ok == fine {
				return 1, true
			}
			return 0, false
		}
	}
	return 1, true
}

// differenceAt is the spread at a point.
func differenceAt[F any](c *comparison, k numeric[F], p *point, digits int) (difference, scale float64, why status) {
	regs, why := registersAt(c, k, p, digits)
	if why != fine {
		return 0, 0, why
	}
	difference, scale = spread(c, k, regs)
	return difference, scale, fine
}

// withIntegrals compares at 11 and at 26 digits, for quadrature in 256 bits
// would take seconds.
func (c *comparison) withIntegrals(tr trial) trial {
	k := realNumber[precise.DD]{precise.DoubleDouble{}}
	digits := 24
	if c.t.nested {
		digits = 15
	}
	if len(c.s.names) == 0 && c.cutOff(tr.p) {
		return tr
	}
	d, s, why := differenceAt[precise.DD](c, k, tr.p, digits)
	switch {
	case why != fine, s < 1e-280 && s != 1e-300, d == 0 && s == 1e-300 && tr.noise != 0 && c.t.shrinks():
		// too small for double-double: nothing is left to compare
	case d <= 1e-12*tr.noise: // as small as what was added up on the way allows
		tr.label = agree
	case d <= 1e-19*s, (c.t.slow || c.t.nested) && d <= 1e-13*s:
		tr.label = agree
	case d > 1e-9*s:
		tr.label = differ
	}
	return tr
}

// shrinks reports whether a tape holds what may become 0 by underflow.
func (t *tape) shrinks() bool {
	for i := range t.code {
		c := &t.code[i]
		if c.code == codeCall && c.name == "exp" || c.code == codePow || c.code == codePowInt || c.sub != nil && c.sub.body.shrinks() {
			return true
		}
	}
	return false
}

// different reports the nicest point at which the sides differ.
func (c *comparison) different() outcome {
	var worst *trial
	for i := range c.trials {
		if c.trials[i].label == differ {
			worst = &c.trials[i]
			break
		}
	}
	best := c.nicest(*worst)
	return outcome{verdict: Different, at: best.p, left: best.left, right: best.right}
}

// nicest looks for a difference at a point with few digits.
func (c *comparison) nicest(found trial) trial {
	best, cost := found, niceness(found.p)
	b := c.st.budget.within(0.2)
	saved := c.st.budget
	c.st.budget, c.s.st.budget = b, b
	defer func() { c.st.budget, c.s.st.budget = saved, saved }()
	for range 24 {
		if cost <= 1.5*float64(len(found.p.values)) || b.exhausted {
			break
		}
		p := c.s.draw(special)
		if p == nil {
			break
		}
		if n := niceness(p); n < cost {
			tr := c.try(p)
			if tr.label == differ && math.Abs(tr.left-tr.right) > 1e-4*math.Max(math.Abs(tr.left), math.Abs(tr.right)) {
				best, cost = tr, n
			}
		}
	}
	return best
}

// niceness counts what it takes to write a point down.
func niceness(p *point) float64 {
	total := 0.0
	for _, v := range p.values {
		switch a := math.Abs(v); {
		case a == 1:
			total++
		case a == math.Round(a) && a < 10:
			total += 1.2
		case 2*a == math.Round(2*a) && a < 10:
			total += 1.6
		case 8*a == math.Round(8*a) && a < 100:
			total += 3
		default:
			total += 8
		}
		if v < 0 {
			total += 0.3
		}
	}
	return total
}

// domainsDiffer: wherever both have a value they agree, but they do not have
// values at the same points, and no simple condition tells these apart.
func (c *comparison) domainsDiffer() outcome {
	var lone []int
	for i, tr := range c.trials {
		if tr.label == onlyLeft || tr.label == onlyRight {
			lone = append(lone, i)
		}
	}
	if len(lone) == 0 {
		return outcome{verdict: Unknown}
	}
	tr, side := c.telling(lone), "right"
	if tr.label == onlyRight {
		side = "left"
	}
	return outcome{verdict: Conditional, at: tr.p, left: tr.left, right: tr.right, condition: "both sides have a value", oneSided: true, why: "the " + side + " side has no value at some points where the other has one"}
}
