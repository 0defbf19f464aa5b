package views_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"coronium/views/gallery/pages"

	"golang.org/x/net/html"
)

// rendered parses every fixture once.
func rendered(t *testing.T) map[string]*html.Node {
	t.Helper()
	all := map[string]*html.Node{}
	for _, p := range pages.All() {
		var out bytes.Buffer
		if err := p.Component.Render(context.Background(), &out); err != nil {
			t.Fatalf("%s: %v", p.Name, err)
		}
		node, err := html.Parse(&out)
		if err != nil {
			t.Fatalf("%s: %v", p.Name, err)
		}
		all[p.Name] = node
	}
	return all
}

// find gives all elements for which want holds.
func find(n *html.Node, want func(*html.Node) bool) []*html.Node {
	var all []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && want(d) {
			all = append(all, d)
		}
	}
	return all
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func text(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			out.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

func tag(name string) func(*html.Node) bool {
	return func(n *html.Node) bool { return n.Data == name }
}

// The content security policy allows neither inline styles nor inline scripts
// nor handlers: not one page may need them.
func TestNoPageNeedsInlineStyleOrScript(t *testing.T) {
	for name, page := range rendered(t) {
		for n := range page.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if n.Data == "style" {
				t.Errorf("%s has a style element", name)
			}
			if n.Data == "script" && attr(n, "src") == "" && attr(n, "type") != "application/json" {
				t.Errorf("%s has an inline script", name)
			}
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.TrimSpace(a.Val), "javascript:") {
					t.Errorf("%s: <%s %s=%q>", name, n.Data, a.Key, a.Val)
				}
			}
		}
	}
}

func TestEveryPageHasOneTitleOneMainAndHeadingsInOrder(t *testing.T) {
	for name, page := range rendered(t) {
		if n := len(find(page, tag("main"))); n != 1 {
			t.Errorf("%s has %d main elements", name, n)
		}
		if n := len(find(page, tag("h1"))); n != 1 {
			t.Errorf("%s has %d h1", name, n)
		}
		if titles := find(page, tag("title")); len(titles) == 0 || !strings.HasSuffix(text(titles[0]), "· Coronium") {
			t.Errorf("%s has no title of its own", name)
		}
		last := 0
		for _, h := range find(find(page, tag("main"))[0], func(n *html.Node) bool {
			return len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6'
		}) {
			level := int(h.Data[1] - '0')
			if last > 0 && level > last+1 {
				t.Errorf("%s: h%d %q follows h%d", name, level, text(h), last)
			}
			last = level
		}
	}
}

func TestEveryFieldHasALabel(t *testing.T) {
	for name, page := range rendered(t) {
		labels := map[string]bool{}
		for _, l := range find(page, tag("label")) {
			labels[attr(l, "for")] = true
		}
		for _, f := range find(page, func(n *html.Node) bool { return n.Data == "input" || n.Data == "textarea" || n.Data == "select" }) {
			if attr(f, "type") == "hidden" || has(f, "aria-label") || labels[attr(f, "id")] && attr(f, "id") != "" || inside(f, "label") {
				continue
			}
			t.Errorf("%s: field %q has no label", name, attr(f, "name"))
		}
	}
}

func inside(n *html.Node, name string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == name {
			return true
		}
	}
	return false
}

func TestIdentifiersAreUnique(t *testing.T) {
	for name, page := range rendered(t) {
		seen := map[string]bool{}
		for _, n := range find(page, func(n *html.Node) bool { return has(n, "id") }) {
			if seen[attr(n, "id")] {
				t.Errorf("%s: id %q stands twice", name, attr(n, "id"))
			}
			seen[attr(n, "id")] = true
		}
		for _, n := range find(page, func(n *html.Node) bool { return has(n, "aria-labelledby") || has(n, "aria-describedby") }) {
			for _, ref := range strings.Fields(attr(n, "aria-labelledby") + " " + attr(n, "aria-describedby")) {
				if !seen[ref] {
					t.Errorf("%s: <%s> points at %q, which is not there", name, n.Data, ref)
				}
			}
		}
	}
}

// A page asks for one thing at a time: there is one filled button, except in
// forms that cannot be sent together with the first.
func TestOneFilledButtonAPage(t *testing.T) {
	several := map[string]bool{"account": true, "attempt": true, "sign-in": true}
	for name, page := range rendered(t) {
		n := len(find(page, func(n *html.Node) bool { return contains(strings.Fields(attr(n, "class")), "go") }))
		if n > 1 && !several[name] {
			t.Errorf("%s has %d filled buttons", name, n)
		}
	}
}

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}

// Colour never stands alone: whatever is coloured as a verdict carries a mark
// and words.
func TestVerdictsCarryMarkAndWord(t *testing.T) {
	for name, page := range rendered(t) {
		for _, n := range find(page, func(n *html.Node) bool {
			classes := strings.Fields(attr(n, "class"))
			return n.Data != "body" && (contains(classes, "holds") || contains(classes, "differs") || contains(classes, "explain"))
		}) {
			if len(find(n, func(n *html.Node) bool { return attr(n, "class") == "mk" })) == 0 {
				t.Errorf("%s: <%s class=%q> %q has no mark", name, n.Data, attr(n, "class"), text(n))
			}
			words := text(n)
			if n.Parent != nil && words == "" {
				words = text(n.Parent)
			}
			if words == "" {
				t.Errorf("%s: a verdict without words", name)
			}
		}
	}
}

// What a handler reads back must be in the form, under the names that the
// structs promise.
func TestFormsPostWhatTheStructsPromise(t *testing.T) {
	all := rendered(t)
	for _, c := range []struct {
		page, action string
		fields       []string
	}{
		{"sign-in", "/sign-in", []string{"email", "password", "back"}},
		{"home", "/demo", []string{"person"}},
		{"exercise-predict", "/predict", []string{"rheobase.low", "rheobase.high", "double", "double.sure", "fi-shape.y0", "fi-shape.y8", "do=seal"}},
		{"exercise-derive", "/line", []string{"n", "text", "rule", "do=preview", "do=check"}},
		{"exercise-derive", "/assume", []string{"assumption"}},
		{"exercise-derive", "/hint", []string{"line", "hint"}},
		{"exercise-derive", "/remove", nil},
		{"exercise-implement", "/run", []string{"source", "pasted", "pastes", "do=run", "do=hand-in"}},
		{"exercise-implement-pending", "/cancel", nil},
		{"exercise-critique", "/critique", []string{"line", "verdict", "probability", "input.t_ref", "input.dt", "do=judge"}},
		{"sitting-line", "/answer", []string{"item", "line", "do=answer", "do=dont-know"}},
		{"sitting-number", "/answer", []string{"item", "value", "do=answer"}},
		{"sitting-arrows", "/answer", []string{"rate", "first", "v"}},
		{"sitting-code", "/answer", []string{"code"}},
		{"sitting-choice", "/answer", []string{"choice"}},
		{"sitting-start", "/sit", []string{"code"}},
		{"my-flag", "/say", []string{"statement"}},
		{"my-flag", "/ask", []string{"ask=viva", "ask=fresh"}},
		{"dossier", "/decide", []string{"decision", "reason"}},
		{"attempt", "/note", []string{"note"}},
		{"today", "/theme", []string{"theme=dark", "theme=light", "theme=", "back"}},
	} {
		got := map[string]bool{}
		found := false
		for _, form := range find(all[c.page], tag("form")) {
			if attr(form, "action") != c.action {
				continue
			}
			found = true
			if attr(form, "method") != "post" {
				t.Errorf("%s: %s is not a post", c.page, c.action)
			}
			for _, f := range find(form, func(n *html.Node) bool { return has(n, "name") }) {
				got[attr(f, "name")] = true
				got[attr(f, "name")+"="+attr(f, "value")] = true
			}
		}
		if !found {
			t.Errorf("%s has no form for %s", c.page, c.action)
		}
		for _, f := range c.fields {
			if !got[f] {
				t.Errorf("%s: %s does not post %q", c.page, c.action, f)
			}
		}
	}
}

func TestSittingHasNoWayOut(t *testing.T) {
	all := rendered(t)
	for _, kind := range []string{"line", "number", "arrows", "inputs", "code", "choice"} {
		page := all["sitting-"+kind]
		if len(find(page, tag("nav"))) > 0 {
			t.Errorf("%s: a sitting has navigation", kind)
		}
		for _, a := range find(page, tag("a")) {
			if !strings.HasPrefix(attr(a, "href"), "#") {
				t.Errorf("%s: a link leads to %s", kind, attr(a, "href"))
			}
		}
	}
	bar := find(all["sitting-line"], func(n *html.Node) bool { return contains(strings.Fields(attr(n, "class")), "sitbar") })
	if words := text(bar[0]); !strings.Contains(words, "3 of at most 8") || !strings.Contains(words, "about 3 minutes left") {
		t.Errorf("the bar says %q", words)
	}
	if len(find(all["sitting-choice"], tag("progress"))) > 0 {
		t.Error("an item without a limit has a clock")
	}
}

func TestWrongLineOpensInPlace(t *testing.T) {
	page := rendered(t)["exercise-derive"]
	bad := find(page, func(n *html.Node) bool { return attr(n, "id") == "line-5" })
	if len(bad) != 1 || attr(bad[0], "class") != "bad" {
		t.Fatal("line 5 is not opened")
	}
	words := text(bad[0])
	for _, want := range []string{"does not follow", "is missing", "Where it is false", "13.86", "Hints, 2 opened", "The term to act on is", "The next line with a hole."} {
		if !strings.Contains(words, want) {
			t.Errorf("line 5 does not say %q", want)
		}
	}
	if len(find(bad[0], func(n *html.Node) bool { return attr(n, "name") == "hint" && attr(n, "value") == "3" })) != 1 {
		t.Error("only the third hint may be opened next")
	}
	carried := find(page, func(n *html.Node) bool { return attr(n, "id") == "line-6" })
	if !strings.Contains(text(carried[0]), "carries its fault") {
		t.Error("line 6 does not say that it carries the fault")
	}
}

func TestPendingRunRefreshesWithoutScriptAndListensWithIt(t *testing.T) {
	all := rendered(t)
	refresh := func(page *html.Node) bool {
		return strings.Contains(render(page), `http-equiv="refresh"`)
	}
	if !refresh(all["exercise-implement-pending"]) || refresh(all["exercise-implement"]) {
		t.Error("only a pending run refreshes")
	}
	if !strings.Contains(text(all["exercise-implement-pending"]), "second in the queue") {
		t.Error("the place in the queue is not said")
	}
}

func render(n *html.Node) string {
	var out bytes.Buffer
	if err := html.Render(&out, n); err != nil {
		return err.Error()
	}
	return out.String()
}

func TestStatementStandsAboveTheDecision(t *testing.T) {
	page := render(rendered(t)["dossier"])
	said, decide := strings.Index(page, "I wrote the loop with a friend"), strings.Index(page, `name="decision"`)
	if said < 0 || decide < 0 || said > decide {
		t.Errorf("statement at %d, decision at %d", said, decide)
	}
}

func TestContextStaysClosedUntilAsked(t *testing.T) {
	all := rendered(t)
	if strings.Contains(text(all["dossier"]), "1 paste of 612") {
		t.Error("the context is open before it was asked for")
	}
	if !strings.Contains(text(all["dossier"]), "this is recorded") || !strings.Contains(text(all["dossier-context"]), "1 paste of 612") {
		t.Error("the context cannot be opened, or does not say that it is recorded")
	}
}

func TestEscaping(t *testing.T) {
	for name, page := range rendered(t) {
		for _, n := range find(page, tag("script")) {
			if attr(n, "type") == "application/json" && strings.Contains(text(n), "</") {
				t.Errorf("%s: data could end its script", name)
			}
		}
	}
}
