package exercises

import (
	"fmt"
	"strings"

	"coronium/grading/derive"
)

// The head of an exercise's derivation. It is put together from the quantities and from what stands under derive, so a
// fault in it has its place in exercise.yaml, where the author wrote it.

// A headLine is one line of the header with the items that it was made of.
type headLine struct {
	text  string
	items []headItem
}

// A headItem is a declaration, a premise or a goal, and where it stands.
type headItem struct {
	text string
	at   Place
}

// Header is the head of the exercise's derivation in the checker's own text: the quantities and symbols, the assumptions,
// what is given, and the milestones. A trainee's lines are put below it; an author's files carry it themselves.
func (e *Exercise) Header() string {
	var b strings.Builder
	for _, line := range e.headLines() {
		b.WriteString(line.text + "\n")
	}
	return b.String()
}

func (e *Exercise) headLines() []headLine {
	d := e.Derive
	if d == nil {
		return nil
	}
	all := []headLine{{text: "problem " + e.ID}}
	vars, funs := e.declarations()
	for _, list := range []struct {
		keyword string
		items   []headItem
	}{{"var", vars}, {"fun", funs}} {
		if len(list.items) > 0 {
			var texts []string
			for _, item := range list.items {
				texts = append(texts, item.text)
			}
			all = append(all, headLine{list.keyword + " " + strings.Join(texts, ", "), list.items})
		}
	}
	add := func(keyword, text string, at Place) {
		all = append(all, headLine{keyword + " " + text, []headItem{{text, at}}})
	}
	for i, a := range d.Let {
		add("let", a, d.at("let", i))
	}
	for i, a := range d.Assume {
		add("assume", a, d.at("assume", i))
	}
	for i, g := range d.Given {
		add("given", g, d.at("given", i))
	}
	for _, m := range d.Milestones {
		all = append(all, headLine{fmt.Sprintf("milestone %s as %s weight %g", m.Goal, m.Name, m.Points), []headItem{{m.Goal, m.Place}}})
	}
	return all
}

// declarations are the symbols of the derivation: the quantities, and those that it declares itself, which replace them.
func (e *Exercise) declarations() (vars, funs []headItem) {
	replaced := map[string]bool{}
	for _, s := range e.Derive.Symbols {
		replaced[symbolName(s)] = true
	}
	for _, q := range e.Quantities {
		if replaced[q.Name] {
			continue
		}
		text := q.Name
		if q.Of != "" {
			text += "(" + q.Of + ")"
		}
		if q.Unit != "" {
			text += ":" + q.Unit
		}
		if q.Positive {
			text += " >0"
		}
		if q.Of != "" {
			funs = append(funs, headItem{text, q.Place})
		} else {
			vars = append(vars, headItem{text, q.Place})
		}
	}
	for i, s := range e.Derive.Symbols {
		if strings.Contains(strings.Split(s, ":")[0], "(") {
			funs = append(funs, headItem{s, e.Derive.at("symbols", i)})
		} else {
			vars = append(vars, headItem{s, e.Derive.at("symbols", i)})
		}
	}
	return vars, funs
}

// at is where the entry of a list under derive stands.
func (d *Derive) at(key string, i int) Place {
	if places := d.Lines[key]; i < len(places) {
		return places[i]
	}
	return d.Place
}

// header finds the first fault of the header and reports it where the author wrote it.
func (c *checker) header() {
	_, err := derive.ParseProblem(c.e.Header())
	var in *derive.InputError
	switch {
	case err == nil:
		return
	case !asInput(err, &in):
		c.fault(c.e.Derive.Place, "derive: %v", err)
		return
	}
	at, text := c.e.Derive.Place, in.Text
	if lines := c.e.headLines(); in.Line >= 1 && in.Line <= len(lines) {
		if item, found := lines[in.Line-1].with(in.Text); found {
			at, text = item.at, item.text
		}
	}
	says := in.What
	if from, to := max(0, in.At), min(in.To, len(in.Text)); from < to && in.Text[from:to] != text {
		says = fmt.Sprintf("at %q: %s", in.Text[from:to], says)
	}
	if in.Mend != "" {
		says += "; " + in.Mend
	}
	c.fault(at, "derive: %q can't be used, %s", text, says)
}

// with is the item that a faulty text is, or stands in.
func (l headLine) with(text string) (headItem, bool) {
	if len(l.items) == 1 {
		return l.items[0], true
	}
	for _, fits := range []func(item string) bool{func(item string) bool { return item == text }, func(item string) bool { return strings.Contains(item, text) }} {
		for k := len(l.items) - 1; k >= 0; k-- {
			if fits(l.items[k].text) {
				return l.items[k], true
			}
		}
	}
	return headItem{}, false
}
