package understand

import (
	"fmt"
	"slices"
	"strings"
)

// matchCount is how many changes are matched to as many traces: 24 orders.
const matchCount = 4

// makeMatch is C6: four one-token changes of the program and four traces; which belongs to which? The mutants are
// chosen so that every two of their traces differ clearly, and stand in different lines.
func makeMatch(b *bench, d *dice, n int) ([]Item, string, error) {
	if !b.hasPicture() {
		return nil, "it returns no trace that could be shown", nil
	}
	all, _, err := b.tryMutants()
	if err != nil {
		return nil, "", err
	}
	var live []tried
	for _, m := range all {
		if m.class == Live && !m.Constant && b.nonsense(m) == 0 {
			live = append(live, m)
		}
	}
	live = shuffle(d, live)
	if most := b.times(36); len(live) > most {
		live = live[:most]
	}
	replies := make([]reply, len(live))
	var jobs []job
	for i, m := range live {
		for _, j := range b.jobs(program{edits: []Edit{m.Edit}}, []settings{{}}) {
			j.index[0] = i
			jobs = append(jobs, j)
		}
	}
	if err := b.work(jobs, b.seed, replies); err != nil {
		return nil, "", err
	}
	var chosen []int
	for i, m := range live {
		clear := replies[i].finite() && b.apart(b.base, replies[i])
		for _, c := range chosen {
			clear = clear && live[c].Line != m.Line && b.apart(replies[c], replies[i])
		}
		if clear {
			chosen = append(chosen, i)
		}
		if len(chosen) == matchCount {
			break
		}
	}
	if len(chosen) < matchCount {
		return nil, fmt.Sprintf("only %d changes of one token give traces that differ clearly from each other", len(chosen)), nil
	}
	item, err := b.matchItem(d, live, replies, chosen)
	if err != nil || item.ID == "-" {
		return nil, "its changed programs differ from run to run", err
	}
	return []Item{item}, "", nil
}

// hasPicture reports whether a trace is returned.
func (b *bench) hasPicture() bool {
	return slices.ContainsFunc(b.outs, func(o output) bool { return o.Kind == KindTrace || o.Kind == kindVector })
}

// apart reports whether the first traces of two replies can be told apart by eye: their mean distance is above 4 % of
// their common range.
func (b *bench) apart(x, y reply) bool {
	for i, o := range b.outs {
		if o.Kind != KindTrace && o.Kind != kindVector {
			continue
		}
		if i >= len(x.values) || i >= len(y.values) {
			return false
		}
		u, v := x.values[i].x, y.values[i].x
		n := min(len(u), len(v), max(b.interesting(u), b.interesting(v)))
		if n == 0 {
			return false
		}
		low, high := -max(largest(negated(u[:n])), largest(negated(v[:n]))), max(largest(u[:n]), largest(v[:n]))
		total := 0.0
		for k := range n {
			total += max(u[k]-v[k], v[k]-u[k])
		}
		return high > low && total/float64(n) > .04*(high-low)
	}
	return false
}

func (b *bench) matchItem(d *dice, live []tried, replies []reply, chosen []int) (Item, error) {
	letters := []string{"A", "B", "C", "D"}
	order := shuffle(d, upTo(matchCount)) // panel p shows the trace of change order[p]
	slices.SortFunc(chosen, func(x, y int) int { return live[x].Start - live[y].Start })
	fields := make([]Field, matchCount)
	key := choiceKey{Choices: map[string]string{}}
	var list, says []string
	more := map[string]Edit{}
	for c, i := range chosen {
		again, err := b.run(program{edits: []Edit{live[i].Edit}}, []settings{{}}, b.seed+boolSeed(!b.noisy))
		if err != nil {
			return Item{}, err
		}
		if !again[0].same(replies[i]) {
			return Item{ID: "-"}, nil
		}
		name := fmt.Sprintf("change%d", c+1)
		fields[c] = Field{Name: name, Label: fmt.Sprintf("%d. Line %d: %s", c+1, live[i].Line, live[i].Says()), Options: letters}
		letter := letters[slices.Index(order, c)]
		key.Choices[name] = letter
		more[name] = live[i].Edit
		list = append(list, fmt.Sprintf("%d. line %d: %s", c+1, live[i].Line, tick(live[i].Says())))
		says = append(says, fmt.Sprintf("%d is %s", c+1, letter))
	}
	panels := make([]reply, matchCount)
	for p, c := range order {
		panels[p] = replies[chosen[c]]
	}
	return Item{
		Title: "Which change gives which trace?",
		Ask: fmt.Sprintf("Four programs were made from yours (below, unchanged) by changing one token each. Called as\n\n%s\nthey give the four traces A to D. Which change gives which trace?\n\n%s\n\nAll four must be right.",
			b.scene(nil), strings.Join(list, "\n")),
		Program: b.subject.Source, Figure: b.panelFigure(panels, letters), G: 1.0 / 24,
		Response: Response{Kind: Choice, Fields: fields},
		Key:      rawKey(key),
		KeySays:  upperFirst(joinAnd(says)) + ".",
		Routes: []Route{
			{"each changed program, run", strings.Join(says, ", ")},
			{"each again in a fresh process with another random seed", "the same traces; every two differ by more than 4 % of their range"},
		},
		Working: Working{Source: b.subject.Source, Observe: "match", More: rawKey(matchMore{more, letters})},
	}, nil
}

type matchMore struct {
	Edits   map[string]Edit `json:"edits"`
	Letters []string        `json:"letters"`
}

// panelFigure draws the first trace of several replies, one panel each, on the same axes.
func (b *bench) panelFigure(replies []reply, titles []string) *Figure {
	f := b.compareFigure(replies[0], replies[1])
	if f == nil {
		return nil
	}
	i := slices.IndexFunc(b.outs, func(o output) bool { return o.Kind == KindTrace || o.Kind == kindVector })
	step := 1.0
	if dt := b.timeStep(); dt != nil && b.outs[i].Kind == KindTrace && b.hasLoop() {
		step = dt.Value
	}
	n := 0
	for _, r := range replies {
		n = max(n, b.interesting(r.values[i].x))
	}
	f.Panels, f.Title = nil, "Four traces"
	f.X.Max = step * float64(n-1)
	for p, r := range replies {
		x := r.values[i].x[:min(n, len(r.values[i].x))]
		low, high := -largest(negated(x)), largest(x)
		if p == 0 {
			f.Y.Min, f.Y.Max = low, high
		}
		f.Y.Min, f.Y.Max = min(f.Y.Min, low), max(f.Y.Max, high)
		f.Panels = append(f.Panels, Panel{Title: titles[p], Series: []Series{series(titles[p], "changed", x, n, step)}})
	}
	if f.Y.Min == f.Y.Max {
		f.Y.Max++
	}
	f.Description = "Four traces, " + joinAnd(titles) + ", of the four changed programs, on the same axes."
	return f
}

func rerunMatch(b *bench, item Item, out Rerun) (Rerun, error) {
	var k choiceKey
	var more matchMore
	if err := unkey(item, &k); err != nil {
		return out, err
	}
	if err := unmore(item, &more); err != nil {
		return out, err
	}
	if item.Figure == nil {
		return out, fmt.Errorf("%w: %s has no figure", errItem, item.ID)
	}
	i := slices.IndexFunc(b.outs, func(o output) bool { return o.Kind == KindTrace || o.Kind == kindVector })
	agrees := i >= 0
	for name, e := range more.Edits {
		r, err := b.run(program{edits: []Edit{e}}, []settings{{}}, b.seed)
		if err != nil {
			return out, err
		}
		p := slices.Index(more.Letters, k.Choices[name])
		if i < 0 || p < 0 || p >= len(item.Figure.Panels) || i >= len(r[0].values) {
			agrees = false
			continue
		}
		drawn := item.Figure.Panels[p].Series[0]
		step := 1.0
		if dt := b.timeStep(); dt != nil && b.outs[i].Kind == KindTrace && b.hasLoop() {
			step = dt.Value
		}
		for j, x := range drawn.X {
			at := int(x/step + .5)
			agrees = agrees && at < len(r[0].values[i].x) && drawn.Y[j] == r[0].values[i].x[at]
		}
	}
	out.Found = "each change gives the trace that the key names"
	if !agrees {
		out.Found = "a change gives another trace than the key names"
	}
	return out.verdict(agrees), nil
}
