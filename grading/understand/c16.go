package understand

import (
	"fmt"
	"slices"
	"strings"
)

// term is a part of an expression that can be taken out: a summand replaced by 0, a factor by 1.
type term struct {
	Edit
	line int
	text string
}

// terms lists the summands and factors of a program, largest first within an expression, but for those in functions that are
// not used.
func (s *source) terms(unused []*node) []term {
	var list []term
	s.root.walk(func(n *node) bool {
		if s.immutable(n) || s.steersLoop(n.start) || n.kind == "function_definition" && slices.Contains(unused, n) {
			return false
		}
		if n.kind != "binary_operator" || len(n.children) < 3 {
			return true
		}
		left, op, right := n.children[0], n.children[1], n.children[len(n.children)-1]
		add := func(x *node, by string) {
			if _, number := s.numberOf(x); !number && x.kind != "string" {
				list = append(list, term{Edit{x.start, x.end, by}, x.row + 1, s.of(x)})
			}
		}
		switch s.of(op) {
		case "+", "-":
			add(left, "0.0")
			add(right, "0.0")
		case "*":
			add(left, "1.0")
			add(right, "1.0")
		case "/":
			add(right, "1.0")
		}
		return true
	})
	return list
}

// unused are the functions of the top level that the call does not reach. A program with classes may reach any.
func (b *bench) unused() []*node {
	if b.target == nil || b.subject.Prepare != "" || len(b.src.order("class_definition")) > 0 {
		return nil
	}
	var list []*node
	reached := b.reached()
	for name, f := range b.src.definitions("function_definition") {
		used := slices.Contains(reached, f) || b.target.within("function_definition") == f
		for _, c := range b.src.root.children {
			used = used || unwrapped(c).kind != "function_definition" && b.src.calls(c, name)
		}
		if !used {
			list = append(list, f)
		}
	}
	return list
}

// label is how a term is listed for a choice.
func (t term) label() string { return fmt.Sprintf("line %d: %s", t.line, clip(t.text)) }

// makeTerm is C16, from what a term does to where it stands: one term was taken out of the program, and what the
// program then does is shown; which term is it? The list holds every term of the program; all whose loss does the same
// are right. The key comes from taking out each in turn, so that no other can be right unnoticed.
func makeTerm(b *bench, d *dice, n int) ([]Item, string, error) {
	terms := b.src.terms(b.unused())
	if most := b.times(48); len(terms) > most {
		terms = shuffle(d, terms)[:most]
		slices.SortFunc(terms, func(x, y term) int { return x.Start - y.Start })
	}
	if len(terms) < minLines {
		return nil, fmt.Sprintf("the program has %d terms; one of fewer than %d is guessed too easily", len(terms), minLines), nil
	}
	replies := make([]reply, len(terms))
	var jobs []job
	for i, t := range terms {
		for _, j := range b.jobs(program{edits: []Edit{t.Edit}}, []settings{{}}) {
			j.index[0] = i
			jobs = append(jobs, j)
		}
	}
	if err := b.work(jobs, b.seed, replies); err != nil {
		return nil, "", err
	}
	var live []int
	for i, r := range replies {
		if _, _, _, share := b.difference(b.base, r); r.finite() && share > .02 {
			live = append(live, i)
		}
	}
	var items []Item
	used := map[int]bool{}
	for _, i := range shuffle(d, live) {
		if len(items) == n || used[terms[i].line] {
			continue
		}
		item, ok, err := b.termItem(terms, replies, len(live), i)
		if err != nil {
			return nil, "", err
		}
		if ok {
			used[terms[i].line] = true
			items = append(items, item)
		}
	}
	return items, fmt.Sprintf("taking out a term shows for %d of its terms only, or several look the same", len(live)), nil
}

func (b *bench) termItem(terms []term, replies []reply, live, i int) (Item, bool, error) {
	t, r := terms[i], replies[i]
	var right, options []string
	for j, u := range terms {
		if !slices.Contains(options, u.label()) {
			options = append(options, u.label())
		}
		switch {
		case replies[j].same(r):
			right = append(right, u.label())
		case replies[j].ok() && b.alike(r, replies[j]): // too close to tell apart by what is shown
			return Item{}, false, nil
		}
	}
	guess := float64(len(right)) / float64(max(live, 1)) // somebody who knows which terms matter at all
	if guess > MaxG {
		return Item{}, false, nil
	}
	again, err := b.run(program{edits: []Edit{t.Edit}}, []settings{{}}, b.seed+boolSeed(!b.noisy))
	if err != nil || !again[0].same(r) {
		return Item{}, false, err
	}
	o, before, after, _ := b.difference(b.base, r)
	ask := fmt.Sprintf("One term was taken out of your program: a summand was replaced by 0, or a factor or divisor by 1. Your program stands below as you wrote it, with the term still in it. Called as\n\n%s\nwithout the term it gives %s for %s; yours gives %s.\n\nWhich term was it?",
		b.scene(nil), shown(o, after), o.says, shown(o, before))
	return Item{
		Title: "A term was taken out. Which one?", Ask: ask, Program: b.subject.Source, Figure: b.compareFigure(b.base, r), G: guess,
		Response: Response{Kind: Choice, Fields: []Field{{Name: "choice", Label: "Term", Options: options}}},
		Key:      rawKey(choiceKey{Choices: map[string]string{"choice": t.label()}, Also: right}),
		KeySays:  fmt.Sprintf("It is `%s` in line %d: without it the program gives %s for %s, with it %s.", clip(t.text), t.line, shown(o, after), o.says, shown(o, before)),
		Routes: []Route{
			{"the term taken out, run", shown(o, after)},
			{fmt.Sprintf("all %d terms taken out in turn: those that do the same", len(terms)), joinAnd(right)},
		},
		Working: Working{Source: b.subject.Source, Changed: applyEdits(b.src.text, t.Edit), Observe: o.id},
	}, true, nil
}

// alike reports whether two replies look the same although they are not: no observable differs by 2 %.
func (b *bench) alike(x, y reply) bool {
	_, _, _, share := b.difference(x, y)
	return share < .02 && y.finite()
}

func rerunTerm(b *bench, item Item, out Rerun) (Rerun, error) {
	var k choiceKey
	if err := unkey(item, &k); err != nil {
		return out, err
	}
	out.Program = item.Working.Changed
	own, err := b.run(program{}, []settings{{}}, b.seed)
	if err != nil {
		return out, err
	}
	changed, err := b.runText(item.Working.Changed, nil)
	if err != nil {
		return out, err
	}
	x, y := b.contrast(own[0], changed)
	line := firstDifference(item.Working.Source, item.Working.Changed)
	out.Found = fmt.Sprintf("without the term of line %d the program gives %s; yours gives %s", line, y, x)
	return out.verdict(strings.HasPrefix(k.Choices["choice"], fmt.Sprintf("line %d:", line)) && !own[0].same(changed)), nil
}

// firstDifference is the 1-based line in which two texts first differ.
func firstDifference(a, b string) int {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range x {
		if i >= len(y) || x[i] != y[i] {
			return i + 1
		}
	}
	return 0
}
