package derive

import (
	"math/big"
)

// fractionOf writes an expression as numerator over a product of
// denominators, without multiplying out. An equation F = 0 holds where the
// numerator vanishes, the denominators do not, and everything has a value.
type fractionOf struct {
	num  *node
	dens []denominator
}

type denominator struct {
	n     *node
	power int
}

func (f fractionOf) denominator() *node {
	var parts []*node
	for _, d := range f.dens {
		parts = append(parts, power(d.n, integer(int64(d.power))))
	}
	return product(parts...)
}

func together(n *node) fractionOf {
	switch n.op {
	case opAdd:
		return togetherSum(n)
	case opNeg:
		f := together(n.args[0])
		f.num = negate(f.num)
		return f
	case opMul:
		total := fractionOf{num: oneNode}
		for _, a := range n.args {
			f := together(a)
			total.num = product(total.num, f.num)
			for _, d := range f.dens {
				total.dens = times(total.dens, d)
			}
		}
		return total
	case opDiv:
		return divided(together(n.args[0]), together(n.args[1]))
	case opPow:
		return togetherPower(n)
	}
	return fractionOf{num: n}
}

// divided is a/b; the numerator of b becomes denominators, factor by factor.
func divided(a, b fractionOf) fractionOf {
	num := a.num
	for _, d := range b.dens {
		num = product(num, power(d.n, integer(int64(d.power))))
	}
	out := fractionOf{num: num, dens: a.dens}
	constant := new(big.Rat).SetInt64(1)
	for _, f := range factors(b.num) {
		if v, ok := f.n.value(); ok && v.Sign() != 0 {
			for range f.power {
				constant.Mul(constant, v)
			}
			continue
		}
		out.dens = times(out.dens, f)
	}
	out.num = product(rational(constant.Inv(constant)), out.num)
	return out
}

// factors lists the factors of a product with positive integer powers.
func factors(n *node) []denominator {
	switch n.op {
	case opMul:
		var out []denominator
		for _, a := range n.args {
			for _, f := range factors(a) {
				out = times(out, f)
			}
		}
		return out
	case opNeg:
		return append(factors(n.args[0]), denominator{integer(-1), 1})
	case opPow:
		if v, ok := n.args[1].value(); ok && v.IsInt() && v.Sign() > 0 && v.Num().IsInt64() && v.Num().Int64() < 100 {
			return []denominator{{n.args[0], int(v.Num().Int64())}}
		}
	}
	return []denominator{{n, 1}}
}

// times multiplies a list of denominators by one more.
func times(list []denominator, d denominator) []denominator {
	out := append([]denominator{}, list...)
	for i := range out {
		if same(out[i].n, d.n) {
			out[i].power += d.power
			return out
		}
	}
	return append(out, d)
}

func togetherPower(n *node) fractionOf {
	v, ok := n.args[1].value()
	if !ok || !v.IsInt() || !v.Num().IsInt64() || v.Num().Int64() > 20 || v.Num().Int64() < -20 || v.Sign() == 0 {
		return fractionOf{num: n}
	}
	k := v.Num().Int64()
	f := together(n.args[0])
	if k < 0 {
		f = divided(fractionOf{num: oneNode}, f)
		k = -k
	}
	out := fractionOf{num: power(f.num, integer(k))}
	for _, d := range f.dens {
		out.dens = append(out.dens, denominator{d.n, d.power * int(k)})
	}
	return out
}

func togetherSum(n *node) fractionOf {
	parts := make([]fractionOf, len(n.args))
	var common []denominator
	for i, a := range n.args {
		parts[i] = together(a)
		for _, d := range parts[i].dens {
			found := false
			for j := range common {
				if same(common[j].n, d.n) {
					common[j].power = max(common[j].power, d.power)
					found = true
				}
			}
			if !found {
				common = append(common, d)
			}
		}
	}
	var terms []*node
	for _, p := range parts {
		t := []*node{p.num}
		for _, c := range common {
			missing := c.power
			for _, d := range p.dens {
				if same(d.n, c.n) {
					missing -= d.power
				}
			}
			if missing > 0 {
				t = append(t, power(c.n, integer(int64(missing))))
			}
		}
		terms = append(terms, product(t...))
	}
	return fractionOf{num: sum(terms...), dens: common}
}

// linear writes n as a*x + b; ok is false if n is not linear in the atom x.
func (st *setting) linear(n *node, x string) (a, b *node, ok bool) {
	if !dependsOn(n, x) {
		return nil, nil, false
	}
	if hasInside(n, x) {
		return nil, nil, false
	}
	a, err := partial(n, x)
	if err != nil || isZero(a) {
		return nil, nil, false
	}
	if dependsOn(a, x) {
		second, err := partial(a, x)
		if err != nil {
			return nil, nil, false
		}
		v, ok := st.fields.of(second)
		if !ok || !v.zero() {
			return nil, nil, false
		}
		a = substitute(a, map[string]*node{x: zeroNode})
	}
	return a, substitute(n, map[string]*node{x: zeroNode}), true
}

// hasInside reports whether the atom occurs where setting it to zero would be
// no polynomial operation: in a function, an operator, an exponent, a
// denominator.
func hasInside(n *node, x string) bool {
	switch n.op {
	case opCall, opApply, opInt, opSum, opLim, opD, opMatrix, opRow:
		return dependsOn(n, x)
	case opDiv:
		return dependsOn(n.args[1], x) || hasInside(n.args[0], x)
	case opPow:
		if v, ok := n.args[1].value(); !ok || !v.IsInt() || v.Sign() < 0 {
			return dependsOn(n, x)
		}
		return hasInside(n.args[0], x)
	}
	for _, a := range n.args {
		if hasInside(a, x) {
			return true
		}
	}
	return false
}

// isolated reads "x = e" or "e = x" with e free of x.
func isolated(rel *node) (x string, e *node, ok bool) {
	if rel.op != opRel || rel.name != "=" {
		return "", nil, false
	}
	for i := range 2 {
		if name, is := rel.args[i].atomName(); is && !dependsOn(rel.args[1-i], name) {
			return name, rel.args[1-i], true
		}
	}
	return "", nil, false
}
