package understand

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// askedRules are the rules whose outcome may be asked for: somebody who carries them out has worked. What `sub` gives can be
// copied together, and a premise can't be found by thinking.
var askedRules = []string{"solve", "ode", "diff", "int", "lim", "stationary", "implies", "equiv", "linearise", "trace", "det", "eig", "expand", "average"}

// stepMore is what finds the key of a missing step again.
type stepMore struct {
	Header string   `json:"header"`
	Lines  []string `json:"lines"` // up to the missing one, which is the last and whole
}

// makeStep is C14: the right side of one line of the trainee's own derivation is left out, and all lines behind it; what
// stands there? Every equivalent form is right. The key is the trainee's own line, which the checker accepts where it stands;
// the second route puts altered versions there, all of which it must refuse.
func makeStep(b *bench, d *dice, n int) ([]Item, string, error) {
	der, says := b.ownDerivation()
	if says != "" {
		return nil, says, nil
	}
	var able []int
	for i := range der.Lines {
		if der.asks(i) {
			able = append(able, i)
		}
	}
	var items []Item
	for _, k := range shuffle(d, able) {
		if len(items) == n {
			break
		}
		item, ok, err := b.stepItem(d, der, k)
		if err != nil {
			return nil, "", err
		}
		if ok {
			items = append(items, item)
		}
	}
	return items, "no line of the derivation is the outcome of a step that could be asked for without its being read off the other lines", nil
}

// asks reports whether line i is the outcome of a step with an answer that is worth asking for.
func (der Derivation) asks(i int) bool {
	l := der.Lines[i]
	rule, _, _ := strings.Cut(strings.TrimSpace(l.Rule), " ")
	left, right, ok := sides(l.Text)
	if i == 0 || l.Premise || !ok || !slices.Contains(askedRules, strings.Trim(rule, ":")) {
		return false
	}
	if len(quantities(right)) < 2 || len(tokensOf(right)) < 5 || strings.Contains(right, "O(") {
		return false
	}
	return !strings.Contains(squeezed(l.Rule), squeezed(right)) && !uses(right, heavy) && len(left) < 80
}

func (b *bench) stepItem(d *dice, der Derivation, k int) (Item, bool, error) {
	left, right, _ := sides(der.Lines[k].Text)
	lines := wholes(der.Lines[:k+1])
	for _, earlier := range der.Lines[:k] { // what stands on the screen must not be the answer
		for _, part := range eachSide(earlier.Text) {
			if squeezed(part) == squeezed(right) || strings.Contains(squeezed(earlier.whole()), squeezed(right)) {
				return Item{}, false, nil
			}
			if r, err := same(b.ctx, b.algebra, der.Header, right, part, 1); err != nil || r.Accepted {
				return Item{}, false, err
			}
		}
	}
	for seed := uint64(2); seed < 5; seed++ {
		r, err := b.algebra.Line(b.ctx, der.Header, lines, seed)
		if err != nil || !r.Accepted {
			return Item{}, false, err
		}
	}
	if r, err := same(b.ctx, b.algebra, der.Header, right, right, 1); err != nil || !r.Accepted { // it must be readable by itself
		return Item{}, false, err
	}
	refused, tried := 0, 0
	for _, a := range shuffle(d, alterations(der.Header, der.Lines[k].Text)) {
		if tried == 6 {
			break
		}
		_, wrong, ok := sides(a.text)
		if !ok {
			continue
		}
		apart, err := same(b.ctx, b.algebra, der.Header, right, wrong, 1)
		if err != nil {
			return Item{}, false, err
		}
		if !apart.Refuted {
			continue // it breaks dimensions, or changes nothing
		}
		changed := der.Lines[k]
		changed.Text = a.text
		r, err := b.algebra.Line(b.ctx, der.Header, append(lines[:k:k], changed.whole()), 1)
		if err != nil {
			return Item{}, false, err
		}
		tried++
		if !r.Accepted {
			refused++
		}
	}
	if tried < 2 || refused < tried {
		return Item{}, false, nil
	}
	return b.stepQuestion(der, k, left, right, refused), true, nil
}

// eachSide are the sides of an equation, or the text itself.
func eachSide(text string) []string {
	if l, r, ok := sides(text); ok {
		return []string{l, r}
	}
	return nil
}

func (b *bench) stepQuestion(der Derivation, k int, left, right string, refused int) Item {
	shown := append(wholes(der.Lines[:k]), left+" = … ; "+der.Lines[k].Rule)
	var instead []string
	for _, h := range heavy {
		if !uses(right, []string{h}) {
			instead = append(instead, h)
		}
	}
	return Item{
		Title:    fmt.Sprintf("A line of your derivation is missing: %s = …", left),
		Ask:      fmt.Sprintf("Your derivation stands beside this, as far as line %d. The right side of line %d is left out; the rule behind it says how you came to it (`%s`).\n\nWhat stands to the right of `%s =`? Carry the step out and write the result as in a derivation; every equivalent form counts.", k+1, k+1, der.Lines[k].Rule, left),
		Program:  strings.Join(shown, "\n"),
		Response: Response{Kind: Formula, Header: der.Header, Precision: "any form equivalent to yours", Fields: []Field{{Name: "right", Label: "`" + left + "` ="}}},
		Key:      rawKey(mendKey{Left: left, Right: right, Header: der.Header, Instead: instead}),
		KeySays:  fmt.Sprintf("Line %d of your derivation is `%s`.", k+1, der.Lines[k].Text),
		Routes: []Route{
			{"your own line, which the checker accepts there", right},
			{fmt.Sprintf("%d altered versions of it, put there", refused), "all are refused"},
		},
		Working: Working{Source: b.subject.Source, Observe: "step", More: rawKey(stepMore{der.Header, wholes(der.Lines[:k+1])})},
	}
}

// markFormula judges a formula by what it equals.
func markFormula(ctx context.Context, a Algebra, item Item, answer map[string]string, v *Verdict) error {
	if a == nil {
		return errAlgebra
	}
	switch item.Family {
	case "C8":
		return markCondition(a, item, answer, v)
	case "C15":
		return markLimit(a, item, answer, v)
	}
	var k mendKey
	if err := unkey(item, &k); err != nil {
		return err
	}
	given := pythonPowers(rightSide(answer["right"]))
	v.Answer = clip2(given)
	line := k.Line
	if k.Line > 0 {
		var read Verdict
		if err := markLine(Item{ID: item.ID, Key: rawKey(lineKey{Lines: []int{k.Line}})}, answer, &read); err != nil {
			return err
		}
		if read.Unread != "" {
			v.Unread = read.Unread
			return nil
		}
		if !read.Correct {
			line = 0
		}
		v.Answer = read.Answer + ": " + v.Answer
	}
	if says := unreadFormula(given); says != "" {
		v.Unread = says
		return nil
	}
	if uses(given, k.Instead) {
		v.Says = "The step itself is asked for, not its task written again. " + item.KeySays
		return nil
	}
	r, err := same(ctx, a, k.Header, k.Right, given, 31)
	if err != nil {
		return err
	}
	if r.Fault != "" && !r.Units {
		v.Unread = fmt.Sprintf("`%s` can't be read: %s", clip(given), r.Fault)
		return nil
	}
	v.Correct = r.Accepted && line == k.Line
	switch {
	case r.Units:
		v.Says = "The units do not agree: " + r.Fault + " " + item.KeySays
	case r.Accepted && !v.Correct:
		v.Says = "The formula would be right, but another line was altered. " + item.KeySays
	}
	return nil
}

// rightSide takes "T =" off an answer that repeats the left side.
func rightSide(text string) string {
	text = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "="))
	if _, right, ok := sides(text); ok {
		return right
	}
	return text
}

// unreadFormula refuses what is no formula before it is judged.
func unreadFormula(text string) string {
	switch {
	case text == "":
		return "No formula was entered."
	case len(text) > 2000:
		return "The formula is longer than 2000 characters."
	case strings.ContainsAny(text, "\n\r;#"):
		return "Write one formula, on one line, without a rule or a remark."
	}
	return ""
}

// formulaKey is the key of a formula in a few words.
func formulaKey(item Item) string {
	var m mendKey
	var l limitKey
	switch {
	case item.Family == "C15" && unkey(item, &l) == nil:
		return l.Leading
	case item.Family == "C8":
		return conditionKey(item)
	case unkey(item, &m) == nil && m.Line > 0:
		return fmt.Sprintf("line %d: %s", m.Line, m.Right)
	}
	return m.Right
}

// unreadFormulas says what can't be read in an answer that holds formulas, before it is taken as final. Nothing of the key is
// needed: the names that may be used stand in the response.
func (x Examiner) unreadFormulas(item Item, answer map[string]string) string {
	for _, f := range item.Response.Fields {
		text := answer[f.Name]
		if f.Name == "line" {
			var v Verdict
			if _ = markLine(Item{Key: rawKey(lineKey{})}, map[string]string{"line": text}, &v); v.Unread != "" {
				return v.Unread
			}
			continue
		}
		if item.Family != "C8" {
			text = rightSide(text)
		}
		if says := unreadFormula(text); says != "" {
			return says
		}
		if x.Algebra == nil {
			continue
		}
		if _, _, err := x.Algebra.Function(item.Response.Header, pythonPowers(text)); err != nil {
			return fmt.Sprintf("`%s` can't be read: %s", clip(text), sentenceOf(err))
		}
	}
	return ""
}

// pythonPowers writes powers as in a derivation: somebody who has just written Python writes **.
func pythonPowers(text string) string { return strings.ReplaceAll(text, "**", "^") }

// sentenceOf ends an error's text with a full stop.
func sentenceOf(err error) string { return strings.TrimRight(err.Error(), ".") + "." }

// rerunStep judges the trainee's own line again where it stood.
func rerunStep(ctx context.Context, a Algebra, item Item, out Rerun) (Rerun, error) {
	if a == nil {
		return out, errAlgebra
	}
	var more stepMore
	var k mendKey
	if err := unmore(item, &more); err != nil {
		return out, err
	}
	if err := unkey(item, &k); err != nil {
		return out, err
	}
	r, err := a.Line(ctx, more.Header, more.Lines, 97)
	if err != nil {
		return out, err
	}
	out.Program, out.Call = strings.Join(more.Lines, "\n"), "the derivation checker"
	out.Found = fmt.Sprintf("%s = %s follows", k.Left, k.Right)
	if !r.Accepted {
		out.Found = "your own line does not follow"
	}
	return out.verdict(r.Accepted), nil
}
