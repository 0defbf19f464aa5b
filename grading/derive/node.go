package derive

import (
	"hash/maphash"
	"math/big"
)

// op is the kind of a node.
type op uint8

const (
	opNum    op = iota // num
	opSym              // name: variable, constant (e, pi, i), or a let
	opInf              // inf
	opAdd              // n-ary
	opMul              // n-ary
	opNeg              // one
	opDiv              // two
	opPow              // base, exponent
	opCall             // name: built-in function of args
	opPrime            // name, order: derivative V', V'' of a function or variable
	opApply            // name, order: declared unknown function at args
	opD                // d(e, x, n): args e, x; order
	opInt              // int(e, x [, a, b]): args e, x, a, b
	opSum              // sum(e, k, a, b)
	opLim              // lim(e, x, a): args; name is "", "+" or "-"
	opO                // O(e)
	opRel              // name is = < <= > >= ~ !=: two args
	opAnd              // n-ary
	opOr               // n-ary
	opMatrix           // rows are opRow
	opRow              //
	opTruth            // name "true" or "false"
)

// node is an immutable expression. from and to mark the text it was read
// from (both zero for made nodes); key is a structural hash under a
// per-process seed, so that equal keys mean equal expressions.
type node struct {
	op       op
	order    int
	name     string
	num      *big.Rat
	args     []*node
	key      uint64
	size     int
	depth    int
	from, to int
}

var (
	hashSeed = maphash.MakeSeed()
	nodeSeed = maphash.String(hashSeed, "node")
)

func makeNode(n node) *node {
	h := scramble(nodeSeed ^ uint64(n.op)<<32 ^ uint64(n.order))
	if n.name != "" {
		h = scramble(h ^ maphash.String(hashSeed, n.name))
	}
	if n.num != nil {
		h = hashWords(scramble(h^uint64(n.num.Sign()+1)), n.num.Num().Bits())
		h = hashWords(h, n.num.Denom().Bits())
	}
	n.size, n.depth = 1, 1
	for _, a := range n.args {
		h = scramble(h + 0x9e3779b97f4a7c15 ^ a.key)
		n.size += a.size
		n.depth = max(n.depth, a.depth+1)
	}
	n.key = h
	return &n
}

func hashWords(h uint64, words []big.Word) uint64 {
	for _, w := range words {
		h = scramble(h ^ uint64(w))
	}
	return scramble(h + uint64(len(words)))
}

func (n *node) at(from, to int) *node {
	m := *n
	m.from, m.to = from, to
	return &m
}

// same reports structural equality.
func same(a, b *node) bool { return a.key == b.key }

var (
	zeroNode = rational(new(big.Rat))
	oneNode  = integer(1)
)

func rational(x *big.Rat) *node { return makeNode(node{op: opNum, num: x}) }
func integer(n int64) *node     { return rational(new(big.Rat).SetInt64(n)) }
func fraction(a, b int64) *node { return rational(big.NewRat(a, b)) }
func symbol(name string) *node  { return makeNode(node{op: opSym, name: name}) }
func isZero(n *node) bool       { return n.op == opNum && n.num.Sign() == 0 }
func isOne(n *node) bool        { return n.op == opNum && n.num.Cmp(oneNode.num) == 0 }
func (n *node) isInt(k int64) bool {
	return n.op == opNum && n.num.IsInt() && n.num.Num().IsInt64() && n.num.Num().Int64() == k
}

func call(name string, args ...*node) *node {
	return makeNode(node{op: opCall, name: name, args: args})
}

func relation(name string, l, r *node) *node {
	return makeNode(node{op: opRel, name: name, args: []*node{l, r}})
}

func prime(name string, order int) *node {
	if order == 0 {
		return symbol(name)
	}
	return makeNode(node{op: opPrime, name: name, order: order})
}

// value is the rational number that a node is, if it is one.
func (n *node) value() (*big.Rat, bool) {
	switch n.op {
	case opNum:
		return n.num, true
	case opNeg:
		if v, ok := n.args[0].value(); ok {
			return new(big.Rat).Neg(v), true
		}
	case opDiv:
		a, ok := n.args[0].value()
		b, ok2 := n.args[1].value()
		if ok && ok2 && b.Sign() != 0 {
			return new(big.Rat).Quo(a, b), true
		}
	}
	return nil, false
}

// sum, product and the rest build nodes with the trivial simplifications
// only: zeros and ones vanish, numbers fold, nested sums are flat.
func sum(terms ...*node) *node {
	var out []*node
	constant := new(big.Rat)
	var add func(t *node)
	add = func(t *node) {
		if t.op == opAdd {
			for _, a := range t.args {
				add(a)
			}
			return
		}
		if v, ok := t.value(); ok {
			constant = new(big.Rat).Add(constant, v)
			return
		}
		out = append(out, t)
	}
	for _, t := range terms {
		add(t)
	}
	if constant.Sign() != 0 {
		out = append(out, rational(constant))
	}
	switch len(out) {
	case 0:
		return zeroNode
	case 1:
		return out[0]
	}
	return makeNode(node{op: opAdd, args: out})
}

func product(factors ...*node) *node {
	var out []*node
	constant := new(big.Rat).SetInt64(1)
	var mul func(f *node)
	mul = func(f *node) {
		switch f.op {
		case opMul:
			for _, a := range f.args {
				mul(a)
			}
			return
		case opNeg:
			constant = new(big.Rat).Neg(constant)
			mul(f.args[0])
			return
		}
		if v, ok := f.value(); ok {
			constant = new(big.Rat).Mul(constant, v)
			return
		}
		out = append(out, f)
	}
	for _, f := range factors {
		mul(f)
	}
	if constant.Sign() == 0 {
		return zeroNode
	}
	if len(out) == 0 {
		return rational(constant)
	}
	negative := constant.Cmp(big.NewRat(-1, 1)) == 0
	if !isOne(rational(constant)) && !negative {
		out = append([]*node{rational(constant)}, out...)
	}
	n := out[0]
	if len(out) > 1 {
		n = makeNode(node{op: opMul, args: out})
	}
	if negative {
		return makeNode(node{op: opNeg, args: []*node{n}})
	}
	return n
}

func negate(a *node) *node {
	if a.op == opNeg {
		return a.args[0]
	}
	return product(integer(-1), a)
}

func minus(a, b *node) *node {
	if same(a, b) {
		return zeroNode
	}
	return sum(a, negate(b))
}

func quotient(a, b *node) *node {
	if isZero(a) {
		return zeroNode
	}
	if isOne(b) {
		return a
	}
	if v, ok := b.value(); ok && v.Sign() != 0 {
		return product(rational(new(big.Rat).Inv(v)), a)
	}
	if same(a, b) {
		return oneNode
	}
	return makeNode(node{op: opDiv, args: []*node{a, b}})
}

func power(a, b *node) *node {
	if isOne(b) {
		return a
	}
	if isZero(b) && !isZero(a) {
		return oneNode
	}
	if isOne(a) {
		return oneNode
	}
	if v, ok := a.value(); ok && b.op == opNum && b.num.IsInt() && b.num.Num().IsInt64() {
		if k := b.num.Num().Int64(); k > 0 && k <= 64 && v.Num().BitLen() < 64 && v.Denom().BitLen() < 64 {
			r := new(big.Rat).SetInt64(1)
			for range k {
				r.Mul(r, v)
			}
			return rational(r)
		}
	}
	return makeNode(node{op: opPow, args: []*node{a, b}})
}

func square(a *node) *node { return power(a, integer(2)) }

// rebuild makes a node like n with other arguments, through the builders so
// that numbers fold after a substitution.
func rebuild(n *node, args []*node) *node {
	changed := false
	for i := range args {
		if args[i] != n.args[i] {
			changed = true
		}
	}
	if !changed {
		return n
	}
	switch n.op {
	case opAdd:
		return sum(args...)
	case opMul:
		return product(args...)
	case opNeg:
		return negate(args[0])
	case opDiv:
		return quotient(args[0], args[1])
	case opPow:
		return power(args[0], args[1])
	}
	m := *n
	m.args = args
	return makeNode(m)
}

// binds returns the index of the bound variable's node and the indices of
// the arguments in which it is bound; ok is false for other nodes.
func (n *node) binds() (variable int, ok bool) {
	switch n.op {
	case opInt:
		return 1, len(n.args) == 4
	case opSum, opLim:
		return 1, true
	}
	return 0, false
}

// walk visits every node; visit returns false to leave out the arguments.
func walk(n *node, visit func(*node) bool) {
	if !visit(n) {
		return
	}
	for _, a := range n.args {
		walk(a, visit)
	}
}

// has reports whether any node satisfies the test.
func has(n *node, test func(*node) bool) bool {
	found := false
	walk(n, func(m *node) bool {
		found = found || test(m)
		return !found
	})
	return found
}

// atomName names what a node stands for when it is a variable-like atom:
// x, V', V”.
func (n *node) atomName() (string, bool) {
	switch n.op {
	case opSym:
		return n.name, true
	case opPrime:
		name := n.name
		for range n.order {
			name += "'"
		}
		return name, true
	}
	return "", false
}

// free collects the names of free atoms (variables and primes) in order of
// appearance.
func free(nodes ...*node) []string {
	var names []string
	seen := map[string]bool{}
	var visit func(n *node, bound map[string]bool)
	visit = func(n *node, bound map[string]bool) {
		if name, ok := n.atomName(); ok {
			if !bound[name] && !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
			return
		}
		if v, ok := n.binds(); ok {
			for i, a := range n.args {
				if i == v {
					continue
				}
				if i == 0 {
					inner := map[string]bool{n.args[v].name: true}
					for k := range bound {
						inner[k] = true
					}
					visit(a, inner)
				} else {
					visit(a, bound)
				}
			}
			return
		}
		for _, a := range n.args {
			visit(a, bound)
		}
	}
	for _, n := range nodes {
		visit(n, map[string]bool{})
	}
	return names
}

func dependsOn(n *node, name string) bool {
	for _, f := range free(n) {
		if f == name {
			return true
		}
	}
	return false
}

// substitute replaces atoms by expressions, all at once. Bound variables are
// not replaced inside their operator.
func substitute(n *node, with map[string]*node) *node {
	if len(with) == 0 {
		return n
	}
	if name, ok := n.atomName(); ok {
		if r, ok := with[name]; ok {
			return r
		}
		return n
	}
	if len(n.args) == 0 {
		return n
	}
	args := make([]*node, len(n.args))
	v, binder := n.binds()
	for i, a := range n.args {
		switch {
		case binder && i == v:
			args[i] = a
		case binder && i == 0 && with[n.args[v].name] != nil:
			inner := map[string]*node{}
			for k, r := range with {
				if k != n.args[v].name {
					inner[k] = r
				}
			}
			args[i] = substitute(a, inner)
		default:
			args[i] = substitute(a, with)
		}
	}
	return rebuild(n, args)
}

// replace substitutes whole subexpressions by key.
func replace(n *node, with map[uint64]*node) *node {
	if r, ok := with[n.key]; ok {
		return r
	}
	if len(n.args) == 0 {
		return n
	}
	args := make([]*node, len(n.args))
	for i, a := range n.args {
		args[i] = replace(a, with)
	}
	return rebuild(n, args)
}
