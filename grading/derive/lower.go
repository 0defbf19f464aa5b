package derive

import (
	"fmt"
)

// lower turns what was written into what is computed with: definitions are
// put in, derivatives are carried out, bound variables get names of their own
// (so that nothing is captured), and functions with a simple definition are
// replaced by it. keep leaves the named lets opaque.
func (s *scope) lower(n *node, keep map[string]bool) (*node, error) {
	l := lowering{scope: s, keep: keep}
	return l.node(n)
}

type lowering struct {
	scope *scope
	keep  map[string]bool
	bound map[string]bool // variables bound by an operator around
	steps int
}

// applied gives a function of a bound variable as f(x): under int(…, x, …) a
// bare f is not one value.
func (l *lowering) applied(name string, order int) (*node, bool) {
	d := l.scope.lookup(name)
	if d == nil || len(d.params) != 1 || !l.bound[d.params[0]] {
		return nil, false
	}
	return makeNode(node{op: opApply, name: name, order: order, args: []*node{symbol(d.params[0])}}), true
}

func (l *lowering) node(n *node) (*node, error) {
	if l.steps++; l.steps > 20*maxNodes {
		return nil, &InputError{What: "the expression becomes too large when its definitions are put in", Mend: "split it into several lines"}
	}
	switch n.op {
	case opNum, opInf, opTruth:
		return n, nil
	case opSym:
		if def := l.scope.lets[n.name]; def != nil && !l.keep[n.name] {
			return l.node(def)
		}
		if f, ok := l.applied(n.name, 0); ok {
			return f, nil
		}
		return symbol(n.name), nil
	case opPrime:
		return l.prime(n)
	case opD:
		return l.derivative(n)
	}
	if v, ok := n.binds(); ok {
		return l.binder(n, v)
	}
	args := make([]*node, len(n.args))
	for i, a := range n.args {
		b, err := l.node(a)
		if err != nil {
			return nil, err
		}
		args[i] = b
	}
	return l.build(n, args)
}

func (l *lowering) build(n *node, args []*node) (*node, error) {
	switch n.op {
	case opAdd:
		return sum(args...), nil
	case opMul:
		return mergeErfc(product(args...)), nil
	case opNeg:
		return negate(args[0]), nil
	case opDiv:
		return quotient(args[0], args[1]), nil
	case opPow:
		if args[0].op == opCall && args[0].name == "exp" && isOne(args[0].args[0]) {
			return call("exp", args[1]), nil
		}
		return power(args[0], args[1]), nil
	case opCall:
		return lowerCall(n.name, args), nil
	case opApply:
		d := l.scope.lookup(n.name)
		if len(args) == 1 && len(d.params) == 1 && args[0].op == opSym && args[0].name == d.params[0] && !l.bound[d.params[0]] {
			return prime(n.name, n.order), nil
		}
	}
	return makeNode(node{op: n.op, order: n.order, name: n.name, num: n.num, args: args}), nil
}

// lowerCall replaces functions that others define.
func lowerCall(name string, args []*node) *node {
	if len(args) == 0 {
		if name == "e" {
			return call("exp", oneNode)
		}
		return call(name)
	}
	a := args[0]
	switch name {
	case "sec":
		return quotient(oneNode, call("cos", a))
	case "csc":
		return quotient(oneNode, call("sin", a))
	case "cot":
		return quotient(call("cos", a), call("sin", a))
	case "sech":
		return quotient(oneNode, call("cosh", a))
	case "csch":
		return quotient(oneNode, call("sinh", a))
	case "coth":
		return quotient(call("cosh", a), call("sinh", a))
	case "Phi":
		return product(fraction(1, 2), call("erfc", negate(quotient(a, call("sqrt", integer(2))))))
	case "binomial":
		n, k := a, args[1]
		return quotient(call("gamma", sum(n, oneNode)), product(call("gamma", sum(k, oneNode)), call("gamma", sum(n, negate(k), oneNode))))
	case "min", "max":
		for len(args) > 2 {
			args = append([]*node{call(name, args[0], args[1])}, args[2:]...)
		}
	case "log":
		if isOne(a) {
			return zeroNode
		}
	case "exp":
		if isZero(a) {
			return oneNode
		}
	}
	return call(name, args...)
}

// prime differentiates a definition; of a variable it is an atom.
func (l *lowering) prime(n *node) (*node, error) {
	def := l.scope.lets[n.name]
	if def == nil || l.keep[n.name] {
		if f, ok := l.applied(n.name, n.order); ok {
			return f, nil
		}
		return prime(n.name, n.order), nil
	}
	body, err := l.node(def)
	for range n.order {
		if err != nil {
			return nil, err
		}
		body, err = l.scope.differentiate(body, l.scope.independent(n.name))
	}
	return body, err
}

func (l *lowering) derivative(n *node) (*node, error) {
	x := n.args[1]
	if x.op != opSym {
		return nil, &InputError{At: x.from, To: x.to, What: "derivatives are taken by a variable", Mend: "write d(f, x)"}
	}
	e := n.args[0]
	if e.op == opSym && e.name != x.name && (l.scope.lets[e.name] == nil || l.keep[e.name]) {
		if l.scope.independentOf(e.name, x.name) {
			return symbol(fmt.Sprintf("d(%s,%s,%d)", e.name, x.name, n.order)), nil
		}
	}
	body, err := l.node(e)
	for range n.order {
		if err != nil {
			return nil, err
		}
		body, err = l.scope.differentiate(body, x.name)
	}
	return body, err
}

// independentOf reports whether name is not declared as a function of x.
func (s *scope) independentOf(name, x string) bool {
	d := s.lookup(name)
	if d == nil {
		return true
	}
	for _, p := range d.params {
		if p == x {
			return false
		}
	}
	return true
}

// binder renames the bound variable to its name and the height of the
// operator, which is unique inside and the same in equal expressions.
func (l *lowering) binder(n *node, v int) (*node, error) {
	args := make([]*node, len(n.args))
	for i, a := range n.args {
		if i == v {
			continue
		}
		inner := l
		if i == 0 {
			bound := map[string]bool{n.args[v].name: true}
			for name := range l.bound {
				bound[name] = true
			}
			inner = &lowering{scope: l.scope.hiding(n.args[v].name), keep: l.keep, bound: bound, steps: l.steps}
		}
		b, err := inner.node(a)
		if err != nil {
			return nil, err
		}
		args[i] = b
	}
	height := 0
	walk(args[0], func(m *node) bool {
		if _, ok := m.binds(); ok {
			height++
		}
		return true
	})
	fresh := symbol(fmt.Sprintf("%s\x00%d", "u", height))
	args[0] = substitute(args[0], map[string]*node{n.args[v].name: fresh})
	args[v] = fresh
	return makeNode(node{op: n.op, order: n.order, name: n.name, args: args}), nil
}

// hiding is the scope without the definition of a name that is bound.
func (s *scope) hiding(name string) *scope {
	if s.lets[name] == nil && (s.decls[name] == nil || len(s.decls[name].params) == 0) {
		return s
	}
	c := *s
	c.lets = map[string]*node{}
	for k, v := range s.lets {
		if k != name {
			c.lets[k] = v
		}
	}
	c.decls = map[string]*declaration{}
	for k, v := range s.decls {
		if k == name {
			plain := *v
			plain.params = nil
			v = &plain
		}
		c.decls[k] = v
	}
	return &c
}
