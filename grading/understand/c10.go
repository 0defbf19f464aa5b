package understand

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"coronium/grading/sandbox"
)

// blanksKey is the key of a faded program: the tokens as they were. Any filling that does the same is right too.
type blanksKey struct {
	Tokens []string `json:"tokens"`
	Edits  []Edit   `json:"edits"`
	// Probes are the settings at which a filling is compared with the program.
	Probes []settings `json:"probes"`
}

// blankCount is how many tokens are faded.
const blankCount = 3

// makeBlanks is C10: three tokens of the program are blanked; fill them so that it does what it did. Blanks stand in
// different lines and each has live mutants, so that not any filling will do; every filling that returns the same
// numbers on all probes is right.
func makeBlanks(b *bench, d *dice, n int) ([]Item, string, error) {
	all, probes, err := b.tryMutants()
	if err != nil {
		return nil, "", err
	}
	type place struct {
		token    Mutant
		live     int
		operator string
	}
	var places []place
	for _, m := range all {
		if m.Constant || !b.src.computes(m.Start, m.End) {
			continue
		}
		i := slices.IndexFunc(places, func(p place) bool { return p.token.Start == m.Start })
		if i < 0 {
			places = append(places, place{token: m.Mutant, operator: m.Operator})
			i = len(places) - 1
		}
		if m.class == Live || m.class == Crash {
			places[i].live++
		} else {
			places[i].live -= 10 // a filling that changes nothing: no question
		}
	}
	places = slices.DeleteFunc(places, func(p place) bool { return p.live < 1 })
	var items []Item
	used := map[int]bool{}
	for range n {
		var chosen []Mutant
		for _, p := range shuffle(d, places) {
			if len(chosen) < blankCount && !used[p.token.Line] && !slices.ContainsFunc(chosen, func(c Mutant) bool { return c.Line == p.token.Line }) {
				chosen = append(chosen, p.token)
			}
		}
		if len(chosen) < blankCount {
			break
		}
		slices.SortFunc(chosen, func(x, y Mutant) int { return x.Start - y.Start })
		for _, c := range chosen {
			used[c.Line] = true
		}
		item, ok, err := b.blanksItem(chosen, probes)
		if err != nil {
			return nil, "", err
		}
		if ok {
			items = append(items, item)
		}
	}
	return items, fmt.Sprintf("fewer than %d lines have a token whose every change shows", blankCount), nil
}

// computes reports whether a token takes part in arithmetic or a comparison: what stands in an index, before a bracket
// or behind `return` is told by its surroundings and asks for no understanding.
func (s *source) computes(start, end int) bool {
	n := s.root.find(func(x *node) bool {
		return x.start == start && x.end == end && (x.leaf() || x.kind == "integer" || x.kind == "float")
	})
	if n == nil || n.parent == nil {
		return false
	}
	if n.kind == "identifier" && (n.field == "function" || n.parent.kind == "subscript" || n.parent.kind == "argument_list" || n.parent.kind == "return_statement") {
		return false
	}
	for x := n; x.parent != nil; x = x.parent {
		switch x.parent.kind {
		case "binary_operator", "comparison_operator", "unary_operator", "augmented_assignment", "boolean_operator":
			return true
		case "subscript", "expression_statement", "block", "module", "for_statement", "argument_list":
			return false
		}
	}
	return false
}

// blanksItem makes the item; its second route is that swapping any one blank for a known live mutant shows.
func (b *bench) blanksItem(chosen []Mutant, probes []settings) (Item, bool, error) {
	var faded []Edit
	key := blanksKey{Probes: append([]settings{{}}, probes...)}
	fields := make([]Field, len(chosen))
	var says []string
	for i, c := range chosen {
		faded = append(faded, Edit{c.Start, c.End, fmt.Sprintf("⟨%d⟩", i+1)})
		key.Edits = append(key.Edits, Edit{c.Start, c.End, c.Old})
		key.Tokens = append(key.Tokens, c.Old)
		fields[i] = Field{Name: fmt.Sprintf("blank%d", i+1), Label: fmt.Sprintf("⟨%d⟩ in line %d", i+1, c.Line)}
		says = append(says, fmt.Sprintf("`%s` in line %d", c.Old, c.Line))
	}
	same, err := b.run(program{edits: key.Edits}, key.Probes, b.seed)
	if err != nil {
		return Item{}, false, err
	}
	own, err := b.run(program{}, key.Probes, b.seed)
	if err != nil {
		return Item{}, false, err
	}
	for i := range own {
		if !own[i].same(same[i]) {
			return Item{}, false, nil
		}
	}
	return Item{
		Title:    "Fill the three blanks of your program",
		Ask:      "Three single tokens of your program (a name, a number, an operator) are blanked below as ⟨1⟩, ⟨2⟩ and ⟨3⟩. Fill them so that the program returns what it returned before. Every filling that does is right, also one that differs from yours.",
		Program:  applyEdits(b.src.text, faded...),
		Response: Response{Kind: Inputs, Fields: fields, Precision: "one token a blank; the filled program is run"},
		Key:      rawKey(key),
		KeySays:  fmt.Sprintf("Yours has %s.", joinAnd(says)),
		Routes: []Route{
			{"the program with its own tokens, run on the probes", "the same numbers"},
			{"the program with another token in any one blank", "other numbers, or a failure"},
		},
		Working: Working{Source: b.subject.Source},
	}, true, nil
}

// markBlanks fills the blanks and runs the program on the probes.
func markBlanks(ctx context.Context, item Item, answer map[string]string, runner sandbox.Runner, v *Verdict) error {
	var k blanksKey
	if err := unkey(item, &k); err != nil {
		return err
	}
	b, err := Examiner{Runner: runner}.itemBench(ctx, item)
	if err != nil {
		return err
	}
	edits := slices.Clone(k.Edits)
	var given []string
	for i, f := range item.Response.Fields {
		text := strings.TrimSpace(answer[f.Name])
		if i >= len(edits) || strings.ContainsAny(text, "\n\r#;") || len(text) > 60 {
			v.Unread = f.Label + ": one token is asked for."
			return nil
		}
		edits[i].Text = text
		given = append(given, text)
	}
	v.Answer = strings.Join(given, ", ")
	filled := applyEdits(b.src.text, edits...)
	src, err := parse(filled)
	if err != nil {
		v.Says = "With these fillings the program is not valid Python. " + item.KeySays
		return nil
	}
	if len(src.tokens()) > len(b.src.tokens())+2*len(edits) {
		v.Unread = "One token a blank is asked for: a name, a number or an operator."
		return nil
	}
	own, err := b.run(program{}, k.Probes, b.seed)
	if err != nil {
		return err
	}
	got, err := b.run(program{edits: edits}, k.Probes, b.seed)
	if err != nil {
		return err
	}
	v.Correct = true
	for i := range own {
		if !own[i].same(got[i]) {
			v.Correct = false
			x, y := b.contrast(own[i], got[i])
			v.Says = fmt.Sprintf("Filled so, called as `%s`, the program gives %s where yours gives %s. %s", b.showCall(k.Probes[i]), y, x, item.KeySays)
			break
		}
	}
	if v.Correct {
		v.Says = "Filled so, the program returns what yours returns. " + item.KeySays
	}
	return nil
}

func rerunBlanks(b *bench, item Item, out Rerun) (Rerun, error) {
	var k blanksKey
	if err := unkey(item, &k); err != nil {
		return out, err
	}
	own, err := b.run(program{}, k.Probes, b.seed)
	if err != nil {
		return out, err
	}
	got, err := b.run(program{edits: k.Edits}, k.Probes, b.seed)
	if err != nil {
		return out, err
	}
	agrees := true
	for i := range own {
		agrees = agrees && own[i].finite() && own[i].same(got[i])
	}
	out.Found = "with its own tokens in the blanks the program returns what it returned"
	return out.verdict(agrees), nil
}
