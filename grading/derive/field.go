package derive

import (
	"math/big"
	"math/bits"
)

// The finite field of the exact test: integers modulo the Mersenne prime
// 2^61-1. An expression is evaluated at three random points at once; a
// difference of degree d that is not identically zero vanishes at all three
// with probability at most (d/2^61)^3 (Schwartz 1980, Zippel 1979).
const fieldPrime = 1<<61 - 1

// residue is the value at the three points.
type residue [3]uint64

func addMod(a, b uint64) uint64 {
	s := a + b
	if s >= fieldPrime {
		s -= fieldPrime
	}
	return s
}

func mulMod(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	// 2^64 = 8 mod p, and the product is below 2^122.
	s := (lo & fieldPrime) + (lo>>61 | hi<<3)
	for s >= fieldPrime {
		s -= fieldPrime
	}
	return s
}

func powMod(a, n uint64) uint64 {
	r := uint64(1)
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			r = mulMod(r, a)
		}
		a = mulMod(a, a)
	}
	return r
}

func inverseMod(a uint64) uint64 { return powMod(a, fieldPrime-2) }

func (a residue) add(b residue) residue {
	for i := range a {
		a[i] = addMod(a[i], b[i])
	}
	return a
}

func (a residue) mul(b residue) residue {
	for i := range a {
		a[i] = mulMod(a[i], b[i])
	}
	return a
}

func (a residue) neg() residue {
	for i := range a {
		if a[i] != 0 {
			a[i] = fieldPrime - a[i]
		}
	}
	return a
}

func (a residue) inverse() (residue, bool) {
	for i := range a {
		if a[i] == 0 {
			return a, false
		}
		a[i] = inverseMod(a[i])
	}
	return a, true
}

// power raises to an integer, which may be negative if no value is zero.
func (a residue) power(n int64) (residue, bool) {
	if n < 0 {
		inv, ok := a.inverse()
		if !ok {
			return a, false
		}
		a, n = inv, -n
	}
	for i := range a {
		a[i] = powMod(a[i], uint64(n))
	}
	return a, true
}

func (a residue) zero() bool { return a == residue{} }

// rootOrder makes x^(p/q) a power for the q that occur: a positive variable is
// represented as the rootOrder-th power of its atom, and so is exp of a term.
const rootOrder = 27720 // lcm(1..12)

// fielder evaluates expressions in the field. Whatever is not rational is an
// atom whose value is a pseudo-random function of its argument's values, so
// that equal arguments give equal atoms, and different ones do not.
type fielder struct {
	seed   uint64
	memo   map[uint64]residue
	failed map[uint64]bool
	scope  *scope
	budget *budget
	depth  int
}

func newFielder(sc *scope, seed uint64, b *budget) *fielder {
	return &fielder{seed: seed, memo: map[uint64]residue{}, failed: map[uint64]bool{}, scope: sc, budget: b}
}

// scramble is the finaliser of splitmix64 (Steele, Lea & Flood 2014).
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// atom gives the three values of the pseudo-random function tag at key.
func (f *fielder) atom(tag string, key residue) residue {
	h := f.seed
	for i := 0; i < len(tag); i++ {
		h = scramble(h ^ uint64(tag[i]))
	}
	for _, k := range key {
		h = scramble(h ^ k)
	}
	var r residue
	for i := range r {
		h = scramble(h)
		r[i] = h%(fieldPrime-2) + 2
	}
	return r
}

// of evaluates; ok is false where a division by zero occurred or the
// expression holds what the field can't represent.
func (f *fielder) of(n *node) (residue, bool) {
	if r, ok := f.memo[n.key]; ok {
		return r, true
	}
	if f.failed[n.key] || f.budget.spend(1) {
		return residue{}, false
	}
	r, ok := f.rule(n)
	if ok {
		f.memo[n.key] = r
	} else {
		f.failed[n.key] = true
	}
	return r, ok
}

func (f *fielder) rational(x *big.Rat) (residue, bool) {
	p := new(big.Int).SetUint64(fieldPrime)
	num := new(big.Int).Mod(x.Num(), p).Uint64()
	den := new(big.Int).Mod(x.Denom(), p).Uint64()
	if den == 0 {
		return residue{}, false
	}
	v := mulMod(num, inverseMod(den))
	return residue{v, v, v}, true
}

func (f *fielder) rule(n *node) (residue, bool) {
	switch n.op {
	case opNum:
		return f.rational(n.num)
	case opSym, opPrime:
		return f.variable(n)
	case opAdd, opMul:
		total := residue{}
		if n.op == opMul {
			total = residue{1, 1, 1}
		}
		for _, a := range n.args {
			v, ok := f.of(a)
			if !ok {
				return v, false
			}
			if n.op == opAdd {
				total = total.add(v)
			} else {
				total = total.mul(v)
			}
		}
		return total, true
	case opNeg:
		v, ok := f.of(n.args[0])
		return v.neg(), ok
	case opDiv:
		a, ok := f.of(n.args[0])
		b, ok2 := f.of(n.args[1])
		if !ok || !ok2 {
			return a, false
		}
		b, ok = b.inverse()
		return a.mul(b), ok
	case opPow:
		return f.power(n)
	case opCall:
		return f.call(n)
	}
	return f.opaque(n)
}

func (f *fielder) variable(n *node) (residue, bool) {
	name, _ := n.atomName()
	a := f.atom("variable "+name, residue{})
	if d := f.scope.lookup(n.name); n.op == opSym && d != nil && d.positive() {
		return a.power(rootOrder)
	}
	return a, true
}

// opaque makes an atom of an operator or an unknown function.
func (f *fielder) opaque(n *node) (residue, bool) {
	switch n.op {
	case opApply, opInt, opSum, opLim:
	default:
		return residue{}, false
	}
	tag := n.opName()
	for range n.order {
		tag += "'"
	}
	var key residue
	for i, a := range n.args {
		if a.op == opInf || a.op == opNeg && a.args[0].op == opInf {
			key = f.atom("infinity"+a.op.sign(), key)
			continue
		}
		v, ok := f.of(a)
		if !ok {
			return v, false
		}
		key = f.atom("argument", key.add(v))
		_ = i
	}
	return f.atom(tag, key), true
}

func (o op) sign() string {
	if o == opNeg {
		return "-"
	}
	return "+"
}

// power handles integer exponents exactly; roots of positive products become
// powers of the atoms; a general power is exp(b log a).
func (f *fielder) power(n *node) (residue, bool) {
	base, exponent := n.args[0], n.args[1]
	v, ok := exponent.value()
	if !ok {
		return f.exponential(product(exponent, call("log", base)))
	}
	if base.op == opCall && base.name == "sqrt" {
		return f.power(makeNode(node{op: opPow, args: []*node{base.args[0], rational(new(big.Rat).Mul(v, big.NewRat(1, 2)))}}))
	}
	if v.IsInt() {
		b, ok := f.of(base)
		if !ok || !v.Num().IsInt64() {
			return b, false
		}
		if b.zero() {
			return b, v.Sign() > 0
		}
		return b.power(v.Num().Int64())
	}
	return f.root(base, v)
}

// root is base^v for a fraction v. It distributes over products of positive
// variables and numbers only: (x^2)^(1/2) is not x.
func (f *fielder) root(base *node, v *big.Rat) (residue, bool) {
	k := new(big.Rat).Mul(v, new(big.Rat).SetInt64(rootOrder))
	if k.IsInt() && k.Num().IsInt64() {
		switch {
		case base.op == opSym && f.scope.lookup(base.name) != nil && f.scope.lookup(base.name).positive():
			return f.atom("variable "+base.name, residue{}).power(k.Num().Int64())
		case (base.op == opMul || base.op == opDiv) && f.positive(base.args...):
			a, ok := f.root(base.args[0], v)
			for _, b := range base.args[1:] {
				e := v
				if base.op == opDiv {
					e = new(big.Rat).Neg(v)
				}
				c, ok2 := f.root(b, e)
				a, ok = a.mul(c), ok && ok2
			}
			return a, ok
		case base.op == opPow && f.positive(base.args[0]):
			if w, ok := base.args[1].value(); ok {
				return f.root(base.args[0], new(big.Rat).Mul(v, w))
			}
		case base.op == opCall && base.name == "exp" && !f.scope.complex:
			return f.exponential(product(rational(v), base.args[0]))
		}
	}
	if v.IsInt() {
		b, ok := f.of(base)
		if !ok || !v.Num().IsInt64() {
			return b, false
		}
		return b.power(v.Num().Int64())
	}
	b, ok := f.of(base)
	if !ok {
		return b, false
	}
	if !k.IsInt() || !k.Num().IsInt64() {
		w, ok := f.rational(v)
		return f.atom("power", f.atom("base", b).add(w)), ok
	}
	return f.atom("root", b).power(k.Num().Int64())
}

// positive reports whether all are plainly positive.
func (f *fielder) positive(list ...*node) bool {
	for _, n := range list {
		if !plainlyPositive(n, f.scope) {
			return false
		}
	}
	return true
}

func (f *fielder) call(n *node) (residue, bool) {
	if len(n.args) == 0 {
		return f.atom("constant "+n.name, residue{}), n.name != "i"
	}
	u := n.args[0]
	half := fraction(1, 2)
	switch n.name {
	case "exp":
		return f.exponential(u)
	case "sqrt":
		return f.root(u, half.num)
	case "sinh":
		return f.of(product(half, minus(call("exp", u), call("exp", negate(u)))))
	case "cosh":
		return f.of(product(half, sum(call("exp", u), call("exp", negate(u)))))
	case "tanh":
		e := call("exp", product(integer(2), u))
		return f.of(quotient(minus(e, oneNode), sum(e, oneNode)))
	case "sin", "cos":
		if z, ok := f.cis(u); ok {
			if n.name == "sin" {
				return z.im, true
			}
			return z.re, true
		}
	case "tan":
		return f.of(quotient(call("sin", u), call("cos", u)))
	case "erfc":
		return f.of(minus(oneNode, call("erf", u)))
	case "log":
		if split := splitLog(u, f.scope); split != nil {
			return f.of(split)
		}
	case "gamma":
		if shifted := shiftGamma(u); shifted != nil {
			return f.of(shifted)
		}
	}
	var key residue
	for _, a := range n.args {
		v, ok := f.of(a)
		if !ok {
			return v, false
		}
		if len(n.args) == 1 {
			return f.oddOrEven(n.name, v), true
		}
		key = f.atom("argument", key.add(v))
	}
	return f.atom("function "+n.name, key), true
}

// splitLog writes the logarithm of a positive product, quotient or power as a
// sum; nil for other arguments.
func splitLog(u *node, s *scope) *node {
	switch {
	case u.op == opCall && u.name == "exp" && !s.complex:
		return u.args[0]
	case u.op == opCall && u.name == "sqrt" && plainlyPositive(u.args[0], s):
		return product(rational(half), call("log", u.args[0]))
	case u.op == opPow && plainlyPositive(u.args[0], s):
		return product(u.args[1], call("log", u.args[0]))
	case u.op != opMul && u.op != opDiv:
		return nil
	}
	var parts []*node
	for i, a := range u.args {
		if !plainlyPositive(a, s) {
			return nil
		}
		l := call("log", a)
		if u.op == opDiv && i == 1 {
			l = negate(l)
		}
		parts = append(parts, l)
	}
	return sum(parts...)
}

// shiftGamma writes gamma(u+k) as gamma(u) u (u+1) … for a whole number k, so
// that the constant of the argument lies in [0, 1); nil if it does already.
func shiftGamma(u *node) *node {
	if u.op != opAdd {
		return nil
	}
	last := u.args[len(u.args)-1]
	c, ok := last.value()
	if !ok {
		return nil
	}
	k := floorRat(c)
	if k == 0 || k > 20 || k < -20 {
		return nil
	}
	base := sum(u, integer(-k))
	parts := []*node{call("gamma", base)}
	for j := int64(0); j < k; j++ {
		parts = append(parts, sum(base, integer(j)))
	}
	for j := int64(-1); j >= k; j-- {
		parts = append(parts, power(sum(base, integer(j)), integer(-1)))
	}
	return product(parts...)
}

// oddOrEven uses f(-x) = ±f(x) where it holds.
func (f *fielder) oddOrEven(name string, v residue) residue {
	minus := v.neg()
	odd := name == "sin" || name == "atan" || name == "asin" || name == "erf" || name == "asinh" || name == "atanh" || name == "sign"
	even := name == "cos" || name == "abs"
	if (odd || even) && minus[0] < v[0] {
		r := f.atom("function "+name, minus)
		if odd {
			return r.neg()
		}
		return r
	}
	return f.atom("function "+name, v)
}

// exponential splits exp(c1*m1 + c2*m2 + …) into powers of one atom per
// monomial m, so that exp(a+b) = exp(a) exp(b) and exp(x)^2 = exp(2x) hold.
// Monomials are told apart by their values up to a constant factor.
func (f *fielder) exponential(u *node) (residue, bool) {
	if f.depth++; f.depth > 30 {
		f.depth--
		return residue{}, false
	}
	defer func() { f.depth-- }()
	parts := f.distribute(u, 64)
	classes := map[residue]uint64{}
	var order []residue
	total := residue{1, 1, 1}
	for _, p := range parts {
		if c, arg := logTerm(p); arg != nil {
			r, ok := f.root(arg, c)
			if !ok {
				return r, false
			}
			total = total.mul(r)
			continue
		}
		v, ok := f.of(p)
		if !ok {
			return v, false
		}
		if v.zero() {
			continue
		}
		key, scale := projective(v)
		if _, seen := classes[key]; !seen {
			order = append(order, key)
		}
		classes[key] = addMod(classes[key], scale)
	}
	for _, key := range order {
		c := classes[key]
		if c == 0 {
			continue
		}
		r, ok := f.expAtom(key, c)
		if !ok {
			return r, false
		}
		total = total.mul(r)
	}
	return total, true
}

// projective writes v = scale * key with key determined up to constants; the
// first component of key is 1, and of scale and its relation to other
// monomials of the class only the ratio matters.
func projective(v residue) (key residue, scale uint64) {
	if v[0] == 0 {
		return v, 1
	}
	inv := inverseMod(v[0])
	return residue{1, mulMod(v[1], inv), mulMod(v[2], inv)}, v[0]
}

// expAtom is exp of c times the class; c is put relative to the class's
// reference, which is remembered in memo under the class.
func (f *fielder) expAtom(key residue, c uint64) (residue, bool) {
	var ref uint64
	k := scramble(key[0]) ^ scramble(key[1]+1) ^ scramble(key[2]+2) ^ 0x5eed
	if r, ok := f.memo[k]; ok {
		ref = r[0]
	} else {
		ref = c
		f.memo[k] = residue{ref}
	}
	n, d, ok := reconstruct(mulMod(c, inverseMod(ref)))
	if !ok || rootOrder%d != 0 {
		return f.atom("exp", key.add(residue{c, c, c})), true
	}
	return f.atom("exp", key).power(n * (rootOrder / d))
}

// reconstruct finds the small fraction n/d that a residue stands for.
func reconstruct(c uint64) (n, d int64, ok bool) {
	for d = 1; d <= 5040; d++ {
		m := mulMod(c, uint64(d))
		if m < 1<<20 {
			return int64(m), d, true
		}
		if fieldPrime-m < 1<<20 {
			return -int64(fieldPrime - m), d, true
		}
	}
	return 0, 0, false
}

// logTerm recognises c*log(a) with a rational c.
func logTerm(n *node) (*big.Rat, *node) {
	c, others, arg := logFactor(n)
	if arg == nil || len(others) > 0 {
		return nil, nil
	}
	return c, arg
}

// distribute multiplies out products over sums, up to a number of terms.
func (f *fielder) distribute(n *node, limit int) []*node {
	switch n.op {
	case opAdd:
		var out []*node
		for _, a := range n.args {
			out = append(out, f.distribute(a, limit)...)
			if len(out) > limit {
				return []*node{n}
			}
		}
		return out
	case opNeg:
		return scaleAll(f.distribute(n.args[0], limit), integer(-1))
	case opDiv:
		num := f.distribute(n.args[0], limit)
		if len(num) == 1 {
			return []*node{n}
		}
		out := make([]*node, len(num))
		for i, a := range num {
			out[i] = quotient(a, n.args[1])
		}
		return out
	case opPow:
		if n.args[1].isInt(2) && n.args[0].op == opAdd {
			return f.distribute(makeNode(node{op: opMul, args: []*node{n.args[0], n.args[0]}}), limit)
		}
	case opMul:
		out := []*node{oneNode}
		for _, a := range n.args {
			parts := f.distribute(a, limit)
			if len(out)*len(parts) > limit {
				return []*node{n}
			}
			var next []*node
			for _, x := range out {
				for _, y := range parts {
					next = append(next, product(x, y))
				}
			}
			out = next
		}
		return out
	}
	return []*node{n}
}

func scaleAll(list []*node, by *node) []*node {
	out := make([]*node, len(list))
	for i, n := range list {
		out[i] = product(by, n)
	}
	return out
}
