package derive

// mergeErfc rewrites exp(a)*erfc(b) as exp(a-b^2)*erfcx(b): the product of a
// huge and a tiny number becomes one of moderate size, so that exp(x^2)*erfc(x)
// can be evaluated at x = 30.
func mergeErfc(n *node) *node {
	if n.op == opNeg {
		return negate(mergeErfc(n.args[0]))
	}
	if n.op != opMul {
		return n
	}
	exponent, tail := -1, -1
	for i, f := range n.args {
		switch {
		case f.op == opCall && f.name == "exp":
			exponent = i
		case f.op == opCall && f.name == "erfc":
			tail = i
		}
	}
	if exponent < 0 || tail < 0 {
		return n
	}
	a, b := n.args[exponent].args[0], n.args[tail].args[0]
	var rest []*node
	for i, f := range n.args {
		if i != exponent && i != tail {
			rest = append(rest, f)
		}
	}
	e := collect(minus(a, square(b)))
	if !isZero(e) {
		rest = append(rest, call("exp", e))
	}
	return product(append(rest, call("erfcx", b))...)
}

// collect cancels equal terms of a sum, where squares of a sign are squares.
func collect(n *node) *node {
	var left []*node
	for _, t := range terms(n) {
		t = squaresOfSigns(t)
		cancelled := false
		for i, l := range left {
			if same(negate(l), t) {
				left = append(left[:i], left[i+1:]...)
				cancelled = true
				break
			}
		}
		if !cancelled {
			left = append(left, t)
		}
	}
	return sum(left...)
}

// squaresOfSigns writes (-x)^2 as x^2.
func squaresOfSigns(n *node) *node {
	switch {
	case n.op == opNeg:
		return negate(squaresOfSigns(n.args[0]))
	case n.op == opPow && n.args[1].isInt(2) && n.args[0].op == opNeg:
		return square(n.args[0].args[0])
	}
	return n
}
