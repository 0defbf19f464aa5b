package understand

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// rescaling is a joint change of parameters: each is multiplied by a factor, or raised by a number.
type rescaling struct {
	Factor map[string]float64 `json:"factor,omitempty"`
	Shift  map[string]float64 `json:"shift,omitempty"`
	Says   string             `json:"says"`
	same   bool
}

// apply gives the settings after the change.
func (r rescaling) apply(b *bench, at settings) settings {
	s := at
	for name, f := range r.Factor {
		if k := b.knob(name); k != nil {
			s = s.with(name, roundDigits(b.valueAt(at, *k)*f, 12))
		}
	}
	for name, v := range r.Shift {
		if k := b.knob(name); k != nil {
			s = s.with(name, roundDigits(b.valueAt(at, *k)+v, 12))
		}
	}
	return s
}

// answers of C4.
const (
	Unchanged = "unchanged"
	Changed   = "changed"
)

// rescaleCount is how many rescalings one item lists.
const rescaleCount = 6

// rescalePoints is at how many parameter points each is tried.
const rescalePoints = 10

// makeRescaling is C4: which of six joint rescalings of parameters leave the result unchanged? It asks for the groups
// of parameters on which a model really depends. The key comes from paired runs at ten points; the smallest difference
// among those called changed must be ten times the largest among those called unchanged.
func makeRescaling(b *bench, d *dice, n int) ([]Item, string, error) {
	invariant, others, err := b.rescalings(d)
	if err != nil {
		return nil, "", err
	}
	if len(invariant) < 2 || len(others) < rescaleCount-2 {
		return nil, fmt.Sprintf("%d joint rescalings of its parameters leave its result unchanged; fewer than 2 make the pattern a guess", len(invariant)), nil
	}
	var items []Item
	for range n {
		if len(invariant) < 2 || len(others) < rescaleCount-2 {
			break
		}
		most := min(4, len(invariant))
		same := 2 + d.below(most-1)
		if rescaleCount-same > len(others) {
			same = rescaleCount - len(others)
		}
		if same > len(invariant) {
			break
		}
		list := append(slices.Clone(invariant[:same]), others[:rescaleCount-same]...)
		invariant, others = invariant[same:], others[rescaleCount-same:]
		patterns := 0.0
		for k := 2; k <= most; k++ {
			patterns += binomial(rescaleCount, k)
		}
		item := b.rescalingQuestion(shuffle(d, list))
		item.G = 1 / patterns
		if item.G <= MaxG {
			items = append(items, item)
		}
	}
	b.rescaled = len(items) > 0
	return items, "its rescalings make a pattern that is guessed too easily", nil
}

func binomial(n, k int) float64 {
	v := 1.0
	for i := range k {
		v *= float64(n-i) / float64(i+1)
	}
	return math.Round(v)
}

// resultOf is the returned value in which unchanged is judged: event times, else a number, else the first.
func (b *bench) resultOf() int {
	for _, kind := range []string{KindTimes, KindScalar} {
		if i := slices.IndexFunc(b.outs, func(o output) bool { return o.Kind == kind }); i >= 0 {
			return i
		}
	}
	return 0
}

// rescalings tries joint changes of pairs, and of all potentials together, and sorts them into those that leave the
// result unchanged and those that clearly change it. Both lists come in random order.
func (b *bench) rescalings(d *dice) (invariant, others []rescaling, err error) {
	model, err := b.movable(d)
	if err != nil || len(model) < 2 {
		return nil, nil, err
	}
	near := model2(model)
	points, before, err := b.alive(d, rescalePoints, near)
	if err != nil || len(points) < 4 {
		return nil, nil, err
	}
	few := min(3, len(points))
	var tries []rescaling
	for i, p := range model {
		for j, q := range model {
			if i == j || p.Value < 0 || q.Value < 0 { // a potential has no doubling; it is shifted below
				continue
			}
			if i < j {
				tries = append(tries, scaled(p, q, 2, 2))
			}
			if i < j {
				tries = append(tries, scaled(p, q, 2, .5))
			} else if d.float() < .3 {
				tries = append(tries, scaled(p, q, 3, 1.0/3))
			}
		}
	}
	tries = append(tries, shifted(model)...)
	if most := b.times(80); len(tries) > most {
		tries = shuffle(d, tries)[:most]
	}
	out := b.resultOf()
	var at []settings
	for _, t := range tries {
		for _, p := range points[:few] {
			at = append(at, t.apply(b, p))
		}
	}
	after, err := b.run(program{}, at, b.seed)
	if err != nil {
		return nil, nil, err
	}
	pairs := map[string]bool{}
	for _, t := range shuffle(d, upTo(len(tries))) {
		r := tries[t]
		low, high := distances(before[:few], after[t*few:(t+1)*few], out)
		pair := r.pair()
		switch {
		case high <= 1e-6 && !pairs["="+pair]:
			pairs["="+pair] = true
			invariant = append(invariant, r)
		case low >= 1e-3 && !pairs["!"+pair]:
			pairs["!"+pair] = true
			others = append(others, r)
		}
	}
	invariant, err = b.confirm(invariant, points, before, out, true)
	if err != nil {
		return nil, nil, err
	}
	if len(others) > 24 {
		others = others[:24]
	}
	others, err = b.confirm(others, points, before, out, false)
	return invariant, others, err
}

// pair names the parameters of a rescaling.
func (r rescaling) pair() string {
	var names []string
	for k := range r.Factor {
		names = append(names, k)
	}
	for k := range r.Shift {
		names = append(names, k)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// movable lists the model's knobs that move the result at all.
func (b *bench) movable(d *dice) ([]knob, error) {
	var list []knob
	all := b.model()
	at := make([]settings, len(all))
	for i, k := range all {
		at[i] = settings{k.Name: k.Value + k.stepUp()}
	}
	r, err := b.run(program{}, at, b.seed)
	if err != nil {
		return nil, err
	}
	out := b.resultOf()
	for i, k := range all {
		if low, _ := distances([]reply{b.base}, r[i:i+1], out); low > 1e-9 && !k.Integer {
			list = append(list, k)
		}
	}
	if len(list) > 8 {
		list = shuffle(d, list)[:8]
	}
	return list, nil
}

// distances are the smallest and largest relative difference of a returned value between paired replies.
func distances(x, y []reply, out int) (low, high float64) {
	low = math.Inf(1)
	for i := range x {
		v := distance(x[i], y[i], out)
		low, high = math.Min(low, v), math.Max(high, v)
	}
	return low, high
}

// distance is the relative difference of one returned value; 1 if the shapes differ, NaN-free.
func distance(x, y reply, out int) float64 {
	if !x.ok() || !y.ok() || out >= len(x.values) || out >= len(y.values) || len(x.values[out].x) != len(y.values[out].x) {
		return 1
	}
	most, scale := 0.0, 1e-300
	for i, u := range x.values[out].x {
		v := y.values[out].x[i]
		if math.IsNaN(u) || math.IsNaN(v) {
			return 1
		}
		most, scale = math.Max(most, math.Abs(u-v)), math.Max(scale, math.Max(math.Abs(u), math.Abs(v)))
	}
	return math.Min(most/scale, 1)
}

// confirm keeps the rescalings that do at all points what they did at the first few.
func (b *bench) confirm(list []rescaling, points []settings, before []reply, out int, same bool) ([]rescaling, error) {
	var kept []rescaling
	for _, r := range list {
		at := make([]settings, len(points))
		for i, p := range points {
			at[i] = r.apply(b, p)
		}
		after, err := b.run(program{}, at, b.seed)
		if err != nil {
			return nil, err
		}
		low, high := distances(before, after, out)
		if r.same = same; same && high <= 1e-6 || !same && low >= 1e-3 { // a gap of a thousand
			kept = append(kept, r)
		}
	}
	return kept, nil
}

// scaled multiplies two knobs.
func scaled(p, q knob, f, g float64) rescaling {
	word := func(k knob, f float64) string {
		switch {
		case f == .5:
			return k.tag() + " halved"
		case f == 2:
			return k.tag() + " doubled"
		case f == 3:
			return k.tag() + " multiplied by 3"
		}
		return k.tag() + " divided by 3"
	}
	return rescaling{Factor: map[string]float64{p.Name: f, q.Name: g}, Says: word(p, f) + " and " + word(q, g)}
}

// shifted raises all parameters of one unit (or all negative ones, which are potentials) together, and all but one.
func shifted(model []knob) []rescaling {
	groups := map[string][]knob{}
	for _, k := range model {
		key := k.Unit
		if key == "" && k.Value < 0 {
			key = "negative"
		}
		if key == "mV" || key == "negative" || key == "V" {
			groups[key] = append(groups[key], k)
		}
	}
	var list []rescaling
	for _, key := range []string{"mV", "V", "negative"} {
		g := groups[key]
		if len(g) < 2 {
			continue
		}
		by := 7.0
		if key == "V" {
			by = .007
		}
		make := func(some []knob) rescaling {
			r := rescaling{Shift: map[string]float64{}}
			var names []string
			for _, k := range some {
				r.Shift[k.Name] = by
				names = append(names, k.tag())
			}
			unit := key
			if key == "negative" {
				unit = ""
			}
			r.Says = joinAnd(names) + " raised by " + digitsUnit2(by, unit)
			if len(some) > 1 {
				r.Says = joinAnd(names) + " each raised by " + digitsUnit2(by, unit)
			}
			return r
		}
		list = append(list, make(g))
		if len(g) > 2 {
			for i := range g {
				list = append(list, make(slices.Delete(slices.Clone(g), i, i+1)))
			}
		}
	}
	return list
}

func (b *bench) rescalingQuestion(list []rescaling) Item {
	o := b.outs[b.resultOf()]
	fields := make([]Field, len(list))
	key := choiceKey{Choices: map[string]string{}}
	more := map[string]rescaling{}
	var asks, same []string
	for i, r := range list {
		name := fmt.Sprintf("change%d", i+1)
		fields[i] = Field{Name: name, Label: fmt.Sprintf("%d. %s", i+1, upperFirst(r.Says)), Options: []string{Unchanged, Changed}}
		key.Choices[name] = Changed
		if r.same {
			key.Choices[name] = Unchanged
			same = append(same, r.Says)
		}
		more[name] = r
		asks = append(asks, fmt.Sprintf("%d. %s", i+1, r.Says))
	}
	return Item{
		Title: "Which of these leave the result unchanged?",
		Ask: fmt.Sprintf("Your function is called as\n\n%s\nor with other parameters near these. Each line below changes two or more of them together, everything else kept. Does %s stay unchanged (up to rounding), or does it change?\n\n%s\n\nAll six must be right.",
			b.scene(nil), o.words, strings.Join(asks, "\n")),
		Program: b.subject.Source, Response: Response{Kind: Choice, Fields: fields},
		Key:     rawKey(key),
		KeySays: fmt.Sprintf("These leave %s unchanged: %s.", o.words, strings.Join(same, "; ")),
		Routes: []Route{
			{"paired runs at your values and near", fmt.Sprintf("%d unchanged, %d changed", len(same), len(list)-len(same))},
			{fmt.Sprintf("paired runs at %d points with other parameters", rescalePoints), "the same; differences below 1e-6 and above 1e-3"},
		},
		Working: Working{Source: b.subject.Source, Observe: "rescaling", More: rawKey(more)},
	}
}

func rerunRescaling(b *bench, item Item, out Rerun) (Rerun, error) {
	var k choiceKey
	more := map[string]rescaling{}
	if err := unkey(item, &k); err != nil {
		return out, err
	}
	if err := unmore(item, &more); err != nil {
		return out, err
	}
	agrees := true
	var found []string
	for _, f := range item.Response.Fields {
		r, err := b.run(program{}, []settings{{}, more[f.Name].apply(b, settings{})}, b.seed)
		if err != nil {
			return out, err
		}
		v := distance(r[0], r[1], b.resultOf())
		word := Changed
		if v <= 1e-6 {
			word = Unchanged
		}
		agrees = agrees && word == k.Choices[f.Name]
		found = append(found, word)
	}
	out.Found = strings.Join(found, ", ")
	return out.verdict(agrees), nil
}
