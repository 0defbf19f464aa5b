package likeness

import (
	"fmt"

	sitter "github.com/tree-sitter/go-tree-sitter"
	python "github.com/tree-sitter/tree-sitter-python/bindings/go"
)

// MaxSource bounds a program that is compared.
const MaxSource = 256 << 10

// token is a node of the syntax tree: its kind and where it begins.
type token struct {
	kind uint16
	line int32 // 1-based
}

// SizeError says that a program is too large to be compared.
type SizeError struct {
	Name string
	Size int
}

func (e *SizeError) Error() string {
	return fmt.Sprintf("%s has %d bytes; at most %d are compared", e.Name, e.Size, MaxSource)
}

// BadInput reports that the program is at fault.
func (e *SizeError) BadInput() bool { return true }

// reader keeps one parser for many programs.
type reader struct{ parser *sitter.Parser }

func newReader() (*reader, error) {
	p := sitter.NewParser()
	if err := p.SetLanguage(sitter.NewLanguage(python.Language())); err != nil {
		p.Close()
		return nil, err
	}
	return &reader{p}, nil
}

func (r *reader) close() { r.parser.Close() }

// tokens reads a program as the kinds of its syntax tree's nodes in the order of the text. Comments and documentation
// are no part of it. A text with errors gives what could be read; the walk does not recurse, so that no nesting can exhaust the stack.
func (r *reader) tokens(p Program) ([]token, error) {
	if len(p.Source) > MaxSource {
		return nil, &SizeError{p.Name, len(p.Source)}
	}
	tree := r.parser.Parse([]byte(p.Source), nil)
	if tree == nil {
		return nil, nil
	}
	defer tree.Close()
	cursor := tree.RootNode().Walk()
	defer cursor.Close()
	var list []token
	for {
		n := cursor.Node()
		skip := n.Kind() == "comment" || documentation(n)
		if !skip {
			list = append(list, token{n.KindId(), int32(n.StartPosition().Row) + 1})
		}
		if !skip && cursor.GotoFirstChild() {
			continue
		}
		for !cursor.GotoNextSibling() {
			if !cursor.GotoParent() {
				return list, nil
			}
		}
	}
}

// documentation reports whether a statement is nothing but a string.
func documentation(n *sitter.Node) bool {
	if n.Kind() != "expression_statement" || n.ChildCount() != 1 {
		return false
	}
	return n.Child(0).Kind() == "string"
}
