package derive

import (
	"fmt"
	"slices"
	"strings"
)

// named reads what begins with a name: a constant, a variable with primes, a
// call, an operator that binds a variable.
func (p *parser) named(t token) (*node, error) {
	name := t.text
	switch name {
	case "inf", "infinity", "oo":
		return p.node(t.from, t.to, node{op: opInf})
	case "true", "false":
		return p.node(t.from, t.to, node{op: opTruth, name: name})
	case "and", "or":
		return nil, p.fail(t.from, t.to, "something is missing before "+name, "write a statement on both sides")
	}
	bracket := p.isOp("(")
	isBound := slices.Contains(p.bound, name)
	if d := p.scope.lookup(name); d != nil || isBound {
		return p.declaredName(t, d, isBound, bracket)
	}
	if bracket {
		return p.call(t)
	}
	if name == "e" || name == "pi" || name == "i" && p.scope.complex {
		return p.node(t.from, t.to, node{op: opCall, name: name})
	}
	if _, ok := builtins[canonicalName(name)]; ok && !p.scope.knows(name) {
		return nil, p.functionWithoutBrackets(t)
	}
	if operators[name] && name != "d" && name != "O" {
		return nil, p.fail(t.from, t.to, name+" needs its arguments in brackets", "write "+operatorForm(name))
	}
	if err := p.undeclared(t); err != nil {
		return nil, err
	}
	p.scope.declareReal(name)
	return p.withPrimes(t)
}

func canonicalName(name string) string {
	if a, ok := aliases[name]; ok {
		return a
	}
	return name
}

func operatorForm(name string) string {
	switch name {
	case "int":
		return "int(f, x, a, b)"
	case "sum":
		return "sum(f, k, a, b)"
	case "lim":
		return "lim(f, x, a)"
	case "O":
		return "O(x^3)"
	}
	return "d(f, x)"
}

func (p *parser) functionWithoutBrackets(t token) error {
	name := t.text
	if u := p.peek(); u.kind == tokOp && u.text == "^" {
		return p.fail(t.from, u.to, "the power of a function is written after its argument", fmt.Sprintf("write %s(x)^2", name))
	}
	if u := p.peek(); u.kind == tokName || u.kind == tokNumber {
		return p.fail(t.from, u.to, "the argument of "+name+" needs brackets", fmt.Sprintf("write %s(%s)", name, u.text))
	}
	return p.fail(t.from, t.to, name+" is a function and needs an argument", fmt.Sprintf("write %s(x)", name))
}

// declaredName reads a declared variable or function, or a bound variable.
func (p *parser) declaredName(t token, d *declaration, isBound, bracket bool) (*node, error) {
	name := t.text
	if !bracket {
		return p.withPrimes(t)
	}
	if d != nil && len(d.params) > 0 && !isBound {
		return p.apply(t, d, 0)
	}
	if name == "d" && p.argumentCount() >= 2 || name == "O" {
		return p.call(t)
	}
	if p.peek().spaced && p.toks[p.i].from > t.to {
		return nil, p.callOfVariable(symbol(name).at(t.from, t.to), p.next())
	}
	return nil, p.callOfVariable(symbol(name).at(t.from, t.to), p.next())
}

// callOfVariable says that x(t+1) is not a product, with the fix.
func (p *parser) callOfVariable(v *node, open token) error {
	end := p.closing(p.i)
	if p.toks[end].kind == tokEnd {
		return p.fail(open.from, open.to, "this bracket is not closed", "add ) where it ends")
	}
	inside := p.text[open.to:p.toks[end].from]
	to := p.toks[end].to
	what := fmt.Sprintf("%s is a variable, not a function", v.name)
	if _, ok := builtins[v.name]; ok {
		what = fmt.Sprintf("%s is declared as a variable here, so %s(…) is not the function", v.name, v.name)
	}
	return p.fail(v.from, to, what, fmt.Sprintf("write %s*(%s)", v.name, strings.TrimSpace(inside)))
}

// closing finds the token index of the bracket that closes what is open at i.
func (p *parser) closing(i int) int {
	depth := 1
	for ; i < len(p.toks)-1; i++ {
		if t := p.toks[i]; t.kind == tokOp {
			switch t.text {
			case "(", "[":
				depth++
			case ")", "]":
				if depth--; depth == 0 {
					return i
				}
			}
		}
	}
	return len(p.toks) - 1
}

// argumentCount counts the arguments of the call whose ( is next.
func (p *parser) argumentCount() int {
	return len(p.argumentStarts()) - 1
}

// argumentStarts gives the token index at which each argument begins, and one
// past the closing bracket.
func (p *parser) argumentStarts() []int {
	end := p.closing(p.i + 1)
	starts := []int{p.i + 1}
	depth := 0
	for i := p.i + 1; i < end; i++ {
		if t := p.toks[i]; t.kind == tokOp {
			switch t.text {
			case "(", "[":
				depth++
			case ")", "]":
				depth--
			case ",":
				if depth == 0 {
					starts = append(starts, i+1)
				}
			}
		}
	}
	return append(starts, end+1)
}

func (p *parser) withPrimes(t token) (*node, error) {
	order := 0
	to := t.to
	for p.isOp("'") && !p.peek().spaced {
		to = p.next().to
		if order++; order > 8 {
			return nil, p.fail(t.from, to, "too many primes", "write d(V, t, 9)")
		}
	}
	if order == 0 {
		return p.node(t.from, t.to, node{op: opSym, name: t.text})
	}
	d := p.scope.lookup(t.text)
	if d == nil || slices.Contains(p.bound, t.text) {
		return nil, p.fail(t.from, to, t.text+" is bound by an operator and has no derivative", "")
	}
	if p.isOp("(") && len(d.params) > 0 {
		return p.apply(t, d, order)
	}
	return p.node(t.from, to, node{op: opPrime, name: t.text, order: order})
}

// apply reads a declared function at arguments: V(0), V'(L), S(u).
func (p *parser) apply(t token, d *declaration, order int) (*node, error) {
	args, to, err := p.arguments(nil)
	if err != nil {
		return nil, err
	}
	if len(args) != len(d.params) {
		return nil, p.fail(t.from, to, fmt.Sprintf("%s takes %s, not %d", t.text, countOf(len(d.params), "argument"), len(args)), fmt.Sprintf("it was declared as %s(%s)", t.text, strings.Join(d.params, ", ")))
	}
	return p.node(t.from, to, node{op: opApply, name: t.text, order: order, args: args})
}

func countOf(n int, noun string) string {
	if n == 1 {
		return "one " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// arguments reads (a, b, …); bound is the name bound in the first argument.
func (p *parser) arguments(bound *string) ([]*node, int, error) {
	open := p.next()
	if p.isOp(")") {
		t := p.next()
		return nil, t.to, p.fail(open.from, t.to, "nothing stands between these brackets", "write the argument")
	}
	var args []*node
	for {
		if bound != nil && len(args) == 0 {
			p.bound = append(p.bound, *bound)
		}
		a, err := p.expression(0)
		if bound != nil && len(args) == 0 {
			p.bound = p.bound[:len(p.bound)-1]
		}
		if err != nil {
			return nil, 0, err
		}
		args = append(args, a)
		switch {
		case p.isOp(","):
			p.next()
			if bound != nil && len(args) == 1 {
				// the bound variable itself is only a name
				t := p.next()
				v, err := p.node(t.from, t.to, node{op: opSym, name: *bound})
				if err != nil {
					return nil, 0, err
				}
				args = append(args, v)
				if p.isOp(",") {
					p.next()
					continue
				}
				if p.isOp(")") {
					return args, p.next().to, nil
				}
				return nil, 0, p.unexpected(p.peek())
			}
		case p.isOp(")"):
			return args, p.next().to, nil
		default:
			t := p.peek()
			if t.kind == tokEnd {
				return nil, 0, p.fail(open.from, open.to, "this bracket is not closed", "add ) where it ends")
			}
			return nil, 0, p.unexpected(t)
		}
	}
}

// call reads a built-in function or operator.
func (p *parser) call(t token) (*node, error) {
	name := canonicalName(t.text)
	if operators[name] {
		return p.operator(t, name)
	}
	b, ok := builtins[name]
	if !ok {
		return nil, p.noSuchFunction(t)
	}
	args, to, err := p.arguments(nil)
	if err != nil {
		return nil, err
	}
	if name == "log" && len(args) == 2 {
		return nil, p.fail(t.from, to, "log has one argument, the natural logarithm", "write log(x)/log(b) for another base")
	}
	if b.args >= 0 && len(args) != b.args || b.args < 0 && len(args) < -b.args {
		e := p.fail(t.from, to, fmt.Sprintf("%s takes %s, not %d", t.text, countOf(max(b.args, -b.args), "argument"), len(args)), "")
		if len(args) == 2 && args[0].op == opNum && args[1].op == opNum {
			e.Mend = "a decimal comma is not read: write a point"
		}
		return nil, e
	}
	for _, a := range args {
		if a.op == opRel || a.op == opAnd || a.op == opOr {
			return nil, p.fail(a.from, a.to, "a relation can't be an argument of "+t.text, "write an expression")
		}
	}
	return p.node(t.from, to, node{op: opCall, name: name, args: args})
}

func (p *parser) noSuchFunction(t token) error {
	end := p.closing(p.i + 1)
	if p.toks[end].kind == tokEnd {
		return p.fail(p.peek().from, p.peek().to, "this bracket is not closed", "add ) where it ends")
	}
	to := p.toks[end].to
	inside := strings.TrimSpace(p.text[p.peek().to:p.toks[end].from])
	if plain, ok := offered[t.text]; ok {
		return p.fail(t.from, t.to, fmt.Sprintf("%s is called %s here", t.text, plain), fmt.Sprintf("write %s(%s)", plain, inside))
	}
	if how, ok := elsewhere[t.text]; ok {
		return p.fail(t.from, t.to, t.text+" is not read", how)
	}
	if near := nearest(t.text, p.scope.names()); near != "" {
		return p.fail(t.from, t.to, fmt.Sprintf("%s is not declared", t.text), fmt.Sprintf("did you mean %s*(%s)?", near, inside))
	}
	lower := strings.ToLower(t.text)
	if _, ok := builtins[lower]; ok && lower != t.text {
		return p.fail(t.from, t.to, fmt.Sprintf("%s is not a function", t.text), fmt.Sprintf("write %s(%s)", lower, inside))
	}
	return p.fail(t.from, to, fmt.Sprintf("%s is neither a function nor declared", t.text), fmt.Sprintf("write %s*(%s) for a product, or declare: fun %s(x)", t.text, inside, t.text))
}

func (p *parser) operator(t token, name string) (*node, error) {
	starts := p.argumentStarts()
	count := len(starts) - 1
	if name == "O" {
		args, to, err := p.arguments(nil)
		if err != nil {
			return nil, err
		}
		if len(args) != 1 {
			return nil, p.fail(t.from, to, "O takes one argument", "write O(x^3)")
		}
		return p.node(t.from, to, node{op: opO, args: args})
	}
	limits := map[string][2]int{"d": {2, 3}, "int": {2, 4}, "sum": {4, 4}, "lim": {3, 3}}[name]
	end := p.toks[min(starts[count]-1, len(p.toks)-1)].to
	if count < limits[0] || count > limits[1] || name == "int" && count == 3 {
		return nil, p.fail(t.from, end, fmt.Sprintf("%s does not take %s", t.text, countOf(count, "argument")), "write "+operatorForm(name))
	}
	vt := p.toks[starts[1]]
	if vt.kind != tokName || !(p.toks[starts[1]+1].kind == tokOp && (p.toks[starts[1]+1].text == "," || p.toks[starts[1]+1].text == ")")) {
		return nil, p.fail(vt.from, vt.to, fmt.Sprintf("the second argument of %s is a variable", t.text), "write "+operatorForm(name))
	}
	if name == "d" {
		return p.derivative(t)
	}
	if vt.text == "e" || vt.text == "pi" || vt.text == "inf" {
		return nil, p.fail(vt.from, vt.to, vt.text+" is a constant and can't be bound", "choose another letter")
	}
	if name == "lim" {
		return p.limit(t, vt)
	}
	args, to, err := p.arguments(&vt.text)
	if err != nil {
		return nil, err
	}
	kind := opInt
	if name == "sum" {
		kind = opSum
	}
	return p.node(t.from, to, node{op: kind, args: args})
}

func (p *parser) derivative(t token) (*node, error) {
	args, to, err := p.arguments(nil)
	if err != nil {
		return nil, err
	}
	order := 1
	if len(args) == 3 {
		v, ok := args[2].value()
		if !ok || !v.IsInt() || v.Sign() <= 0 || v.Num().Int64() > 8 {
			return nil, p.fail(args[2].from, args[2].to, "the order of a derivative is a number from 1 to 8", "write d(f, x, 2)")
		}
		order = int(v.Num().Int64())
	}
	return p.node(t.from, to, node{op: opD, order: order, args: args[:2]})
}

// limit reads lim(e, x, a) with a, a+, a-, inf or -inf.
func (p *parser) limit(t, v token) (*node, error) {
	starts := p.argumentStarts()
	last := starts[3] - 2 // the last token of the third argument
	side := ""
	if tt := p.toks[last]; last > starts[2] && tt.kind == tokOp && (tt.text == "+" || tt.text == "-") {
		side = tt.text
		p.toks = slices.Delete(slices.Clone(p.toks), last, last+1)
	}
	args, to, err := p.arguments(&v.text)
	if err != nil {
		return nil, err
	}
	return p.node(t.from, to, node{op: opLim, name: side, args: args})
}

// undeclared refuses a name that was not declared, with the likeliest fix.
// It returns nil where undeclared names are allowed to be real variables.
func (p *parser) undeclared(t token) error {
	sc := p.scope
	name := t.text
	names := sc.names()
	if name == "i" && !sc.auto {
		return p.fail(t.from, t.to, "i is not declared", "declare complex to use the imaginary unit, or var i")
	}
	if len(names) > 0 && sc.explicit {
		if split := sc.split(name); split != "" {
			return p.fail(t.from, t.to, fmt.Sprintf("%s is not declared", name), "did you mean "+split+"?")
		}
		if near := nearest(name, names); near != "" {
			return p.fail(t.from, t.to, fmt.Sprintf("%s is not declared", name), fmt.Sprintf("did you mean %s? Otherwise declare it: var %s", near, name))
		}
	}
	if plain, ok := offered[name]; ok {
		return p.fail(t.from, t.to, fmt.Sprintf("%s is not declared", name), fmt.Sprintf("the function is called %s here", plain))
	}
	if sc.auto {
		return nil
	}
	mend := "declare it: var " + name
	if len(names) > 0 && len(names) <= 12 {
		mend += " (declared are " + strings.Join(names, ", ") + ")"
	}
	return p.fail(t.from, t.to, fmt.Sprintf("%s is not declared", name), mend)
}
