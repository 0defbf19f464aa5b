package understand

import (
	"fmt"
	"slices"
	"strings"
)

// AnyArguments stands, in what Functions returns, for parameters whose number or names the text does not tell.
const AnyArguments = "*"

// Functions lists what a program's top level binds to something that can be called, by name, with the names of its
// parameters: definitions (decorated, or below if, try and with), lambdas, other names for them, and, as AnyArguments, whatever is
// made by a call or imported. A text that is not Python has none.
func Functions(text string) map[string][]string {
	s, err := parse(text)
	if err != nil {
		return nil
	}
	all := map[string][]string{}
	for name, n := range s.bound() {
		all[name] = s.parameterNames(n)
	}
	return all
}

// bound finds, by name, the function, lambda or class that the top level binds to it; nil for a value of another kind. The last
// binding counts, as it does when the program runs.
func (s *source) bound() map[string]*node {
	list := map[string]*node{}
	var walk func(n *node)
	walk = func(n *node) {
		for _, c := range n.children {
			switch d := unwrapped(c); d.kind {
			case "function_definition", "class_definition":
				if name := d.at("name"); name != nil {
					list[s.of(name)] = d
				}
			case "expression_statement", "if_statement", "try_statement", "with_statement", "block", "else_clause", "elif_clause", "except_clause":
				walk(d)
			case "assignment":
				if left, right := d.at("left"), d.at("right"); left != nil && right != nil && left.kind == "identifier" && callable(right) {
					list[s.of(left)] = s.callee(right, list)
				}
			case "import_from_statement":
				for _, x := range d.all("dotted_name", "aliased_import") {
					if alias := x.at("alias"); alias != nil {
						list[s.of(alias)] = nil
					} else if x.field == "name" && x.parent == d {
						list[s.of(x)] = nil
					}
				}
			}
		}
	}
	walk(s.root)
	return list
}

// callable reports whether an expression may have a value that can be called.
func callable(n *node) bool {
	return slices.Contains([]string{"lambda", "identifier", "call", "attribute", "subscript", "conditional_expression"}, n.kind)
}

// callee is the definition behind an expression that is bound to a name, if the text shows it.
func (s *source) callee(n *node, known map[string]*node) *node {
	switch n.kind {
	case "lambda":
		return n
	case "identifier":
		return known[s.of(n)]
	}
	return nil
}

// parameterNames are the names of a callable's parameters in order, with AnyArguments for those that are not told.
func (s *source) parameterNames(n *node) []string {
	if n == nil || n.kind == "class_definition" {
		return []string{AnyArguments}
	}
	names := []string{}
	params := n.at("parameters")
	if params == nil {
		return names
	}
	for _, p := range params.parts() {
		switch p.kind {
		case "identifier":
			names = append(names, s.of(p))
		case "default_parameter", "typed_default_parameter":
			names = append(names, s.of(p.at("name")))
		case "typed_parameter":
			if first := p.children[0]; first.kind == "identifier" {
				names = append(names, s.of(first))
			} else {
				names = append(names, AnyArguments)
			}
		case "list_splat_pattern", "dictionary_splat_pattern":
			names = append(names, AnyArguments)
		}
	}
	return names
}

// byPosition reports whether the subject's function can be called with its arguments in order, but not by their names: it gathers
// them under a star, has them before a slash, or is bound to a name without being defined under it.
func (b *bench) byPosition() bool {
	if b.subject.Append != "" || len(b.subject.Parameters) == 0 {
		return false
	}
	def := b.src.definitions("function_definition")[b.subject.Function]
	if def == nil {
		_, is := b.src.bound()[b.subject.Function]
		return is
	}
	names := b.src.parameterNames(def)
	if !slices.Contains(names, AnyArguments) {
		return len(def.at("parameters").all("positional_separator")) > 0
	}
	return slices.ContainsFunc(b.subject.Parameters, func(p Parameter) bool { return !slices.Contains(names, p.Name) })
}

// passInOrder lets the subject's function be called by names all the same: a function behind the program puts them in order.
func (b *bench) passInOrder() {
	var quoted, shown []string
	for _, p := range b.subject.Parameters {
		quoted = append(quoted, fmt.Sprintf("given['%s']", pythonName(p.Name)))
		shown = append(shown, "{"+p.Name+"}")
	}
	name := b.subject.Function
	b.subject.Append = fmt.Sprintf("\n\ndef %s(**given):\n    return %s(%s)\n", entryName, name, strings.Join(quoted, ", "))
	b.subject.Show = fmt.Sprintf("%s(%s)", name, strings.Join(shown, ", "))
	b.subject.Function = entryName
}

// boundTarget is the definition behind a call that is shown as name(...): the function, the lambda, the class's method that is run
// when it is called; nil if the text does not show it.
func (b *bench) boundTarget() *node {
	name, _, _ := strings.Cut(b.subject.Show, "(")
	n := b.src.bound()[name]
	if n == nil || n.kind != "class_definition" {
		return n
	}
	methods := n.all("function_definition")
	for _, m := range methods {
		if name := m.at("name"); name != nil && b.src.of(name) == "__call__" {
			return m
		}
	}
	if len(methods) == 0 {
		return nil
	}
	return slices.MaxFunc(methods, func(x, y *node) int { return (x.endRow - x.row) - (y.endRow - y.row) })
}

// heaviest is the longest function of a program, nil if it has none.
func (s *source) heaviest() *node {
	all := s.root.all("function_definition", "lambda")
	if len(all) == 0 {
		return nil
	}
	return slices.MaxFunc(all, func(x, y *node) int { return (x.end - x.start) - (y.end - y.start) })
}
