package understand

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// knob is one number of a program that can be set to another value: an argument of its function, or a constant in its
// text that is assigned once. Both are set without touching anything else, so that the program itself says what follows.
type knob struct {
	Parameter
	argument bool
	// local: the constant stands in a function's body, which reads it anew at every call.
	local bool
	// shown is the text of a number that stands in an expression without a name; "" for all others.
	shown string
	// gain is the array argument of which the knob multiplies all entries; "" for all others.
	gain string
	// at is the literal of a constant or of a default; zero for an argument without a default.
	at   Edit
	line int // 1-based line of the constant
}

// tag is how a knob is called in a sentence: its name, or the number and where it stands.
func (k knob) tag() string {
	if k.shown != "" {
		return fmt.Sprintf("the number `%s` in line %d", k.shown, k.line)
	}
	if k.gain != "" {
		return "a common factor of all entries of `" + k.gain + "`"
	}
	return "`" + k.Name + "`"
}

// placed reports whether a knob is a constant that stands in a line of the program under its own name.
func (k knob) placed() bool { return !k.argument && k.shown == "" && k.gain == "" }

// gains lets array arguments be varied as wholes: each by one factor of all its entries.
func gains(parameters []Parameter) []knob {
	var list []knob
	for _, p := range parameters {
		if len(p.Array) == 0 || p.Integer || p.Setting || len(list) == 4 {
			continue
		}
		list = append(list, knob{Parameter: Parameter{Name: "factor_of_" + p.Name, Value: 1, Low: .5, High: 1.8, Step: .05}, gain: p.Name})
	}
	return list
}

// fewKnobs is how many named parameters make it unnecessary to vary numbers without a name.
const fewKnobs = 4

// plainNumbers lists numbers that stand in the arithmetic of functions without a name, `(v + 70.0) / 15`, each of which
// occurs once in the program, so that its text says which one is meant. Small whole numbers steer counting and are none.
func (s *source) plainNumbers(functions []*node) []knob {
	times := map[string]int{}
	for _, n := range s.root.all("integer", "float") {
		times[s.of(n)]++
	}
	var list []knob
	for _, f := range functions {
		for _, n := range f.all("integer", "float") {
			v, ok := literal(s.of(n))
			p := n.parent
			if !ok || times[s.of(n)] > 1 || v == 0 || v == 1 || v == 2 || v == .5 || v == 3 || v == 10 || natural(v) || conversion("", v) || len(list) == 8 {
				continue
			}
			if p.kind == "unary_operator" {
				p = p.parent
			}
			if p == nil || (p.kind != "binary_operator" && p.kind != "comparison_operator") || s.immutable(n) {
				continue
			}
			if o := p.find(func(x *node) bool { return x.parent == p && s.of(x) == "**" }); o != nil {
				continue // an exponent is structure
			}
			list = append(list, knob{Parameter: Parameter{Name: fmt.Sprintf("number_in_line_%d_%d", n.row+1, n.start-s.lineStart(n.start)), Value: v, Integer: false},
				shown: s.of(n), at: Edit{Start: n.start, End: n.end}, line: n.row + 1, local: insideBody(n)})
		}
	}
	return list
}

// literal reads a Python number: 1_000, 0.5, 1e-3. Complex numbers and other bases are none.
func literal(text string) (float64, bool) {
	t := strings.ReplaceAll(text, "_", "")
	if strings.ContainsAny(t, "xXoObBjJ") {
		return 0, false
	}
	v, err := strconv.ParseFloat(t, 64)
	return v, err == nil && !math.IsInf(v, 0)
}

// formatLike writes v as Python would read it, as an integer if the model literal is one.
func formatLike(v float64, model string) string {
	if !strings.ContainsAny(model, ".eE") && v == math.Trunc(v) && math.Abs(v) < 1e15 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return pythonFloat(v)
}

// pythonFloat writes a float that Python reads back exactly, always recognisable as a float.
func pythonFloat(v float64) string {
	t := strconv.FormatFloat(v, 'g', -1, 64)
	if !strings.ContainsAny(t, ".e") {
		t += ".0"
	}
	return t
}

// numberOf returns the value of a literal or of a negated literal.
func (s *source) numberOf(n *node) (float64, bool) {
	switch n.kind {
	case "integer", "float":
		return literal(s.of(n))
	case "unary_operator":
		op, arg := n.children[0], n.at("argument")
		if arg == nil || (arg.kind != "integer" && arg.kind != "float") {
			return 0, false
		}
		v, ok := literal(s.of(arg))
		if s.of(op) == "-" {
			return -v, ok
		}
		return v, ok && s.of(op) == "+"
	case "parenthesized_expression":
		if p := n.parts(); len(p) == 1 {
			return s.numberOf(p[0])
		}
	}
	return 0, false
}

// constants lists the literals that are parameters: `name = 10.0`, `a, b = 1.0, 2.0`, `self.tau = 10.0`, a field of a
// class, a default of another function. The name must be assigned once in its scope, outside loops, and never changed
// in place, so that a start value (`v = -65.0`) is none. Defaults of the target function are its arguments.
func (s *source) constants(target *node) []knob {
	type place struct{ name, value *node }
	var places []place
	s.root.walk(func(n *node) bool {
		if s.immutable(n) {
			return false
		}
		switch n.kind {
		case "assignment":
			left, right := n.at("left"), n.at("right")
			if left == nil || right == nil {
				return true
			}
			if left.kind == "identifier" || left.kind == "attribute" {
				places = append(places, place{left, right})
			} else if l, r := left.parts(), right.parts(); left.kind == "pattern_list" && right.kind == "expression_list" && len(l) == len(r) {
				for i := range l {
					places = append(places, place{l[i], r[i]})
				}
			}
		case "default_parameter", "typed_default_parameter":
			if f := n.within("function_definition"); f != target && n.at("name") != nil && n.at("value") != nil {
				places = append(places, place{n.at("name"), n.at("value")})
			}
		case "pair": // {"tau": 10.0}
			if k := n.at("key"); k != nil && k.kind == "string" && n.at("value") != nil {
				places = append(places, place{k, n.at("value")})
			}
		case "keyword_argument": // dict(tau=10.0) at the top level or in the body
			if f := n.within("call"); f != nil && f.at("function") != nil && s.of(f.at("function")) == "dict" {
				places = append(places, place{n.at("name"), n.at("value")})
			}
		}
		return true
	})
	var knobs []knob
	for _, p := range places {
		v, ok := s.numberOf(p.value)
		if !ok || p.value.within("for_statement", "while_statement") != nil {
			continue
		}
		name := strings.Trim(strings.TrimPrefix(s.of(p.name), "self."), `"'`)
		if !identifier.MatchString(name) || strings.HasPrefix(name, "_") || s.assignedAgain(p.name) || natural(v) || conversion(name, v) {
			continue
		}
		k := knob{Parameter: Parameter{Name: name, Value: v, Integer: p.value.kind == "integer"}, at: Edit{Start: p.value.start, End: p.value.end}, line: p.value.row + 1}
		k.Unit = s.unitOf(name, p.value.row, target)
		k.local = insideBody(p.value)
		knobs = append(knobs, k)
	}
	return dropDoubles(knobs)
}

// insideBody reports whether a literal is evaluated when a function runs, not when it is defined.
func insideBody(n *node) bool {
	for x := n; x.parent != nil; x = x.parent {
		if x.parent.kind == "function_definition" {
			return x.field == "body"
		}
	}
	return false
}

// natural reports whether a number is a constant of nature or mathematics, which no question varies.
func natural(v float64) bool {
	for _, c := range []float64{8.314, 8.31446, 96485, 96485.33, 96500, 1.380649e-23, 1.602e-19, 1.602176634e-19, 6.022e23, 273.15, math.Pi, math.E, 1000, 1e6, 1e-3} {
		if math.Abs(v-c) <= 1e-3*math.Abs(c) {
			return true
		}
	}
	return false
}

// converts are names of factors between units: ms_per_s, to_pA, um_to_cm.
var converts = regexp.MustCompile(`(?i)(^|_)(to|per|in)_[a-z]|_(to|per)$|^unit`)

// conversion reports whether a constant is a unit or a factor between units: a power of ten under the name of a unit
// (ms = 1e-3, mV = 1.0) or of a conversion (MS_PER_S = 1000), or one so large or small that it can be nothing else.
func conversion(name string, v float64) bool {
	e := math.Log10(math.Abs(v))
	if v <= 0 || math.Abs(e-math.Round(e)) > 1e-12 {
		return converts.MatchString(name) && (v == 60 || v == 3600)
	}
	_, unit := parseUnit(name)
	return math.Abs(e) >= 3 || converts.MatchString(name) || unit && len(name) > 1 || strings.EqualFold(name, "second") || strings.EqualFold(name, "volt")
}

var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// dropDoubles leaves out names that stand for two constants: "tau" would not say which.
func dropDoubles(knobs []knob) []knob {
	count := map[string]int{}
	for _, k := range knobs {
		count[k.Name]++
	}
	return slices.DeleteFunc(knobs, func(k knob) bool { return count[k.Name] > 1 })
}

// assignedAgain reports whether the name or attribute is bound more than once in its scope or changed in place.
func (s *source) assignedAgain(name *node) bool {
	if name.kind == "string" {
		return false
	}
	text := s.of(name)
	scope := name.within("function_definition")
	if name.kind == "attribute" {
		scope = name.within("class_definition")
	}
	if scope == nil {
		scope = s.root
	}
	n := 0
	scope.walk(func(x *node) bool {
		if x.kind != name.kind || s.of(x) != text || x.parent == nil {
			return true
		}
		switch x.parent.kind {
		case "assignment", "for_statement", "augmented_assignment", "named_expression":
			if x.field == "left" || x.field == "name" {
				n++
			}
			if x.parent.kind == "augmented_assignment" && x.field == "left" {
				n++
			}
		case "pattern_list", "tuple_pattern":
			n++
		case "default_parameter", "typed_default_parameter":
			if x.field == "name" {
				n++
			}
		}
		return true
	})
	return n > 1
}

// isConstant reports whether a number token is a parameter of the model.
func (s *source) isConstant(n *node) bool {
	value := n
	if n.parent != nil && n.parent.kind == "unary_operator" {
		value = n.parent
	}
	p := value.parent
	if p == nil {
		return false
	}
	switch p.kind {
	case "default_parameter", "typed_default_parameter", "pair":
		return true
	case "assignment":
		return p.at("right") == value && p.at("left") != nil && (p.at("left").kind == "identifier" || p.at("left").kind == "attribute") && !s.assignedAgain(p.at("left"))
	case "expression_list":
		a := p.parent
		if a == nil || a.kind != "assignment" || a.at("left") == nil {
			return false
		}
		left, right := a.at("left").parts(), p.parts()
		i := slices.Index(right, value)
		return i >= 0 && len(left) == len(right) && left[i].kind == "identifier" && !s.assignedAgain(left[i])
	}
	return false
}

// isNegativeConstant reports whether a unary minus belongs to a value such as `-65.0`.
func (s *source) isNegativeConstant(n *node) bool {
	_, ok := s.numberOf(n)
	return ok
}
