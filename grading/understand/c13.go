package understand

import (
	"context"
	"fmt"
	"strings"
)

// minDerived is the smallest number of lines of a derivation in which a wrong one may be hidden.
const minDerived = 8

// refutations is how often, with other points each time, the checker must refute the altered line.
const refutations = 5

// mendKey is the key of an item that asks for a line's number and for what should stand there.
type mendKey struct {
	Line   int    `json:"line"` // 0: only the right side is asked for
	Right  string `json:"right"`
	Left   string `json:"left"`
	Header string `json:"header"`
	// Instead are words that the right side does without, so that it can't be answered by stating the task again.
	Instead []string `json:"instead,omitempty"`
}

// wrongMore is what finds the key of a wrong line again.
type wrongMore struct {
	Header string   `json:"header"`
	Lines  []string `json:"lines"`
}

// makeWrongLine is C13: one step of the trainee's own derivation was altered, as by a slip of the pen, and the lines behind
// it carry the slip where they can; which is the first line that does not follow? The key is the place of the alteration;
// the second route is the derivation checker: every line before holds, this one is refuted, with other points five times.
// With few lines to choose from the line must be mended too.
func makeWrongLine(b *bench, d *dice, n int) ([]Item, string, error) {
	der, says := b.ownDerivation()
	if says != "" {
		return nil, says, nil
	}
	var able []int
	for i, l := range der.Lines {
		if !l.Premise && i > 0 {
			able = append(able, i)
		}
	}
	if len(der.Lines) < minDerived || len(able) < minDerived/2 {
		return nil, fmt.Sprintf("the derivation has %d lines, %d of which follow from others; with fewer than %d the wrong one is guessed too easily", len(der.Lines), len(able), minDerived), nil
	}
	var items []Item
	for _, k := range shuffle(d, able) {
		if len(items) == n {
			break
		}
		item, ok, err := b.wrongLineItem(d, der, k, len(able))
		if err != nil {
			return nil, "", err
		}
		if ok {
			items = append(items, item)
		}
	}
	return items, "no slip in any of its lines is refuted by the checker while all lines before it hold", nil
}

// ownDerivation is the trainee's derivation if items can be made from it, else why not.
func (b *bench) ownDerivation() (Derivation, string) {
	der := b.subject.Derivation
	switch {
	case der == nil || len(der.Lines) == 0:
		return Derivation{}, "no derivation was handed in with the program"
	case b.algebra == nil:
		return Derivation{}, "there is no derivation checker here"
	}
	for i, l := range der.Lines {
		if !l.Accepted && !l.Premise {
			return Derivation{}, fmt.Sprintf("line %d of the derivation does not hold", i+1)
		}
	}
	return *der, ""
}

// wrongLineItem alters line k; of the slips that the checker refutes it takes the one behind which most lines still hold.
func (b *bench) wrongLineItem(d *dice, der Derivation, k, able int) (Item, bool, error) {
	lines := wholes(der.Lines)
	best, fewest := []Statement(nil), len(lines)+1
	var slip alteration
	tries := 0
	for _, a := range shuffle(d, alterations(der.Header, der.Lines[k].Text)) {
		if tries == 4 || fewest == 0 {
			break
		}
		changed := der.Lines[k]
		changed.Text = a.text
		r, err := b.algebra.Line(b.ctx, der.Header, append(lines[:k:k], changed.whole()), 1)
		if err != nil {
			return Item{}, false, err
		}
		if !r.Refuted {
			continue
		}
		tries++
		whole := a.carry(der.Lines, k)
		rulings, err := b.algebra.Check(b.ctx, der.Header, wholes(whole), 1)
		if err != nil {
			return Item{}, false, err
		}
		if firstRefused(rulings) != k {
			continue
		}
		bad := 0
		for i := k + 1; i < len(rulings); i++ {
			if !rulings[i].Accepted {
				bad++
			}
		}
		if bad < fewest {
			best, fewest, slip = whole, bad, a
		}
	}
	if best == nil {
		return Item{}, false, nil
	}
	points, ok, err := refuted(b.ctx, b.algebra, der.Header, wholes(best), k)
	if err != nil || !ok {
		return Item{}, false, err
	}
	return b.wrongLineQuestion(der, best, slip, k, able, points), true, nil
}

// firstRefused is the first line that is not accepted, -1 if all are.
func firstRefused(rulings []Ruling) int {
	for i, r := range rulings {
		if !r.Accepted {
			return i
		}
	}
	return -1
}

// refuted judges a derivation with other points several times: line k must be the first that is refused, and be refuted each
// time. It returns the points in words.
func refuted(ctx context.Context, a Algebra, header string, lines []string, k int) (points []string, ok bool, err error) {
	for seed := uint64(2); seed < 2+refutations; seed++ {
		r, err := a.Line(ctx, header, lines[:k+1], seed)
		if err != nil {
			return nil, false, err
		}
		if !r.Refuted {
			return nil, false, nil
		}
		points = append(points, r.Point)
	}
	rulings, err := a.Check(ctx, header, lines, 2)
	if err != nil {
		return nil, false, err
	}
	return points, firstRefused(rulings) == k, nil
}

func (b *bench) wrongLineQuestion(der Derivation, changed []Statement, slip alteration, k, able int, points []string) Item {
	left, right, _ := sides(der.Lines[k].Text)
	says := fmt.Sprintf("Line %d: %s. You wrote `%s`.", k+1, slip.says, der.Lines[k].Text)
	if len(points) > 0 && points[0] != "" {
		says += " " + upperFirst(points[0])
	}
	item := Item{
		Title:   "One step of your derivation was altered. Which line is the first that does not follow?",
		Program: strings.Join(wholes(changed), "\n"),
		KeySays: says,
		Routes: []Route{
			{"where the step was altered", fmt.Sprintf("line %d", k+1)},
			{"the derivation checker, with other points each time", fmt.Sprintf("the lines before hold, line %d is refuted %d times", k+1, len(points))},
		},
		Working: Working{Source: b.subject.Source, Observe: "derivation", More: rawKey(wrongMore{der.Header, wholes(changed)})},
	}
	ask := "Your derivation stands beside this, line by line as you wrote it, except that one step was altered as by a slip of the pen; lines behind it may carry the slip on. Lines that are given or are modelling moves (`closure`) were not touched."
	if guess := 1 / float64(able); guess <= MaxG {
		item.G = guess
		item.Ask = ask + "\n\nWhich is the first line that does not follow? Choose it."
		options := make([]string, len(changed))
		for i := range options {
			options[i] = fmt.Sprint(i + 1)
		}
		item.Response = Response{Kind: Line, Options: options, Precision: "the number of the line", Fields: []Field{{Name: "line", Label: "First line that does not follow"}}}
		item.Key = rawKey(lineKey{[]int{k + 1}, slip.says})
		return item
	}
	item.G = .03
	item.Ask = ask + "\n\nWhich is the first line that does not follow, and what should stand to the right of its `=` sign? Both must be right; any equivalent form counts. Write it as in a derivation."
	item.Response = Response{Kind: Formula, Header: der.Header, Precision: "the line, and a right side equivalent to yours", Fields: []Field{{Name: "line", Label: "Number of the line"}, {Name: "right", Label: "What should stand to the right of `=`"}}}
	item.Key = rawKey(mendKey{Line: k + 1, Left: left, Right: right, Header: der.Header})
	return item
}

// rerunDerivation judges the altered derivation again, with points of its own.
func rerunDerivation(ctx context.Context, a Algebra, item Item, out Rerun) (Rerun, error) {
	if a == nil {
		return out, errAlgebra
	}
	var more wrongMore
	if err := unmore(item, &more); err != nil {
		return out, err
	}
	want := 0
	if item.Response.Kind == Line {
		var k lineKey
		if err := unkey(item, &k); err != nil {
			return out, err
		}
		if len(k.Lines) > 0 {
			want = k.Lines[0]
		}
	} else {
		var k mendKey
		if err := unkey(item, &k); err != nil {
			return out, err
		}
		want = k.Line
	}
	rulings, err := a.Check(ctx, more.Header, more.Lines, 97)
	if err != nil {
		return out, err
	}
	first := firstRefused(rulings)
	out.Program, out.Call = item.Program, "the derivation checker"
	if first < 0 {
		out.Found = "every line holds"
		return out.verdict(false), nil
	}
	out.Found = fmt.Sprintf("line %d is the first that does not follow", first+1)
	if p := rulings[first].Point; p != "" {
		out.Says = fmt.Sprintf("Judged again just now: line %d is the first that does not follow. %s", first+1, upperFirst(p))
	}
	return out.verdict(first+1 == want && rulings[first].Refuted), nil
}
