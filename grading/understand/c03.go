package understand

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Answers to an arrow.
const (
	Rises = "rises"
	Falls = "falls"
	Stays = "stays the same"
)

// arrowsKey is the key of an item with arrows: one answer for each field.
type arrowsKey struct {
	Arrows map[string]string `json:"arrows"`
}

// arrowsGuess is more than the 1/27 of three dice: somebody who says "rises" more often than "stays" does better, by
// measurement (see the answerers in the tests).
const arrowsGuess = .07

// arrow is what one observable does when one knob is raised.
type arrow struct {
	knob          int
	obs           observable
	answer        string
	before, after float64 // at the program's own values
}

// numbers is, in brackets, from what to what the observable goes.
func (a arrow) numbers() string {
	if a.answer == Stays {
		return fmt.Sprintf(" (%s)", shown(a.obs, a.before))
	}
	for n := 3; n < 9; n++ {
		from, to := digits(a.before, n), digits(a.after, n)
		if a.obs.whole {
			from, to = trimFloat(a.before), trimFloat(a.after)
		}
		if from != to {
			return fmt.Sprintf(" (from %s to %s)", from, strings.TrimSpace(to+" "+unitOrNone(a.obs.unit)))
		}
	}
	return ""
}

// makeArrows is C3: one parameter is raised; do three observables rise, fall or stay? The key comes from finite
// differences of the program at its own values and 20 others around them, with two step sizes; it is served only if
// the sign is the same at 95 % of the points for both.
func makeArrows(b *bench, d *dice, n int) ([]Item, string, error) {
	if !b.showArrays() {
		return nil, "its input is an array too long to be written into a question", nil
	}
	model := shuffle(d, b.model())
	if len(model) == 0 {
		return nil, "the program has no parameter that could be raised", nil
	}
	if most := b.times(10); len(model) > most {
		model = model[:most]
	}
	arrows, origin, err := b.arrows(d, model)
	if err != nil {
		return nil, "", err
	}
	var items []Item
	asked := map[int]bool{} // two items of a pool ask about different parameters
	for _, t := range b.triples(d, arrows) {
		if len(items) < n && !asked[t[0].knob] {
			asked[t[0].knob] = true
			items = append(items, b.arrowsQuestion(model[t[0].knob], t, origin))
		}
	}
	seen := map[string]bool{}
	for _, t := range b.columns(d, arrows) {
		if len(items) < n && !seen[t[0].obs.id] {
			seen[t[0].obs.id] = true
			items = append(items, b.columnQuestion(model, t, origin))
		}
	}
	for i := range items {
		items[i].G = arrowsGuess
	}
	if len(items) == 0 {
		return nil, "no three answers to a raised parameter are clear, of at least two kinds, and the same everywhere near", nil
	}
	return items, "", nil
}

// stepUp is by how much a knob is raised: about a twentieth of its range or value, in few digits.
func (k knob) stepUp() float64 {
	low, high := k.bounds()
	h := round2(math.Max((high-low)/12, math.Abs(k.Value)/40))
	if k.Value < 0 && math.Abs(k.Value) >= 10 {
		h = math.Max(1, math.Round(h))
	}
	h = roundDigits(h, 1)
	if k.Integer {
		h = math.Max(1, math.Round(h))
	}
	return h
}

// arrows finds every observable's answer to every knob, where it is one and the same around the base.
func (b *bench) arrows(d *dice, model []knob) ([]arrow, settings, error) {
	points, replies, err := b.alive(d, b.times(20), model2(model))
	if err != nil {
		return nil, nil, err
	}
	points, replies = append([]settings{{}}, points...), append([]reply{b.base}, replies...)
	if len(points) < 5 {
		return nil, nil, nil
	}
	seeds := []uint64{b.seed}
	if b.noisy {
		seeds = append(seeds, b.seed+1) // the sign must not hang on one row of random numbers
	}
	var found []arrow
	observables := b.observables()
	for ki, k := range model {
		h := k.stepUp()
		var raised [][]reply
		for _, step := range []float64{h, 2 * h} {
			at := make([]settings, len(points))
			for i, p := range points {
				at[i] = p.with(k.Name, b.valueAt(p, k)+step)
			}
			for _, seed := range seeds {
				r, err := b.run(program{}, at, seed)
				if err != nil {
					return nil, nil, err
				}
				raised = append(raised, r)
			}
		}
		for _, o := range observables {
			if a := b.oneSign(o, points, replies, raised); a != "" {
				found = append(found, arrow{ki, o, a, o.eval(b.base), o.eval(raised[0][0])})
			}
		}
	}
	return found, settings{}, nil
}

// model2 narrows ranges to those near the base: arrows are local.
func model2(model []knob) []knob {
	near := slices.Clone(model)
	for i, k := range near {
		low, high := k.bounds()
		near[i].Low, near[i].High = k.Value+.4*(low-k.Value), k.Value+.4*(high-k.Value)
	}
	return near
}

// oneSign is the answer that holds at the base, at 95 % of the points, and for every step and seed; else "".
func (b *bench) oneSign(o observable, points []settings, before []reply, after [][]reply) string {
	answer := ""
	for _, raised := range after {
		count := map[string]int{}
		valid := 0
		for i := range points {
			a := sign(o, o.eval(before[i]), o.eval(raised[i]))
			if i == 0 { // the base itself must be clear
				if a == "" || (answer != "" && a != answer) {
					return ""
				}
				answer = a
			}
			if a != "" || !math.IsNaN(o.eval(before[i])) {
				valid++
				count[a]++
			}
		}
		if valid < 5 || float64(count[answer]) < .95*float64(valid) {
			return ""
		}
	}
	return answer
}

// sign compares two values; a change too small to be seen and too large for rounding is no answer.
func sign(o observable, before, after float64) string {
	switch change := after - before; {
	case math.IsNaN(change) || math.IsInf(change, 0):
		return ""
	case math.Abs(change) <= 1e-9*math.Max(math.Abs(before), math.Abs(after)):
		return Stays
	case math.Abs(change) < 2e-3*math.Abs(before) && !o.offset:
		return ""
	case change > 0:
		return Rises
	}
	return Falls
}

// triples lists three arrows of one knob with at least two different answers, in an order in which every pattern of
// answers that exists comes as often as any other, so that no pattern is the better guess.
func (b *bench) triples(d *dice, arrows []arrow) [][]arrow {
	byKnob := map[int][]arrow{}
	for _, a := range arrows {
		byKnob[a.knob] = append(byKnob[a.knob], a)
	}
	byPattern := map[string][][]arrow{}
	var patterns []string
	for k := range 64 {
		list := shuffle(d, slices.Clone(byKnob[k]))
		for i := 0; i < len(list); i++ {
			for j := 0; j < len(list); j++ {
				for l := 0; l < len(list); l++ {
					if i == j || j == l || i == l || twins(list[i], list[j], arrows) || twins(list[j], list[l], arrows) || twins(list[i], list[l], arrows) {
						continue
					}
					t := []arrow{list[i], list[j], list[l]}
					p := t[0].answer + "|" + t[1].answer + "|" + t[2].answer
					if t[0].answer == t[1].answer && t[1].answer == t[2].answer {
						continue
					}
					if byPattern[p] == nil {
						patterns = append(patterns, p)
					}
					if len(byPattern[p]) < 40 {
						byPattern[p] = append(byPattern[p], t)
					}
				}
			}
		}
	}
	slices.Sort(patterns)
	shuffle(d, patterns)
	var list [][]arrow
	for range 2 {
		for _, p := range patterns {
			list = append(list, pick(d, byPattern[p]))
		}
	}
	return list
}

// columns lists three arrows of one observable to three knobs, with at least two different answers, every pattern as
// often as any other: the form for programs that return one number.
func (b *bench) columns(d *dice, arrows []arrow) [][]arrow {
	byPattern := map[string][][]arrow{}
	var patterns []string
	arrows = shuffle(d, slices.Clone(arrows))
	for i, x := range arrows {
		for j, y := range arrows {
			for l, z := range arrows {
				if i == j || j == l || i == l || x.obs.id != y.obs.id || y.obs.id != z.obs.id || (x.answer == y.answer && y.answer == z.answer) {
					continue
				}
				p := x.answer + "|" + y.answer + "|" + z.answer
				if byPattern[p] == nil {
					patterns = append(patterns, p)
				}
				if len(byPattern[p]) < 40 {
					byPattern[p] = append(byPattern[p], []arrow{x, y, z})
				}
			}
		}
	}
	slices.Sort(patterns)
	shuffle(d, patterns)
	var list [][]arrow
	for _, p := range patterns {
		list = append(list, pick(d, byPattern[p]))
	}
	return list
}

// columnQuestion asks what one observable does when each of three parameters is raised, one at a time.
func (b *bench) columnQuestion(model []knob, t []arrow, at settings) Item {
	o := t[0].obs
	ask := fmt.Sprintf("Your function is called as\n\n%s\nThree parameters are raised, one at a time, everything else kept. What does %s do each time: rise, fall, or stay the same?\n\n", b.scene(at), o.says)
	fields := make([]Field, len(t))
	key := arrowsKey{map[string]string{}}
	more := map[string]settings{}
	var says, near []string
	for i, a := range t {
		k := model[a.knob]
		name := fmt.Sprintf("arrow%d", i+1)
		change := fmt.Sprintf("%s from %s to %s", k.tag(), digitsUnit2(k.Value, k.Unit), digitsUnit2(k.Value+k.stepUp(), k.Unit))
		if k.placed() {
			change += fmt.Sprintf(" (line %d)", k.line)
		}
		fields[i] = Field{Name: name, Label: upperFirst(change), Options: []string{Rises, Falls, Stays}}
		key.Arrows[name] = a.answer
		more[name] = settings{k.Name: k.Value + k.stepUp()}
		ask += fmt.Sprintf("%d. %s\n", i+1, change)
		says = append(says, fmt.Sprintf("with %s it %s%s", change, a.answer, a.numbers()))
		near = append(near, a.answer)
	}
	ask += "\nAll three must be right. A number that falls from -60 to -70 falls. \"Stays the same\" means exactly the same number."
	return Item{
		Title: upperFirst(o.says) + ": three arrows", Ask: ask, Program: b.subject.Source,
		Response: Response{Kind: Arrows, Fields: fields},
		Key:      rawKey(key),
		KeySays:  fmt.Sprintf("For %s: %s.", o.says, joinAnd(says)),
		Routes:   []Route{{"raised by a small step", strings.Join(near, ", ")}, {"raised by twice the step, here and at points around", strings.Join(near, ", ")}},
		Working:  Working{Source: b.subject.Source, Observe: o.id, More: rawKey(more)},
	}
}

// twins reports whether two observables give the same or opposite answers to every parameter: then the second is no
// question of its own (the number of spikes and the mean interval often are).
func twins(a, b arrow, all []arrow) bool {
	if a.obs.out != b.obs.out {
		return false
	}
	answers := func(id string) map[int]string {
		m := map[int]string{}
		for _, x := range all {
			if x.obs.id == id {
				m[x.knob] = x.answer
			}
		}
		return m
	}
	x, y := answers(a.obs.id), answers(b.obs.id)
	same, opposite, n := true, true, 0
	for k, v := range x {
		w, ok := y[k]
		if !ok {
			continue
		}
		n++
		same = same && v == w
		opposite = opposite && (v == Stays && w == Stays || v == Rises && w == Falls || v == Falls && w == Rises)
	}
	return n > 2 && (same || opposite)
}

func (b *bench) arrowsQuestion(k knob, t []arrow, at settings) Item {
	h := k.stepUp()
	from := k.Value
	where := ""
	if k.placed() {
		where = fmt.Sprintf(" (line %d)", k.line)
	}
	ask := fmt.Sprintf("Your function is called as\n\n%s\nNow %s%s is raised from %s to %s; nothing else changes. What does each of the following do: rise, fall, or stay the same?\n\n",
		b.scene(at), k.tag(), where, digitsUnit2(from, k.Unit), digitsUnit2(from+h, k.Unit))
	fields := make([]Field, len(t))
	key := arrowsKey{map[string]string{}}
	var says, near []string
	for i, a := range t {
		name := fmt.Sprintf("arrow%d", i+1)
		fields[i] = Field{Name: name, Label: upperFirst(a.obs.says), Options: []string{Rises, Falls, Stays}}
		key.Arrows[name] = a.answer
		ask += fmt.Sprintf("%d. %s\n", i+1, a.obs.says)
		says = append(says, fmt.Sprintf("%s %s%s", a.obs.says, a.answer, a.numbers()))
		near = append(near, a.answer)
	}
	ask += "\nAll three must be right. \"Stays the same\" means exactly the same number."
	return Item{
		Title: upperFirst(k.tag() + " is raised: three arrows"), Ask: ask, Program: b.subject.Source,
		Response: Response{Kind: Arrows, Fields: fields},
		Key:      rawKey(key),
		KeySays:  fmt.Sprintf("With %s raised from %s to %s, %s.", k.tag(), digitsUnit2(from, k.Unit), digitsUnit2(from+h, k.Unit), joinAnd(says)),
		Routes: []Route{
			{fmt.Sprintf("raised by %s", digitsUnit2(h, k.Unit)), strings.Join(near, ", ")},
			{fmt.Sprintf("raised by %s, here and at points around", digitsUnit2(2*h, k.Unit)), strings.Join(near, ", ")},
		},
		Working: Working{Source: b.subject.Source, Settings: settings{k.Name: from + h}, More: rawKey(observeAll(t))},
	}
}

// observeAll is what RunIt needs: field and observable.
func observeAll(t []arrow) map[string]string {
	m := map[string]string{}
	for i, a := range t {
		m[fmt.Sprintf("arrow%d", i+1)] = a.obs.id
	}
	return m
}

func digitsUnit2(v float64, unit string) string {
	if unit == "1" {
		unit = ""
	}
	return strings.TrimSpace(trimFloat(roundDigits(v, 6)) + " " + unit)
}
