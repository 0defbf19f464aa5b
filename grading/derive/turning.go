package derive

import (
	"maps"
	"math/big"
)

// Roots and inverse functions take the other branch where their argument turns:
// sqrt(1-sin(x)^2) is cos(x) up to pi/2 and -cos(x) beyond it, acos(cos(x)) is x up
// to pi. Between the turns the two sides are compared like the branches of abs.

// turningParts are the arguments whose turning points may divide a comparison that
// is not settled in the field.
func (c *comparison) turningParts() []*node {
	if c.proved {
		return nil
	}
	var out []*node
	seen := map[uint64]bool{}
	add := func(n *node) {
		if seen[n.key] || len(free(n)) == 0 || isSquareFree(n) {
			return
		}
		seen[n.key] = true
		out = append(out, n)
	}
	for _, root := range []*node{c.a, c.b} {
		walk(root, func(n *node) bool {
			if _, binder := n.binds(); binder {
				return false
			}
			switch {
			case n.op == opCall && (n.name == "asin" || n.name == "acos" || n.name == "acosh"):
				add(n.args[0])
			case n.op == opCall && (n.name == "sqrt" || n.name == "log") && !plainlyPositive(n.args[0], c.st.scope):
				add(n.args[0])
			case n.op == opCall && n.name == "atan":
				walk(n.args[0], func(m *node) bool { // it jumps where its argument has a pole, and an odd pole is a turn of the square
					if m.op == opCall && m.name == "tan" {
						add(square(call("cos", m.args[0])))
					} else if m.op == opDiv {
						add(square(m.args[1]))
					}
					return true
				})
			case n.op == opPow:
				if v, ok := n.args[1].value(); ok && !v.IsInt() && v.Denom().Bit(0) == 0 && !plainlyPositive(n.args[0], c.st.scope) {
					add(n.args[0])
				}
			}
			return true
		})
	}
	return out
}

// isSquareFree reports whether an expression is linear in all of its names, so that
// it has no turning points.
func isSquareFree(n *node) bool {
	switch n.op {
	case opSym, opNum:
		return true
	case opAdd, opNeg:
		for _, a := range n.args {
			if !isSquareFree(a) {
				return false
			}
		}
		return true
	case opMul:
		names := 0
		for _, a := range n.args {
			if !isSquareFree(a) {
				return false
			}
			names += min(1, len(free(a)))
		}
		return names <= 1
	}
	return false
}

// corners are points to search from: as drawn, and with all names that have two
// finite ends near the lower and near the upper ones, where a product may reach
// what it does not reach in the middle.
func (c *comparison) corners(p *point) []*point {
	out := []*point{p}
	for _, upper := range []bool{false, true} {
		q := *p
		q.values = maps.Clone(p.values)
		moved := false
		for name := range q.values {
			d := c.st.scope.lookup(name)
			if d == nil || d.integer || d.lo == nil || d.hi == nil {
				continue
			}
			lo, _ := d.lo.Float64()
			hi, _ := d.hi.Float64()
			moved = true
			if q.values[name] = lo + (hi-lo)/1000; upper {
				q.values[name] = hi - (hi-lo)/1000
			}
		}
		if moved {
			out = append(out, &q)
		}
	}
	return out
}

// ends are the finite ends of the interval in which a name is declared.
func (s *scope) ends(name string) []*big.Float {
	var out []*big.Float
	if d := s.lookup(name); d != nil {
		for _, end := range []*big.Rat{d.lo, d.hi} {
			if end != nil {
				out = append(out, new(big.Float).SetPrec(288).SetRat(end))
			}
		}
	}
	return out
}

// maxBranches bounds how many forms an expression with abs, min, max, H and sign is
// solved in.
const maxBranches = 8

// branches are the forms that an expression takes between the places where abs,
// min, max, H and sign change: |x-1| < 1/1000 has its boundaries where x-1 and
// where 1-x is 1/1000, which a search for sign changes would step over.
func branches(n *node, list []*node) []*node {
	var kink *node
	walk(n, func(m *node) bool {
		if _, binder := m.binds(); binder {
			return false
		}
		if m.op == opCall && kink == nil && len(free(m)) > 0 {
			switch m.name {
			case "abs", "min", "max", "H", "sign":
				kink = m
			}
		}
		return true
	})
	if kink == nil || len(list) >= maxBranches {
		return append(list, n)
	}
	forms := kink.args
	switch kink.name {
	case "abs":
		forms = []*node{kink.args[0], negate(kink.args[0])}
	case "H":
		forms = []*node{zeroNode, oneNode}
	case "sign":
		forms = []*node{oneNode, integer(-1)}
	}
	for _, form := range forms {
		list = branches(replace(n, map[uint64]*node{kink.key: form}), list)
	}
	return list
}
