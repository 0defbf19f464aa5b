package derive

import (
	"math/big"

	"coronium/grading/derive/precise"
)

// A tape is a straight-line program for one or several expressions, with
// every shared part computed once. The same tape runs in every arithmetic.
type tape struct {
	code    []instr
	inputs  []string // free atoms: "x", "V'"
	slots   map[string]int
	outputs []int
	nodes   []*node // what each register stands for
	quad    bool    // holds an integral
	limits  bool    // holds a limit
	slow    bool    // holds an infinite sum, known to fewer digits
	nested  bool    // holds an integral within an integral
	costly  bool    // holds a function or a sum that is expensive in many digits
	bounded bool    // holds a function that is not defined everywhere (division apart)
	memo    map[uint64]int
	params  *scope
}

type opcode uint8

const (
	codeConst opcode = iota
	codePi
	codeImaginary
	codeInput // a: slot
	codeAdd
	codeMul
	codeNeg
	codeDiv
	codePowInt // a, n
	codePowRat // a, rat
	codePow    // a, b
	codeCall   // fn of a (and b)
	codeApply  // unknown function, order n, at a
	codeIntegral
	codeSum
	codeLimit
	codeInfinite // only as a limit of an operator
	codeRelation // never run
)

type instr struct {
	code opcode
	a, b int
	n    int
	rat  *big.Rat
	near ball // a constant in float64
	dd   precise.DD
	name string
	sub  *operator
}

// operator is an integral, sum or limit: a tape for its body, whose inputs
// are filled from the outer registers, and its limits.
type operator struct {
	body         *tape
	bound        int      // slot of the bound variable in body, -1 if it does not occur
	outer        [][2]int // slot in body, register outside
	lo, hi       int      // registers; for a limit lo is the point
	loInf, hiInf int      // -1, +1 for infinite limits
	side         string
	kinks        []int // registers of the places where an integrand changes branch
	bends        *bends
}

// compile makes a tape whose outputs are the given lowered expressions.
func compile(sc *scope, roots ...*node) (*tape, error) {
	t := &tape{slots: map[string]int{}, memo: map[uint64]int{}, params: sc}
	for _, r := range roots {
		reg, err := t.add(r)
		if err != nil {
			return nil, err
		}
		t.outputs = append(t.outputs, reg)
	}
	return t, nil
}

// constant is computed once for the arithmetics that run most.
func constant(x *big.Rat) instr {
	in := instr{code: codeConst, rat: x}
	if x.IsInt() && x.Num().IsInt64() {
		if v := x.Num().Int64(); v < 1<<53 && v > -1<<53 {
			in.near, in.dd = ball{v: float64(v)}, precise.DD{Hi: float64(v)}
			return in
		}
	}
	in.near = ballNumber{}.rat(x)
	in.dd = precise.DoubleDouble{}.Rat(x)
	return in
}

func (t *tape) emit(n *node, in instr) int {
	t.code = append(t.code, in)
	t.nodes = append(t.nodes, n)
	return len(t.code) - 1
}

func (t *tape) add(n *node) (int, error) {
	if r, ok := t.memo[n.key]; ok {
		return r, nil
	}
	if len(t.code) > 60*maxNodes {
		return 0, errTooLarge
	}
	r, err := t.rule(n)
	if err == nil {
		t.memo[n.key] = r
	}
	return r, err
}

func (t *tape) rule(n *node) (int, error) {
	if name, ok := n.atomName(); ok {
		return t.input(n, name), nil
	}
	switch n.op {
	case opNum:
		return t.emit(n, constant(n.num)), nil
	case opAdd, opMul:
		code := codeAdd
		if n.op == opMul {
			code = codeMul
		}
		return t.fold(n, code)
	case opNeg, opDiv:
		return t.plain(n)
	case opPow:
		return t.power(n)
	case opCall:
		return t.call(n)
	case opApply:
		return t.apply(n)
	case opInt, opSum, opLim:
		return t.operator(n)
	case opInf:
		return 0, &InputError{Text: n.String(), At: n.from, To: n.to, What: "infinity is not a number", Mend: "use it only as a limit"}
	case opO:
		return 0, &InputError{Text: n.String(), At: n.from, To: n.to, What: "O(…) has no value", Mend: "use it only in an expansion"}
	case opMatrix:
		return 0, &InputError{Text: n.String(), At: n.from, To: n.to, What: "a matrix is not a number", Mend: "compare matrices with matrices"}
	}
	return 0, &InputError{Text: n.String(), At: n.from, To: n.to, What: "this is a statement, not a number", Mend: ""}
}

func (t *tape) input(n *node, name string) int {
	slot, ok := t.slots[name]
	if !ok {
		slot = len(t.inputs)
		t.inputs = append(t.inputs, name)
		t.slots[name] = slot
	}
	return t.emit(n, instr{code: codeInput, a: slot})
}

func (t *tape) fold(n *node, code opcode) (int, error) {
	acc := -1
	for _, a := range n.args {
		r, err := t.add(a)
		if err != nil {
			return 0, err
		}
		if acc < 0 {
			acc = r
		} else {
			acc = t.emit(n, instr{code: code, a: acc, b: r})
		}
	}
	return acc, nil
}

func (t *tape) plain(n *node) (int, error) {
	a, err := t.add(n.args[0])
	if err != nil {
		return 0, err
	}
	if n.op == opNeg {
		return t.emit(n, instr{code: codeNeg, a: a}), nil
	}
	b, err := t.add(n.args[1])
	return t.emit(n, instr{code: codeDiv, a: a, b: b}), err
}

func (t *tape) power(n *node) (int, error) {
	a, err := t.add(n.args[0])
	if err != nil {
		return 0, err
	}
	if v, ok := n.args[1].value(); ok {
		if v.IsInt() && v.Num().IsInt64() && v.Num().Int64() < 1<<20 && v.Num().Int64() > -1<<20 {
			return t.emit(n, instr{code: codePowInt, a: a, n: int(v.Num().Int64())}), nil
		}
		t.bounded = true
		return t.emit(n, instr{code: codePowRat, a: a, rat: v}), nil
	}
	b, err := t.add(n.args[1])
	t.bounded = true
	return t.emit(n, instr{code: codePow, a: a, b: b}), err
}

// partialFunctions are not defined on the whole real line.
var partialFunctions = map[string]bool{"log": true, "sqrt": true, "asin": true, "acos": true, "acosh": true, "atanh": true, "gamma": true, "H": true, "psi": true}

func (t *tape) call(n *node) (int, error) {
	switch {
	case len(n.args) == 0 && n.name == "pi":
		return t.emit(n, instr{code: codePi}), nil
	case len(n.args) == 0 && n.name == "i":
		return t.emit(n, instr{code: codeImaginary}), nil
	}
	t.bounded = t.bounded || partialFunctions[n.name]
	t.costly = t.costly || n.name == "gamma" || n.name == "psi"
	a, err := t.add(n.args[0])
	if err != nil {
		return 0, err
	}
	in := instr{code: codeCall, name: n.name, a: a}
	if len(n.args) == 2 {
		if in.b, err = t.add(n.args[1]); err != nil {
			return 0, err
		}
	}
	return t.emit(n, in), nil
}

func (t *tape) apply(n *node) (int, error) {
	if len(n.args) != 1 {
		return 0, &InputError{Text: n.String(), What: "functions of several variables are not evaluated", Mend: "declare a function of one variable"}
	}
	a, err := t.add(n.args[0])
	return t.emit(n, instr{code: codeApply, name: n.name, n: n.order, a: a}), err
}

func (t *tape) operator(n *node) (int, error) {
	if n.op == opInt && len(n.args) == 2 {
		return 0, &InputError{Text: n.String(), At: n.from, To: n.to, What: "an indefinite integral has no value", Mend: "give its limits, int(f, x, a, b), or use the rule antideriv"}
	}
	body, err := compile(t.params, n.args[0])
	if err != nil {
		return 0, err
	}
	o := &operator{body: body, bound: -1, side: n.name}
	for slot, name := range body.inputs {
		if name == n.args[1].name {
			o.bound = slot
			continue
		}
		r, err := t.add(atomNode(name))
		if err != nil {
			return 0, err
		}
		o.outer = append(o.outer, [2]int{slot, r})
	}
	if o.lo, o.loInf, err = t.limit(n.args[2]); err != nil {
		return 0, err
	}
	code := codeLimit
	if n.op != opLim {
		if o.hi, o.hiInf, err = t.limit(n.args[3]); err != nil {
			return 0, err
		}
		code = codeIntegral
		if n.op == opSum {
			code = codeSum
		}
	}
	if n.op == opInt {
		places, crossings := t.params.kinks(n.args[0], n.args[1].name)
		for _, e := range places {
			r, err := t.add(e)
			if err != nil {
				return 0, err
			}
			o.kinks = append(o.kinks, r)
		}
		if o.bends, err = t.bends(crossings, n.args[1].name); err != nil {
			return 0, err
		}
	}
	t.quad = t.quad || body.quad || code == codeIntegral || code == codeSum && o.hiInf != 0
	t.nested = t.nested || body.nested || code == codeIntegral && body.quad
	t.slow = t.slow || body.slow || code == codeSum && o.hiInf != 0
	t.limits = t.limits || body.limits || code == codeLimit
	t.bounded = t.bounded || body.bounded
	t.costly = t.costly || body.costly || code == codeSum
	return t.emit(n, instr{code: code, sub: o}), nil
}

func (t *tape) limit(n *node) (reg, infinite int, err error) {
	switch {
	case n.op == opInf:
		return 0, 1, nil
	case n.op == opNeg && n.args[0].op == opInf:
		return 0, -1, nil
	}
	reg, err = t.add(n)
	return reg, 0, err
}

// atomNode is the node of an atom's name.
func atomNode(name string) *node {
	order := 0
	for len(name) > 1 && name[len(name)-1] == '\'' {
		name = name[:len(name)-1]
		order++
	}
	return prime(name, order)
}
