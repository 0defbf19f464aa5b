package understand

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// numberKey is the key of an item that asks for a number.
type numberKey struct {
	Value     float64 `json:"value"`
	Tolerance float64 `json:"tolerance"` // absolute
	Unit      string  `json:"unit,omitempty"`
	Whole     bool    `json:"whole,omitempty"`
}

// screenShare: a truth within 15 % of a number on the screen could be copied.
const screenShare = .15

// numberTolerances are the relative precisions that may be asked of a number worked out by hand, the sharper first; the
// error of the program's own time step must stay below half of it.
var numberTolerances = []float64{.02, .03}

// makeNumber is C1: predict one number that the program returns at fresh parameters, where a short argument by hand
// leads to it. The key is the program's own answer; the second route is the same number taken another way (from the
// trace, or with the time step halved, or with other random numbers and arguments in other order).
func makeNumber(b *bench, d *dice, n int) ([]Item, string, error) {
	if b.noisy {
		return nil, "what the program returns depends on random numbers that it draws itself", nil
	}
	if !b.showArrays() {
		return nil, "its input is an array too long to be written into a question", nil
	}
	able := b.handObservables()
	if len(able) == 0 {
		return nil, "nothing that it returns has a short argument by hand", nil
	}
	var items []Item
	why := "every number it could be asked for can be read off the screen or guessed"
	for _, o := range shuffle(d, able) {
		for range 3 {
			if len(items) == n {
				return items, "", nil
			}
			item, says, err := b.numberItem(d, o)
			if err != nil {
				return nil, "", err
			}
			if says == "" {
				items = append(items, item)
				break
			}
			why = says
		}
	}
	return items, why, nil
}

// handObservables lists what can be worked out by hand: any number of a program without loops; in one that steps
// through time, times and intervals if it relaxes exponentially between events, and levels at which it settles.
func (b *bench) handObservables() []observable {
	loop := b.hasLoop() && !b.short()
	linear := loop && b.byHand()
	var list []observable
	all := b.observables()
	if !loop {
		all = append(all, b.entries()...)
	}
	for _, o := range all {
		base := o.eval(b.base)
		if math.IsNaN(base) || o.offset {
			continue
		}
		x := b.base.values[o.out].x
		kind := b.outs[o.out].Kind
		good := false
		switch {
		case kind == KindScalar:
			good = !loop || linear
		case kind == KindTimes:
			good = linear && regular(x) && (!o.whole || base >= 5)
		case kind == KindTrace && !loop:
			good = !b.wholeArrays() && (o.single || len(x) <= fewEntries)
		case kind == KindTrace:
			good = o.what() == "rise" && exponential(x) && settled(x)
		case kind == kindVector, kind == kindMatrix:
			good = !loop && (o.single || len(x) <= fewEntries)
		}
		if good {
			list = append(list, o)
		}
	}
	return list
}

// fewEntries is of how many numbers a mean, a sum or a largest one can be worked out on paper.
const fewEntries = 6

// wholeArrays reports whether an entry of the result can't be worked out without the whole array: it comes from a system of
// equations, a transform, a running sum, or sorting.
func (b *bench) wholeArrays() bool {
	return b.src.root.find(func(n *node) bool {
		if n.kind == "binary_operator" && len(n.children) > 1 && b.src.of(n.children[1]) == "@" {
			return true
		}
		if n.kind != "identifier" || n.parent == nil || (n.parent.kind != "attribute" && n.parent.kind != "call") {
			return false
		}
		return slices.Contains([]string{"linalg", "fft", "convolve", "cumsum", "cumprod", "dot", "matmul", "einsum", "solve", "sort", "argsort", "interp", "trapz", "trapezoid",
			"gradient", "diff", "solve_ivp", "odeint", "quad", "random", "reduce", "accumulate"}, b.src.of(n))
	}) != nil
}

// regular reports whether event times have equal intervals but for the grid, so that one interval tells all.
func regular(x []float64) bool {
	if len(x) < 3 {
		return false
	}
	mean := meanInterval(x, reply{})
	for i := 2; i < len(x); i++ { // the first interval may begin elsewhere
		if math.Abs(x[i]-x[i-1]-mean) > .05*mean {
			return false
		}
	}
	return true
}

// numberItem draws parameters at which the observable's value passes the gates.
func (b *bench) numberItem(d *dice, o observable) (Item, string, error) {
	vary, err := b.movers(d, o, 3)
	if err != nil {
		return Item{}, "", err
	}
	if len(vary) == 0 {
		return Item{}, "no parameter moves what it returns", nil
	}
	at, replies, err := b.alive(d, b.times(32), vary)
	if err != nil {
		return Item{}, "", err
	}
	if len(at) < 8 {
		return Item{}, "too few parameters keep the program in the regime of its own values", nil
	}
	values := make([]float64, len(at))
	for i, r := range replies {
		values[i] = o.eval(r)
	}
	for _, i := range shuffle(d, upTo(len(at))) {
		truth := values[i]
		if math.IsNaN(truth) || truth == 0 || !stillByHand(b, o, replies[i]) || nearScreen(truth, b.numbersOnScreen(at[i], o.eval(b.base)), screenShare) {
			continue
		}
		for _, share := range numberTolerances {
			tol := tolerance(o, truth, share)
			if guessable(values, tol) > MaxG {
				break
			}
			route, ok, err := b.secondRoute(o, at[i], replies[i], truth, tol)
			if err != nil {
				return Item{}, "", err
			}
			if ok {
				return b.numberQuestion(o, at[i], truth, tol, share, route), "", nil
			}
		}
	}
	return Item{}, "at every set of parameters tried the number can be read off the screen, guessed, or depends on the time step", nil
}

// MaxG is the largest guess probability of an item that may be made.
const MaxG = .10

func upTo(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// tolerance is the absolute tolerance of a number: exact for small counts, else a share of the truth.
func tolerance(o observable, truth, share float64) float64 {
	if o.whole {
		return math.Max(math.Floor(share*math.Abs(truth)), .4) // .4: the whole number itself
	}
	return share * math.Abs(truth)
}

// guessable is the largest share of truths, over the draws from which an item is taken, that one and the same answer
// would hit: the best fixed guess of somebody who knows the program's usual output but not this case.
func guessable(values []float64, tol float64) float64 {
	best := 0
	for _, g := range values {
		n := -1 // a draw's own value is not a guess
		for _, v := range values {
			if math.Abs(v-g) <= tol {
				n++
			}
		}
		best = max(best, n)
	}
	return float64(best) / float64(max(len(values), 1))
}

// stillByHand keeps an item in the regime in which its argument holds.
func stillByHand(b *bench, o observable, r reply) bool {
	x := r.values[o.out].x
	switch b.outs[o.out].Kind {
	case KindTimes:
		return regular(x)
	case KindTrace:
		return !b.hasLoop() || b.short() || settled(x)
	}
	return true
}

// movers draws up to n of the knobs on which an observable depends, arguments and constants alike.
func (b *bench) movers(d *dice, o observable, n int) ([]knob, error) {
	all := b.model()
	at := make([]settings, len(all))
	for i, k := range all {
		low, high := k.bounds()
		v := k.snap(k.Value + .4*(high-k.Value))
		if v == k.Value {
			v = k.snap(k.Value + .4*(low-k.Value))
		}
		at[i] = settings{k.Name: v}
	}
	replies, err := b.run(program{}, at, b.seed)
	if err != nil {
		return nil, err
	}
	var list []knob
	base := o.eval(b.base)
	for i, r := range replies {
		if v := o.eval(r); !math.IsNaN(v) && math.Abs(v-base) > .01*math.Abs(base) {
			list = append(list, all[i])
		}
	}
	list = shuffle(d, list)
	return list[:min(n, len(list))], nil
}

// secondRoute finds the number another way. A route that deviates by more than half the tolerance refuses the item.
func (b *bench) secondRoute(o observable, at settings, r reply, truth, tol float64) (Route, bool, error) {
	if o.what() == "interval" || o.what() == "count" {
		if dt := b.timeStep(); dt != nil {
			for i, out := range b.outs {
				if out.Kind != KindTrace {
					continue
				}
				at0 := at
				step, at := b.valueAt(at, *dt), jumps(r.values[i].x)
				v := float64(len(at))
				if o.what() == "interval" {
					if len(at) < 3 {
						continue
					}
					v = step * float64(at[len(at)-1]-at[0]) / float64(len(at)-1)
				}
				if math.Abs(v-truth) <= tol/2 && (!o.whole || b.sameFine(o, at0, truth)) {
					return Route{"from the jumps of `" + out.Name + "`", digitsUnit(v, 4, o.unit)}, true, nil
				}
			}
		}
	}
	if dt := b.timeStep(); dt != nil && b.hasLoop() {
		fine, err := b.run(program{}, []settings{at.with(dt.Name, b.valueAt(at, *dt)/2)}, b.seed)
		if err != nil {
			return Route{}, false, err
		}
		v := o.eval(fine[0])
		return Route{"with `" + dt.Name + "` halved", digitsUnit(v, 4, o.unit)}, math.Abs(v-truth) <= tol/2, nil
	}
	v, err := b.otherwise(o, at)
	return Route{"from a program with its names exchanged, in a fresh process", digitsUnit(v, 4, o.unit)}, math.Abs(v-truth) <= 1e-9*math.Abs(truth), err
}

// sameFine reports whether a count stays with the step halved: one that does not can't be worked out by hand.
func (b *bench) sameFine(o observable, at settings, truth float64) bool {
	dt := b.timeStep()
	fine, err := b.run(program{}, []settings{at.with(dt.Name, b.valueAt(at, *dt)/2)}, b.seed)
	return err == nil && o.eval(fine[0]) == truth
}

// otherwise runs the program with every local name renamed and another random seed: the same computation, another text.
func (b *bench) otherwise(o observable, at settings) (float64, error) {
	r, err := b.run(program{edits: b.renaming()}, []settings{at}, b.seed+17)
	if err != nil {
		return math.NaN(), err
	}
	return o.eval(r[0]), nil
}

// renaming gives edits that rename the names bound in the target, other than parameters, to fresh ones.
func (b *bench) renaming() []Edit {
	if b.target == nil {
		return nil
	}
	local := map[string]string{}
	for _, n := range b.src.bindings(b.target) {
		if p := n.parent.kind; p == "assignment" || p == "for_statement" || p == "pattern_list" {
			local[b.src.of(n)] = ""
		}
	}
	for _, p := range b.src.signature(b.target) {
		delete(local, p.name)
	}
	if len(b.src.own(b.target, "global_statement"))+len(b.target.all("lambda", "function_definition", "nonlocal_statement")) > 1 || len(b.target.all("interpolation")) > 0 {
		return nil // names cross scopes: leave them
	}
	var edits []Edit
	b.target.walk(func(n *node) bool {
		if n.kind == "identifier" && n.field != "attribute" && !(n.parent.kind == "keyword_argument" && n.field == "name") {
			if _, ok := local[b.src.of(n)]; ok {
				edits = append(edits, Edit{n.start, n.end, b.src.of(n) + "_other"})
			}
		}
		return true
	})
	return edits
}

// numberQuestion writes the item.
func (b *bench) numberQuestion(o observable, at settings, truth, tol, share float64, route Route) Item {
	unit := ""
	ask := "Your function is called once:\n\n" + b.scene(at) + "\nWhat is " + o.says
	if o.unit != "" {
		unit = o.unit
		ask += ", in " + o.unit
	} else if !o.whole {
		ask += ", in the unit in which your program works"
	}
	precision := fmt.Sprintf("within %g %%", 100*share)
	if o.whole {
		precision = wholePrecision(tol)
	}
	ask += "?\n\nWork it out on paper, with a calculator if you like. " + demand(precision)
	title := upperFirst(o.says) + " at fresh parameters"
	short := digitsUnit(truth, 4, o.unit)
	if o.whole {
		short = trimFloat(truth)
	}
	return Item{
		Title: title, Ask: ask, Program: b.subject.Source,
		Response: Response{Kind: Number, Unit: unit, Precision: precision, Fields: []Field{{Name: "value", Label: upperFirst(o.says), Unit: unit}}},
		Key:      rawKey(numberKey{truth, tol, o.unit, o.whole}),
		KeySays:  b.numberSays(o, short, route),
		Routes:   []Route{{"your program, run at these values", short}, route},
		Working:  Working{Source: b.subject.Source, Settings: at, Observe: o.id},
	}
}

// numberSays explains a number by what it was found from, beside what the program gives at its own values.
func (b *bench) numberSays(o observable, short string, route Route) string {
	says := fmt.Sprintf("Run at these values, your program gives %s for %s; at its own values it gives %s.", short, o.says, shown(o, o.eval(b.base)))
	if strings.HasPrefix(route.Name, "from the jumps") || strings.HasPrefix(route.Name, "with ") {
		says += fmt.Sprintf(" %s, it is %s.", upperFirst(route.Name), route.Value)
	}
	return says
}

// wholePrecision says how exact a whole number must be.
func wholePrecision(tol float64) string {
	switch {
	case tol < 1:
		return "a whole number, exact"
	case tol < 2:
		return "a whole number, one more or less is accepted"
	}
	return fmt.Sprintf("a whole number, %g more or less are accepted", math.Floor(tol))
}

// demand is the sentence that states a precision.
func demand(precision string) string {
	if strings.HasPrefix(precision, "within") {
		return "Any answer " + precision + " counts as right."
	}
	return "Give " + precision + "."
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	if r[0] >= 'a' && r[0] <= 'z' {
		r[0] -= 'a' - 'A'
	}
	return string(r)
}
