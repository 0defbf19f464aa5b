package web_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// page is a parsed answer. Selectors are the simple ones of CSS: tag, #id, .class, [attribute], [attribute=value],
// [attribute^=beginning], and a space for "within".
type page struct {
	t    *testing.T
	root *html.Node
	text string
}

func parsePage(t *testing.T, body string) page {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return page{t, root, body}
}

// all finds every node that a selector names.
func (p page) all(selector string) []*html.Node {
	found := []*html.Node{p.root}
	for part := range strings.FieldsSeq(selector) {
		var next []*html.Node
		seen := map[*html.Node]bool{}
		for _, n := range found {
			for d := range n.Descendants() {
				if d.Type == html.ElementNode && !seen[d] && matches(d, part) {
					seen[d] = true
					next = append(next, d)
				}
			}
		}
		found = next
	}
	return found
}

// has fails the test unless something matches.
func (p page) has(selectors ...string) {
	p.t.Helper()
	for _, selector := range selectors {
		if len(p.all(selector)) == 0 {
			p.t.Errorf("nothing on the page matches %s\n%s", selector, p.words())
		}
	}
}

// lacks fails the test if something matches.
func (p page) lacks(selectors ...string) {
	p.t.Helper()
	for _, selector := range selectors {
		if len(p.all(selector)) > 0 {
			p.t.Errorf("the page should have nothing that matches %s", selector)
		}
	}
}

// says fails the test unless a person can read each of the texts.
func (p page) says(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		if !strings.Contains(p.words(), text) {
			p.t.Errorf("the page does not say %q\n%s", text, p.words())
		}
	}
}

// value is what a field holds.
func (p page) value(selector string) string {
	p.t.Helper()
	if found := p.all(selector); len(found) > 0 {
		if found[0].Data == "textarea" {
			return strings.TrimPrefix(textOf(found[0]), "\n")
		}
		return attribute(found[0], "value")
	}
	p.t.Errorf("there is no field %s\n%s", selector, p.words())
	return ""
}

// words is the text of the page as it is read.
func (p page) words() string {
	bodies := p.all("body")
	if len(bodies) == 0 {
		return ""
	}
	return strings.Join(strings.Fields(textOf(bodies[0])), " ")
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		} else if d.Type == html.ElementNode {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// matches compares a node with one compound selector.
func matches(n *html.Node, selector string) bool {
	for selector != "" {
		end := len(selector)
		if i := strings.IndexAny(selector[1:], "#.["); i >= 0 {
			end = i + 1
		}
		if selector[0] == '[' {
			end = strings.IndexByte(selector, ']') + 1
		}
		if !matchesPart(n, selector[:end]) {
			return false
		}
		selector = selector[end:]
	}
	return true
}

func matchesPart(n *html.Node, part string) bool {
	switch part[0] {
	case '#':
		return attribute(n, "id") == part[1:]
	case '.':
		return strings.Contains(" "+attribute(n, "class")+" ", " "+part[1:]+" ")
	case '[':
		name, value, valued := strings.Cut(strings.Trim(part, "[]"), "=")
		name, prefix := strings.CutSuffix(name, "^")
		if !valued {
			for _, a := range n.Attr {
				if a.Key == name {
					return true
				}
			}
			return false
		}
		if prefix {
			return strings.HasPrefix(attribute(n, name), value)
		}
		return attribute(n, name) == value
	}
	return n.Data == part
}
