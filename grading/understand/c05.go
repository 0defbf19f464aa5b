package understand

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// lineKey is the key of an item in which a line is chosen; any of Lines is right.
type lineKey struct {
	Lines []int  `json:"lines"`
	Says  string `json:"says"`
}

// minLines is the smallest number of lines among which the changed one must be found: below, guessing is too good.
const minLines = 12

// laterBy is how long after submitting a changed-line item may be served: the text should be understood, not remembered.
const laterBy = 24 * time.Hour

// makeChangedLine is C5: one token of the trainee's program was changed; which line? The change is live: it shows in
// what the program returns at its own values. The key is the place of the change, found again by comparing the two
// texts token by token.
func makeChangedLine(b *bench, d *dice, n int) ([]Item, string, error) {
	lines := b.src.codeLines()
	if len(lines) < minLines {
		return nil, fmt.Sprintf("the program has %d lines of code; with fewer than %d the line is guessed too easily", len(lines), minLines), nil
	}
	all, _, err := b.tryMutants()
	if err != nil {
		return nil, "", err
	}
	byLine := map[int][]tried{}
	for _, m := range all {
		if m.class == Live && !m.Constant {
			byLine[m.Line] = append(byLine[m.Line], m)
		}
	}
	var live []int
	for l := range byLine {
		live = append(live, l)
	}
	slices.Sort(live)
	if float64(len(live))*MaxG < 1 {
		return nil, fmt.Sprintf("a change can show in %d lines only; one of so few is guessed too easily", len(live)), nil
	}
	guess := 1 / float64(min(len(live), len(lines)))
	var items []Item
	for _, l := range shuffle(d, live) {
		if len(items) == n {
			break
		}
		for _, m := range b.plausibleFirst(shuffle(d, byLine[l])) {
			item, ok, err := b.changedLineItem(m, lines)
			if err != nil {
				return nil, "", err
			}
			if ok {
				item.G = guess
				items = append(items, item)
				break
			}
		}
	}
	return items, "no change of one token shows clearly in what the program returns at its own values", nil
}

// changedLineItem shows a mutant at the base values, where the trainee knows what the program does.
func (b *bench) changedLineItem(m tried, lines []int) (Item, bool, error) {
	r, err := b.run(program{edits: []Edit{m.Edit}}, []settings{{}, {}}, b.seed)
	if err != nil {
		return Item{}, false, err
	}
	again, err := b.run(program{edits: []Edit{m.Edit}}, []settings{{}}, b.seed+boolSeed(!b.noisy))
	if err != nil {
		return Item{}, false, err
	}
	if !r[0].finite() || !r[0].same(r[1]) || !r[0].same(again[0]) { // memory that was never written differs from run to run
		return Item{}, false, nil
	}
	o, before, after, share := b.difference(b.base, r[0])
	if share < .02 {
		return Item{}, false, nil
	}
	changed := m.Apply(b.src.text)
	at, ok := changedToken(b.src.text, changed)
	if !ok || at != m.Line {
		return Item{}, false, nil
	}
	options := make([]string, len(lines))
	for i, l := range lines {
		options[i] = fmt.Sprint(l)
	}
	figure := b.compareFigure(b.base, r[0])
	ask := fmt.Sprintf("One token of your program was changed; below it stands with the change in it. Called as\n\n%s\nit now gives %s for %s. Yours gives %s.\n\nWhich line was changed? Give its number.",
		b.scene(nil), shown(o, after), o.says, shown(o, before))
	return Item{
		Title: "One token of your program was changed. Which line?", Ask: ask, Program: changed, Figure: figure,
		Response: Response{Kind: Line, Options: options, Precision: "the line number as printed beside the program", Fields: []Field{{Name: "line", Label: "Changed line"}}},
		Key:      rawKey(lineKey{[]int{m.Line}, m.Says()}),
		KeySays:  fmt.Sprintf("Line %d: %s. Yours reads `%s`.", m.Line, m.Says(), b.src.line(m.Line)),
		Routes: []Route{
			{"where the change was made", fmt.Sprintf("line %d", m.Line)},
			{"comparing the two programs token by token", fmt.Sprintf("line %d", at)},
		},
		NotBefore: b.later(),
		Working:   Working{Source: b.subject.Source, Changed: changed, Observe: o.id},
	}, true, nil
}

func boolSeed(other bool) uint64 {
	if other {
		return 1
	}
	return 0
}

// plausibleFirst puts changes after which the program still behaves like a model before those after which it plainly
// does not: the line should be found by thinking about what the model does, not by spotting nonsense.
func (b *bench) plausibleFirst(list []tried) []tried {
	slices.SortStableFunc(list, func(x, y tried) int { return b.nonsense(x) - b.nonsense(y) })
	return list
}

// nonsense is 0 for a mutant whose values have the shapes of the program's own and stay within twice their range, 1 else.
func (b *bench) nonsense(m tried) int {
	for k, r := range m.replies {
		for i, v := range r.values {
			if i >= len(b.probed[k].values) {
				return 1
			}
			own := b.probed[k].values[i]
			kind := b.outs[i].Kind
			if len(v.shape) != len(own.shape) || (kind != KindTimes && len(v.x) != len(own.x)) || (len(own.x) > 0 && len(v.x) == 0) {
				return 1
			}
			if len(own.x) == 0 {
				continue
			}
			low, high := -largest(negated(own.x)), largest(own.x)
			reach := high - low
			if kind == KindScalar || reach == 0 {
				reach = math.Abs(high)
			}
			if largest(v.x) > high+reach || -largest(negated(v.x)) < low-reach {
				return 1
			}
		}
	}
	return 0
}

// later is when an item that must not meet fresh memory may be served.
func (b *bench) later() time.Time {
	if b.subject.Submitted.IsZero() {
		return time.Time{}
	}
	return b.subject.Submitted.Add(laterBy)
}

func shown(o observable, v float64) string {
	if o.whole {
		return trimFloat(v)
	}
	return digitsUnit(v, 4, o.unit)
}

// changedToken parses two texts and finds the one token in which they differ; ok is false if they differ otherwise.
// A deleted token is found at the token that follows.
func changedToken(before, after string) (line int, ok bool) {
	a, errA := parse(before)
	b, errB := parse(after)
	if errA != nil || errB != nil {
		return 0, false
	}
	x, y := a.tokens(), b.tokens()
	n := 0
	for i := 0; i < len(x) && i < len(y); i++ {
		if a.of(x[i]) != b.of(y[i]) {
			n++
			line = y[i].row + 1
			if len(x) != len(y) {
				return line, len(x)-len(y) == 1 || len(y)-len(x) == 1
			}
		}
	}
	return line, n == 1 && len(x) == len(y)
}

// tokens lists the leaves that hold code.
func (s *source) tokens() []*node {
	var list []*node
	s.root.walk(func(n *node) bool {
		if n.kind == "comment" {
			return false
		}
		if n.leaf() && strings.TrimSpace(s.of(n)) != "" {
			list = append(list, n)
		}
		return true
	})
	return list
}
