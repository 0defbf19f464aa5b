package exercises

import (
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The formula language: what may stand wherever a number may. Numbers, arrays, the quantities of the exercise, the
// outputs of a call, and functions on them (measure.go). Its syntax is that of the derivation checker (^ for powers,
// log for the natural logarithm), with comparisons, lists and indices besides:
//
//	x*(V_th-E_L)/R      mean(diff(spikes))      V[-1] > E_L      max(abs(V - [1, 2, 3])) < 1e-9
//
// It is small, has no loops and bounds the size of what it makes, so that content from elsewhere can be evaluated.

// A Value is a number or an array in row-major order; a number has no shape.
type Value struct {
	Shape []int
	Data  []float64
}

// Number makes a Value of one number.
func Number(x float64) Value { return Value{Data: []float64{x}} }

// Vector makes a Value with one axis.
func Vector(x []float64) Value { return Value{Shape: []int{len(x)}, Data: x} }

// IsNumber reports whether the value has no axes.
func (v Value) IsNumber() bool { return len(v.Shape) == 0 && len(v.Data) == 1 }

func (v Value) describe() string {
	if v.IsNumber() {
		return "a number"
	}
	return "an array of shape " + shapeText(v.Shape)
}

func shapeText(shape []int) string {
	if len(shape) == 0 {
		return "()"
	}
	parts := make([]string, len(shape))
	for i, n := range shape {
		parts[i] = strconv.Itoa(n)
	}
	if len(parts) == 1 {
		return "(" + parts[0] + ",)"
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// A scope gives names their values; ok is false for a name that it does not know.
type scope func(name string) (v Value, ok bool)

// A formula is an expression that has been read.
type formula struct {
	text string
	root node
}

type node interface {
	eval(scope) (Value, error)
	walk(func(node))
}

type (
	literal struct{ v float64 }
	name    struct{ s string }
	list    struct{ items []node }
	unary   struct {
		op string
		x  node
	}
	binary struct {
		op   string
		x, y node
	}
	comparison struct { // a < b <= c: all of them
		ops   []string
		terms []node
	}
	call struct {
		fn   string
		args []node
	}
	index struct{ x, at node }
)

const (
	maxFormula = 4000 // bytes
	maxNesting = 60
	maxValues  = 4 << 20 // numbers in one array
)

// parseFormula reads an expression; its error says where and what.
func parseFormula(text string) (*formula, error) {
	if len(text) > maxFormula {
		return nil, fmt.Errorf("the expression is %d characters long; at most %d are read", len(text), maxFormula)
	}
	p := &formulaParser{text: text}
	p.next()
	root, err := p.or()
	if err == nil && p.tok != "" {
		err = p.unexpected()
	}
	if err != nil {
		return nil, err
	}
	if p.bad != nil {
		return nil, p.bad
	}
	return &formula{text, root}, nil
}

// names lists the free names of a formula, sorted.
func (f *formula) names() []string {
	seen := map[string]bool{}
	visit(f.root, func(n node) {
		if n, is := n.(name); is {
			if _, constant := constants[n.s]; !constant {
				seen[n.s] = true
			}
		}
	})
	var all []string
	for s := range seen {
		all = append(all, s)
	}
	sort.Strings(all)
	return all
}

func visit(n node, f func(node)) {
	f(n)
	n.walk(func(child node) { visit(child, f) })
}

// eval gives the value, or an error in words.
func (f *formula) eval(s scope) (Value, error) { return f.root.eval(s) }

type formulaParser struct {
	text  string
	at    int // where the next token is looked for
	start int // where tok begins
	tok   string
	kind  byte // n number, i identifier, o operator, 0 end
	depth int
	bad   error
}

var twoCharacter = []string{"==", "!=", "<=", ">=", "**", "&&", "||"}

func (p *formulaParser) next() {
	for p.at < len(p.text) && (p.text[p.at] == ' ' || p.text[p.at] == '\t' || p.text[p.at] == '\n' || p.text[p.at] == '\r') {
		p.at++
	}
	p.start = p.at
	if p.at >= len(p.text) {
		p.tok, p.kind = "", 0
		return
	}
	r, size := utf8.DecodeRuneInString(p.text[p.at:])
	switch {
	case r >= '0' && r <= '9' || r == '.' && p.at+1 < len(p.text) && p.text[p.at+1] >= '0' && p.text[p.at+1] <= '9':
		p.at = endOfNumber(p.text, p.at)
		p.kind = 'n'
	case unicode.IsLetter(r) || r == '_':
		for p.at < len(p.text) {
			r, size := utf8.DecodeRuneInString(p.text[p.at:])
			inside := r == '.' && p.at+1 < len(p.text) && (isLetter(p.text[p.at+1]))
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && !inside {
				break
			}
			p.at += size
		}
		p.kind = 'i'
	default:
		p.kind = 'o'
		for _, op := range twoCharacter {
			if strings.HasPrefix(p.text[p.at:], op) {
				size = 2
			}
		}
		p.at += size
	}
	p.tok = p.text[p.start:p.at]
}

func isLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= utf8.RuneSelf
}

func endOfNumber(s string, i int) int {
	digits := func() {
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i++
		}
	}
	digits()
	if i < len(s) && s[i] == '.' {
		i++
		digits()
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		j := i + 1
		if j < len(s) && (s[j] == '+' || s[j] == '-') {
			j++
		}
		if j < len(s) && s[j] >= '0' && s[j] <= '9' {
			i = j
			digits()
		}
	}
	return i
}

func (p *formulaParser) unexpected() error {
	if p.tok == "" {
		return fmt.Errorf("%q ends too early", p.text)
	}
	hint := ""
	switch p.tok {
	case "**":
		hint = "; write ^ for a power"
	case "=":
		hint = "; write == for a comparison"
	case "&&":
		hint = "; write and"
	case "||":
		hint = "; write or"
	}
	return fmt.Errorf("%q: %q at character %d is not expected%s", p.text, p.tok, utf8.RuneCountInString(p.text[:p.start])+1, hint)
}

func (p *formulaParser) take(tok string) bool {
	if p.tok == tok && p.kind != 'n' {
		p.next()
		return true
	}
	return false
}

func (p *formulaParser) or() (node, error) { return p.chain(p.and, "or") }

func (p *formulaParser) and() (node, error) { return p.chain(p.not, "and") }

func (p *formulaParser) sum() (node, error) { return p.chain(p.product, "+", "-") }

func (p *formulaParser) product() (node, error) { return p.chain(p.signed, "*", "/") }

// chain reads operands joined by left-associative operators of one level.
func (p *formulaParser) chain(operand func() (node, error), ops ...string) (node, error) {
	x, err := operand()
	for err == nil {
		op := ""
		for _, o := range ops {
			if p.tok == o && p.take(o) {
				op = o
				break
			}
		}
		if op == "" {
			return x, nil
		}
		var y node
		y, err = operand()
		x = binary{op, x, y}
	}
	return nil, err
}

func (p *formulaParser) not() (node, error) {
	if p.take("not") {
		x, err := p.not()
		return unary{"not", x}, err
	}
	return p.compared()
}

func (p *formulaParser) compared() (node, error) {
	x, err := p.sum()
	if err != nil {
		return nil, err
	}
	c := comparison{terms: []node{x}}
	for p.tok == "<" || p.tok == "<=" || p.tok == ">" || p.tok == ">=" || p.tok == "==" || p.tok == "!=" {
		c.ops = append(c.ops, p.tok)
		p.next()
		y, err := p.sum()
		if err != nil {
			return nil, err
		}
		c.terms = append(c.terms, y)
	}
	if len(c.ops) == 0 {
		return x, nil
	}
	return c, nil
}

func (p *formulaParser) signed() (node, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxNesting {
		return nil, fmt.Errorf("the expression is nested more than %d levels deep", maxNesting)
	}
	for _, op := range []string{"-", "+"} {
		if p.take(op) {
			x, err := p.signed()
			if op == "+" {
				return x, err
			}
			return unary{"-", x}, err
		}
	}
	return p.power()
}

// power binds tighter than a sign before it and looser than one after it: -x^2 is -(x^2), 2^-x is fine.
func (p *formulaParser) power() (node, error) {
	x, err := p.indexed()
	if err != nil || !p.take("^") {
		return x, err
	}
	y, err := p.signed()
	return binary{"^", x, y}, err
}

func (p *formulaParser) indexed() (node, error) {
	x, err := p.atom()
	for err == nil && p.take("[") {
		var at node
		if at, err = p.or(); err == nil && !p.take("]") {
			err = p.unexpected()
		}
		x = index{x, at}
	}
	return x, err
}

func (p *formulaParser) atom() (node, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxNesting {
		return nil, fmt.Errorf("the expression is nested more than %d levels deep", maxNesting)
	}
	switch p.kind {
	case 'n':
		v, err := strconv.ParseFloat(p.tok, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not a number that can be held", p.tok)
		}
		p.next()
		if p.kind == 'i' && p.tok != "and" && p.tok != "or" || p.tok == "(" {
			return nil, fmt.Errorf("%q: write a * before %q", p.text, p.tok)
		}
		return literal{v}, nil
	case 'i':
		word := p.tok
		if word == "and" || word == "or" || word == "not" {
			return nil, p.unexpected()
		}
		p.next()
		if p.take("(") {
			args, err := p.items(")")
			if err != nil {
				return nil, err
			}
			return checkedCall(word, args)
		}
		return name{word}, nil
	}
	if p.take("(") {
		x, err := p.or()
		if err == nil && !p.take(")") {
			err = p.unexpected()
		}
		return x, err
	}
	if p.take("[") {
		items, err := p.items("]")
		return list{items}, err
	}
	return nil, p.unexpected()
}

func (p *formulaParser) items(end string) ([]node, error) {
	var items []node
	if p.take(end) {
		return nil, nil
	}
	for {
		x, err := p.or()
		if err != nil {
			return nil, err
		}
		items = append(items, x)
		if p.take(end) {
			return items, nil
		}
		if !p.take(",") {
			return nil, p.unexpected()
		}
	}
}

func checkedCall(fn string, args []node) (node, error) {
	f, known := functions[fn]
	if !known {
		return nil, fmt.Errorf("there is no function %q%s", fn, suggestion(fn, functionNames()))
	}
	if len(args) < f.least || len(args) > f.most {
		return nil, fmt.Errorf("%s takes %s, not %d arguments", fn, f.takes, len(args))
	}
	return call{fn, args}, nil
}

func suggestion(word string, known []string) string {
	if near := nearest(word, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return ""
}

func (n literal) walk(func(node)) {}
func (n name) walk(func(node))    {}
func (n list) walk(f func(node)) {
	for _, x := range n.items {
		f(x)
	}
}
func (n unary) walk(f func(node))  { f(n.x) }
func (n binary) walk(f func(node)) { f(n.x); f(n.y) }
func (n comparison) walk(f func(node)) {
	for _, x := range n.terms {
		f(x)
	}
}
func (n call) walk(f func(node)) {
	for _, x := range n.args {
		f(x)
	}
}
func (n index) walk(f func(node)) { f(n.x); f(n.at) }

var constants = map[string]float64{"pi": math.Pi, "inf": math.Inf(1), "nan": math.NaN(), "true": 1, "false": 0}

func (n literal) eval(scope) (Value, error) { return Number(n.v), nil }

func (n name) eval(s scope) (Value, error) {
	if v, ok := s(n.s); ok {
		return v, nil
	}
	if c, ok := constants[n.s]; ok {
		return Number(c), nil
	}
	return Value{}, fmt.Errorf("%s has no value here", n.s)
}

func (n list) eval(s scope) (Value, error) {
	out := Value{Shape: []int{len(n.items)}}
	var inner []int
	for i, item := range n.items {
		v, err := item.eval(s)
		if err != nil {
			return Value{}, err
		}
		if i > 0 && !sameShape(v.Shape, inner) {
			return Value{}, fmt.Errorf("a list of values of different shapes")
		}
		inner = v.Shape
		out.Data = append(out.Data, v.Data...)
		if len(out.Data) > maxValues {
			return Value{}, fmt.Errorf("a list of more than %d values", maxValues)
		}
	}
	out.Shape = append(out.Shape, inner...)
	return out, nil
}

func (n unary) eval(s scope) (Value, error) {
	x, err := n.x.eval(s)
	if err != nil {
		return Value{}, err
	}
	if n.op == "not" {
		return each(x, func(a float64) float64 { return truth(a == 0) }), nil
	}
	return each(x, func(a float64) float64 { return -a }), nil
}

func (n binary) eval(s scope) (Value, error) {
	x, err := n.x.eval(s)
	if err != nil {
		return Value{}, err
	}
	// A condition on numbers stops at the first part that decides it.
	if n.op == "and" && x.IsNumber() && x.Data[0] == 0 {
		return Number(0), nil
	}
	if n.op == "or" && x.IsNumber() && x.Data[0] != 0 && x.Data[0] == x.Data[0] {
		return Number(1), nil
	}
	y, err := n.y.eval(s)
	if err != nil {
		return Value{}, err
	}
	return broadcast(n.op, x, y)
}

func (n comparison) eval(s scope) (Value, error) {
	x, err := n.terms[0].eval(s)
	if err != nil {
		return Value{}, err
	}
	result := Number(1)
	for i, op := range n.ops {
		y, err := n.terms[i+1].eval(s)
		if err != nil {
			return Value{}, err
		}
		c, err := broadcast(op, x, y)
		if err != nil {
			return Value{}, err
		}
		if result, err = broadcast("and", result, c); err != nil {
			return Value{}, err
		}
		x = y
	}
	return result, nil
}

func (n call) eval(s scope) (Value, error) {
	args := make([]Value, len(n.args))
	for i, a := range n.args {
		v, err := a.eval(s)
		if err != nil {
			return Value{}, err
		}
		args[i] = v
	}
	v, err := functions[n.fn].apply(args)
	if err != nil {
		return Value{}, fmt.Errorf("%s: %w", n.fn, err)
	}
	return v, nil
}

// eval takes one index along the first axis; negative ones count from the end.
func (n index) eval(s scope) (Value, error) {
	x, err := n.x.eval(s)
	if err != nil {
		return Value{}, err
	}
	at, err := n.at.eval(s)
	if err != nil {
		return Value{}, err
	}
	return element(x, at)
}

func element(x, at Value) (Value, error) {
	if len(x.Shape) == 0 {
		return Value{}, fmt.Errorf("a number has no elements")
	}
	if !at.IsNumber() || at.Data[0] != math.Floor(at.Data[0]) {
		return Value{}, fmt.Errorf("an index must be a whole number")
	}
	k := at.Data[0]
	if k < 0 {
		k += float64(x.Shape[0])
	}
	if !(k >= 0 && k < float64(x.Shape[0])) {
		return Value{}, fmt.Errorf("there is no element %g in %s", at.Data[0], x.describe())
	}
	size := len(x.Data) / max(1, x.Shape[0])
	return Value{Shape: x.Shape[1:], Data: x.Data[int(k)*size : (int(k)+1)*size]}, nil
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func each(x Value, f func(float64) float64) Value {
	out := Value{Shape: x.Shape, Data: make([]float64, len(x.Data))}
	for i, a := range x.Data {
		out.Data[i] = f(a)
	}
	return out
}

var operators = map[string]func(a, b float64) float64{
	"+": func(a, b float64) float64 { return a + b },
	"-": func(a, b float64) float64 { return a - b },
	"*": func(a, b float64) float64 { return a * b },
	"/": func(a, b float64) float64 { return a / b },
	"^": math.Pow,
	"<": func(a, b float64) float64 { return truth(a < b) }, "<=": func(a, b float64) float64 { return truth(a <= b) },
	">": func(a, b float64) float64 { return truth(a > b) }, ">=": func(a, b float64) float64 { return truth(a >= b) },
	"==": func(a, b float64) float64 { return truth(a == b) }, "!=": func(a, b float64) float64 { return truth(a != b) },
	"and": func(a, b float64) float64 { return truth(a != 0 && b != 0) },
	"or":  func(a, b float64) float64 { return truth(a != 0 || b != 0) },
}

// broadcast applies an operator element by element. Equal shapes go together, a number goes with everything, and an
// array goes with one that has further axes in front, as NumPy does it.
func broadcast(op string, x, y Value) (Value, error) {
	f := operators[op]
	big, small := x, y
	if len(y.Shape) > len(x.Shape) {
		big, small = y, x
	}
	tail := big.Shape[len(big.Shape)-len(small.Shape):]
	if !sameShape(tail, small.Shape) {
		return Value{}, fmt.Errorf("%s and %s do not go together under %s", x.describe(), y.describe(), op)
	}
	out := Value{Shape: big.Shape, Data: make([]float64, len(big.Data))}
	for i := range out.Data {
		a, b := i, i
		if len(x.Data) < len(big.Data) {
			a = i % max(1, len(x.Data))
		}
		if len(y.Data) < len(big.Data) {
			b = i % max(1, len(y.Data))
		}
		out.Data[i] = f(x.Data[a], y.Data[b])
	}
	return out, nil
}

func sameShape(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
