package understand

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"coronium/grading/sandbox"
)

// Infer settles a Subject for a program without an exercise: which function is the model, which numbers it is called
// with (defaults, then what its names and documentation suggest, then what a probing run shows to work), and what comes
// back. function may name it ("simulate", "LIF.run"); empty chooses. The error is a *SourceError if the program can't be
// read or no call of it returns numbers.
func Infer(ctx context.Context, text, function string, runner sandbox.Runner) (Subject, error) {
	var found Subject
	err := inferEach(ctx, text, function, runner, func(s Subject) bool { found = s; return false })
	return found, err
}

// inferEach settles one subject after another, the likeliest model first, as long as more are wanted. The error says why there
// is none.
func inferEach(ctx context.Context, text, function string, runner sandbox.Runner, more func(Subject) bool) error {
	s, err := parse(text)
	if err != nil {
		return err
	}
	entries, err := s.entries(function)
	if err != nil {
		return err
	}
	why, any := "", false
	for i, e := range entries {
		if i == 6 {
			break
		}
		subject, says, err := s.try(ctx, e, runner)
		if err == nil && strings.Contains(says, "returned is of type") && e.append == "" { // a named tuple, a data class, an object
			subject, says, err = s.try(ctx, e.unpacked(), runner)
		}
		if err != nil {
			return err
		}
		if says == "" {
			if any = true; !more(subject) {
				return nil
			}
			continue
		}
		if why == "" {
			why = fmt.Sprintf("%s: %s", plainShow(e.show), says)
		}
	}
	if !any {
		return &SourceError{0, "no call of the program returns numbers. " + why}
	}
	return nil
}

func plainShow(show string) string { return strings.NewReplacer("{", "", "}", "").Replace(show) }

// guess is what a parameter's name suggests.
type nameGuess struct {
	name    *regexp.Regexp
	value   float64
	unit    string
	setting bool
	integer bool
}

func suggests(pattern string, v float64, unit string) nameGuess {
	return nameGuess{name: regexp.MustCompile(`(?i)^(?:` + pattern + `)$`), value: v, unit: unit}
}

func settingGuess(pattern string, v float64, unit string, integer bool) nameGuess {
	g := suggests(pattern, v, unit)
	g.setting, g.integer = true, integer
	return g
}

var durationName = regexp.MustCompile(`^(?:[Tt]|[Tt]_?(?:max|end|stop|final|total|sim)|tstop|[Dd]uration|t_?sim|sim_?time|total_?time)(?:_ms)?$`)

// nameGuesses are the conventions of the field; the first match counts. A unit is claimed only for the step and the
// duration, so that no question states a unit that the program does not.
var nameGuesses = []nameGuess{
	settingGuess(`dt|delta_?t|time_?step|dt_ms`, .1, "", false),
	settingGuess(`h`, .1, "", false),
	settingGuess(`seed|random_seed`, 1, "", true),
	settingGuess(`n_?steps?|num_?steps|steps|n_?iter|iterations|nt`, 400, "", true),
	settingGuess(`tol|eps|epsilon`, 1e-6, "", false),
	suggests(`tau_?(?:w|a|adapt.*|slow)`, 100, ""), suggests(`tau_?(?:s|syn|e|exc|d|decay|rise|r|1|fast|ampa)`, 5, ""), suggests(`tau_?(?:i|inh|2|f|facil|gaba|nmda)`, 11, ""), suggests(`tau.*`, 20, ""),
	suggests(`t_?ref.*|tau_?ref|refrac.*|refractory.*`, 3, ""),
	suggests(`r(?:_?m|in|_?in)?|resistance`, 50, ""), suggests(`c_?m?|capacitance`, 1, ""),
	suggests(`(?:e|v)_?(?:l|leak|rest)|rest.*`, -70, ""), suggests(`v_?(?:th|thr|thresh|threshold|t)|theta|thresh.*`, -50, ""), suggests(`v_?(?:r|res|reset)|reset.*`, -60, ""),
	suggests(`(?:e|v)_?na`, 50, ""), suggests(`(?:e|v)_?k`, -77, ""), suggests(`(?:e|v)_?ca`, 120, ""), suggests(`(?:e|v)_?(?:e|exc)`, 0, ""), suggests(`(?:e|v)_?(?:i|inh)`, -80, ""),
	suggests(`g_?na.*`, 120, ""), suggests(`g_?k.*`, 36, ""), suggests(`g_?l.*|g_?leak`, .3, ""), suggests(`g_?ca.*`, 4.4, ""), suggests(`g.*`, .4, ""),
	suggests(`delta_?t|delta`, 2, ""), suggests(`v_?(?:0|init.*)|v`, -65, ""),
	suggests(`i(?:_?(?:ext|app|inj|0|e|stim|in|dc|amp))?|current|i_.*`, 1, ""),
	suggests(`sigma.*|noise.*`, .7, ""), suggests(`mu.*|mean.*`, 1.3, ""), suggests(`p.*`, .3, ""), nameGuess{name: regexp.MustCompile(`^z$`), value: 1, integer: true},
	suggests(`lr|eta|learning_rate|alpha`, .13, ""), suggests(`gamma|beta`, .8, ""), suggests(`rate.*|freq.*|f|lam.*`, 12, ""), suggests(`u|u_?0`, .45, ""),
	suggests(`.*out.*`, 5, ""), suggests(`.*_in|in_.*|cin|.*inside`, 140, ""), suggests(`temp.*`, 310, ""),
	suggests(`w.*|j.*`, 1.4, ""), suggests(`d|diam.*`, 2, ""), suggests(`l|len.*`, 100, ""), suggests(`x.*|y.*`, .6, ""), suggests(`[a-d]`, .7, ""),
}

func guessFor(name string) nameGuess {
	if durationName.MatchString(name) {
		return nameGuess{value: 200, setting: true}
	}
	for _, g := range nameGuesses {
		if g.name.MatchString(name) {
			return g
		}
	}
	return nameGuess{value: 1.7}
}

// unknown is a parameter whose value has to be found by running.
type unknown struct {
	Parameter
	shapes [][]int // nil: a number
	times  bool    // an array of increasing times
	maybe  bool    // handed to a NumPy function, so that it may be a number or an array
}

// try settles one entry; says is why it can't be used.
func (s *source) try(ctx context.Context, e entry, runner sandbox.Runner) (Subject, string, error) {
	subject := Subject{Source: s.text, Function: e.function, Append: e.append, Show: e.show}
	var open []unknown
	for _, p := range e.params {
		if v, integer, ok := s.defaultNumber(p.value); ok {
			g := guessFor(p.name)
			subject.Parameters = append(subject.Parameters, Parameter{Name: p.name, Value: v, Integer: integer, Setting: g.setting, Unit: s.unitOf(p.name, paramRow(p), e.target)})
			continue
		}
		if p.value != nil {
			continue // None, a text, an array: left as its author has it
		}
		open = append(open, s.unknownOf(p, e.target))
	}
	if slices.ContainsFunc(open, func(u unknown) bool { return len(u.shapes) > 0 }) { // a short row of inputs: let much happen in each
		for i := range open {
			if open[i].Setting && !open[i].Integer && guessFor(open[i].Name).value == .1 {
				open[i].Value = 2
			}
		}
	}
	used := map[float64]bool{}
	for i := range open { // two equal numbers hide their difference
		for len(open[i].shapes) == 0 && !open[i].Setting && open[i].Value != 0 && used[open[i].Value] {
			open[i].Value = round2(open[i].Value * 1.35)
			if open[i].Integer {
				open[i].Value = math.Ceil(open[i].Value)
			}
		}
		used[open[i].Value] = true
	}
	if len(open) > 14 {
		return subject, "it has too many parameters without a default", nil
	}
	best, says, err := search(ctx, subject, open, runner)
	if err != nil || says != "" {
		return subject, says, err
	}
	values := map[string]Parameter{}
	for _, p := range append(subject.Parameters, best...) {
		values[p.Name] = p
	}
	subject.Parameters = nil
	for _, p := range e.params { // in the order of the signature
		if v, ok := values[p.name]; ok {
			subject.Parameters = append(subject.Parameters, v)
		}
	}
	return subject, "", nil
}

func paramRow(p sigParam) int {
	if p.value != nil {
		return p.value.row
	}
	return -1
}

// defaultNumber reads a default that is a number or the name of a module constant.
func (s *source) defaultNumber(n *node) (v float64, integer, ok bool) {
	if n == nil {
		return 0, false, false
	}
	if v, ok := s.numberOf(n); ok {
		return v, n.kind == "integer" || (n.kind == "unary_operator" && n.at("argument").kind == "integer"), true
	}
	if n.kind != "identifier" {
		return 0, false, false
	}
	for _, c := range s.root.all("assignment") {
		if l, r := c.at("left"), c.at("right"); l != nil && r != nil && c.within("function_definition", "class_definition") == nil && s.of(l) == s.of(n) {
			if v, ok := s.numberOf(r); ok {
				return v, r.kind == "integer", true
			}
		}
	}
	return 0, false, false
}

// unknownOf gathers what name, annotation and use say of a parameter without a default.
func (s *source) unknownOf(p sigParam, target *node) unknown {
	g := guessFor(p.name)
	u := unknown{Parameter: Parameter{Name: p.name, Value: g.value, Setting: g.setting, Integer: g.integer, Unit: s.unitOf(p.name, -1, target)}}
	class := target.within("class_definition")
	scope := target
	if class != nil {
		scope = class
	}
	one, two, whole := s.usedAs(scope, p.name)
	u.maybe = s.givenToNumpy(scope, p.name)
	a := strings.ToLower(p.annotation)
	if strings.Contains(a, "array") || strings.Contains(a, "list") || strings.Contains(a, "sequence") {
		one = true
	}
	if a == "int" || (whole && !one) {
		u.Integer = true
		u.Value = math.Max(1, math.Round(u.Value))
		if !g.setting && !g.integer && u.Value < 5 {
			u.Value = 6
		}
	}
	u.times = regexp.MustCompile(`(?i)spike|time|^pre|^post|events|^t_|^ts?$`).MatchString(p.name)
	switch {
	case two:
		u.shapes = [][]int{{12, 3}, {3, 3}, {4, 12}}
	case one:
		u.shapes = [][]int{{6}, {12}, {3}, {12, 3}, {3, 3}, {3, 12}}
	}
	return u
}

// usedAs looks at how a name is used: as an array (indexed, measured, iterated), as a matrix, as a whole number.
func (s *source) usedAs(scope *node, name string) (array, matrix, whole bool) {
	scope.walk(func(n *node) bool {
		if n.kind != "identifier" || s.of(n) != name || n.parent == nil {
			return true
		}
		p := n.parent
		switch {
		case p.kind == "subscript" && p.at("value") == n:
			array = true
			if sub := p.parts(); len(sub) > 2 {
				matrix = true
			}
		case p.kind == "attribute" && n.field == "object":
			switch s.of(p.at("attribute")) {
			case "T":
				matrix = true
			case "shape", "size", "ndim", "sum", "mean", "copy", "dot", "max", "min", "astype", "std":
				array = true
			}
			if p.parent != nil && p.parent.kind == "assignment" && s.of(p.at("attribute")) == "shape" {
				if l := p.parent.at("left"); l != nil && l.kind == "pattern_list" && len(l.parts()) == 2 {
					matrix = true
				}
			}
		case p.kind == "for_statement" && n.field == "right", p.kind == "for_in_clause" && n.field == "right":
			array = true
		case p.kind == "binary_operator" && strings.Contains(s.text[p.children[0].end:p.children[len(p.children)-1].start], "@"):
			array = true
		case p.kind == "argument_list" && p.parent != nil && p.parent.at("function") != nil:
			f := s.of(p.parent.at("function"))
			f = f[strings.LastIndexByte(f, '.')+1:]
			switch f {
			case "len", "enumerate", "zip", "sorted", "diff", "cumsum", "zeros_like", "empty_like", "ones_like", "interp", "searchsorted", "dot", "outer", "list", "iter":
				array = true
			case "range", "zeros", "empty", "ones":
				whole = true
			}
		}
		return true
	})
	return array || matrix, matrix, whole
}

// givenToNumpy reports whether a name is handed to a function of NumPy as it is.
func (s *source) givenToNumpy(scope *node, name string) bool {
	return scope.find(func(n *node) bool {
		if n.kind != "identifier" || s.of(n) != name || n.parent == nil || n.parent.kind != "argument_list" || n.parent.parent == nil {
			return false
		}
		f := n.parent.parent.at("function")
		return f != nil && (strings.HasPrefix(s.of(f), "np.") || strings.HasPrefix(s.of(f), "numpy."))
	}) != nil
}

// search finds values for the open parameters with which the program returns numbers that are alive.
func search(ctx context.Context, subject Subject, open []unknown, runner sandbox.Runner) ([]Parameter, string, error) {
	d := newDice(subject.Source, 0, "infer")
	trials := candidates(open, d)
	var calls []sandbox.Call
	for _, t := range trials {
		kw := map[string]sandbox.Value{}
		for _, p := range append(slices.Clone(subject.Parameters), t...) {
			kw[pythonName(p.Name)] = (&knob{Parameter: p}).argumentValue(p.Value)
		}
		calls = append(calls, sandbox.Call{Function: subject.Function, Keywords: kw})
	}
	best, score, says := []Parameter(nil), 0.0, ""
	spiking := strings.Contains(strings.ToLower(subject.Source), "spike")
	endless := 0
	for i := 0; i < len(calls) && endless < 2; {
		n := min(len(calls)-i, 24)
		if i == 0 {
			n = 1 // most programs run at what their names suggest
		}
		r, err := runner.Run(ctx, sandbox.Job{Source: wrap(subject, subject.Source), Calls: calls[i : i+n], Seed: 1, Limits: trialLimits})
		if err != nil {
			return nil, "", err
		}
		if r.Ended == sandbox.LoadFailed {
			return nil, readReply(r, 0).fault, nil
		}
		done := 0
		for k := range n {
			rep := readReply(r, k)
			if rep.timeout || (k < len(r.Outcomes) && !r.Outcomes[k].Done && r.Outcomes[k].Exception == nil) {
				says = keepFirst(says, rep.fault)
				done = k + 1 // the job ended here: go on behind it
				endless++
				break
			}
			done = k + 1
			if !rep.ok() {
				says = keepFirst(says, rep.fault)
				continue
			}
			if v := liveliness(rep, spiking) - .001*float64(i+k); v > score {
				best, score = trials[i+k], v
			}
		}
		i += done
		if score >= 1.8 {
			break
		}
	}
	if score <= 0 {
		if says == "" {
			says = "every trial returned numbers that are not finite or never change"
		}
		return nil, says, nil
	}
	if best == nil {
		best = []Parameter{}
	}
	return best, "", nil
}

// trialLimits bound one trial: a program that needs more for a call is too slow for questions anyway.
var trialLimits = sandbox.Limits{CPU: 4 * time.Second, Wall: 60 * time.Second}

func keepFirst(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// liveliness scores a reply: 0 unusable, up to 1 finite numbers that are not all zero, 2 with a good number of events.
func liveliness(r reply, spiking bool) float64 {
	if !r.finite() {
		return 0
	}
	score, events, empty := .2, 0, false
	for _, v := range r.values {
		for i, x := range v.x {
			if x != 0 && (len(v.x) == 1 || x != v.x[0] || i > 0 && v.x[i] != v.x[i-1]) {
				score = math.Max(score, 1)
			}
		}
		rising := len(v.shape) == 1 && len(v.x) >= 4 && !isGrid(v.x)
		for i := 1; i < len(v.x); i++ {
			rising = rising && v.x[i] > v.x[i-1]
		}
		if rising && v.x[0] >= 0 {
			events = max(events, len(v.x))
		}
		empty = empty || len(v.shape) == 1 && len(v.x) == 0
	}
	switch {
	case spiking && empty:
		return .5 * score
	case events == 0 && !spiking:
		return score + 1
	case events >= 5 && events <= 60:
		return score + 1
	case events > 0:
		return score + .7
	}
	return score + .5
}

// candidates lists trial values: what the names suggest first, then scaled versions and other shapes of arrays.
func candidates(open []unknown, d *dice) [][]Parameter {
	fill := func(scale func(i int) float64, shape func(i int) []int, style int) []Parameter {
		list := make([]Parameter, len(open))
		for i, u := range open {
			p := u.Parameter
			if sh := shape(i); sh != nil {
				p.Value, p.Shape, p.Array = 0, sh, sample(i, sh, u.times, style)
				p.Integer = style == 2
			} else {
				p.Value *= scale(i)
				if p.Integer {
					p.Value = math.Round(p.Value)
				}
			}
			list[i] = p
		}
		return list
	}
	plain := func(int) float64 { return 1 }
	given := func(i int) []int {
		if len(open[i].shapes) > 0 {
			return open[i].shapes[0]
		}
		return nil
	}
	trials := [][]Parameter{fill(plain, given, 0)}
	if len(open) == 0 {
		return trials
	}
	for _, f := range []float64{2, .5, 5, .2, 10, .1, 30, 100, .01} { // one at a time first
		for one, u := range open {
			if !u.Setting && len(u.shapes) == 0 {
				trials = append(trials, fill(func(i int) float64 {
					if i == one {
						return f
					}
					return 1
				}, given, 0))
			}
		}
	}
	for range 140 {
		scales := make([]float64, len(open))
		shapes := make([][]int, len(open))
		for i, u := range open {
			scales[i] = 1
			if !u.Setting && d.float() < .5 {
				scales[i] = pick(d, []float64{.1, .5, 2, 5, 10, 30, .02})
			}
			switch {
			case len(u.shapes) > 0:
				shapes[i] = pick(d, u.shapes)
			case u.maybe && d.float() < .7:
				shapes[i] = pick(d, [][]int{{12}, {3}, {3, 12}, {12, 3}, {3, 3}})
			case d.float() < .15 && !u.Setting:
				shapes[i] = pick(d, [][]int{{12}, {3}})
			}
		}
		trials = append(trials, fill(func(i int) float64 { return scales[i] }, func(i int) []int { return shapes[i] }, d.below(4)))
	}
	return trials
}

// sample makes an array that can be written down: one decimal, different for each parameter; increasing for times.
// Styles: 0 positive, 1 both signs, 2 small whole numbers, 3 only 1 and -1.
func sample(which int, shape []int, times bool, style int) []float64 {
	n := 1
	for _, k := range shape {
		n *= k
	}
	x := make([]float64, n)
	d := &dice{uint64(which)*977 + 5}
	t := 4.0 + float64(which)
	for i := range x {
		switch {
		case times:
			t += 3 + math.Round(90*d.float())/5
			x[i] = roundDigits(t, 5)
		case style == 2:
			x[i] = float64(d.below(5))
		case style == 3:
			x[i] = 1 - 2*float64(d.below(2))
		case style == 1:
			x[i] = math.Round(30*d.between(-1, 1)) / 10
		default:
			x[i] = math.Round(1+19*d.float()) / 10
		}
	}
	return x
}
