package derive

import (
	"context"
	"fmt"
	"math"
	"strings"
)

// Expression is a formula that can be evaluated at numbers: the truths,
// arguments and conditions of an exercise, and the final line of a derivation
// when its curve is laid over a simulation. It is safe for concurrent use.
type Expression struct {
	text  string
	raw   *node
	tape  *tape
	names []string
	scope *scope
}

// Compile reads an expression, or a relation (which evaluates to 1 or 0), over
// declared quantities; declarations are as in a header ("tau:ms >0", "fun V(t)").
// Without any, every name is a number without unit.
func Compile(expr string, declarations ...string) (*Expression, error) {
	sc, err := pairScope(Pair{Vars: declarations})
	if err != nil {
		return nil, err
	}
	return compileIn(expr, sc)
}

// Compile reads an expression with the declarations and definitions of the
// problem.
func (p *Problem) Compile(expr string) (*Expression, error) { return compileIn(expr, p.scope) }

func compileIn(expr string, sc *scope) (*Expression, error) {
	raw, err := parse(expr, sc)
	if err != nil {
		return nil, err
	}
	n, err := sc.lower(raw, nil)
	if err != nil {
		return nil, err
	}
	e := &Expression{text: expr, raw: raw, scope: sc}
	if e.tape, err = compile(sc, truthValue(n)); err != nil {
		return nil, err
	}
	e.names = append([]string{}, e.tape.inputs...)
	return e, nil
}

// truthValue turns a statement into 0 or 1: a <= b by the sign of b-a.
func truthValue(n *node) *node {
	switch n.op {
	case opAnd:
		parts := make([]*node, len(n.args))
		for i, a := range n.args {
			parts[i] = truthValue(a)
		}
		return product(parts...)
	case opOr:
		parts := make([]*node, len(n.args))
		for i, a := range n.args {
			parts[i] = truthValue(a)
		}
		return call("sign", sum(parts...))
	case opTruth:
		if n.name == "true" {
			return oneNode
		}
		return zeroNode
	case opRel:
		d := call("sign", minus(n.args[1], n.args[0])) // 1, 0 or -1
		switch n.name {
		case "<":
			return call("max", d, zeroNode)
		case ">":
			return call("max", negate(d), zeroNode)
		case "<=":
			return minus(oneNode, call("max", negate(d), zeroNode))
		case ">=":
			return minus(oneNode, call("max", d, zeroNode))
		case "!=":
			return square(d)
		}
		return minus(oneNode, square(d))
	}
	return n
}

// Names are the quantities that a value is needed for.
func (e *Expression) Names() []string { return append([]string{}, e.names...) }

// String is the expression as it was written.
func (e *Expression) String() string { return e.text }

// TeX is the expression in TeX.
func (e *Expression) TeX() string { return TeX(e.raw) }

// Unit is the dimension of the value, in the declared units where these
// suffice; the error names the term that breaks dimensions.
func (e *Expression) Unit() (string, error) {
	q, err := e.scope.dimensionOf(e.raw)
	if err != nil {
		return "", err
	}
	return q.dim.name(e.scope.units()), nil
}

// Dimension is the dimension of the value.
func (e *Expression) Dimension() (Dimension, error) {
	q, err := e.scope.dimensionOf(e.raw)
	return q.dim, err
}

// ValueError is given when an expression has no value at a point.
type ValueError struct{ What string }

func (e *ValueError) Error() string  { return e.What }
func (e *ValueError) BadInput() bool { return true }

// Eval computes the value in float64. It fails where a name has no value or
// the expression is not defined (a negative logarithm, a division by zero).
func (e *Expression) Eval(values map[string]float64) (float64, error) {
	in := make([]ball, len(e.tape.inputs))
	for i, name := range e.tape.inputs {
		v, ok := values[name]
		if !ok {
			return 0, &ValueError{fmt.Sprintf("%s has no value in %s", name, e.text)}
		}
		in[i] = ball{v, 0}
	}
	m := &machine[ball]{k: ballNumber{}, budget: newBudget(context.Background(), 5*DefaultCPU), digits: 11, scope: e.scope, step: 1e-7, from: 1}
	v, f := m.value(e.tape, in)
	if f == noFailure && !math.IsNaN(v.v) && !math.IsInf(v.v, 0) {
		return v.v, nil
	}
	var at []string
	for _, name := range e.tape.inputs {
		at = append(at, fmt.Sprintf("%s = %s", name, short(values[name])))
	}
	n := e.tape.nodes[max(f.register, 0)]
	why := "it can't be computed"
	if f.why == undefined {
		why = reasonUndefined(n)
	}
	return 0, &ValueError{fmt.Sprintf("%s has no value at %s: %s", n, strings.Join(at, ", "), why)}
}

// Solve gives the right side of an equation that is solved for a name, or
// that can be; nil with an error when it can't. It is what an overlay needs from
// a final line that reads "1/f = t_ref + T".
func (p *Problem) Solve(equation, name string) (*Expression, error) {
	raw, err := parse(equation, p.scope)
	if err != nil {
		return nil, err
	}
	n, err := p.scope.lower(raw, nil)
	if err != nil {
		return nil, err
	}
	st, err := newSetting(p.scope, seedOf(0), newBudget(context.Background(), 0))
	if err != nil {
		return nil, err
	}
	if !isEquation(n) {
		return nil, &InputError{Text: equation, To: len(equation), What: "this is not an equation", Mend: "write " + name + " = …"}
	}
	value := st.isolate(n, name)
	if value == nil {
		return nil, &InputError{Text: equation, To: len(equation), What: "this can't be solved for " + name, Mend: "write a line " + name + " = …"}
	}
	e := &Expression{text: value.String(), raw: value, scope: p.scope}
	if e.tape, err = compile(p.scope, value); err != nil {
		return nil, err
	}
	e.names = append([]string{}, e.tape.inputs...)
	return e, nil
}
