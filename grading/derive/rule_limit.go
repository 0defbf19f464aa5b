package derive

import (
	"fmt"
	"math"
	"math/big"
	"strings"
)

// limitRule: the limit stands in the line, or in the rule.
func (j *judge) limitRule(st *setting, s *step, cited []*step, r rule) (finding, error) {
	m := arrowPattern.FindStringSubmatch(r.args)
	if m == nil {
		o, err := st.claimHolds(s.stated)
		f := j.fromOutcome(o)
		if err == nil && o.verdict == Different && isEquation(s.stated) {
			f.slip = st.limitSlip(s.stated)
			f.message = fmt.Sprintf("This is not the limit: %s.", counterexampleText(o))
			if f.slip != "" {
				f.message += " It looks like " + f.slip + "."
			}
		}
		return f, err
	}
	prev, err := j.one(cited, "lim")
	if err != nil {
		return finding{}, err
	}
	if !isEquation(prev.stated) || !isEquation(s.stated) {
		return finding{}, r.fail("a limit is taken of an equation")
	}
	if hasLimit(s.stated) {
		claim, err := j.limitsOf(s, cited)
		if err != nil {
			return finding{}, err
		}
		o, err := st.claimHolds(claim)
		f := j.fromOutcome(o)
		if err == nil && o.verdict == Different && isEquation(claim) {
			if f.slip = st.limitSlip(claim); f.slip != "" {
				f.message = fmt.Sprintf("This is not the limit: %s. It looks like %s.", counterexampleText(o), f.slip)
			}
		}
		return f, err
	}
	// the side that does not depend on the variable stays: V = lim(…)
	text := fmt.Sprintf("lim(%s, %s, %s)", prev.raw.args[1], m[1], m[2])
	n, err := parse(text, j.p.scope)
	if err != nil {
		return finding{}, err
	}
	limit, err := j.p.scope.lower(n, nil)
	if err != nil {
		return finding{}, err
	}
	left := prev.stated.args[0]
	if dependsOn(left, m[1]) {
		if n, err = parse(fmt.Sprintf("lim(%s, %s, %s)", prev.raw.args[0], m[1], m[2]), j.p.scope); err != nil {
			return finding{}, err
		}
		if left, err = j.p.scope.lower(n, nil); err != nil {
			return finding{}, err
		}
	}
	if same(left, s.stated.args[0]) {
		o, err := st.compare(limit, s.stated.args[1])
		return j.fromOutcome(o), err
	}
	return j.yields(st, s, relation("=", left, limit))
}

// limitsOf puts what cited lines say of a symbol into the limits that a line writes of it: after N = K/(1+exp(-r*t)),
// lim(N,t,inf) is the limit of the right side.
func (j *judge) limitsOf(s *step, cited []*step) (*node, error) {
	with := map[string]*node{}
	for _, c := range cited {
		if name, ok := c.raw.args[0].atomName(); ok && isEquation(c.raw) && !dependsOn(c.raw.args[1], name) {
			with[name] = c.raw.args[1]
		}
	}
	var put func(n *node) *node
	put = func(n *node) *node {
		if len(n.args) == 0 {
			return n
		}
		args := make([]*node, len(n.args))
		for i, a := range n.args {
			if args[i] = put(a); n.op == opLim && i == 0 {
				args[i] = substitute(a, with) // the limit binds its variable there as well
			}
		}
		return makeNode(node{op: n.op, order: n.order, name: n.name, num: n.num, args: args})
	}
	if len(with) == 0 {
		return s.stated, nil
	}
	return j.p.scope.lower(put(s.raw), nil)
}

func hasLimit(n *node) bool { return has(n, func(m *node) bool { return m.op == opLim }) }

func hasO(n *node) bool { return has(n, func(m *node) bool { return m.op == opO }) }

// series is one side of a line with O(…): the rest, and the O terms.
func withoutO(n *node) (rest *node, orders []*node) {
	var parts []*node
	for _, t := range terms(n) {
		if t.op == opO {
			orders = append(orders, t.args[0])
			continue
		}
		parts = append(parts, t)
	}
	return sum(parts...), orders
}

// expansion is what a line with O(…) claims.
type expansion struct {
	x     string
	about *node
	order float64 // the difference must vanish at least as this power
}

// upToOrder: a line with O(x^n) under any rule. The exact relation comes from
// the rule's line; both sides are compared up to the larger O.
func (j *judge) upToOrder(st *setting, s *step, cited []*step, r rule) (finding, error) {
	if !isEquation(s.stated) {
		return finding{}, &InputError{Text: s.raw.String(), What: "O(…) belongs on one side of an equation", Mend: "write y = 1 + x + O(x^2)"}
	}
	l, lo := withoutO(s.stated.args[0])
	rr, ro := withoutO(s.stated.args[1])
	e, err := st.readO(append(lo, ro...))
	if err != nil {
		return finding{}, err
	}
	exact := l
	if prev, err := j.one(cited, r.name); err == nil && isEquation(prev.stated) {
		pl, _ := withoutO(prev.stated.args[0])
		pr, po := withoutO(prev.stated.args[1])
		if same(pl, l) || st.identical(pl, l) {
			exact = pr
			if len(po) > 0 {
				if pe, err := st.readO(po); err == nil && pe.x == e.x {
					e.order = math.Min(e.order, pe.order)
				}
			}
		}
	}
	if r.name == "expand" {
		if m := expandPattern.FindStringSubmatch(r.args); m != nil && m[3] != "" {
			var n float64
			fmt.Sscan(m[3], &n)
			if e.order < n+1 {
				dropped := e.order
				e.order = n + 1
				f, err := j.vanishes(st, exact, rr, e)
				if err == nil && f.verdict != Proved {
					f.verdict, f.message = Different, fmt.Sprintf("An expansion to order %s is asked for, but O(…) drops terms of order %g.", m[3], dropped)
				}
				return f, err
			}
		}
	}
	return j.vanishes(st, exact, rr, e)
}

// readO finds variable, point and power of O((x-a)^n).
func (st *setting) readO(orders []*node) (expansion, error) {
	best := expansion{order: math.Inf(1)}
	for _, o := range orders {
		base, p := o, 1.0
		if o.op == opPow {
			v, ok := o.args[1].value()
			if !ok {
				return best, &InputError{Text: o.String(), What: "the power in O(…) is a number", Mend: "write O(x^3)"}
			}
			p, _ = v.Float64()
			base = o.args[0]
		}
		e := expansion{order: p}
		for _, name := range free(base) {
			a, b, ok := st.linear(base, name)
			if ok && len(free(a)) == 0 {
				e.x, e.about = name, negate(quotient(b, a))
				break
			}
		}
		if e.x == "" {
			return best, &InputError{Text: o.String(), What: "O(…) can't be read", Mend: "write O(x^3) or O((x-a)^3)"}
		}
		if e.order < best.order {
			best = e
		}
	}
	return best, nil
}

// expand: "expand k in x about a to order n" without an O in the line.
func (j *judge) expand(st *setting, s *step, cited []*step, r rule) (finding, error) {
	prev, err := j.one(cited, "expand")
	if err != nil {
		return finding{}, err
	}
	m := expandPattern.FindStringSubmatch(r.args)
	if m == nil || !isEquation(s.stated) || !isEquation(prev.stated) {
		return finding{}, r.fail("variable, point and order are needed")
	}
	x, err := j.variable(m[1])
	if err != nil {
		return finding{}, err
	}
	n, err := parse(strings.TrimRight(m[2], "+-"), j.p.scope)
	if err != nil {
		return finding{}, err
	}
	about, err := j.p.scope.lower(n, nil)
	if err != nil {
		return finding{}, err
	}
	order := 1.0
	if m[3] != "" {
		fmt.Sscan(m[3], &order)
	}
	exact := s.stated.args[0]
	if same(prev.stated.args[0], exact) {
		exact = prev.stated.args[1]
	}
	return j.vanishes(st, exact, s.stated.args[1], expansion{x: x, about: about, order: order + 1})
}

// vanishes tests that a-b dies away as the given power of the distance.
func (j *judge) vanishes(st *setting, a, b *node, e expansion) (finding, error) {
	if o, err := st.compare(a, b); err == nil && o.ok() {
		return j.fromOutcome(o), nil
	}
	o, slope, err := st.falls(a, b, e)
	f := finding{verdict: o.verdict, outcome: o}
	if err != nil || o.verdict != Different {
		return f, err
	}
	f.message = fmt.Sprintf("The difference falls only as the power %.2g of the distance, not %g: a term of lower order is wrong or missing.", slope, e.order)
	if f.slip = st.expansionSlip(a, b, e); f.slip != "" {
		f.message += " It looks like " + f.slip + "."
	}
	return f, nil
}

// falls measures the power with which a-b falls at several points.
func (st *setting) falls(a, b *node, e expansion) (outcome, float64, error) {
	t, err := compile(st.scope, a, b)
	if err != nil {
		return outcome{}, 0, err
	}
	s, err := st.within(e.x).sampler(a, b, e.about)
	if err != nil {
		return outcome{}, 0, err
	}
	sides := []int{1, -1}
	if d := st.scope.lookup(e.x); d != nil && d.nonnegative() {
		sides = sides[:1]
	}
	good := 0
	for i := 0; i < 20 && good < 6; i++ {
		p := s.draw(schedule[i%len(schedule)])
		if p == nil {
			continue
		}
		for _, side := range sides {
			slope, left, right, ok := st.slope(t, p, e, side)
			if !ok {
				continue
			}
			if slope < e.order-0.15 {
				return outcome{verdict: Different, at: p, left: left, right: right}, slope, nil
			}
			good++
		}
	}
	if good < minimumPoints && len(s.names) > 1 || good == 0 {
		return outcome{verdict: Unknown, why: "the expansion could not be evaluated near its point"}, 0, nil
	}
	return outcome{verdict: Supported}, 0, nil
}

// slope is the power with which the difference falls, from distances 1e-7 and
// 1e-9 in 576 bits.
func (st *setting) slope(t *tape, p *point, e expansion, side int) (power, left, right float64, ok bool) {
	k := realNumber[*big.Float]{big512}
	about, err := compile(st.scope, e.about)
	if err != nil {
		return 0, 0, 0, false
	}
	m := &machine[*big.Float]{k: k, budget: st.budget, digits: 28, models: p.models, scope: st.scope}
	ain, found := inputs[*big.Float](k, about, p)
	if !found {
		return 0, 0, 0, false
	}
	center, bad := m.value(about, ain)
	if bad != noFailure {
		return 0, 0, 0, false
	}
	distance := func(h float64) (*big.Float, bool) {
		in, found := inputs[*big.Float](k, t, p)
		if !found {
			return nil, false
		}
		if slot, has := t.slots[e.x]; has {
			in[slot] = k.add(center, k.from(float64(side)*h))
		}
		regs, bad := m.run(t, in)
		if bad != noFailure {
			return nil, false
		}
		x, y := regs[t.outputs[0]], regs[t.outputs[1]]
		left, right = k.float(x), k.float(y)
		return k.sub(x, y), true
	}
	d1, ok1 := distance(1e-7)
	d2, ok2 := distance(1e-9)
	if !ok1 || !ok2 {
		return 0, 0, 0, false
	}
	p.values[e.x] = k.float(center) + float64(side)*1e-9
	if d2.Sign() == 0 || d1.Sign() == 0 {
		return 99, left, right, true
	}
	q, _ := new(big.Float).Quo(d1, d2).Float64()
	return math.Log10(math.Abs(q)) / 2, left, right, true
}

// asymptotic: the ratio of both sides tends to one.
func (j *judge) asymptotic(st *setting, s *step, cited []*step, r rule) (finding, error) {
	m := arrowPattern.FindStringSubmatch(r.args)
	if m == nil {
		return finding{}, r.fail("the variable and its limit are missing")
	}
	if !isEquation(s.stated) {
		return finding{}, r.fail("an asymptotic line is written f ~ g")
	}
	exact := s.raw.args[0]
	if prev, err := j.one(cited, "asym"); err == nil && isEquation(prev.stated) && same(prev.stated.args[0], s.stated.args[0]) {
		exact = prev.raw.args[1]
	}
	n, err := parse(fmt.Sprintf("lim((%s)/(%s), %s, %s)", exact, s.raw.args[1], m[1], m[2]), j.p.scope)
	if err != nil {
		return finding{}, err
	}
	ratio, err := j.p.scope.lower(n, nil)
	if err != nil {
		return finding{}, err
	}
	o, err := st.compare(ratio, oneNode)
	f := j.fromOutcome(o)
	if err == nil && o.verdict == Different {
		f.message = fmt.Sprintf("The ratio of the two sides tends to %s, not to 1.", short(o.left))
		f.slip = factorWords(o.left)
	}
	return f, err
}
