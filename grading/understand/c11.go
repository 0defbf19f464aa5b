package understand

import (
	"fmt"
	"math"
	"slices"
)

// makeNumerics is C11: what does this program do at a coarse time step? Asked are counts and regimes only, since they
// don't hang on the last digit: how often it fires, the step at which it runs away, the first of a list of steps at
// which it fails. The key comes from a sweep over the step.
func makeNumerics(b *bench, d *dice, n int) ([]Item, string, error) {
	dt := b.timeStep()
	if dt == nil || !b.hasLoop() {
		return nil, "the program has no time step", nil
	}
	if b.noisy {
		return nil, "what the program returns depends on random numbers that it draws itself", nil
	}
	if !b.showArrays() {
		return nil, "its input is an array too long to be written into a question", nil
	}
	why := ""
	var items []Item
	for _, form := range []func(*dice, knob) (Item, string, error){b.coarseCount, b.runawayStep, b.firstFailure} {
		for range 2 {
			if len(items) == n {
				break
			}
			item, says, err := form(d, *dt)
			if err != nil {
				return nil, "", err
			}
			if says != "" {
				why = keepFirst(why, says)
				break
			}
			if !slices.ContainsFunc(items, func(i Item) bool { return i.Ask == item.Ask }) {
				items = append(items, item)
			}
			if item.Response.Kind != Number || item.Working.Observe == "runaway" {
				break
			}
		}
	}
	return items, why, nil
}

// coarse is one candidate of coarseCount: settings, and what the program does there and at its own step.
type coarse struct {
	at           settings
	count, usual float64
	steps        int // of one interval
}

// coarseCount asks how often the program fires at a step so coarse that an interval has few steps; then every rounding
// in it counts, and the answer is found by stepping through one interval by hand.
func (b *bench) coarseCount(d *dice, dt knob) (Item, string, error) {
	i := slices.IndexFunc(b.outs, func(o output) bool { return o.Kind == KindTimes })
	if i < 0 || len(b.base.values[i].x) < 5 {
		return Item{}, "it returns no event times, so that nothing is there to be counted", nil
	}
	o, _ := b.observable(fmt.Sprintf("%d.count", i))
	list, err := b.coarseRuns(d, dt, o)
	if err != nil {
		return Item{}, "", err
	}
	counts := make([]float64, len(list))
	for k, c := range list {
		counts[k] = c.count
	}
	for _, k := range shuffle(d, upTo(len(list))) {
		c := list[k]
		hits := 0
		for _, v := range counts {
			if math.Abs(v-c.count) <= countSlack(c.count) {
				hits++
			}
		}
		// The chance of hitting this count by naming a usual one, by Laplace's rule, its own case left out.
		if guess := float64(hits) / float64(len(list)+1); guess <= MaxG {
			item := b.coarseQuestion(o, c, dt)
			item.G = guess
			return item, "", nil
		}
	}
	return Item{}, "at coarse time steps the number of events hardly changes, or too few different numbers occur", nil
}

// coarseRuns runs the program at coarse steps and keeps those at which the count is clearly not the usual one, the same
// in every process, and equal to what its first and last event and the interval between them say.
func (b *bench) coarseRuns(d *dice, dt knob, o observable) ([]coarse, error) {
	movers := b.model()
	var at, fineAt []settings
	for range b.times(100) {
		s := b.draws(d, 1, shuffle(d, slices.Clone(movers))[:min(2, len(movers))], 1)[0]
		f := pick(d, []float64{3, 5, 8, 10, 12, 15, 20, 25, 30, 40, 50})
		at = append(at, s.with(dt.Name, round2(f*dt.Value)))
		fineAt = append(fineAt, s)
	}
	rough, err := b.run(program{}, at, b.seed)
	if err != nil {
		return nil, err
	}
	again, err := b.run(program{}, at, b.seed+1)
	if err != nil {
		return nil, err
	}
	fine, err := b.run(program{}, fineAt, b.seed)
	if err != nil {
		return nil, err
	}
	var list []coarse
	for k, r := range rough {
		count, usual := o.eval(r), o.eval(fine[k])
		step := at[k][dt.Name]
		if !r.finite() || !fine[k].finite() || !(count >= 5) || o.eval(again[k]) != count || math.Abs(count-usual) < math.Max(2, .08*usual) {
			continue
		}
		x := r.values[o.out].x
		interval := meanInterval(x, reply{}) / step
		if interval > 25 || !sameSteps(x, step) || nearScreen(count, b.numbersOnScreen(at[k]), .01) {
			continue
		}
		second := 1 + math.Floor((x[len(x)-1]-x[0])/(x[len(x)-1]-x[len(x)-2])+.5)
		if math.Abs(second-count) <= countSlack(count) {
			list = append(list, coarse{at[k], count, usual, int(math.Round(interval))})
		}
	}
	return list, nil
}

// countSlack is how far off a count may be: exact below 30, then 3 %.
func countSlack(count float64) float64 { return math.Floor(count / 30) }

// sameSteps reports whether all intervals but the first are the same number of steps, give or take one hundredth, or
// alternate by at most one step.
func sameSteps(x []float64, step float64) bool {
	for i := 3; i < len(x); i++ {
		if math.Abs((x[i]-x[i-1])-(x[i-1]-x[i-2])) > 1.01*step {
			return false
		}
	}
	return len(x) > 3
}

func (b *bench) coarseQuestion(o observable, c coarse, dt knob) Item {
	step := fmt.Sprintf("`%s = %s`", dt.Name, digitsUnit2(c.at[dt.Name], dt.Unit))
	precision := wholePrecision(countSlack(c.count))
	ask := fmt.Sprintf("Your function is run with a coarse time step, %s:\n\n%s\nWhat is %s? Follow the program, not the equation: at such a step every rounding in it counts. A calculator is welcome.\n\n%s",
		step, b.scene(c.at), o.says, demand(precision))
	return Item{
		Title: "What the program does at a coarse time step", Ask: ask, Program: b.subject.Source,
		Response: Response{Kind: Number, Precision: precision, Fields: []Field{{Name: "value", Label: upperFirst(o.says)}}},
		Key:      rawKey(numberKey{Value: c.count, Tolerance: math.Max(countSlack(c.count), .4), Whole: true}),
		KeySays: fmt.Sprintf("At %s, your program gives %s for %s: once regular, an interval takes %d steps. At `%s = %s` it would be %s.",
			step, trimFloat(c.count), o.says, c.steps, dt.Name, digitsUnit2(dt.Value, dt.Unit), trimFloat(c.usual)),
		Routes: []Route{
			{"your program, run at this step, twice", trimFloat(c.count)},
			{"from its first and last event and the last interval", trimFloat(c.count)},
		},
		Working: Working{Source: b.subject.Source, Settings: c.at, Observe: o.id},
	}
}

// runsAway reports whether values are not finite or grow beyond a thousand times what they are at the program's own step.
func (b *bench) runsAway(r, own reply) bool {
	if !r.finite() {
		return true
	}
	for i, o := range b.outs {
		if (o.Kind == KindTrace || o.Kind == kindVector || o.Kind == kindMatrix) && i < len(own.values) && len(r.values[i].x) > 0 {
			size := math.Max(largest(own.values[i].x), largest(negated(own.values[i].x)))
			if math.Max(largest(r.values[i].x), largest(negated(r.values[i].x))) > 1000*size {
				return true
			}
		}
	}
	return false
}

// runawayStep asks for the largest step at which a relaxing program still settles (2 tau for forward Euler).
func (b *bench) runawayStep(d *dice, dt knob) (Item, string, error) {
	i := slices.IndexFunc(b.outs, func(o output) bool { return o.Kind == KindTrace })
	if i < 0 || !exponential(b.base.values[i].x) {
		return Item{}, "it does not relax exponentially, so that the step at which it runs away has no short argument", nil
	}
	points, replies, err := b.alive(d, b.times(12), b.model())
	if err != nil {
		return Item{}, "", err
	}
	var limits []float64
	var found []int
	for k, p := range points {
		v, err := b.bisectStep(p, dt, replies[k])
		if err != nil {
			return Item{}, "", err
		}
		if !math.IsNaN(v) {
			limits = append(limits, v)
			found = append(found, k)
		}
	}
	for j, k := range found {
		truth, tol := limits[j], .05*limits[j]
		at := points[k]
		if nearScreen(truth, b.numbersOnScreen(at), screenShare) || guessable(limits, tol) > MaxG+.05 {
			continue
		}
		ends, err := b.run(program{}, []settings{b.stretched(at, dt, .97*truth), b.stretched(at, dt, 1.03*truth)}, b.seed)
		if err != nil {
			return Item{}, "", err
		}
		if b.runsAway(ends[0], replies[k]) || !b.runsAway(ends[1], replies[k]) {
			continue
		}
		ask := fmt.Sprintf("Your function is run at\n\n%s\nbut with larger and larger time steps `%s`, each time for a great many steps. Above which `%s`", b.scene(at), dt.Name, dt.Name)
		if dt.Unit != "" {
			ask += ", in " + dt.Unit + ","
		}
		ask += " do its values run away instead of settling?\n\n" + demand("within 5 %")
		return Item{
			Title: "The time step at which it runs away", Ask: ask, Program: b.subject.Source,
			Response: Response{Kind: Number, Unit: dt.Unit, Precision: "within 5 %", Fields: []Field{{Name: "value", Label: "Largest stable " + dt.Name, Unit: dt.Unit}}},
			Key:      rawKey(numberKey{Value: truth, Tolerance: tol, Unit: dt.Unit}),
			KeySays:  fmt.Sprintf("Your program settles up to `%s` = %s and runs away above.", dt.Name, digitsUnit(truth, 3, dt.Unit)),
			Routes: []Route{
				{"bisection over the step", digitsUnit(truth, 3, dt.Unit)},
				{"runs 3 % below and 3 % above", "settles, runs away"},
			},
			Working: Working{Source: b.subject.Source, Settings: at, Observe: "runaway", More: rawKey(truth)},
		}, "", nil
	}
	return Item{}, "it settles at every time step, or the step at which it does not can be read off the screen", nil
}

// stretched sets the step, and the duration so that 400 steps are made.
func (b *bench) stretched(at settings, dt knob, step float64) settings {
	s := at.with(dt.Name, step)
	if T := b.duration(); T != nil {
		s = s.with(T.Name, 400*step)
	}
	return s
}

// bisectStep finds the step at which the program begins to run away; NaN if it never does up to 400 times its own step.
func (b *bench) bisectStep(at settings, dt knob, own reply) (float64, error) {
	away := func(step float64) (bool, error) {
		r, err := b.run(program{}, []settings{b.stretched(at, dt, step)}, b.seed)
		if err != nil {
			return false, err
		}
		return b.runsAway(r[0], own), nil
	}
	low, high := b.valueAt(at, dt), 0.0
	for f := 2.0; f <= 4096; f *= 2 {
		a, err := away(b.valueAt(at, dt) * f)
		if err != nil {
			return 0, err
		}
		if a {
			high = b.valueAt(at, dt) * f
			break
		}
		low = b.valueAt(at, dt) * f
	}
	if high == 0 || low == b.valueAt(at, dt) {
		return math.NaN(), nil
	}
	for range 8 {
		mid := (low + high) / 2
		a, err := away(mid)
		if err != nil {
			return 0, err
		}
		if a {
			high = mid
		} else {
			low = mid
		}
	}
	return (low + high) / 2, nil
}

// steps of the list from which the first failing one is chosen, and their ratio.
const (
	failureSteps = 12
	failureRatio = 1.6
)

// firstFailure lists time steps and asks for the first at which the program returns numbers that are not finite.
func (b *bench) firstFailure(d *dice, dt knob) (Item, string, error) {
	var sweep []float64
	var at []settings
	for v := dt.Value; v < 3000*dt.Value; v *= failureRatio {
		sweep = append(sweep, round2(v))
		at = append(at, settings{dt.Name: round2(v)})
	}
	r, err := b.run(program{}, at, b.seed)
	if err != nil {
		return Item{}, "", err
	}
	firstBad := slices.IndexFunc(r, func(x reply) bool { return !x.finite() && !x.timeout })
	if firstBad < 3 {
		return Item{}, "its numbers stay finite at every time step tried", nil
	}
	for _, x := range r[firstBad:] { // one boundary, not islands
		if x.finite() && len(x.values) > 0 && len(x.values[0].x) > 5 {
			return Item{}, "whether its numbers stay finite does not hang on the time step in one way", nil
		}
	}
	offset := max(0, firstBad-1-d.below(min(failureSteps-2, firstBad)))
	if offset+failureSteps > len(sweep) {
		offset = len(sweep) - failureSteps
	}
	list := sweep[offset : offset+failureSteps]
	options := make([]string, len(list))
	for i, v := range list {
		options[i] = trimFloat(v)
	}
	key := trimFloat(sweep[firstBad])
	again, err := b.run(program{}, []settings{at[firstBad-1], at[firstBad]}, b.seed+1)
	if err != nil {
		return Item{}, "", err
	}
	if !again[0].finite() || again[1].finite() {
		return Item{}, "whether its numbers stay finite differs from run to run", nil
	}
	unit := ""
	if dt.Unit != "" {
		unit = " (" + dt.Unit + ")"
	}
	return Item{
		Title: "The first time step at which it fails",
		Ask: fmt.Sprintf("Your function is run as\n\n%s\nbut with the time step `%s`%s taken from this list, one after the other: %s.\n\nAt which of them does it first return numbers that are not finite (or stop with an error)?",
			b.scene(nil), dt.Name, unit, joinAnd(options)),
		Program:  b.subject.Source,
		Response: Response{Kind: Choice, Unit: dt.Unit, Fields: []Field{{Name: "choice", Label: "First failing " + dt.Name, Unit: dt.Unit, Options: options}}},
		Key:      rawKey(choiceKey{Choices: map[string]string{"choice": key}}),
		KeySays:  fmt.Sprintf("At `%s` = %s the numbers are still finite, at %s no longer.", dt.Name, trimFloat(sweep[firstBad-1]), key),
		G:        1.0 / failureSteps,
		Slip:     .25,
		Routes: []Route{
			{"a sweep over the list", key},
			{"runs of the last good and the first bad step in a fresh process", key},
		},
		Working: Working{Source: b.subject.Source, Observe: "failure", More: rawKey(sweep[firstBad])},
	}, "", nil
}

// choiceKey is the key of an item with choices: one answer for each field. Also holds further right answers of an item
// with one field.
type choiceKey struct {
	Choices map[string]string `json:"choices"`
	Also    []string          `json:"also,omitempty"`
}
