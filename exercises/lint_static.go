package exercises

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"coronium/grading/derive"
	"coronium/sim/registry"
)

// static checks what needs no run: units, models, links, placeholders, prose.
func (l *linter) static(variants []*Variant) {
	l.units()
	l.models()
	l.orphans()
	for _, p := range l.prose() {
		if line, err := prose(p.text); err != nil {
			at := p.at
			if strings.HasSuffix(at.File, ".md") { // a text within the YAML has the place of its key
				at.Line = line
			}
			l.fault(at, "%v", err)
		}
		for _, link := range links(p.text) {
			if _, has := l.e.files[link]; !has && !strings.Contains(link, "://") && !strings.HasPrefix(link, "#") {
				l.fault(p.at, "the link %q leads to no file of the exercise", link)
			}
		}
		for _, v := range variants {
			if _, err := v.render(p.text); err != nil {
				at := p.at
				if strings.HasSuffix(at.File, ".md") {
					if before, _, found := strings.Cut(p.text, placeholder.FindString(err.Error())); found {
						at.Line = 1 + strings.Count(before, "\n")
					}
				}
				l.fault(at, "%v", err)
				break
			}
		}
	}
	if n := len(strings.Fields(l.e.Prompt)); n < 80 || n > 400 {
		l.fault(l.file("prompt.md", 1), "the prompt has %d words; 150 to 250 are read", n)
	}
	if len(l.e.Skills) == 0 {
		l.fault(l.e.Place, "skills names no skill, so the exercise would stand on no map")
	}
}

var placeholder = regexp.MustCompile(`\{\{.*?\}\}`)

type proseAt struct {
	at   Place
	text string
}

// prose lists all Markdown of the exercise with its place.
func (l *linter) prose() []proseAt {
	e := l.e
	all := []proseAt{{l.file("prompt.md", 1), e.Prompt}}
	add := func(at Place, texts ...string) {
		for _, t := range texts {
			if t != "" {
				all = append(all, proseAt{at, t})
			}
		}
	}
	for _, p := range e.Predict {
		add(p.Place, p.Ask, p.Says)
	}
	if e.Derive != nil {
		add(e.Derive.Place, e.Derive.Ask)
	}
	if im := e.Implement; im != nil {
		add(im.Place, im.Ask)
		for _, t := range append(append([]TestSpec{}, im.Visible...), im.Hidden...) {
			add(t.Place, t.Name, t.Says)
		}
		for _, m := range im.Misconceptions {
			add(m.Place, m.Says, m.Ask)
		}
	}
	if e.Explain != nil {
		for _, m := range e.Explain.Modify {
			add(m.Place, m.Ask)
		}
	}
	for _, c := range e.Critique {
		add(c.Place, c.Ask, c.Says)
	}
	for _, ladder := range e.Hints {
		add(e.Place, ladder...)
	}
	return all
}

// prose says what is wrong with a piece of Markdown, and in which of its lines: formulas and placeholders that are not
// closed.
func prose(markdown string) (line int, err error) {
	var out bytes.Buffer
	if err := goldmark.Convert([]byte(markdown), &out); err != nil {
		return 1, fmt.Errorf("the text can't be rendered: %w", err)
	}
	line = 1
	for paragraph := range strings.SplitSeq(markdown, "\n\n") {
		if strings.Count(withoutCode(paragraph), "$")%2 != 0 {
			return line, fmt.Errorf("the paragraph has a $ without its partner; write \\$ for the sign itself")
		}
		for k, text := range strings.Split(paragraph, "\n") {
			if strings.Count(text, "{{") != strings.Count(text, "}}") {
				return line + k, fmt.Errorf("the line has {{ without }}, or }} without {{")
			}
		}
		line += strings.Count(paragraph, "\n") + 2
	}
	return 0, nil
}

// orphans are files that nothing refers to: usually a name that is spelt in two ways.
func (l *linter) orphans() {
	used := map[string]bool{}
	if im := l.e.Implement; im != nil {
		for _, m := range im.Misconceptions {
			used["misconceptions/"+m.Name+".py"] = true
		}
	}
	for _, c := range l.e.Critique {
		used[c.Program] = true
	}
	if l.e.Explain != nil {
		for _, m := range l.e.Explain.Modify {
			used[m.Solution] = true
		}
	}
	for _, name := range l.e.Files() {
		folder, base := path.Split(name)
		switch {
		case used[name]:
		case folder == "misconceptions/" && strings.HasSuffix(base, ".py"):
			l.fault(l.file(name, 0), "exercise.yaml says nothing of this misconception; describe it under misconceptions, or remove the file")
		case folder == "critique/" || folder == "modify/":
			l.fault(l.file(name, 0), "nothing in exercise.yaml refers to this file")
		case folder == "derivation/" && base != "worked.txt" && (!strings.HasPrefix(base, "wrong-") || !strings.HasSuffix(base, ".txt")):
			l.fault(l.file(name, 0), "a derivation is worked.txt or wrong-NAME.txt; this file is read by nobody")
		}
	}
}

var inlineCode = regexp.MustCompile("`[^`]*`|\\\\\\$")

func withoutCode(s string) string { return inlineCode.ReplaceAllString(s, "") }

// links are the destinations of links and pictures.
func links(markdown string) []string {
	source := []byte(markdown)
	var all []string
	_ = ast.Walk(goldmark.DefaultParser().Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			switch n := n.(type) {
			case *ast.Link:
				all = append(all, string(n.Destination))
			case *ast.Image:
				all = append(all, string(n.Destination))
			}
		}
		return ast.WalkContinue, nil
	})
	return all
}

func (l *linter) units() {
	unit := func(at Place, u string) {
		if u == "" || u == "1" || u == "%" || freeUnit.MatchString(u) {
			return
		}
		if _, err := derive.ParseUnit(u); err != nil {
			l.fault(at, "the unit %q is not known", u)
		}
	}
	for _, q := range l.e.Quantities {
		unit(q.Place, q.Unit)
		if q.Means == "" && (q.Draw != nil || q.Value.Given()) {
			l.fault(q.Place, "quantity %s does not say what it means", q.Name)
		}
	}
	for _, p := range l.e.Predict {
		unit(p.Place, p.Entry.Interval)
		if c := p.Entry.Curve; c != nil {
			unit(p.Place, c.X.Unit)
			unit(p.Place, c.Y.Unit)
		}
	}
	if l.e.Implement != nil {
		for _, f := range l.e.Implement.Functions {
			for _, r := range f.Returns {
				unit(f.Place, r.Unit)
			}
		}
	}
}

// freeUnit are words that stand for counts.
var freeUnit = regexp.MustCompile(`^(samples?|steps?|spikes?|bits?|times|deg)$`)

// models checks that every registered model that is named exists, with its outputs and parameters.
func (l *linter) models() {
	check := func(at Place, model, output string, set []Named, sweep ...string) {
		if model == "" || model == solutionName {
			return
		}
		m, err := registry.Lookup(model)
		if err != nil {
			l.fault(at, "%v", err)
			return
		}
		for _, n := range set {
			if _, has := m.Parameter(n.Name); !has {
				l.fault(at, "the model %s has no parameter %s", model, n.Name)
			}
		}
		for _, s := range sweep {
			if _, has := m.Parameter(s); !has && s != "" {
				l.fault(at, "the model %s has no parameter %s", model, s)
			}
		}
		if output != "" && outputKind(model, output) == "" {
			l.fault(at, "the model %s has no output %s", model, output)
		}
	}
	for _, p := range l.e.Predict {
		check(p.Truth.Place, p.Truth.Sim, p.Truth.Output, p.Truth.Set, p.Truth.Sweep)
	}
	if d := l.e.Derive; d != nil && d.Overlay != nil {
		for _, s := range d.Overlay.Sweep {
			check(d.Overlay.Place, d.Overlay.Sim, d.Overlay.Output, d.Overlay.Set, s.Name)
		}
	}
	if im := l.e.Implement; im != nil {
		if im.Reference != nil {
			check(im.Reference.Place, im.Reference.Sim, "", im.Reference.Set)
		}
		for _, t := range append(append([]TestSpec{}, im.Visible...), im.Hidden...) {
			check(t.Place, t.Against, "", t.Set)
		}
	}
	if x := l.e.Explain; x != nil && x.Hidden != nil {
		var probed []string
		for _, p := range x.Hidden.Probe {
			probed = append(probed, p.Name)
		}
		check(x.Hidden.Place, x.Hidden.Sim, "", x.Hidden.Set, probed...)
		if _, err := registry.Lookup(x.Hidden.Sim); err == nil {
			for _, output := range x.Hidden.Show {
				check(x.Hidden.Place, x.Hidden.Sim, output, nil)
			}
		}
	}
}
