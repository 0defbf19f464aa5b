package understand

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// mostSteps is how far a state is asked for: six steps can be done by hand and no chaos grows in them.
const mostSteps = 6

// stepState is one candidate question: a number of the program's state after k steps.
type stepState struct {
	steps  int    // how many are made by hand
	says   string // "the entry `V[3]` (counting from 0)", "`v` after 3 passes of the loop in line 11"
	unit   string
	start  func(reply) float64
	value  func(reply) float64
	first  program // by which it is found
	second program // the other route
	route  string
	more   settings // what the second route sets besides
}

// makeState is C2: the value of a variable a few steps into the run, at a coarse time step so that every step counts.
// The key comes from what is returned, or from a line written into the loop; the second route is a run that ends just
// behind the asked step, or Python's own trace hook.
func makeState(b *bench, d *dice, n int) ([]Item, string, error) {
	if b.noisy {
		return nil, "what the program returns depends on random numbers that it draws itself", nil
	}
	if !b.showArrays() {
		return nil, "its input is an array too long to be written into a question", nil
	}
	if !b.hasLoop() {
		return nil, "the program has no loop whose state could be asked for", nil
	}
	var items []Item
	why := "it returns no row of numbers, and its loop changes no number that can be followed"
	asked := map[string]bool{}
	for _, s := range shuffle(d, slices.Concat(b.states(d), b.states(d), b.states(d))) { // each with several numbers of steps
		if len(items) == n {
			break
		}
		what := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return -1
			}
			return r
		}, s.says)
		if asked[what] {
			continue
		}
		if b.stepSeconds(s.steps) > mostStepSeconds {
			why = "a step of it takes too long by hand"
			continue
		}
		asked[what] = true
		item, says, err := b.stateItem(d, s)
		if err != nil {
			return nil, "", err
		}
		if says != "" {
			why = says
			continue
		}
		item.Seconds = max(familySeconds("C2"), b.stepSeconds(s.steps))
		items = append(items, item)
	}
	return items, why, nil
}

// mostStepSeconds is how long stepping by hand may take; what needs more is not asked.
const mostStepSeconds = 600

// stepSeconds is the time allowed for steps by hand: a minute to begin with, then for each step some seconds to write it down and
// some for each operation, functions that the step calls included.
func (b *bench) stepSeconds(steps int) int {
	h, ok := b.newHook(false)
	operations := 0
	for _, f := range b.reached() {
		if ok && h.loop.within("function_definition", "lambda") == f {
			continue // of the function that loops only the loop is gone through again
		}
		operations += len(f.all("binary_operator")) + len(f.all("call"))
	}
	if ok {
		operations += len(h.loop.at("body").all("binary_operator"))
	}
	return 60 + steps*(12+4*operations)
}

// states lists the numbers that can be asked for.
func (b *bench) states(d *dice) []stepState {
	var list []stepState
	for i, o := range b.outs {
		x := b.base.values[i].x
		if (o.Kind != KindTrace && o.Kind != kindVector) || len(x) < 3 || len(b.base.values[i].shape) != 1 {
			continue
		}
		k := 2 + d.below(min(mostSteps, len(x)-1)-1)
		name := o.words
		says := fmt.Sprintf("entry number %d of %s, counting from 0", k, name)
		if o.Name != "" {
			says = fmt.Sprintf("`%s[%d]` (counting from 0)", o.Name, k)
		}
		list = append(list, stepState{steps: k, says: says, unit: o.Unit, start: entry0(i, 0), value: entry0(i, k), route: "a run that ends a few steps later", more: b.shortRun(k)})
	}
	h, ok := b.newHook(false)
	if !ok {
		return list
	}
	for i, name := range h.names {
		x := b.hooked()[name]
		if len(x) < mostSteps+2 || !varies(x[1:]) || math.IsNaN(x[1]) || math.IsNaN(x[2]) {
			continue
		}
		k := 2 + d.below(mostSteps-1)
		if body := h.loop.at("body"); len(body.parts()) > 0 && strings.HasSuffix(body.parts()[0].kind, "_statement") && body.parts()[0].at("body") != nil {
			continue // the trace hook would also see the passes of the loop inside
		}
		list = append(list, stepState{
			steps: k, says: fmt.Sprintf("`%s` when the loop in line %d has been passed %d times", name, h.loop.row+1, k),
			unit: b.unitNamed(name), start: entry0(i, 1), value: entry0(i, k),
			first: h.program, second: b.tracer(h, name), route: "Python's trace hook at the loop",
		})
	}
	return list
}

// entry0 reads entry k of returned value i.
func entry0(i, k int) func(reply) float64 {
	return func(r reply) float64 {
		if !r.ok() || i >= len(r.values) || k >= len(r.values[i].x) {
			return math.NaN()
		}
		return r.values[i].x[k]
	}
}

// unitNamed is the unit of a variable that has the name of an output or parameter.
func (b *bench) unitNamed(name string) string {
	name = strings.TrimPrefix(name, "self.")
	for _, o := range b.outs {
		if o.Name == name {
			return o.Unit
		}
	}
	return b.src.unitOf(name, -1, b.target)
}

// shortRun ends the run a few steps behind the asked one, where the program has a duration and a step.
func (b *bench) shortRun(k int) settings {
	T, dt := b.duration(), b.timeStep()
	if T == nil || dt == nil || !T.Setting {
		return nil
	}
	return settings{T.Name: float64(k + 4)} // in steps; stateItem multiplies by the step
}

// tracer finds the same variable by sys.settrace, without touching the program's text.
func (b *bench) tracer(h hook, name string) program {
	body := h.loop.at("body")
	line := body.row + 1
	if b.subject.Prepare != "" {
		line += strings.Count(b.subject.Prepare, "\n") + 1
	}
	read := fmt.Sprintf("frame.f_locals.get(%q)", name)
	if attr, ok := strings.CutPrefix(name, "self."); ok {
		read = fmt.Sprintf("getattr(frame.f_locals.get('self'), %q, None)", attr)
	}
	return program{function: "coronium_traced", append: fmt.Sprintf(`

def coronium_traced(**given):
    import sys
    rows = []
    def local(frame, event, arg):
        if event == 'line' and frame.f_lineno == %d and len(rows) < 40:
            rows.append(%s)
        return local
    sys.settrace(lambda frame, event, arg: local)
    try:
        %s(**given)
    finally:
        sys.settrace(None)
    def number(x):
        try:
            return float(x)
        except Exception:
            return float('nan')
    return [number(x) for x in rows]
`, line, read, b.subject.Function)}
}

// stateItem draws parameters and a coarse step at which the state passes the gates.
func (b *bench) stateItem(d *dice, s stepState) (Item, string, error) {
	movers := b.model()
	var at []settings
	dt := b.timeStep()
	for range b.times(28) {
		p := settings{}
		if len(movers) > 0 {
			p = b.draws(d, 1, shuffle(d, append([]knob(nil), movers...))[:min(2, len(movers))], 1)[0]
		}
		if dt != nil {
			p = p.with(dt.Name, round2(dt.Value*pick(d, []float64{5, 8, 10, 15, 20})))
		}
		at = append(at, p)
	}
	r, err := b.run(s.first, at, b.seed)
	if err != nil {
		return Item{}, "", err
	}
	var values []float64
	for _, x := range r {
		if v := s.value(x); x.finite() && !math.IsNaN(v) {
			values = append(values, v)
		}
	}
	for i, x := range r {
		v, from := s.value(x), s.start(x)
		if math.IsNaN(v) || math.IsNaN(from) || math.IsInf(v, 0) {
			continue
		}
		move := math.Abs(v - from)
		tol := roundDigits(.02*move, 1)
		if !(move > 0) || move < 1e-6*math.Abs(v) || guessable(values, tol) > MaxG {
			continue
		}
		if near := b.numbersOnScreen(at[i]); nearAbsolute(v, near, 3*tol) {
			continue
		}
		second, says, err := b.stateAgain(s, at[i], dt)
		if err != nil {
			return Item{}, "", err
		}
		if math.Abs(second-v) > 1e-9*math.Max(1, math.Abs(v)) {
			return Item{}, says, nil
		}
		return b.stateQuestion(s, at[i], v, tol, second), "", nil
	}
	return Item{}, "its first steps move too little, or land on numbers that can be read off the screen", nil
}

// stateAgain finds the state by the second route.
func (b *bench) stateAgain(s stepState, at settings, dt *knob) (float64, string, error) {
	value, p := s.value, s.second
	if s.first.function != "" { // the trace hook returns one row
		k := s.index()
		value = entry0(0, k)
	} else if T := b.duration(); T != nil && dt != nil && s.more != nil {
		at = at.with(T.Name, s.more[T.Name]*b.valueAt(at, *dt))
	} else {
		p = program{edits: b.renaming()}
	}
	r, err := b.run(p, []settings{at}, b.seed+1)
	if err != nil {
		return 0, "", err
	}
	return value(r[0]), "two ways of finding its state do not agree", nil
}

// index is the number of passes of a hooked state, from its words.
func (s stepState) index() int {
	var k int
	fmt.Sscanf(s.says[strings.LastIndex(s.says, "passed ")+len("passed "):], "%d", &k)
	return k
}

func nearAbsolute(v float64, screen []float64, within float64) bool {
	for _, x := range screen {
		if math.Abs(x-v) <= within {
			return true
		}
	}
	return false
}

func (b *bench) stateQuestion(s stepState, at settings, v, tol, second float64) Item {
	n := 2
	if e := math.Floor(math.Log10(tol)); v != 0 {
		n = max(2, int(math.Floor(math.Log10(math.Abs(v)))-e)+1)
	}
	precision := "within " + digitsUnit2(tol, s.unit)
	ask := "Your function is called once:\n\n" + b.scene(at) + "\nStep through it by hand, with a calculator. What is " + s.says
	if s.unit != "" {
		ask += ", in " + s.unit
	}
	ask += "?\n\n" + demand(precision)
	route := s.route
	if s.first.function == "" && s.more == nil {
		route = "a program with its names exchanged, in a fresh process"
	}
	return Item{
		Title: "The state after a few steps", Ask: ask, Program: b.subject.Source,
		Response: Response{Kind: Number, Unit: s.unit, Precision: precision, Fields: []Field{{Name: "value", Label: upperFirst(s.says), Unit: s.unit}}},
		Key:      rawKey(numberKey{Value: v, Tolerance: tol, Unit: s.unit}),
		KeySays:  fmt.Sprintf("Run at these values, your program has %s for %s.", digitsUnit(v, n, s.unit), s.says),
		Routes:   []Route{{"your program, run and watched at this step", digitsUnit(v, n, s.unit)}, {route, digitsUnit(second, n, s.unit)}},
		Working:  Working{Source: b.subject.Source, Settings: at, Observe: "state", More: rawKey(stateMore{s.says, n})},
	}
}

// stateMore is what RunIt needs to find a state again: which one, in how many digits.
type stateMore struct {
	Says   string `json:"says"`
	Digits int    `json:"digits"`
}

func rerunState(b *bench, item Item, out Rerun) (Rerun, error) {
	var k numberKey
	var more stateMore
	if err := unkey(item, &k); err != nil {
		return out, err
	}
	if err := unmore(item, &more); err != nil {
		return out, err
	}
	d := &dice{}
	for range 60 { // the number of steps is drawn; the words say which one was
		for _, s := range b.states(d) {
			if s.says != more.Says {
				continue
			}
			r, err := b.run(s.first, []settings{item.Working.Settings}, b.seed)
			if err != nil {
				return out, err
			}
			v := s.value(r[0])
			out.Found = digitsUnit(v, more.Digits, k.Unit)
			return out.verdict(math.Abs(v-k.Value) <= 1e-6*math.Max(1, math.Abs(k.Value))), nil
		}
	}
	return out, fmt.Errorf("%w: %s asks for %s", errItem, item.ID, more.Says)
}
