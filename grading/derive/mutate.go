package derive

import (
	"fmt"
	"math/big"
)

// slip is an expression with one typical error made in it. forward names
// the error when the source was right and the slip is what was written,
// backward when the source is what was written and the slip makes it right.
type slip struct {
	n                 *node
	forward, backward string
	from, to          *node // the part that was changed, and what it became
}

// made is a slip at the node whose slips are listed.
func made(n *node, forward, backward string) slip {
	return slip{n: n, forward: forward, backward: backward}
}

// in narrows the part that a slip is about.
func (s slip) in(part *node) slip {
	s.from = part
	return s
}

// eachSlip makes one slip at every place of an expression where it can be
// made; visit returns false to stop.
func (st *setting) eachSlip(root *node, visit func(slip) bool) {
	going := true
	count := 0
	var at func(n *node, put func(*node) *node)
	at = func(n *node, put func(*node) *node) {
		if !going {
			return
		}
		for _, s := range st.slipsAt(n, root) {
			if count++; count > 1500 {
				going = false
				return
			}
			if going = visit(slip{put(s.n), s.forward, s.backward, orNode(s.from, n), s.n}); !going {
				return
			}
		}
		if v, binder := n.binds(); binder && n.op != opLim {
			_ = v
		}
		for i, a := range n.args {
			if v, binder := n.binds(); binder && i == v {
				continue
			}
			at(a, func(m *node) *node {
				args := append([]*node{}, n.args...)
				args[i] = m
				return put(rebuild(n, args))
			})
		}
	}
	at(root, func(n *node) *node { return n })
}

// slipsAt are the errors that can be made at one node.
func (st *setting) slipsAt(n, root *node) []slip {
	switch n.op {
	case opSym:
		return st.symbolSlips(n, root)
	case opAdd:
		return sumSlips(n)
	case opMul:
		return productSlips(n)
	case opDiv:
		return quotientSlips(n)
	case opPow:
		return powerSlips(n)
	case opCall:
		return callSlips(n)
	case opNum:
		return numberSlips(n)
	}
	return nil
}

// symbolSlips: one symbol for another of the same dimension (E_L for V_r).
func (st *setting) symbolSlips(n, root *node) []slip {
	d := st.scope.lookup(n.name)
	if d == nil {
		return nil
	}
	var out []slip
	for _, other := range st.scope.order {
		o := st.scope.decls[other]
		if other == n.name || o.dim != d.dim || st.scope.lets[other] != nil {
			continue
		}
		out = append(out, made(symbol(other), fmt.Sprintf("%s stands where %s belongs", other, n.name), fmt.Sprintf("%s stands where %s belongs", n.name, other)))
		if len(out) > 12 {
			break
		}
	}
	return out
}

func sumSlips(n *node) []slip {
	var out []slip
	for i, t := range n.args {
		rest := append(append([]*node{}, n.args[:i]...), n.args[i+1:]...)
		flipped := append(append([]*node{}, rest...), negate(t))
		out = append(out,
			made(sum(flipped...), "the sign of the term "+bare(t), "the sign of the term "+bare(t)).in(t),
			made(sum(rest...), fmt.Sprintf("the term %s was dropped", t), fmt.Sprintf("the term %s is too much", t)).in(t))
	}
	if len(n.args) == 2 {
		a, b := n.args[0], n.args[1]
		inverse := quotient(oneNode, sum(quotient(oneNode, a), quotient(oneNode, b)))
		out = append(out, made(inverse, "quantities were added as if they were inverse (rates for times)", "inverse quantities were added (times add, rates do not)"))
	}
	return out
}

func productSlips(n *node) []slip {
	var out []slip
	for i, f := range n.args {
		rest := append(append([]*node{}, n.args[:i]...), n.args[i+1:]...)
		name := f.String()
		out = append(out,
			made(product(rest...), fmt.Sprintf("a factor %s is missing", name), fmt.Sprintf("a factor %s too much", name)).in(f),
			made(quotient(product(rest...), f), fmt.Sprintf("%s divides where it multiplies", name), fmt.Sprintf("%s multiplies where it divides", name)).in(f))
	}
	return out
}

func quotientSlips(n *node) []slip {
	a, b := n.args[0], n.args[1]
	return []slip{
		made(quotient(b, a), "the quotient "+n.String()+" is inverted", "the quotient "+n.String()+" is inverted"),
		made(product(a, b), b.String()+" multiplies where it divides", b.String()+" multiplies where it divides"),
		made(a, fmt.Sprintf("the denominator %s is missing", b), fmt.Sprintf("the denominator %s is too much", b)),
	}
}

func powerSlips(n *node) []slip {
	a, b := n.args[0], n.args[1]
	out := []slip{
		made(a, fmt.Sprintf("the exponent %s of %s is missing", b, a), fmt.Sprintf("the exponent %s of %s is too much", b, a)),
		made(square(n), "a square too much", "a square is missing"),
		made(power(a, negate(b)), "the sign of the exponent "+b.String(), "the sign of the exponent "+b.String()),
	}
	if v, ok := b.value(); ok {
		for _, d := range []int64{1, -1} {
			out = append(out, made(power(a, rational(new(big.Rat).Add(v, big.NewRat(d, 1)))), "the exponent of "+a.String(), "the exponent of "+a.String()))
		}
		if !v.IsInt() {
			out = append(out, made(power(a, rational(new(big.Rat).Mul(v, big.NewRat(2, 1)))), "a root is missing", "a root too much"))
		}
	}
	if a.op == opAdd && b.isInt(2) { // (a+b)^2 without the cross term
		parts := make([]*node, len(a.args))
		for i, t := range a.args {
			parts[i] = square(t)
		}
		out = append(out, made(sum(parts...), "the cross term of a square is missing", "the cross term of a square is too much"))
	}
	return out
}

// confused functions, with what the exchange is called.
var confused = map[string][]string{"sin": {"cos"}, "cos": {"sin"}, "sinh": {"cosh"}, "cosh": {"sinh"}, "erf": {"erfc"}, "erfc": {"erf"}, "tan": {"sin", "tanh"}, "tanh": {"tan", "sinh"}, "exp": {}, "log": {"exp"}}

func callSlips(n *node) []slip {
	if len(n.args) != 1 {
		return nil
	}
	u := n.args[0]
	var out []slip
	for _, other := range confused[n.name] {
		out = append(out, made(call(other, u), fmt.Sprintf("%s for %s", other, n.name), fmt.Sprintf("%s for %s", n.name, other)))
	}
	out = append(out, made(call(n.name, negate(u)), fmt.Sprintf("the sign of the argument of %s", n.name), fmt.Sprintf("the sign of the argument of %s", n.name)))
	if n.name == "exp" || n.name == "tanh" || n.name == "cosh" || n.name == "sinh" {
		for _, c := range []struct {
			f    *node
			f1   string
			back string
		}{{integer(2), "a factor 2 too much in the argument of ", "a factor 2 is missing in the argument of "}, {rational(half), "a factor 2 is missing in the argument of ", "a factor 2 too much in the argument of "}} {
			out = append(out, made(call(n.name, product(c.f, u)), c.f1+n.name, c.back+n.name))
		}
	}
	switch {
	case n.name == "log" && u.op == opAdd:
		parts := make([]*node, len(u.args))
		for i, t := range u.args {
			parts[i] = call("log", t)
		}
		out = append(out, made(sum(parts...), "the logarithm of a sum is not the sum of the logarithms", "the sum of logarithms is not the logarithm of the sum"))
	case n.name == "log" && u.op == opDiv:
		out = append(out, made(call("log", quotient(u.args[1], u.args[0])), "the quotient in the logarithm is inverted", "the quotient in the logarithm is inverted"))
	case n.name == "sqrt":
		out = append(out, made(u, "a root is missing", "a root too much"))
		if u.op == opAdd {
			parts := make([]*node, len(u.args))
			for i, t := range u.args {
				parts[i] = call("sqrt", t)
			}
			out = append(out, made(sum(parts...), "the root of a sum is not the sum of the roots", "the sum of roots is not the root of the sum"))
		}
	case n.name == "exp":
		out = append(out, made(minus(oneNode, n), "1 - exp for exp", "exp for 1 - exp"), made(oneNode, "the exponential was dropped", "an exponential too much"))
	}
	return out
}

func numberSlips(n *node) []slip {
	var out []slip
	for _, v := range []*big.Rat{new(big.Rat).Mul(n.num, big.NewRat(2, 1)), new(big.Rat).Mul(n.num, half), new(big.Rat).Add(n.num, big.NewRat(1, 1)), new(big.Rat).Sub(n.num, big.NewRat(1, 1)), new(big.Rat).Neg(n.num)} {
		text := fmt.Sprintf("the number %s for %s", rational(v), n)
		back := fmt.Sprintf("the number %s for %s", n, rational(v))
		out = append(out, made(rational(v), text, back))
	}
	return out
}

func orNode(a, b *node) *node {
	if a != nil {
		return a
	}
	return b
}
