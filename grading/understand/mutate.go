package understand

import (
	"slices"
	"strings"
)

// Mutant is a program with one token changed. It is the one thing from which both questions and measures of tests are made.
type Mutant struct {
	Edit
	// Old and New are the token before and after; Line and Column (1-based) say where.
	Old    string `json:"old"`
	New    string `json:"new"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	// Operator is the kind of change: arithmetic, assignment, comparison, logic, sign, number, name, function, flow.
	Operator string `json:"operator"`
	// Constant marks a change of a literal that is a parameter of the model (`tau = 10.0`): telling it from the
	// original is a matter of memory, not of understanding.
	Constant bool `json:"constant,omitempty"`
}

// Apply returns the text with the token changed.
func (m Mutant) Apply(text string) string { return applyEdits(text, m.Edit) }

// Says names the change: "/ became *".
func (m Mutant) Says() string {
	if m.New == "" {
		return m.Old + " was deleted"
	}
	return m.Old + " became " + m.New
}

// replacements of operator tokens. The first is the one that a person is likeliest to write by mistake.
var operatorSwaps = map[string]struct {
	kind string
	to   []string
}{
	"+": {"arithmetic", []string{"-", "*"}}, "-": {"arithmetic", []string{"+", "/"}},
	"*": {"arithmetic", []string{"/", "+"}}, "/": {"arithmetic", []string{"*", "-"}},
	"**": {"arithmetic", []string{"*"}}, "//": {"arithmetic", []string{"*"}}, "%": {"arithmetic", []string{"*"}}, "@": {"arithmetic", []string{"*"}},
	"+=": {"assignment", []string{"-=", "="}}, "-=": {"assignment", []string{"+=", "="}},
	"*=": {"assignment", []string{"/=", "="}}, "/=": {"assignment", []string{"*=", "="}},
	">": {"comparison", []string{">=", "<"}}, ">=": {"comparison", []string{">", "<="}},
	"<": {"comparison", []string{"<=", ">"}}, "<=": {"comparison", []string{"<", ">="}},
	"==": {"comparison", []string{"!="}}, "!=": {"comparison", []string{"=="}},
	"and": {"logic", []string{"or"}}, "or": {"logic", []string{"and"}},
	"&": {"logic", []string{"|"}}, "|": {"logic", []string{"&"}},
	"True": {"logic", []string{"False"}}, "False": {"logic", []string{"True"}},
	"continue": {"flow", []string{"pass"}}, "break": {"flow", []string{"pass"}},
}

// functions that are mistaken for each other.
var functionSwaps = map[string][]string{
	"exp": {"expm1"}, "log": {"log1p", "log10"}, "log1p": {"log"}, "log10": {"log"}, "sin": {"cos"}, "cos": {"sin"}, "tanh": {"tan"},
	"round": {"int"}, "int": {"round"}, "ceil": {"floor"}, "floor": {"ceil"}, "rint": {"floor"},
	"min": {"max"}, "max": {"min"}, "minimum": {"maximum"}, "maximum": {"minimum"}, "argmax": {"argmin"}, "argmin": {"argmax"},
	"sum": {"mean"}, "mean": {"sum"}, "var": {"std"}, "std": {"var"}, "zeros": {"ones"}, "ones": {"zeros"},
	"cumsum": {"cumprod"}, "sqrt": {"square"}, "square": {"sqrt"}, "any": {"all"}, "all": {"any"}, "abs": {"float"},
}

// Mutants lists the single-token mutants of a program in the order of the text. It touches no comments, documentation,
// imports, annotations, strings, names of definitions or keyword arguments, nor the block under `if __name__ …`. The
// error is a *SourceError if the text is not Python.
func Mutants(text string) ([]Mutant, error) {
	s, err := parse(text)
	if err != nil {
		return nil, err
	}
	return s.mutants(), nil
}

func (s *source) mutants() []Mutant {
	var list []Mutant
	s.root.walk(func(n *node) bool {
		if s.immutable(n) {
			return false
		}
		if !n.leaf() && !(n.kind == "integer" || n.kind == "float") {
			return true
		}
		kind, to := s.swaps(n)
		old := s.of(n)
		for _, t := range to {
			if t != old {
				list = append(list, Mutant{Edit: Edit{n.start, n.end, t}, Old: old, New: t, Line: n.row + 1, Column: n.start - s.lineStart(n.start) + 1,
					Operator: kind, Constant: kind == "number" && s.isConstant(n)})
			}
		}
		return true
	})
	return list
}

func (s *source) lineStart(at int) int { return strings.LastIndexByte(s.text[:at], '\n') + 1 }

// immutable names the parts of a program that are never changed.
func (s *source) immutable(n *node) bool {
	switch n.kind {
	case "comment", "import_statement", "import_from_statement", "future_import_statement", "string", "concatenated_string", "decorator", "type",
		"global_statement", "nonlocal_statement", "assert_statement", "raise_statement":
		return true
	case "if_statement":
		if c := n.at("condition"); c != nil && strings.Contains(s.of(c), "__name__") {
			return true
		}
	case "call": // printing changes nothing that is returned
		if f := n.at("function"); f != nil && s.of(f) == "print" {
			return true
		}
	}
	return docstringNode(n) != nil
}

// swaps proposes other texts for one token.
func (s *source) swaps(n *node) (kind string, to []string) {
	text := s.of(n)
	switch n.kind {
	case "integer", "float":
		return "number", numberSwaps(text)
	case "identifier":
		return s.nameSwaps(n)
	}
	if n.named && n.kind != "true" && n.kind != "false" && n.kind != "continue_statement" && n.kind != "break_statement" {
		return "", nil
	}
	p := n.parent
	if p != nil && p.kind == "unary_operator" && (text == "-" || text == "+") {
		if s.isNegativeConstant(p) {
			return "", nil // -65.0 is a value, not an operation
		}
		return "sign", []string{map[string]string{"-": "+", "+": "-"}[text]}
	}
	if p != nil && (p.kind == "list_splat" || p.kind == "dictionary_splat" || p.kind == "parameters" || p.kind == "lambda_parameters" ||
		p.kind == "list_splat_pattern" || p.kind == "dictionary_splat_pattern" || p.kind == "keyword_separator" || p.kind == "positional_separator") {
		return "", nil
	}
	swap, ok := operatorSwaps[text]
	if !ok {
		return "", nil
	}
	return swap.kind, swap.to
}

// numberSwaps proposes other literals: the neighbours for the small integers that steer counting, twice the value otherwise.
func numberSwaps(text string) []string {
	switch text {
	case "0":
		return []string{"1"}
	case "1":
		return []string{"0", "2"}
	case "2":
		return []string{"1", "3"}
	case "0.0", "0.":
		return []string{"1.0"}
	case "1.0", "1.":
		return []string{"0.0", "2.0"}
	case "0.5", ".5":
		return []string{"1.0"}
	}
	v, ok := literal(text)
	if !ok {
		return nil
	}
	return []string{formatLike(2*v, text)}
}

// nameSwaps proposes, for a variable that is read, other variables that may stand there; for a function that is
// called, one that is mistaken for it.
func (s *source) nameSwaps(n *node) (string, []string) {
	p := n.parent
	if p == nil {
		return "", nil
	}
	if p.kind == "attribute" && n.field == "attribute" {
		if p.parent != nil && p.parent.kind == "call" && p.field == "function" {
			return "function", functionSwaps[s.of(n)]
		}
		if obj := p.at("object"); obj != nil && s.of(obj) == "self" && s.isRead(p) {
			return "name", neighbours(s.of(n), s.selfNames(n))
		}
		return "", nil
	}
	if p.kind == "call" && n.field == "function" {
		return "function", functionSwaps[s.of(n)]
	}
	if n.field == "object" || !s.isRead(n) {
		return "", nil
	}
	names := s.variables(n)
	if !slices.Contains(names, s.of(n)) {
		return "", nil
	}
	return "name", neighbours(s.of(n), names)
}

// isRead reports whether a name is used for its value (not bound, not a keyword of a call, not a parameter).
func (s *source) isRead(n *node) bool {
	p := n.parent
	switch p.kind {
	case "parameters", "lambda_parameters", "function_definition", "class_definition", "global_statement", "for_in_clause":
		return p.kind == "for_in_clause" && n.field == "right"
	case "default_parameter", "typed_default_parameter", "keyword_argument":
		return n.field == "value"
	case "typed_parameter", "type":
		return false
	case "assignment", "augmented_assignment", "for_statement", "named_expression":
		return n.field == "right" || n.field == "value"
	case "pattern_list", "tuple_pattern", "list_pattern", "as_pattern_target", "list_splat_pattern":
		return false
	}
	return true
}

// neighbours chooses at most two other names: the ones nearest before and after in the order of their first appearance.
func neighbours(name string, names []string) []string {
	i := slices.Index(names, name)
	if i < 0 || len(names) < 2 {
		return nil
	}
	after, before := names[(i+1)%len(names)], names[(i+len(names)-1)%len(names)]
	if after == before {
		return []string{after}
	}
	return []string{after, before}
}

// variables lists the names that are bound to values in the scope of n (parameters, assigned and looped names), then
// the module's own, in the order of the text; functions, classes and imports are none.
func (s *source) variables(n *node) []string {
	var names []string
	add := func(x *node) {
		if name := s.of(x); name != "self" && name != "cls" && name != "_" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	scopes := []*node{}
	for f := n.within("function_definition"); f != nil; {
		scopes = append(scopes, f)
		if f.parent == nil {
			break
		}
		f = f.parent.within("function_definition")
	}
	scopes = append(scopes, s.root)
	for _, scope := range scopes {
		for _, b := range s.bindings(scope) {
			add(b)
		}
	}
	return names
}

// bindings lists the identifiers that are bound directly in a scope (a function or the module).
func (s *source) bindings(scope *node) []*node {
	var list []*node
	scope.walk(func(x *node) bool {
		if x != scope && (x.kind == "function_definition" || x.kind == "class_definition" || x.kind == "lambda") {
			return false
		}
		if x.kind != "identifier" || x.parent == nil {
			return true
		}
		p := x.parent
		bound := false
		switch p.kind {
		case "parameters":
			bound = true
		case "default_parameter", "typed_default_parameter":
			bound = x.field == "name"
		case "typed_parameter":
			bound = p.children[0] == x
		case "assignment", "augmented_assignment", "for_statement":
			bound = x.field == "left"
		case "pattern_list", "tuple_pattern":
			bound = true
		}
		if bound {
			list = append(list, x)
		}
		return true
	})
	return list
}

// selfNames lists the attributes that a class assigns through self.
func (s *source) selfNames(n *node) []string {
	class := n.within("class_definition")
	if class == nil {
		return nil
	}
	var names []string
	for _, a := range class.all("attribute") {
		obj, attr := a.at("object"), a.at("attribute")
		if obj == nil || attr == nil || s.of(obj) != "self" || a.field != "left" {
			if p := a.parent; p == nil || (p.kind != "pattern_list" && p.kind != "tuple_pattern") {
				continue
			}
		}
		if name := s.of(attr); obj != nil && s.of(obj) == "self" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
