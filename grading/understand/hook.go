package understand

import (
	"fmt"
	"slices"
	"strings"
)

// hook is a version of the program that also writes down, at the beginning of every pass of its main loop, the
// numbers that the loop changes.
type hook struct {
	program
	names []string
	loop  *node
}

const hookRows = 4000

// newHook finds the model's main loop, the longest one that changes a number, and puts one line into it. ok is false
// where there is none with a body of its own lines.
func (b *bench) newHook(atEnd bool) (h hook, ok bool) {
	if b.target == nil {
		return h, false
	}
	var best *node
	var names []string
	for _, f := range b.reached() {
		for _, l := range append(b.src.own(f, "for_statement"), b.src.own(f, "while_statement")...) {
			body := l.at("body")
			if body == nil || body.row == l.row || l.parent.within("for_statement", "while_statement") != nil {
				continue
			}
			if n := b.src.changed(body); len(n) > 0 && (best == nil || l.endRow-l.row > best.endRow-best.row) {
				best, names = l, n
			}
		}
	}
	if best == nil {
		return h, false
	}
	body := best.at("body")
	indent := strings.Repeat(" ", max(0, body.start-b.src.lineStart(body.start)))
	if lead := b.src.text[b.src.lineStart(body.start):body.start]; strings.TrimSpace(lead) == "" {
		indent = lead
	}
	reads := make([]string, len(names))
	for i, n := range names {
		if self, ok := strings.CutPrefix(n, "self."); ok {
			reads[i] = fmt.Sprintf("getattr(self, %q, None)", self)
		} else {
			reads[i] = fmt.Sprintf("locals().get(%q)", n)
		}
	}
	line := fmt.Sprintf("globals().setdefault('coronium_rows', []).append((%s,))", strings.Join(reads, ", "))
	edit := Edit{body.start, body.start, line + "\n" + indent}
	if atEnd {
		if len(b.src.own(best, "continue_statement")) > 0 {
			return h, false
		}
		edit = Edit{body.end, body.end, "\n" + indent + line}
	}
	h.edits = []Edit{edit}
	h.function = "coronium_rows_of"
	h.append = fmt.Sprintf(`

def coronium_rows_of(**given):
    globals()['coronium_rows'] = []
    %s(**given)
    rows = globals()['coronium_rows'][:%d]
    def number(x):
        try:
            return float(x)
        except Exception:
            return float('nan')
    return tuple([number(r[i]) for r in rows] for i in range(%d))
`, b.subject.Function, hookRows, len(names))
	h.names, h.loop = names, best
	return h, true
}

// reached lists the target and the functions and methods of the module that it calls.
func (b *bench) reached() []*node {
	list := []*node{b.target}
	functions := b.src.definitions("function_definition")
	for i := 0; i < len(list); i++ {
		for _, name := range b.src.order("function_definition") {
			if d := functions[name]; b.src.calls(list[i], name) && !slices.Contains(list, d) {
				list = append(list, d)
			}
		}
	}
	return list
}

// changed lists the plain names and attributes of self that a loop's body assigns, in the order of the text; in a
// method's loop also what the class's other methods assign.
func (s *source) changed(body *node) []string {
	var names []string
	add := func(n *node) {
		if name := s.of(n); (n.kind == "identifier" || strings.HasPrefix(name, "self.")) && !strings.Contains(strings.TrimPrefix(name, "self."), ".") && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	collect := func(scope *node) {
		scope.walk(func(n *node) bool {
			if n.kind != "assignment" && n.kind != "augmented_assignment" {
				return true
			}
			left := n.at("left")
			if left == nil {
				return true
			}
			if left.kind == "pattern_list" || left.kind == "tuple_pattern" {
				for _, p := range left.parts() {
					add(p)
				}
			} else if left.kind == "identifier" || left.kind == "attribute" {
				add(left)
			}
			return true
		})
	}
	collect(body)
	if class := body.within("class_definition"); class != nil {
		for _, d := range class.all("function_definition") {
			if n := d.at("name"); n != nil && s.of(n) != "__init__" {
				for _, a := range d.all("attribute") {
					if a.field == "left" && strings.HasPrefix(s.of(a), "self.") {
						add(a)
					}
				}
			}
		}
	}
	return names
}

// hooked gives the base run's loop variables as traces by name; nil where the program has no hook.
func (b *bench) hooked() map[string][]float64 {
	if b.hookDone {
		return b.hookRows
	}
	b.hookDone = true
	h, ok := b.newHook(false)
	if !ok {
		return nil
	}
	r, err := b.run(h.program, []settings{nil}, b.seed)
	if err != nil || !r[0].ok() {
		return nil
	}
	b.hookRows = map[string][]float64{}
	for i, v := range r[0].values {
		if i < len(h.names) {
			b.hookRows[h.names[i]] = v.x
		}
	}
	return b.hookRows
}
