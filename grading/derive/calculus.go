package derive

import "fmt"

// differentiate is the total derivative of a lowered expression by x:
// declared functions of x give their primes.
func (s *scope) differentiate(n *node, x string) (*node, error) {
	d := differentiator{x: x, scope: s, memo: map[uint64]*node{}}
	return d.of(n)
}

// partial is the derivative by an atom ("x", "V'"), all others held fixed.
func partial(n *node, x string) (*node, error) {
	d := differentiator{x: x, memo: map[uint64]*node{}}
	return d.of(n)
}

type differentiator struct {
	x     string
	scope *scope // nil: partial derivative
	memo  map[uint64]*node
	size  int
}

// errTooLarge is given when a derivative outgrows the limit on nodes.
var errTooLarge = &InputError{What: "the expression grows beyond what is computed", Mend: "split it into several lines"}

func (d *differentiator) of(n *node) (*node, error) {
	if r, ok := d.memo[n.key]; ok {
		return r, nil
	}
	r, err := d.rule(n)
	if err != nil {
		return nil, err
	}
	if d.size += 1; d.size > 4*maxNodes || r.size > 40*maxNodes {
		return nil, errTooLarge
	}
	d.memo[n.key] = r
	return r, nil
}

func (d *differentiator) rule(n *node) (*node, error) {
	switch n.op {
	case opNum, opInf:
		return zeroNode, nil
	case opSym, opPrime:
		return d.atom(n), nil
	case opAdd:
		parts := make([]*node, len(n.args))
		for i, a := range n.args {
			p, err := d.of(a)
			if err != nil {
				return nil, err
			}
			parts[i] = p
		}
		return sum(parts...), nil
	case opNeg:
		a, err := d.of(n.args[0])
		if err != nil {
			return nil, err
		}
		return negate(a), nil
	case opMul:
		return d.product(n)
	case opDiv:
		return d.quotient(n)
	case opPow:
		return d.power(n)
	case opCall:
		return d.call(n)
	case opApply:
		if len(n.args) != 1 {
			return d.unless(n, "the derivative of a function of several variables is not computed")
		}
		inner, err := d.of(n.args[0])
		if err != nil || isZero(inner) {
			return inner, err
		}
		return product(makeNode(node{op: opApply, name: n.name, order: n.order + 1, args: n.args}), inner), nil
	case opInt:
		return d.integral(n)
	case opSum:
		return d.series(n)
	}
	return d.unless(n, "the derivative of "+n.opName()+" is not computed")
}

// unless gives 0 when n does not depend on x, else an error.
func (d *differentiator) unless(n *node, what string) (*node, error) {
	for _, name := range free(n) {
		if a := d.atom(symbol(name)); name == d.x || !isZero(a) {
			return nil, &InputError{Text: n.String(), What: what, Mend: "simplify it first"}
		}
	}
	return zeroNode, nil
}

func (d *differentiator) atom(n *node) *node {
	name, _ := n.atomName()
	if name == d.x {
		return oneNode
	}
	if d.scope == nil {
		return zeroNode
	}
	decl := d.scope.lookup(n.name)
	if decl == nil {
		return zeroNode
	}
	isTime := len(decl.params) == 0 && n.op == opPrime && d.x == "t" // V' of a plain V means d/dt
	for _, p := range decl.params {
		if p == d.x {
			return prime(n.name, n.order+1)
		}
	}
	if isTime {
		return prime(n.name, n.order+1)
	}
	return zeroNode
}

func (d *differentiator) product(n *node) (*node, error) {
	var parts []*node
	for i, a := range n.args {
		p, err := d.of(a)
		if err != nil {
			return nil, err
		}
		if isZero(p) {
			continue
		}
		factors := append([]*node{}, n.args[:i]...)
		factors = append(factors, p)
		parts = append(parts, product(append(factors, n.args[i+1:]...)...))
	}
	return sum(parts...), nil
}

func (d *differentiator) quotient(n *node) (*node, error) {
	a, b := n.args[0], n.args[1]
	da, err := d.of(a)
	if err != nil {
		return nil, err
	}
	db, err := d.of(b)
	if err != nil {
		return nil, err
	}
	if isZero(db) {
		return quotient(da, b), nil
	}
	return minus(quotient(da, b), quotient(product(a, db), square(b))), nil
}

func (d *differentiator) power(n *node) (*node, error) {
	a, b := n.args[0], n.args[1]
	da, err := d.of(a)
	if err != nil {
		return nil, err
	}
	db, err := d.of(b)
	if err != nil {
		return nil, err
	}
	var parts []*node
	if !isZero(da) {
		parts = append(parts, product(b, power(a, minus(b, oneNode)), da))
	}
	if !isZero(db) {
		parts = append(parts, product(n, call("log", a), db))
	}
	return sum(parts...), nil
}

func (d *differentiator) call(n *node) (*node, error) {
	if len(n.args) == 0 {
		return zeroNode, nil
	}
	if n.name == "min" || n.name == "max" {
		return d.extreme(n)
	}
	u := n.args[0]
	du, err := d.of(u)
	if err != nil || isZero(du) {
		return du, err
	}
	f := derivativeOf(n.name, u, n)
	if f == nil {
		return nil, &InputError{Text: n.String(), What: fmt.Sprintf("the derivative of %s is not computed", n.name), Mend: "write it in other functions"}
	}
	return product(f, du), nil
}

// derivativeOf is f'(u) of a built-in function; n is f(u) itself.
func derivativeOf(name string, u, n *node) *node {
	two := integer(2)
	switch name {
	case "exp":
		return n
	case "log":
		return quotient(oneNode, u)
	case "sqrt":
		return quotient(oneNode, product(two, n))
	case "sin":
		return call("cos", u)
	case "cos":
		return negate(call("sin", u))
	case "tan":
		return sum(oneNode, square(n))
	case "asin":
		return quotient(oneNode, call("sqrt", minus(oneNode, square(u))))
	case "acos":
		return negate(quotient(oneNode, call("sqrt", minus(oneNode, square(u)))))
	case "atan":
		return quotient(oneNode, sum(oneNode, square(u)))
	case "sinh":
		return call("cosh", u)
	case "cosh":
		return call("sinh", u)
	case "tanh":
		return minus(oneNode, square(n))
	case "asinh":
		return quotient(oneNode, call("sqrt", sum(square(u), oneNode)))
	case "acosh":
		return quotient(oneNode, product(call("sqrt", minus(u, oneNode)), call("sqrt", sum(u, oneNode))))
	case "atanh":
		return quotient(oneNode, minus(oneNode, square(u)))
	case "erf":
		return quotient(product(two, call("exp", negate(square(u)))), call("sqrt", call("pi")))
	case "erfc":
		return negate(quotient(product(two, call("exp", negate(square(u)))), call("sqrt", call("pi"))))
	case "erfcx":
		return minus(product(two, u, n), quotient(two, call("sqrt", call("pi"))))
	case "gamma":
		return product(n, call("psi", u))
	case "abs":
		return call("sign", u)
	case "sign", "H":
		return zeroNode // away from the jump, where the derivative exists
	}
	return nil
}

// extreme: min(a,b) is a where a < b.
func (d *differentiator) extreme(n *node) (*node, error) {
	a, b := n.args[0], n.args[1]
	da, err := d.of(a)
	if err != nil {
		return nil, err
	}
	db, err := d.of(b)
	if err != nil {
		return nil, err
	}
	chooseA := call("H", minus(b, a))
	chooseB := call("H", minus(a, b))
	if n.name == "max" {
		chooseA, chooseB = chooseB, chooseA
	}
	return sum(product(chooseA, da), product(chooseB, db)), nil
}

// integral is Leibniz' rule.
func (d *differentiator) integral(n *node) (*node, error) {
	e, v := n.args[0], n.args[1]
	if len(n.args) == 2 { // indefinite
		if v.name == d.x {
			return e, nil
		}
		inner, err := d.of(e)
		if err != nil || isZero(inner) {
			return inner, err
		}
		return makeNode(node{op: opInt, args: []*node{inner, v}}), nil
	}
	inner, err := d.of(e)
	if err != nil {
		return nil, err
	}
	var parts []*node
	if !isZero(inner) {
		parts = append(parts, makeNode(node{op: opInt, args: []*node{inner, v, n.args[2], n.args[3]}}))
	}
	for i, limit := range n.args[2:] {
		dl, err := d.of(limit)
		if err != nil {
			return nil, err
		}
		if isZero(dl) {
			continue
		}
		edge := product(substitute(e, map[string]*node{v.name: limit}), dl)
		if i == 0 {
			edge = negate(edge)
		}
		parts = append(parts, edge)
	}
	return sum(parts...), nil
}

func (d *differentiator) series(n *node) (*node, error) {
	for _, limit := range n.args[2:] {
		dl, err := d.of(limit)
		if err != nil {
			return nil, err
		}
		if !isZero(dl) {
			return nil, &InputError{Text: n.String(), What: "the limits of a sum can't be differentiated", Mend: ""}
		}
	}
	inner, err := d.of(n.args[0])
	if err != nil || isZero(inner) {
		return inner, err
	}
	return makeNode(node{op: opSum, args: []*node{inner, n.args[1], n.args[2], n.args[3]}}), nil
}
