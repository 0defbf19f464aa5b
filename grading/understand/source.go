package understand

import (
	"fmt"
	"strings"

	sitter "github.com/tree-sitter/go-tree-sitter"
	python "github.com/tree-sitter/tree-sitter-python/bindings/go"
)

// maxSource bounds the text from which items are made; a model of an exercise has 20 to 200 lines.
const maxSource = 64 << 10

// maxDepth bounds the nesting of a program, so that no text can exhaust the stack.
const maxDepth = 400

// SourceError says why a program's text can't be read, with the line.
type SourceError struct {
	Line int
	Says string
}

func (e *SourceError) Error() string {
	if e.Line == 0 {
		return e.Says
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Says)
}

// BadInput reports that the program is at fault.
func (e *SourceError) BadInput() bool { return true }

// node is a node of the syntax tree, copied out of the parser so that it lives and dies like any Go value.
type node struct {
	kind       string
	field      string // name of the field of the parent that holds it
	start, end int    // bytes
	row        int    // 0-based line of start
	endRow     int
	named      bool
	parent     *node
	children   []*node
}

// source is a parsed program.
type source struct {
	text  string
	lines []string
	root  *node
	// steering marks the bytes at which tokens begin that decide when a while loop ends; see steersLoop.
	steering map[int]bool
}

// parse reads a Python program. A text with syntax errors is refused with the line of the first.
func parse(text string) (*source, error) {
	if len(text) > maxSource {
		return nil, &SourceError{0, fmt.Sprintf("the program has %d bytes; items are made from at most %d", len(text), maxSource)}
	}
	p := sitter.NewParser()
	defer p.Close()
	if err := p.SetLanguage(sitter.NewLanguage(python.Language())); err != nil {
		return nil, err
	}
	tree := p.Parse([]byte(text), nil)
	if tree == nil {
		return nil, &SourceError{0, "the program can't be read as Python"}
	}
	defer tree.Close()
	s := &source{text: text, lines: strings.Split(text, "\n")}
	root, err := copyNode(tree.RootNode(), nil, "", 0)
	if err != nil {
		return nil, err
	}
	s.root = root
	if bad := s.root.find(func(n *node) bool { return n.kind == "ERROR" || n.kind == "MISSING" }); bad != nil {
		return nil, &SourceError{bad.row + 1, "this is not valid Python"}
	}
	return s, nil
}

func copyNode(n *sitter.Node, parent *node, field string, depth int) (*node, error) {
	if depth > maxDepth {
		return nil, &SourceError{int(n.StartPosition().Row) + 1, "the program is nested too deeply"}
	}
	c := &node{kind: n.Kind(), field: field, start: int(n.StartByte()), end: int(n.EndByte()),
		row: int(n.StartPosition().Row), endRow: int(n.EndPosition().Row), named: n.IsNamed(), parent: parent}
	if n.IsMissing() {
		c.kind = "MISSING"
	}
	for i := uint(0); i < n.ChildCount(); i++ {
		child, err := copyNode(n.Child(i), c, n.FieldNameForChild(uint32(i)), depth+1)
		if err != nil {
			return nil, err
		}
		c.children = append(c.children, child)
	}
	return c, nil
}

// find returns the first node, in the order of the text, for which is holds.
func (n *node) find(is func(*node) bool) *node {
	if is(n) {
		return n
	}
	for _, c := range n.children {
		if f := c.find(is); f != nil {
			return f
		}
	}
	return nil
}

// walk visits the node and all below it in the order of the text; it does not go below a node for which f says false.
func (n *node) walk(f func(*node) bool) {
	if !f(n) {
		return
	}
	for _, c := range n.children {
		c.walk(f)
	}
}

// all lists the nodes of the given kinds at or below n.
func (n *node) all(kinds ...string) []*node {
	var list []*node
	n.walk(func(x *node) bool {
		for _, k := range kinds {
			if x.kind == k {
				list = append(list, x)
			}
		}
		return true
	})
	return list
}

// at returns the child in the named field, or nil.
func (n *node) at(field string) *node {
	for _, c := range n.children {
		if c.field == field {
			return c
		}
	}
	return nil
}

// parts lists the named children without comments.
func (n *node) parts() []*node {
	var list []*node
	for _, c := range n.children {
		if c.named && c.kind != "comment" {
			list = append(list, c)
		}
	}
	return list
}

// within returns the nearest node at or above n of one of the kinds, or nil.
func (n *node) within(kinds ...string) *node {
	for x := n; x != nil; x = x.parent {
		for _, k := range kinds {
			if x.kind == k {
				return x
			}
		}
	}
	return nil
}

// leaf reports whether n is a token.
func (n *node) leaf() bool { return len(n.children) == 0 }

func (s *source) of(n *node) string { return s.text[n.start:n.end] }

// unwrapped is a definition without its decorators.
func unwrapped(n *node) *node {
	if n.kind == "decorated_definition" {
		if d := n.at("definition"); d != nil {
			return d
		}
	}
	return n
}

// definitions lists the functions (function_definition) or classes (class_definition) of the top level by name.
func (s *source) definitions(kind string) map[string]*node {
	list := map[string]*node{}
	for _, c := range s.root.children {
		if d := unwrapped(c); d.kind == kind {
			if name := d.at("name"); name != nil {
				list[s.of(name)] = d
			}
		}
	}
	return list
}

// order lists the names of the top-level definitions of a kind in the order of the text.
func (s *source) order(kind string) []string {
	var names []string
	for _, c := range s.root.children {
		if d := unwrapped(c); d.kind == kind {
			if name := d.at("name"); name != nil {
				names = append(names, s.of(name))
			}
		}
	}
	return names
}

// docstring returns the documentation of a function, class or module body, without quotes.
func (s *source) docstring(def *node) string {
	body := def
	if def.kind != "module" {
		body = def.at("body")
	}
	if body == nil {
		return ""
	}
	parts := body.parts()
	if len(parts) == 0 {
		return ""
	}
	if str := docstringNode(parts[0]); str != nil {
		return strings.Trim(s.of(str), "\"'rRbBuU \n")
	}
	return ""
}

// docstringNode returns the string if a statement is nothing but a string.
func docstringNode(statement *node) *node {
	if statement.kind != "expression_statement" {
		return nil
	}
	parts := statement.parts()
	if len(parts) == 1 && (parts[0].kind == "string" || parts[0].kind == "concatenated_string") {
		return parts[0]
	}
	return nil
}

// codeLines lists, 1-based, the lines on which code stands: no blank lines, comments, documentation or imports' tails.
func (s *source) codeLines() []int {
	has := make([]bool, len(s.lines)+1)
	s.root.walk(func(n *node) bool {
		if n.kind == "comment" || docstringNode(n) != nil {
			return false
		}
		if n.leaf() && n.end > n.start && strings.TrimSpace(s.of(n)) != "" {
			has[n.row+1] = true
		}
		return true
	})
	var lines []int
	for i, h := range has {
		if h {
			lines = append(lines, i)
		}
	}
	return lines
}

// line returns the text of a 1-based line, without the spaces around it.
func (s *source) line(n int) string {
	if n < 1 || n > len(s.lines) {
		return ""
	}
	return strings.TrimSpace(s.lines[n-1])
}

// comment returns the comment that ends a 0-based row, without #, or "".
func (s *source) comment(row int) string {
	c := s.root.find(func(n *node) bool { return n.kind == "comment" && n.row == row })
	if c == nil {
		return ""
	}
	return strings.TrimSpace(strings.TrimLeft(s.of(c), "#"))
}

// Edit replaces the bytes Start to End of a text by Text.
type Edit struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// applyEdits makes all edits at once; of edits that overlap an earlier one in the list the later are left out.
func applyEdits(text string, edits ...Edit) string {
	kept := make([]Edit, 0, len(edits))
	for _, e := range edits {
		clash := e.Start < 0 || e.End > len(text) || e.Start > e.End
		for _, k := range kept {
			clash = clash || (e.Start < k.End && k.Start < e.End)
		}
		if clash {
			continue
		}
		at := len(kept)
		for at > 0 && kept[at-1].Start > e.Start {
			at--
		}
		kept = append(kept[:at], append([]Edit{e}, kept[at:]...)...)
	}
	var b strings.Builder
	from := 0
	for _, e := range kept {
		b.WriteString(text[from:e.Start])
		b.WriteString(e.Text)
		from = e.End
	}
	b.WriteString(text[from:])
	return b.String()
}
