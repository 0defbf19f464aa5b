package understand

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// inputsKey is the key of a refutation: a witness on which the two programs differ. Any other witness is right too.
type inputsKey struct {
	Witness settings `json:"witness"`
	Own     string   `json:"own"`
	Changed string   `json:"changed"`
}

// differTolerance is the relative difference above which two programs are said to differ on an input.
const differTolerance = 1e-6

// makeRefute is C7: one token of the program was changed and on ordinary inputs nothing shows; give an input on which
// it does. The mutant must agree with the program on almost all random inputs (under a tenth may tell them apart, and
// few of the usual extreme ones), and a witness must be known. Truth is found by running both.
func makeRefute(b *bench, d *dice, n int) ([]Item, string, error) {
	inputs := b.inputs()
	if len(inputs) == 0 {
		return nil, "the program's function takes no number as an argument", nil
	}
	all, _, err := b.tryMutants()
	if err != nil {
		return nil, "", err
	}
	var hidden []tried
	for _, m := range all {
		if m.class == Equivalent && !m.Constant {
			hidden = append(hidden, m)
		}
	}
	if len(hidden) == 0 {
		return nil, "every change of one token shows on ordinary inputs, so that none is left to refute", nil
	}
	hidden = shuffle(d, hidden)
	if most := b.times(b.times(24)); len(hidden) > most {
		hidden = hidden[:most]
	}
	ordinary := b.ordinaryInputs(d, b.times(64), inputs)
	extreme, special := b.extremeInputs(inputs), b.specialInputs(d, inputs)
	trials := slices.Concat(ordinary, extreme, special)
	own, err := b.run(program{}, trials, b.seed)
	if err != nil {
		return nil, "", err
	}
	var items []Item
	for _, m := range hidden {
		if len(items) == n {
			break
		}
		if slices.ContainsFunc(items, func(i Item) bool { return strings.Contains(i.KeySays, fmt.Sprintf("line %d:", m.Line)) }) {
			continue
		}
		item, ok, err := b.refuteItem(m, trials, own, len(ordinary), len(extreme))
		if err != nil {
			return nil, "", err
		}
		if ok {
			items = append(items, item)
		}
	}
	return items, "no change of one token hides from ordinary inputs and still shows on some special one", nil
}

// inputs lists the arguments that a person can choose.
func (b *bench) inputs() []knob {
	var list []knob
	for _, k := range b.knobs {
		if k.argument && len(k.Array) == 0 {
			list = append(list, k)
		}
	}
	return list
}

// ordinaryWays is how many ways of choosing ordinary inputs are told apart.
const ordinaryWays = 4

// ordinaryInputs are what somebody enters who knows the model's usual numbers; way i%4: all parameters anew, one, two, or
// any of the arguments, the step and the duration among them.
func (b *bench) ordinaryInputs(d *dice, n int, inputs []knob) []settings {
	var list []settings
	all := slices.DeleteFunc(slices.Clone(inputs), func(k knob) bool { lo, hi := k.bounds(); return hi <= lo })
	model := slices.DeleteFunc(slices.Clone(all), func(k knob) bool { return k.Setting })
	if len(model) == 0 {
		model = all
	}
	if len(model) == 0 {
		return nil
	}
	for i := range n {
		some := shuffle(d, slices.Clone(model))
		switch i % ordinaryWays {
		case 1:
			some = some[:1]
		case 2:
			some = some[:min(2, len(some))]
		case 3:
			some = slices.DeleteFunc(slices.Clone(all), func(knob) bool { return d.float() < .5 })
		}
		list = append(list, b.draws(d, 1, some, 1)...)
	}
	return list
}

// extremeInputs are what anybody tries without thinking: one argument zero, tiny, huge or negated.
func (b *bench) extremeInputs(inputs []knob) []settings {
	var list []settings
	for _, k := range inputs {
		for _, v := range []float64{0, k.Value / 100, k.Value * 100, -k.Value} {
			if k.Integer {
				v = math.Round(v)
			}
			if b.bearable(k, v) && v != k.Value {
				list = append(list, settings{k.Name: v})
			}
		}
	}
	return list
}

// bearable keeps trials from running a hundred times as long as the program does.
func (b *bench) bearable(k knob, v float64) bool {
	if dt := b.timeStep(); dt != nil && dt.Name == k.Name {
		return v >= dt.Value/4
	}
	if k.Setting && k.Value > 0 {
		return v >= 0 && v <= 3*k.Value
	}
	return true
}

// specialInputs look for a witness where comparisons tie, roundings fall to zero, or one quantity overtakes another.
func (b *bench) specialInputs(d *dice, inputs []knob) []settings {
	var list []settings
	add := func(s settings) {
		for _, k := range inputs {
			if v, ok := s[k.Name]; ok && (!b.bearable(k, v) || (k.Integer && v != math.Round(v))) {
				return
			}
		}
		list = append(list, s)
	}
	for _, k := range inputs {
		for _, f := range []float64{.3, .5, 1.5, 2, 3, 5, 10, 30, .1, .03, .73, 1.37} {
			add(settings{k.Name: roundDigits(k.Value*f, 4)})
		}
		for _, v := range []float64{1, 2, -1, .5} {
			add(settings{k.Name: v})
		}
		for _, l := range inputs { // equal to another, a multiple of it, half of it and a little more
			if l.Name == k.Name || l.Value == 0 {
				continue
			}
			for _, f := range []float64{1, .5, .4, 1.5, 2} {
				add(settings{k.Name: roundDigits(l.Value*f, 6)})
			}
			if k.Unit == l.Unit && !k.Setting && !l.Setting { // two equal and a third zero: a tie that lasts
				for _, z := range inputs {
					if z.Name != k.Name && z.Name != l.Name && !z.Setting {
						add(settings{k.Name: l.Value, z.Name: 0})
					}
				}
			}
		}
	}
	if dt := b.timeStep(); dt != nil && dt.argument { // a coarse grid, alone and with others
		for _, f := range []float64{2, 5, 10, 25, 50, .73, 1.7, 3.7, 7.3} {
			coarse := settings{dt.Name: roundDigits(dt.Value*f, 4)}
			add(coarse)
			for _, k := range inputs {
				if k.Name != dt.Name && !k.Setting {
					add(coarse.with(k.Name, roundDigits(coarse[dt.Name]/2.5, 4)))
					add(coarse.with(k.Name, 0))
				}
			}
		}
	}
	for range 30 {
		s := settings{}
		for _, k := range shuffle(d, slices.Clone(inputs))[:min(2, len(inputs))] {
			s[k.Name] = roundDigits(k.Value*pick(d, []float64{0, .1, .25, .5, 2, 4, 20, -1}), 4)
		}
		add(s)
	}
	if most := b.times(b.times(140)); len(list) > most {
		list = shuffle(d, list)[:most]
	}
	return list
}

// refuteItem runs a mutant on all trials and makes the item if it hides well and can be caught.
func (b *bench) refuteItem(m tried, trials []settings, own []reply, ordinary, extreme int) (Item, bool, error) {
	changed := make([]reply, len(trials))
	for _, part := range [][2]int{{ordinary, len(trials)}, {0, ordinary}} { // no witness, no need for the rest
		r, err := b.run(program{edits: []Edit{m.Edit}}, trials[part[0]:part[1]], b.seed)
		if err != nil {
			return Item{}, false, err
		}
		caught := false
		for i, x := range r {
			changed[part[0]+i] = x
			caught = caught || differs(own[part[0]+i], x)
		}
		if part[0] == ordinary && !caught {
			return Item{}, false, nil
		}
	}
	// Parts: the ways of choosing ordinary inputs, then the extreme ones, then the special ones.
	kills := [ordinaryWays + 2]int{}
	valid := [ordinaryWays + 2]int{}
	witness := -1
	for i := range trials {
		part := ordinaryWays + 1
		if i < ordinary {
			part = i % ordinaryWays
		} else if i < ordinary+extreme {
			part = ordinaryWays
		}
		if !own[i].finite() {
			continue
		}
		valid[part]++
		if differs(own[i], changed[i]) {
			kills[part]++
			if witness < 0 || (len(trials[i]) < len(trials[witness]) && changed[i].finite()) || (changed[i].finite() && !changed[witness].finite()) {
				witness = i
			}
		}
	}
	if witness < 0 {
		return Item{}, false, nil
	}
	tried, caught, worst := 0, 0, 0.0
	for part := range ordinaryWays + 1 { // no way of guessing may catch a tenth
		worst = math.Max(worst, float64(kills[part])/float64(max(valid[part], 1)))
		if tried, caught = tried+valid[part], caught+kills[part]; 10*kills[part] > valid[part] {
			return Item{}, false, nil
		}
	}
	at := trials[witness]
	again, err := b.run(program{}, []settings{at}, b.seed+boolSeed(!b.noisy))
	if err != nil {
		return Item{}, false, err
	}
	fresh, err := b.run(program{edits: []Edit{m.Edit}}, []settings{at}, b.seed+boolSeed(!b.noisy))
	if err != nil {
		return Item{}, false, err
	}
	if !again[0].near(own[witness], differTolerance) || !differs(again[0], fresh[0]) {
		return Item{}, false, nil
	}
	// A guesser enters an ordinary or an extreme input, in the way that catches most; Laplace's rule keeps the rate above zero.
	guess := math.Max(worst, float64(caught+1)/float64(tried+2))
	if guess > MaxG || tried < 8 {
		return Item{}, false, nil
	}
	return b.refuteQuestion(m, at, own[witness], changed[witness], guess), true, nil
}

// differs reports whether a changed program can be told from the original by what the two returned.
func differs(own, changed reply) bool { return own.finite() && !own.near(changed, differTolerance) }

func (b *bench) refuteQuestion(m tried, at settings, own, changed reply, guess float64) Item {
	text := m.Apply(b.src.text)
	inputs := b.inputs()
	fields := make([]Field, len(inputs))
	for i, k := range inputs {
		fields[i] = Field{Name: k.Name, Label: k.Name, Unit: k.Unit, Default: trimFloat(k.Value)}
	}
	ask := fmt.Sprintf("One token of your program was changed in line %d: %s. The program with the change stands below. On ordinary inputs, such as\n\n%s\nit returns exactly what yours returns.\n\nGive arguments for which it does not. Any numbers are allowed for which your own program runs and returns finite numbers; an argument that you leave empty keeps the value above. The two differ if a returned number differs by more than one part in a million, if another number of values comes back, or if only the changed program fails.",
		m.Line, tick(m.Says()), b.scene(nil))
	ownSays, changedSays := b.contrast(own, changed)
	witness := maps.Clone(at)
	call := b.showCall(at)
	return Item{
		Title: "Show that the changed program is not yours", Ask: ask, Program: text, G: guess,
		Response: Response{Kind: Inputs, Fields: fields, Precision: "any input on which the two programs differ"},
		Key:      rawKey(inputsKey{witness, ownSays, changedSays}),
		KeySays:  fmt.Sprintf("In line %d: %s. One input that shows it is `%s`: yours gives %s, the changed program %s.", m.Line, m.Says(), call, ownSays, changedSays),
		Routes: []Route{
			{"both programs, run on the witness", changedSays + " for " + ownSays},
			{"both again, each in a fresh process with another random seed", "they differ again"},
		},
		Working: Working{Source: b.subject.Source, Changed: text, Settings: witness},
	}
}

// tick sets the token names of "/ became *" in code.
func tick(says string) string {
	a, b, ok := strings.Cut(says, " became ")
	if !ok {
		return says
	}
	return "`" + a + "` became `" + b + "`"
}

// contrast says in a few words what either program gave.
func (b *bench) contrast(own, changed reply) (string, string) {
	if !changed.ok() {
		return "numbers", "stops (" + clip(changed.fault) + ")"
	}
	if o, before, after, share := b.difference(own, changed); share > 0 {
		if o.whole {
			return trimFloat(before) + " for " + o.says, trimFloat(after)
		}
		for n := 4; n < 12; n++ {
			if x, y := digitsUnit(before, n, o.unit), digitsUnit(after, n, o.unit); x != y {
				return x + " for " + o.says, y
			}
		}
	}
	for i, v := range own.values {
		if i < len(changed.values) && len(changed.values[i].x) != len(v.x) {
			return fmt.Sprintf("%d numbers", len(v.x)), fmt.Sprintf("%d", len(changed.values[i].x))
		}
		for j, x := range v.x {
			if i < len(changed.values) && j < len(changed.values[i].x) && math.Abs(changed.values[i].x[j]-x) > differTolerance*math.Abs(x) {
				return fmt.Sprintf("%s in element %d of %s", digits(x, 4), j, b.outs[i].words), digits(changed.values[i].x[j], 4)
			}
		}
	}
	return "one thing", "another"
}

// shownIn is the observable in which contrast shows two replies to differ, if it is one.
func (b *bench) shownIn(own, changed reply) (observable, bool) {
	if !changed.ok() {
		return observable{}, false
	}
	o, _, _, share := b.difference(own, changed)
	return o, share > 0
}
