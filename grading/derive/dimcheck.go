package derive

import (
	"fmt"
	"math/big"
	"sort"
	"strings"
)

// quantity is the dimension of an expression during a check: a known
// dimension times rational powers of unknown ones (bound variables, names that
// a line introduces). any is the dimension of 0 and infinity, which fit
// everywhere.
type quantity struct {
	dim     Dimension
	known   bool // false: fits anything
	unknown map[string]ratio
}

func exactly(d Dimension) quantity { return quantity{dim: d, known: true} }

var anyQuantity = quantity{dim: Dimensionless}

func (q quantity) times(r quantity, p ratio) quantity {
	if !q.known || !r.known {
		return anyQuantity
	}
	out := quantity{dim: q.dim.Times(r.dim.power(p)), known: true}
	if len(q.unknown)+len(r.unknown) > 0 {
		out.unknown = map[string]ratio{}
		for k, v := range q.unknown {
			out.unknown[k] = v
		}
		for k, v := range r.unknown {
			sum := v.mul(p)
			if old, ok := out.unknown[k]; ok {
				sum = sum.add(old)
			}
			if sum.zero() {
				delete(out.unknown, k)
			} else {
				out.unknown[k] = sum
			}
		}
	}
	return out
}

// DimensionError says which term breaks dimensions.
type DimensionError struct {
	What string // "V_th is mV but t is ms: they can't be added"
	Term string // the text of the term
	Span Span
}

func (e *DimensionError) Error() string  { return e.What }
func (e *DimensionError) BadInput() bool { return true }

// dimensions checks one line; it holds what has been found out about unknown
// dimensions.
type dimensions struct {
	scope  *scope
	solved map[string]quantity
	bound  map[string]string // bound name to its unknown
	fresh  int
}

// dimensionOf is the dimension of an expression in the scope.
func (s *scope) dimensionOf(n *node) (quantity, error) {
	c := &dimensions{scope: s, solved: map[string]quantity{}, bound: map[string]string{}}
	q, err := c.of(n)
	if err != nil {
		return q, err
	}
	return c.resolve(q), nil
}

// name writes a dimension in declared units.
func (c *dimensions) name(q quantity) string {
	q = c.resolve(q)
	if !q.known {
		return "any"
	}
	text := q.dim.name(c.scope.units())
	if text == "1" && len(q.unknown) == 0 {
		return "a number without unit"
	}
	return text
}

func (c *dimensions) resolve(q quantity) quantity {
	for range 20 {
		again := false
		for k, p := range q.unknown {
			if s, ok := c.solved[k]; ok {
				rest := quantity{dim: q.dim, known: q.known, unknown: map[string]ratio{}}
				for j, v := range q.unknown {
					if j != k {
						rest.unknown[j] = v
					}
				}
				q = rest.times(s, p)
				again = true
				break
			}
		}
		if !again {
			break
		}
	}
	if len(q.unknown) == 0 {
		q.unknown = nil
	}
	return q
}

// unify makes two dimensions equal, solving for an unknown where there is
// one; false when they differ.
func (c *dimensions) unify(a, b quantity) bool {
	a, b = c.resolve(a), c.resolve(b)
	if !a.known || !b.known {
		return true
	}
	q := a.times(b, whole(-1))
	if len(q.unknown) == 0 {
		return q.dim == Dimensionless
	}
	names := make([]string, 0, len(q.unknown))
	for k := range q.unknown {
		names = append(names, k)
	}
	sort.Strings(names)
	v := names[0]
	p := q.unknown[v]
	rest := quantity{dim: q.dim, known: true, unknown: map[string]ratio{}}
	for k, r := range q.unknown {
		if k != v {
			rest.unknown[k] = r
		}
	}
	c.solved[v] = exactly(Dimensionless).times(rest, newRatio(-p.d, p.n))
	return true
}

func (c *dimensions) newUnknown() quantity {
	c.fresh++
	return quantity{dim: Dimensionless, known: true, unknown: map[string]ratio{fmt.Sprintf("?%d", c.fresh): whole(1)}}
}

func (c *dimensions) fail(n *node, format string, args ...any) error {
	return &DimensionError{What: fmt.Sprintf(format, args...), Term: n.String(), Span: Span{From: n.from, To: n.to}}
}

// of computes the dimension of an expression and checks everything in it.
func (c *dimensions) of(n *node) (quantity, error) {
	switch n.op {
	case opNum:
		if n.num.Sign() == 0 {
			return anyQuantity, nil
		}
		return exactly(Dimensionless), nil
	case opInf:
		return anyQuantity, nil
	case opSym:
		return c.symbol(n.name), nil
	case opPrime:
		return c.derivative(c.symbol(n.name), n.name, n.order), nil
	case opAdd:
		return c.sum(n)
	case opMul:
		return c.product(n)
	case opNeg:
		return c.of(n.args[0])
	case opDiv:
		a, err := c.of(n.args[0])
		if err != nil {
			return a, err
		}
		b, err := c.of(n.args[1])
		return a.times(b, whole(-1)), err
	case opPow:
		return c.power(n)
	case opCall:
		return c.call(n)
	case opApply:
		return c.apply(n)
	case opD, opInt, opSum, opLim:
		return c.operator(n)
	case opO:
		if _, err := c.of(n.args[0]); err != nil {
			return anyQuantity, err
		}
		return anyQuantity, nil
	case opRel:
		_, err := c.relation(n)
		return anyQuantity, err
	case opAnd, opOr, opMatrix, opRow:
		for _, a := range n.args {
			if _, err := c.of(a); err != nil {
				return anyQuantity, err
			}
		}
	}
	return anyQuantity, nil
}

func (c *dimensions) symbol(name string) quantity {
	if u, ok := c.bound[name]; ok {
		return quantity{dim: Dimensionless, known: true, unknown: map[string]ratio{u: whole(1)}}
	}
	d := c.scope.lookup(name)
	if d == nil || d.auto && !c.scope.auto {
		return quantity{dim: Dimensionless, known: true, unknown: map[string]ratio{"name " + name: whole(1)}}
	}
	return exactly(d.dim)
}

func (c *dimensions) derivative(q quantity, name string, order int) quantity {
	return q.times(c.symbol(c.scope.independent(name)), whole(-int64(order)))
}

func (c *dimensions) sum(n *node) (quantity, error) {
	if err := c.logs(n.args); err != nil {
		return anyQuantity, err
	}
	total := anyQuantity
	var first *node
	for _, a := range n.args {
		q, err := c.ofMergedLog(a)
		if err != nil {
			return q, err
		}
		if !q.known {
			continue
		}
		if first == nil {
			total, first = q, a
			continue
		}
		if !c.unify(total, q) {
			return q, c.mismatch(a, q, first, total, "can't be added")
		}
	}
	return total, nil
}

func (c *dimensions) mismatch(a *node, qa quantity, b *node, qb quantity, what string) error {
	ra, rb := c.resolve(qa), c.resolve(qb)
	if ra.dim.SameKind(rb.dim) && len(ra.unknown)+len(rb.unknown) == 0 {
		return c.fail(a, "%s is in %s but %s is in %s: the scales differ", bare(a), c.name(qa), bare(b), c.name(qb))
	}
	return c.fail(a, "%s is %s but %s is %s: they %s", bare(a), c.name(qa), bare(b), c.name(qb), what)
}

// bare writes a term without its sign.
func bare(n *node) string {
	if n.op == opNeg {
		n = n.args[0]
	}
	return n.String()
}

func (c *dimensions) product(n *node) (quantity, error) {
	total := exactly(Dimensionless)
	for _, a := range n.args {
		q, err := c.of(a)
		if err != nil {
			return q, err
		}
		total = total.times(q, whole(1))
	}
	return total, nil
}

func (c *dimensions) power(n *node) (quantity, error) {
	base, err := c.of(n.args[0])
	if err != nil {
		return base, err
	}
	if v, ok := n.args[1].value(); ok {
		if r, fits := ratioOf(v); fits {
			return exactly(Dimensionless).times(base, r), nil
		}
	}
	e, err := c.of(n.args[1])
	if err != nil {
		return e, err
	}
	if !c.unify(e, exactly(Dimensionless)) {
		return e, c.fail(n.args[1], "the exponent %s is %s; an exponent is a number", n.args[1], c.name(e))
	}
	if !c.unify(base, exactly(Dimensionless)) {
		return base, c.fail(n.args[0], "%s is %s; only a number can be raised to a power that is not a fixed number", n.args[0], c.name(base))
	}
	return exactly(Dimensionless), nil
}

func (c *dimensions) call(n *node) (quantity, error) {
	if len(n.args) == 0 {
		return exactly(Dimensionless), nil
	}
	b := builtins[n.name]
	if n.name == "sqrt" {
		q, err := c.of(n.args[0])
		return exactly(Dimensionless).times(q, newRatio(1, 2)), err
	}
	total := anyQuantity
	for _, a := range n.args {
		q, err := c.of(a)
		if err != nil {
			return q, err
		}
		switch {
		case b.anyDimension:
		case b.keepsDimension:
			if !c.unify(total, q) {
				return q, c.mismatch(a, q, n.args[0], total, "can't be compared")
			}
			if !total.known {
				total = q
			}
		case !c.unify(q, exactly(Dimensionless)):
			return q, c.fail(a, "the argument %s of %s is %s; it must be a number without unit", a, n.name, c.name(q))
		}
	}
	if b.keepsDimension {
		return total, nil
	}
	return exactly(Dimensionless), nil
}

func (c *dimensions) apply(n *node) (quantity, error) {
	d := c.scope.lookup(n.name)
	for i, a := range n.args {
		q, err := c.of(a)
		if err != nil {
			return q, err
		}
		want := c.symbol(d.params[i])
		if !c.unify(q, want) {
			return q, c.fail(a, "%s is a function of %s in %s; the argument %s is %s", n.name, d.params[i], c.name(want), a, c.name(q))
		}
	}
	return c.derivative(exactly(d.dim), n.name, n.order), nil
}

// operator checks d, int, sum and lim.
func (c *dimensions) operator(n *node) (quantity, error) {
	v := n.args[1].name
	if _, binds := n.binds(); binds {
		u := c.newUnknown()
		for k := range u.unknown {
			defer c.bind(v, k)()
		}
		for _, limit := range n.args[2:] {
			outer := *c
			outer.bound = without(c.bound, v)
			q, err := outer.of(limit)
			c.fresh = outer.fresh
			if err != nil {
				return q, err
			}
			if !c.unify(u, q) {
				return q, c.fail(limit, "the limits of %s have different dimensions: %s is %s", n.opName(), limit, c.name(q))
			}
		}
	}
	body, err := c.of(n.args[0])
	if err != nil {
		return body, err
	}
	x := c.symbol(v)
	switch n.op {
	case opInt:
		return body.times(x, whole(1)), nil
	case opD:
		return body.times(x, whole(-int64(n.order))), nil
	}
	return body, nil
}

func without(m map[string]string, key string) map[string]string {
	out := map[string]string{}
	for k, v := range m {
		if k != key {
			out[k] = v
		}
	}
	return out
}

// bind enters a bound variable and returns how to leave it.
func (c *dimensions) bind(name, unknown string) func() {
	old, had := c.bound[name]
	c.bound[name] = unknown
	return func() {
		if had {
			c.bound[name] = old
		} else {
			delete(c.bound, name)
		}
	}
}

// relation checks both sides and returns the dimension of the left.
func (c *dimensions) relation(n *node) ([2]quantity, error) {
	l, r := n.args[0], n.args[1]
	var qs [2]quantity
	if err := c.logs(append(terms(l), negated(terms(r))...)); err != nil {
		return qs, err
	}
	var err error
	if qs[0], err = c.side(l); err != nil {
		return qs, err
	}
	if qs[1], err = c.side(r); err != nil {
		return qs, err
	}
	if l.op == opMatrix || r.op == opMatrix {
		return qs, nil
	}
	if !c.unify(qs[0], qs[1]) {
		return qs, c.mismatch(l, qs[0], r, qs[1], "can't be equal")
	}
	return qs, nil
}

// side checks one side of a relation, whose logarithms were merged with the
// other side's.
func (c *dimensions) side(n *node) (quantity, error) {
	if n.op == opAdd {
		total := anyQuantity
		var first *node
		for _, a := range n.args {
			q, err := c.ofMergedLog(a)
			if err != nil {
				return q, err
			}
			if q.known && first != nil && !c.unify(total, q) {
				return q, c.mismatch(a, q, first, total, "can't be added")
			}
			if q.known && first == nil {
				total, first = q, a
			}
		}
		return total, nil
	}
	return c.ofMergedLog(n)
}

func terms(n *node) []*node {
	if n.op == opAdd {
		return append([]*node{}, n.args...)
	}
	return []*node{n}
}

func negated(list []*node) []*node {
	out := make([]*node, len(list))
	for i, n := range list {
		out[i] = makeNode(node{op: opNeg, args: []*node{n}, from: n.from, to: n.to})
	}
	return out
}

// logFactor splits a term c*log(a) with one logarithm as a factor.
func logFactor(n *node) (coefficient *big.Rat, others []*node, arg *node) {
	coefficient = big.NewRat(1, 1)
	var visit func(n *node) bool
	visit = func(n *node) bool {
		switch {
		case n.op == opNeg:
			coefficient.Neg(coefficient)
			return visit(n.args[0])
		case n.op == opMul:
			for _, a := range n.args {
				if !visit(a) {
					return false
				}
			}
			return true
		case n.op == opDiv:
			if v, ok := n.args[1].value(); ok && v.Sign() != 0 {
				coefficient.Quo(coefficient, v)
				return visit(n.args[0])
			}
			others = append(others, makeNode(node{op: opDiv, args: []*node{oneNode, n.args[1]}}))
			return visit(n.args[0])
		case n.op == opCall && n.name == "log":
			if arg != nil {
				return false
			}
			arg = n.args[0]
			return true
		}
		if v, ok := n.value(); ok {
			coefficient.Mul(coefficient, v)
			return true
		}
		others = append(others, n)
		return true
	}
	if !visit(n) {
		return nil, nil, nil
	}
	return coefficient, others, arg
}

// logs merges the logarithms of a sum: log(a) - log(b) is log(a/b), so only
// the product of the arguments must be a number.
func (c *dimensions) logs(list []*node) error {
	type group struct {
		total quantity
		first *node
	}
	groups := map[string]*group{}
	for _, t := range list {
		coefficient, others, arg := logFactor(t)
		if arg == nil {
			continue
		}
		q, err := c.of(arg)
		if err != nil {
			return err
		}
		r, fits := ratioOf(coefficient)
		if !fits {
			continue
		}
		var keys []string
		for _, o := range others {
			keys = append(keys, o.String())
		}
		sort.Strings(keys)
		key := strings.Join(keys, "*")
		g := groups[key]
		if g == nil {
			g = &group{total: exactly(Dimensionless), first: arg}
			groups[key] = g
		}
		g.total = g.total.times(q, r)
	}
	for _, g := range groups {
		if !c.unify(g.total, exactly(Dimensionless)) {
			q, _ := c.of(g.first)
			return c.fail(g.first, "the argument %s of log is %s; a logarithm needs a number without unit", g.first, c.name(q))
		}
	}
	return nil
}

// ofMergedLog is the dimension of a term whose logarithm has been checked
// together with others.
func (c *dimensions) ofMergedLog(n *node) (quantity, error) {
	_, others, arg := logFactor(n)
	if arg == nil {
		return c.of(n)
	}
	total := exactly(Dimensionless)
	for _, o := range others {
		q, err := c.of(o)
		if err != nil {
			return q, err
		}
		total = total.times(q, whole(1))
	}
	return total, nil
}
