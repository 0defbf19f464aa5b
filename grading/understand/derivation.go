package understand

import (
	"context"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"coronium/grading/sandbox"
)

// Statement is one line of a derivation as its author wrote it: "T = tau*log(…)" by the rule "solve 6 for T".
type Statement struct {
	Text     string `json:"text"`
	Rule     string `json:"rule,omitempty"`
	Accepted bool   `json:"accepted"`
	// Premise: it is given or a modelling move; it follows from nothing and is not judged.
	Premise bool `json:"premise,omitempty"`
}

// whole is the line as it is typed, without its number.
func (s Statement) whole() string {
	if s.Rule == "" {
		return s.Text
	}
	return s.Text + " ; " + s.Rule
}

// Derivation is the trainee's own derivation. Line i is cited as i+1.
type Derivation struct {
	// Header declares quantities and symbols, states assumptions and what is given, in the checker's own text.
	Header string      `json:"header"`
	Lines  []Statement `json:"lines"`
}

// ClosedForm is a result that the exercise states: a name and what it equals, over quantities that have the values of the
// trainee's variant.
type ClosedForm struct {
	Name       string             `json:"name"`
	Expression string             `json:"expression"`
	Says       string             `json:"says,omitempty"` // "the rate"
	Header     string             `json:"header"`
	Values     map[string]float64 `json:"values"`
}

// Ruling is what the derivation checker says of one line.
type Ruling struct {
	Accepted bool
	// Refuted: there is a point at which the line is false, and Point says so in words. A line that could not be read or
	// breaks dimensions is neither accepted nor refuted; Fault says why, and Units that dimensions are at fault.
	Refuted bool
	Point   string
	Fault   string
	Units   bool
}

// Algebra judges formulas. The derivation checker implements it (package exercises joins the two); seeds choose the points
// at which it tries what it can't prove.
type Algebra interface {
	// Check judges all lines below a header; the answer has one ruling a line.
	Check(ctx context.Context, header string, lines []string, seed uint64) ([]Ruling, error)
	// Line judges the last of the lines, taking the earlier ones as they stand.
	Line(ctx context.Context, header string, lines []string, seed uint64) (Ruling, error)
	// Function reads an expression as a function of its names. A comparison is 1 where it holds.
	Function(header, expression string) (f func(map[string]float64) (float64, error), names []string, err error)
	// TeX writes an expression or a line for reading.
	TeX(header, text string) (string, error)
}

// Examiner makes and marks items with all means: programs run in Runner, formulas are judged by Algebra. Without an
// Algebra, items about derivations and formulas are neither made nor marked.
type Examiner struct {
	Runner  sandbox.Runner
	Algebra Algebra
}

var errAlgebra = errors.New("this item needs the derivation checker, which is not there")

// same rules whether two expressions are equal under a header's assumptions.
func same(ctx context.Context, a Algebra, header, x, y string, seed uint64) (Ruling, error) {
	return a.Line(ctx, header, []string{fmt.Sprintf("(%s) = (%s) ; identity", x, y)}, seed)
}

// sides cuts an equation at its one equals sign.
func sides(text string) (left, right string, ok bool) {
	at := -1
	for i := 0; i < len(text); i++ {
		if text[i] != '=' {
			continue
		}
		if i > 0 && strings.IndexByte("<>!=~", text[i-1]) >= 0 || i+1 < len(text) && text[i+1] == '=' || at >= 0 {
			return "", "", false
		}
		at = i
	}
	if at < 0 {
		return "", "", false
	}
	left, right = strings.TrimSpace(text[:at]), strings.TrimSpace(text[at+1:])
	return left, right, left != "" && right != ""
}

// token is a word, a number or a sign of a formula.
type token struct {
	text  string
	start int
	kind  byte // 'n' name, 'd' number, 'o' other
}

var tokenShape = regexp.MustCompile(`[\p{L}_][\p{L}0-9_]*'*|[0-9]+(?:\.[0-9]+)?|\.[0-9]+|\*\*|[^\s]`)

// tokensOf cuts a formula into tokens.
func tokensOf(text string) []token {
	var list []token
	for _, at := range tokenShape.FindAllStringIndex(text, -1) {
		t := token{text: text[at[0]:at[1]], start: at[0], kind: 'o'}
		switch r := []rune(t.text)[0]; {
		case r >= '0' && r <= '9' || r == '.' && len(t.text) > 1:
			t.kind = 'd'
		case r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127:
			t.kind = 'n'
		}
		list = append(list, t)
	}
	return list
}

// functionNames are names that are no quantities.
var functionNames = []string{"exp", "log", "ln", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "asinh", "acosh", "atanh",
	"erf", "erfc", "gamma", "H", "abs", "sign", "min", "max", "Phi", "d", "diff", "int", "lim", "sum", "O", "inf", "pi", "e", "binomial", "or", "and"}

// heavy words carry out what a line may ask for: somebody who writes them again has not done it.
var heavy = []string{"d", "diff", "int", "lim", "sum", "O"}

// uses reports whether a formula calls one of the functions.
func uses(text string, functions []string) bool {
	list := tokensOf(text)
	for i, t := range list {
		if t.kind == 'n' && slices.Contains(functions, strings.TrimRight(t.text, "'")) && i+1 < len(list) && list[i+1].text == "(" {
			return true
		}
		if t.kind == 'n' && strings.HasSuffix(t.text, "'") && slices.Contains(functions, "d") {
			return true
		}
	}
	return false
}

// quantities are the names of a formula without those of functions, each once.
func quantities(text string) []string {
	var list []string
	for _, t := range tokensOf(text) {
		if t.kind == 'n' && !slices.Contains(functionNames, t.text) && !slices.Contains(list, t.text) {
			list = append(list, t.text)
		}
	}
	return list
}

// declared gives the unit of each name of a header, as written ("" for a number without one).
func declared(header string) map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(header) {
		line = strings.TrimSpace(line)
		rest, is := strings.CutPrefix(line, "var ")
		if !is {
			continue
		}
		for _, item := range outside(rest, ',') {
			name, tail, _ := strings.Cut(strings.TrimSpace(item), ":")
			unit := tail
			if i := strings.IndexAny(tail, " <>"); i >= 0 {
				unit = tail[:i]
			}
			name, _, _ = strings.Cut(strings.TrimSpace(name), " ")
			m[name] = strings.TrimSpace(unit)
		}
	}
	return m
}

// positive reports whether a header declares a name positive.
func positive(header, name string) bool {
	return regexp.MustCompile(`(?:^|[\s,])` + regexp.QuoteMeta(name) + `(?::[^,<>]*)?\s*>=?\s*0`).MatchString(header)
}

// assumptions are the conditions that a header states.
func assumptions(header string) []string {
	var list []string
	for line := range strings.Lines(header) {
		if rest, is := strings.CutPrefix(strings.TrimSpace(line), "assume "); is {
			list = append(list, outside(rest, ',')...)
		}
	}
	return list
}

// outside cuts at a mark that stands outside brackets.
func outside(s string, mark byte) []string {
	var parts []string
	depth, from := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case mark:
			if depth == 0 {
				parts, from = append(parts, strings.TrimSpace(s[from:i])), i+1
			}
		}
	}
	if last := strings.TrimSpace(s[from:]); last != "" {
		parts = append(parts, last)
	}
	return parts
}

// squeezed is a formula without its spaces.
func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

// assumed gives a test of points: whether the assumptions of a header that can be evaluated hold there.
func assumed(a Algebra, header string) func(map[string]float64) bool {
	var tests []func(map[string]float64) (float64, error)
	for _, condition := range assumptions(header) {
		if f, _, err := a.Function(header, condition); err == nil {
			tests = append(tests, f)
		}
	}
	return func(at map[string]float64) bool {
		for _, test := range tests {
			if v, err := test(at); err == nil && !(v != 0) {
				return false
			}
		}
		return true
	}
}

// near draws a point around values: positive ones within a factor of two, others within a fifth of their size or of 10.
func (d *dice) near(values map[string]float64, names []string) map[string]float64 {
	at := map[string]float64{}
	for _, name := range names {
		v, ok := values[name]
		switch {
		case !ok || v == 0:
			at[name] = d.between(.3, 1.7)
		case v > 0:
			at[name] = v * math.Exp(d.between(-.6, .6))
		default:
			at[name] = v + d.between(-.2, .2)*math.Max(math.Abs(v), 10)
		}
	}
	return at
}
