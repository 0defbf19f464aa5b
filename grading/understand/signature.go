package understand

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// entryName is the function that the engine adds behind a program whose model is not one plain function.
const entryName = "coronium_call"

// sigParam is one parameter of a function's signature.
type sigParam struct {
	name       string
	value      *node // default, nil without
	annotation string
}

// entry is one way of calling a program.
type entry struct {
	function string // what the sandbox calls
	append   string // code behind the program that makes it callable so
	show     string // how it is written for a person: "LIF({tau}, {R}).run({I})"
	params   []sigParam
	target   *node // the definition that does the work
	weight   int   // lines of it and of what it calls: the larger the more it is the model
	fixed    map[string]string
}

// signature reads the parameters of a function, without self; * and ** parameters are left out.
func (s *source) signature(def *node) []sigParam {
	var list []sigParam
	params := def.at("parameters")
	if params == nil {
		return nil
	}
	for _, p := range params.parts() {
		var sp sigParam
		switch p.kind {
		case "identifier":
			sp.name = s.of(p)
		case "default_parameter", "typed_default_parameter":
			sp.name, sp.value = s.of(p.at("name")), p.at("value")
			if t := p.at("type"); t != nil {
				sp.annotation = s.of(t)
			}
		case "typed_parameter":
			if len(p.children) > 0 && p.children[0].kind == "identifier" {
				sp.name = s.of(p.children[0])
			}
			if t := p.at("type"); t != nil {
				sp.annotation = s.of(t)
			}
		}
		if sp.name != "" && sp.name != "self" && sp.name != "cls" {
			list = append(list, sp)
		}
	}
	return list
}

// entries lists the ways of calling the program, the likeliest model first: functions and methods that return
// something, those that do most of the work and are called by no other before the rest.
func (s *source) entries(wanted string) ([]entry, error) {
	var list []entry
	functions := s.definitions("function_definition")
	for _, name := range s.order("function_definition") {
		def := functions[name]
		if wanted != "" && name != wanted {
			continue
		}
		if wanted == "" && (strings.HasPrefix(name, "_") || name == "main" || strings.HasPrefix(name, "plot") || strings.HasPrefix(name, "test") || !s.returnsValue(def)) {
			continue
		}
		list = append(list, s.functionEntry(name, def, functions))
	}
	bound := s.bound()
	for _, name := range slices.Sorted(maps.Keys(bound)) {
		if n := bound[name]; n != nil && n.kind == "lambda" && (name == wanted || wanted == "" && !strings.HasPrefix(name, "_")) {
			list = append(list, s.functionEntry(name, n, functions))
		}
	}
	if wanted == "" || strings.Contains(wanted, ".") || len(list) == 0 {
		for _, name := range s.order("class_definition") {
			list = append(list, s.classEntries(name, wanted)...)
		}
	}
	if len(list) == 0 && wanted != "" {
		return nil, &SourceError{0, fmt.Sprintf("the program has no function %q; it has %s", wanted, orNone(append(s.order("function_definition"), s.order("class_definition")...)))}
	}
	if len(list) == 0 {
		return nil, &SourceError{0, "the program has no function that returns a value; put the model into a function that takes its parameters and returns its results"}
	}
	slices.SortStableFunc(list, func(a, b entry) int { return b.weight - a.weight })
	return list, nil
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

func (s *source) returnsValue(def *node) bool {
	for _, r := range s.own(def, "return_statement") {
		if p := r.parts(); len(p) == 1 && p[0].kind != "none" {
			return true
		}
	}
	return len(s.own(def, "yield")) > 0
}

// functionEntry is a plain function. Its weight counts its lines and those of the functions that it calls, and falls
// for functions that others call.
func (s *source) functionEntry(name string, def *node, functions map[string]*node) entry {
	e := entry{function: name, params: s.signature(def), target: def}
	e.weight = 2 * s.reach(def, functions, map[string]bool{name: true})
	for other, d := range functions {
		if other != name && s.calls(d, name) {
			e.weight -= def.endRow - def.row
		}
	}
	if modelName.MatchString(name) {
		e.weight += 12
	}
	e.show = showCall(name, e.params)
	e.adapt(s, def, nil, name)
	if before := s.beforeSlash(def); len(before) > 0 && e.append == "" {
		e.function = entryName
		e.append = fmt.Sprintf("\n\ndef %s(**given):\n    return %s(*[given.pop(k) for k in ('%s',) if k in given], **given)\n", entryName, name, strings.Join(before, "', '"))
	}
	return e
}

// beforeSlash are the parameters that can be passed in order only.
func (s *source) beforeSlash(def *node) []string {
	params := def.at("parameters")
	if params == nil {
		return nil
	}
	list := params.parts()
	at := slices.IndexFunc(list, func(p *node) bool { return p.kind == "positional_separator" })
	if at < 0 {
		return nil
	}
	var names []string
	for _, n := range s.parameterNames(def)[:min(at, len(s.parameterNames(def)))] {
		names = append(names, pythonName(n))
	}
	return names
}

var modelName = regexp.MustCompile(`(?i)^(simulate|run|model|solve|integrate|lif|hh|simulation)`)

// reach counts the lines of a function and of those that it calls.
func (s *source) reach(def *node, functions map[string]*node, seen map[string]bool) int {
	n := def.endRow - def.row + 1
	for name, d := range functions {
		if !seen[name] && s.calls(def, name) {
			seen[name] = true
			n += s.reach(d, functions, seen)
		}
	}
	return n
}

// calls reports whether a definition uses a name.
func (s *source) calls(def *node, name string) bool {
	return def.find(func(n *node) bool { return n.kind == "identifier" && s.of(n) == name && n.field != "name" }) != nil
}

func showCall(name string, params []sigParam) string {
	list := make([]string, len(params))
	for i, p := range params {
		list[i] = "{" + p.name + "}"
	}
	return name + "(" + strings.Join(list, ", ") + ")"
}

// classEntries are the methods of a class that return or leave results, with the constructor's parameters and theirs.
func (s *source) classEntries(name, wanted string) []entry {
	def := s.definitions("class_definition")[name]
	body := def.at("body")
	if body == nil {
		return nil
	}
	var build []sigParam
	methods := map[string]*node{}
	var order []string
	for _, c := range body.parts() {
		m := unwrapped(c)
		if m.kind == "function_definition" && m.at("name") != nil {
			methods[s.of(m.at("name"))] = m
			order = append(order, s.of(m.at("name")))
		}
	}
	if init := methods["__init__"]; init != nil {
		build = s.signature(init)
	} else {
		build = s.fields(body)
	}
	var list []entry
	for _, m := range order {
		d := methods[m]
		if (strings.HasPrefix(m, "_") && m != "__call__") || (wanted != "" && wanted != name && wanted != name+"."+m) {
			continue
		}
		if strings.Contains(s.text[d.parent.start:d.start], "property") || (!s.returnsValue(d) && len(s.own(d, "for_statement"))+len(s.own(d, "while_statement")) == 0) {
			continue
		}
		e := entry{function: entryName, target: d, weight: 2 * (d.endRow - d.row + 1)}
		for other, o := range methods {
			if other == m {
				continue
			}
			if d.find(func(n *node) bool { return n.kind == "attribute" && s.of(n) == "self."+other }) != nil {
				e.weight += 2 * (o.endRow - o.row + 1)
			}
			if o.find(func(n *node) bool { return n.kind == "attribute" && s.of(n) == "self."+m }) != nil {
				e.weight -= d.endRow - d.row
			}
		}
		if modelName.MatchString(m) || m == "__call__" {
			e.weight += 12
		}
		args := s.signature(d)
		e.params = append(slices.Clone(build), slices.DeleteFunc(slices.Clone(args), func(p sigParam) bool {
			return slices.ContainsFunc(build, func(q sigParam) bool { return q.name == p.name })
		})...)
		method := "." + m
		if m == "__call__" {
			method = ""
		}
		e.show = showCall(name, build) + showCall(method, args)
		e.adapt(s, d, &classCall{name, method, build, args}, "")
		list = append(list, e)
	}
	return list
}

// fields are the annotated fields of a dataclass, which are the parameters of its constructor.
func (s *source) fields(body *node) []sigParam {
	var list []sigParam
	for _, c := range body.parts() {
		if c.kind != "expression_statement" {
			continue
		}
		for _, a := range c.parts() {
			if a.kind == "assignment" && a.at("type") != nil && a.at("left") != nil && a.at("left").kind == "identifier" {
				list = append(list, sigParam{name: s.of(a.at("left")), value: a.at("right"), annotation: s.of(a.at("type"))})
			}
		}
	}
	return list
}

type classCall struct {
	class, method string
	build, args   []sigParam
}

// adapt writes the function behind the program where the model can't be called with numbers alone: methods,
// generators, parameters that are functions or random generators.
func (e *entry) adapt(s *source, def *node, class *classCall, function string) {
	e.fixed = map[string]string{}
	defs := []*node{def}
	if class != nil {
		if c := def.within("class_definition"); c != nil {
			defs = append(defs, c)
		}
	}
	for _, p := range e.params {
		if p.value != nil && p.value.kind != "none" {
			continue
		}
		for _, d := range defs {
			switch {
			case s.calledAs(d, p.name):
				e.fixed[p.name] = "lambda x, *rest: 1.0 - x / 20.0"
			case rngName.MatchString(p.name) && s.hasAttribute(d, p.name):
				e.fixed[p.name] = "__import__('numpy').random.default_rng(7)"
			}
		}
	}
	generator := class == nil && len(s.own(def, "yield")) > 0
	if class == nil && len(e.fixed) == 0 && !generator {
		return
	}
	pass := func(params []sigParam) string {
		list := []string{}
		for _, p := range params {
			if f := e.fixed[p.name]; f != "" {
				list = append(list, p.name+"="+f)
			} else {
				name := pythonName(p.name)
				list = append(list, "**({'"+name+"': given['"+name+"']} if '"+name+"' in given else {})")
			}
		}
		return strings.Join(list, ", ")
	}
	e.function = entryName
	var b strings.Builder
	b.WriteString("\n\ndef " + entryName + "(**given):\n")
	switch {
	case class != nil:
		fmt.Fprintf(&b, "    made = %s(%s)\n    result = made%s(%s)\n", class.class, pass(class.build), class.method, pass(class.args))
		b.WriteString("    if result is None:\n        result = {k: v for k, v in vars(made).items() if k not in given and isinstance(v, (int, float, list)) or type(v).__module__ == 'numpy'}\n")
	case generator:
		fmt.Fprintf(&b, "    result = list(%s(%s))\n", function, pass(e.params))
	default:
		fmt.Fprintf(&b, "    result = %s(%s)\n", function, pass(e.params))
	}
	b.WriteString("    if hasattr(result, '__dataclass_fields__'):\n        result = {k: getattr(result, k) for k in result.__dataclass_fields__}\n    return result\n")
	e.append = b.String()
	for name, f := range e.fixed {
		e.show = strings.ReplaceAll(e.show, "{"+name+"}", name+"="+strings.Replace(f, "__import__('numpy')", "np", 1))
	}
	e.params = slices.DeleteFunc(e.params, func(p sigParam) bool { return e.fixed[p.name] != "" })
}

// unpacked is the entry behind a function that turns a returned object into its named parts.
func (e entry) unpacked() entry {
	e.append = fmt.Sprintf(`

def %s(**given):
    result = %s(**given)
    if hasattr(result, '_asdict'):
        return result._asdict()
    if hasattr(result, '__dataclass_fields__'):
        return {k: getattr(result, k) for k in result.__dataclass_fields__}
    if hasattr(result, '__dict__'):
        return {k: v for k, v in vars(result).items() if not k.startswith('_')}
    return result
`, entryName, e.function)
	e.function = entryName
	return e
}

var rngName = regexp.MustCompile(`(?i)^(rng|gen|generator|random_state|rand|random)$`)

// calledAs reports whether a parameter is itself called: it is a function.
func (s *source) calledAs(def *node, name string) bool {
	return def.find(func(n *node) bool {
		return n.kind == "call" && n.at("function") != nil && n.at("function").kind == "identifier" && s.of(n.at("function")) == name
	}) != nil
}

func (s *source) hasAttribute(def *node, name string) bool {
	return def.find(func(n *node) bool {
		return n.kind == "attribute" && n.at("object") != nil && s.of(n.at("object")) == name
	}) != nil
}
