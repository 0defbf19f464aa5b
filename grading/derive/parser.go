package derive

import (
	"fmt"
	"slices"
	"strings"
)

// parser is a Pratt parser over the tokens of one expression or line.
type parser struct {
	text   string
	toks   []token
	i      int
	scope  *scope
	bound  []string
	nodes  int
	levels int // nesting of brackets
}

// binding powers, loosest first. Unary minus binds looser than ^ and tighter
// than *, so that -x^2 is -(x^2) and a*-b is read.
const (
	bindOr = iota + 1
	bindAnd
	bindRelation
	bindSum
	bindProduct
	bindSign
	bindPower
)

// parse reads a whole expression, relation, or statement.
func parse(text string, sc *scope) (*node, error) {
	toks, err := tokens(text)
	if err != nil {
		return nil, err
	}
	p := &parser{text: text, toks: toks, scope: sc}
	if p.peek().kind == tokEnd {
		return nil, p.fail(0, 0, "nothing is written here", "write an expression or an equation")
	}
	n, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.kind != tokEnd {
		return nil, p.unexpected(t)
	}
	return n, nil
}

func (p *parser) fail(from, to int, what, mend string) *InputError {
	return &InputError{At: from, To: to, Text: p.text, What: what, Mend: mend}
}

func (p *parser) peek() token { return p.toks[p.i] }

func (p *parser) next() token {
	t := p.toks[p.i]
	if t.kind != tokEnd {
		p.i++
	}
	return t
}

func (p *parser) isOp(text string) bool {
	t := p.peek()
	return t.kind == tokOp && t.text == text
}

func (p *parser) unexpected(t token) error {
	switch {
	case t.kind == tokEnd:
		return p.fail(t.from, t.to, "the expression ends too early", "something is missing at the end")
	case t.kind == tokOp && t.text == ")":
		return p.fail(t.from, t.to, "this bracket was never opened", "remove it, or add ( before")
	case t.kind == tokOp && t.text == ",":
		if p.i > 0 && p.toks[p.i-1].kind == tokNumber && p.toks[p.i+1].kind == tokNumber {
			return p.fail(p.toks[p.i-1].from, p.toks[p.i+1].to, "a decimal comma is not read", "write "+p.toks[p.i-1].text+"."+p.toks[p.i+1].text)
		}
		return p.fail(t.from, t.to, "a comma stands only between the arguments of a function", "join statements with and")
	case t.kind == tokOp && t.text == "'":
		return p.fail(t.from, t.to, "' must follow directly the name that it differentiates", "write V' or d(…, t)")
	case t.kind == tokOp && t.text == "[":
		return p.fail(t.from, t.to, "square brackets stand only for matrices", "use round brackets ( )")
	case t.kind == tokNumber || t.kind == tokName:
		return p.fail(t.from, t.to, "an operator is missing before "+t.text, "write * for a product")
	}
	return p.fail(t.from, t.to, fmt.Sprintf("%q does not belong here", t.text), "something is missing before it")
}

// node makes a node with its place in the text, within the limits.
func (p *parser) node(from, to int, n node) (*node, error) {
	if p.nodes++; p.nodes > maxNodes {
		return nil, p.fail(from, to, fmt.Sprintf("the expression has more than %d parts", maxNodes), "split it with let")
	}
	m := makeNode(n)
	if m.depth > maxDepth {
		return nil, p.fail(from, to, fmt.Sprintf("the expression is nested more than %d deep", maxDepth), "split it with let")
	}
	return m.at(from, to), nil
}

func (p *parser) expression(bind int) (*node, error) {
	if p.levels++; p.levels > 4*maxDepth {
		t := p.peek()
		return nil, p.fail(t.from, t.to, fmt.Sprintf("brackets are nested more than %d deep", maxDepth), "split the expression with let")
	}
	defer func() { p.levels-- }()
	left, err := p.prefix()
	for err == nil {
		var done bool
		if left, done, err = p.infix(left, bind); done {
			return left, err
		}
	}
	return nil, err
}

func (p *parser) prefix() (*node, error) {
	t := p.next()
	switch t.kind {
	case tokNumber:
		return p.node(t.from, t.to, node{op: opNum, num: t.num})
	case tokName:
		return p.named(t)
	case tokOp:
		switch t.text {
		case "-", "+":
			a, err := p.expression(bindSign)
			if err != nil || t.text == "+" {
				return a, err
			}
			return p.node(t.from, a.to, node{op: opNeg, args: []*node{a}})
		case "(":
			return p.bracket(t)
		case "[":
			return p.matrix(t)
		case "'":
			return nil, p.unexpected(t)
		}
		if t.text == ")" && p.i >= 2 && p.toks[p.i-2].kind == tokOp && p.toks[p.i-2].text == "(" {
			return nil, p.fail(p.toks[p.i-2].from, t.to, "nothing stands between these brackets", "fill or remove them")
		}
		if t.text == "*" || t.text == "/" || t.text == "^" {
			return nil, p.fail(t.from, t.to, fmt.Sprintf("something is missing before %q", t.text), "write what is multiplied, divided or raised")
		}
	}
	if t.kind == tokEnd {
		return nil, p.endTooEarly(t)
	}
	p.i--
	return nil, p.unexpected(t)
}

func (p *parser) endTooEarly(t token) error {
	open := -1
	depth := 0
	for _, u := range p.toks {
		if u.kind == tokOp && u.text == "(" {
			if depth == 0 {
				open = u.from
			}
			depth++
		} else if u.kind == tokOp && u.text == ")" {
			depth--
		}
	}
	if depth > 0 && open >= 0 {
		return p.fail(t.from, t.to, "the expression ends too early, and a bracket is open", "complete it and add )")
	}
	if p.i > 0 && t.from == t.to {
		return p.fail(t.from, t.to, fmt.Sprintf("something is missing after %q", p.toks[max(p.i-1, 0)].text), "complete the expression")
	}
	return p.unexpected(t)
}

func (p *parser) bracket(open token) (*node, error) {
	n, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	if !p.isOp(")") {
		t := p.peek()
		if t.kind == tokEnd {
			return nil, p.fail(open.from, open.to, "this bracket is not closed", "add ) where it ends")
		}
		return nil, p.unexpected(t)
	}
	t := p.next()
	if n.op == opRel || n.op == opAnd || n.op == opOr {
		return n, nil
	}
	return n.at(open.from, t.to), nil
}

// infix extends left by one operator that binds tighter than bind.
func (p *parser) infix(left *node, bind int) (*node, bool, error) {
	t := p.peek()
	switch {
	case t.kind == tokEnd || t.kind == tokOp && (t.text == ")" || t.text == "," || t.text == "]"):
		return left, true, nil
	case t.kind == tokName && (t.text == "and" || t.text == "or"):
		return p.logical(left, t, bind)
	case t.kind == tokOp && (t.text == "+" || t.text == "-"):
		return p.sum(left, bind)
	case t.kind == tokOp && (t.text == "*" || t.text == "/"):
		return p.product(left, bind)
	case t.kind == tokOp && t.text == "^":
		return p.power(left, bind)
	case t.kind == tokOp && strings.Contains("= < > <= >= != ~", t.text) && t.text != "":
		return p.relation(left, bind)
	case p.implicit(left, t):
		return p.product(left, bind)
	}
	if t.kind == tokOp && t.text == "(" && left.op == opSym {
		p.next()
		return nil, true, p.callOfVariable(left, t)
	}
	return nil, true, p.unexpected(t)
}

// implicit reports whether a product sign may be left out before t: 2x,
// 2(x+1), (a)(b), (a)b. After a name it may not: x(t+1) is ambiguous.
func (p *parser) implicit(left *node, t token) bool {
	prev := p.toks[p.i-1]
	starts := t.kind == tokName && t.text != "and" && t.text != "or" || t.kind == tokOp && t.text == "("
	if !starts {
		return false
	}
	return prev.kind == tokNumber || prev.kind == tokOp && prev.text == ")"
}

func (p *parser) sum(left *node, bind int) (*node, bool, error) {
	if bind >= bindSum {
		return left, true, nil
	}
	terms := []*node{left}
	for p.isOp("+") || p.isOp("-") {
		t := p.next()
		a, err := p.expression(bindSum)
		if err != nil {
			return nil, true, err
		}
		if t.text == "-" {
			if a, err = p.node(t.from, a.to, node{op: opNeg, args: []*node{a}}); err != nil {
				return nil, true, err
			}
		}
		terms = append(terms, a)
	}
	n, err := p.node(left.from, terms[len(terms)-1].to, node{op: opAdd, args: terms})
	return n, err != nil, err
}

// product reads a chain of * / and implicit products, left to right. A
// quotient followed by an implicit product (1/2x) has two readings and is
// refused.
func (p *parser) product(left *node, bind int) (*node, bool, error) {
	if bind >= bindProduct {
		return left, true, nil
	}
	factors := []*node{left}
	divided := -1 // token of the last / when its divisor was the last factor
	for {
		t := p.peek()
		explicit := t.kind == tokOp && (t.text == "*" || t.text == "/")
		if !explicit && !p.implicit(factors[len(factors)-1], t) {
			break
		}
		if !explicit && divided >= 0 {
			return nil, true, p.twoReadings(divided)
		}
		if explicit {
			p.next()
		}
		at := p.i
		b, err := p.expression(bindProduct)
		if err != nil {
			return nil, true, err
		}
		if explicit && t.text == "/" {
			num, err := p.fold(factors)
			if err != nil {
				return nil, true, err
			}
			q, err := p.node(left.from, b.to, node{op: opDiv, args: []*node{num, b}})
			if err != nil {
				return nil, true, err
			}
			factors, divided = []*node{q}, at
			continue
		}
		factors = append(factors, b)
		divided = -1
	}
	n, err := p.fold(factors)
	return n, err != nil, err
}

func (p *parser) fold(factors []*node) (*node, error) {
	if len(factors) == 1 {
		return factors[0], nil
	}
	return p.node(factors[0].from, factors[len(factors)-1].to, node{op: opMul, args: slices.Clone(factors)})
}

func (p *parser) twoReadings(divisor int) error {
	from, mid := p.toks[divisor].from, p.toks[p.i-1].to
	end := p.i
	depth := 0
	for end < len(p.toks) {
		t := p.toks[end]
		if t.kind == tokEnd {
			break
		}
		if t.kind == tokOp && t.text == "(" {
			depth++
		}
		if t.kind == tokOp && t.text == ")" {
			depth--
		}
		end++
		if depth == 0 && !(p.toks[end].kind == tokOp && (p.toks[end].text == "^" || p.toks[end].text == "(" && t.kind == tokName)) && !(t.kind == tokOp && t.text == "^") {
			break
		}
		if depth < 0 {
			end--
			break
		}
	}
	to := p.toks[max(end-1, 0)].to
	a, b := p.text[from:mid], strings.TrimSpace(p.text[mid:to])
	e := p.fail(from, to, fmt.Sprintf("/%s has two readings", p.text[from:to]), fmt.Sprintf("write /(%s*%s) or /%s*%s", a, b, a, b))
	e.Choice = []string{fmt.Sprintf("/(%s*%s)", a, b), fmt.Sprintf("/%s*%s", a, b)}
	return e
}

func (p *parser) power(left *node, bind int) (*node, bool, error) {
	if bind >= bindPower {
		return left, true, nil
	}
	p.next()
	b, err := p.exponent()
	if err != nil {
		return nil, true, err
	}
	n, err := p.node(left.from, b.to, node{op: opPow, args: []*node{left, b}})
	return n, err != nil, err
}

// exponent is read to the right: 2^x^2 is 2^(x^2), 2^-x is 2^(-x).
func (p *parser) exponent() (*node, error) {
	if p.isOp("-") || p.isOp("+") {
		t := p.next()
		a, err := p.exponent()
		if err != nil || t.text == "+" {
			return a, err
		}
		return p.node(t.from, a.to, node{op: opNeg, args: []*node{a}})
	}
	return p.expression(bindPower - 1)
}

// relation reads a chain: a < b < c is "a < b and b < c".
func (p *parser) relation(left *node, bind int) (*node, bool, error) {
	if bind >= bindRelation {
		return left, true, nil
	}
	var parts []*node
	last := left
	for {
		t := p.peek()
		if t.kind != tokOp || !slices.Contains([]string{"=", "<", ">", "<=", ">=", "!=", "~"}, t.text) {
			break
		}
		p.next()
		b, err := p.expression(bindRelation)
		if err != nil {
			return nil, true, err
		}
		if b.op == opRel || b.op == opAnd || b.op == opOr || last.op == opAnd || last.op == opOr || last.op == opRel {
			return nil, true, p.fail(t.from, t.to, "a relation can't be a side of a relation", "join statements with and")
		}
		r, err := p.node(last.from, b.to, node{op: opRel, name: t.text, args: []*node{last, b}})
		if err != nil {
			return nil, true, err
		}
		parts, last = append(parts, r), b
	}
	if len(parts) == 1 {
		return parts[0], false, nil
	}
	n, err := p.node(left.from, last.to, node{op: opAnd, args: parts})
	return n, err != nil, err
}

func (p *parser) logical(left *node, t token, bind int) (*node, bool, error) {
	b, kind := bindAnd, opAnd
	if t.text == "or" {
		b, kind = bindOr, opOr
	}
	if bind >= b {
		return left, true, nil
	}
	p.next()
	right, err := p.expression(b)
	if err != nil {
		return nil, true, err
	}
	for _, side := range []*node{left, right} {
		if side.op != opRel && side.op != opAnd && side.op != opOr && side.op != opTruth {
			return nil, true, p.fail(side.from, side.to, t.text+" joins statements, not numbers", "write an equation or inequality on each side")
		}
	}
	n, err := p.node(left.from, right.to, node{op: kind, args: []*node{left, right}})
	return n, err != nil, err
}

func (p *parser) matrix(open token) (*node, error) {
	var rows []*node
	for {
		if !p.isOp("[") {
			t := p.peek()
			return nil, p.fail(t.from, t.to, "a matrix is written [[a, b], [c, d]]", "open each row with [")
		}
		start := p.next()
		var entries []*node
		for {
			e, err := p.expression(0)
			if err != nil {
				return nil, err
			}
			entries = append(entries, e)
			if p.isOp(",") {
				p.next()
				continue
			}
			break
		}
		if !p.isOp("]") {
			t := p.peek()
			return nil, p.fail(t.from, t.to, "this row of a matrix is not closed", "add ]")
		}
		end := p.next()
		row, err := p.node(start.from, end.to, node{op: opRow, args: entries})
		if err != nil {
			return nil, err
		}
		if len(rows) > 0 && len(rows[0].args) != len(entries) {
			return nil, p.fail(start.from, end.to, "the rows of a matrix have different lengths", "")
		}
		rows = append(rows, row)
		if p.isOp(",") {
			p.next()
			continue
		}
		break
	}
	if !p.isOp("]") {
		t := p.peek()
		return nil, p.fail(t.from, t.to, "this matrix is not closed", "add ]")
	}
	end := p.next()
	return p.node(open.from, end.to, node{op: opMatrix, args: rows})
}
