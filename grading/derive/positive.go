package derive

// plainlyPositive reports whether an expression is greater than zero for
// all admissible values by its form alone: positive names, sums, products,
// quotients, powers and exponentials of such.
func plainlyPositive(n *node, s *scope) bool {
	switch n.op {
	case opNum:
		return n.num.Sign() > 0
	case opSym:
		d := s.lookup(n.name)
		return d != nil && d.positive()
	case opAdd:
		some := false
		for _, a := range n.args {
			if plainlyPositive(a, s) {
				some = true
			} else if !plainlyNonnegative(a, s) {
				return false
			}
		}
		return some
	case opMul, opDiv:
		for _, a := range n.args {
			if !plainlyPositive(a, s) {
				return false
			}
		}
		return true
	case opPow:
		return plainlyPositive(n.args[0], s)
	case opCall:
		switch n.name {
		case "exp", "cosh", "erfc", "erfcx":
			return !s.complex
		case "pi":
			return true
		case "sqrt", "sinh", "tanh", "atan", "abs", "erf", "gamma":
			return plainlyPositive(n.args[0], s)
		}
	}
	return false
}

// plainlyNonnegative is the same with zero allowed.
func plainlyNonnegative(n *node, s *scope) bool {
	if plainlyPositive(n, s) {
		return true
	}
	switch n.op {
	case opNum:
		return n.num.Sign() >= 0
	case opSym:
		d := s.lookup(n.name)
		return d != nil && d.nonnegative()
	case opAdd, opMul:
		for _, a := range n.args {
			if !plainlyNonnegative(a, s) {
				return false
			}
		}
		return true
	case opDiv:
		return plainlyNonnegative(n.args[0], s) && plainlyPositive(n.args[1], s)
	case opPow:
		if v, ok := n.args[1].value(); ok && v.IsInt() && v.Num().Bit(0) == 0 && !n.args[0].mayBeComplex(s) {
			return true
		}
		return plainlyNonnegative(n.args[0], s)
	case opCall:
		return n.name == "sqrt" || n.name == "abs" || n.name == "H"
	}
	return false
}

func (n *node) mayBeComplex(s *scope) bool { return s.complex }
