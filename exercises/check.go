package exercises

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// complete fills in what may be left out of the YAML: a single function, the kinds of outputs, a goal that is the only
// milestone, weights.
func (e *Exercise) complete() {
	if im := e.Implement; im != nil {
		if im.Function != "" {
			im.Functions = append([]Function{{Call: im.Function, Returns: im.Returns, Place: im.Place}}, im.Functions...)
		}
		for i := range im.Functions {
			im.Functions[i].complete()
		}
	}
	if e.Explain != nil {
		completeReturns(e.Explain.Returns)
		for i := range e.Explain.Modify {
			completeReturns(e.Explain.Modify[i].Returns)
		}
	}
	if d := e.Derive; d != nil {
		if len(d.Milestones) == 0 && d.Goal != "" {
			d.Milestones = []Milestone{{Name: "goal", Goal: d.Goal, Place: d.Place}}
		}
		for i := range d.Milestones {
			if d.Milestones[i].Points == 0 {
				d.Milestones[i].Points = 1
			}
		}
	}
	for i := range e.Critique {
		if e.Critique[i].Weight == 0 {
			e.Critique[i].Weight = 1
		}
	}
}

var signature = regexp.MustCompile(`^\s*([A-Za-z_]\w*)\s*\(([^()]*)\)\s*$`)

func (f *Function) complete() {
	f.Name, f.Parameters = parseSignature(f.Call)
	completeReturns(f.Returns)
}

// parseSignature reads "simulate(I, dt)"; the name is empty if it can't be read.
func parseSignature(call string) (name string, parameters []string) {
	m := signature.FindStringSubmatch(call)
	if m == nil {
		return "", nil
	}
	for _, p := range strings.Split(m[2], ",") {
		if p = strings.TrimSpace(p); p != "" {
			parameters = append(parameters, p)
		}
	}
	return m[1], parameters
}

// Kinds of what a function returns.
const (
	KindTrace  = "trace"
	KindTimes  = "times"
	KindScalar = "scalar"
	KindArray  = "array"
	KindFlags  = "flags"
)

func completeReturns(returns []Returned) {
	for i := range returns {
		r := &returns[i]
		switch {
		case r.Kind != "":
		case r.Name == "spikes" || strings.HasSuffix(r.Name, "_times"):
			r.Kind = KindTimes
		case len(r.Shape) == 1:
			r.Kind = KindTrace
		case len(r.Shape) > 1:
			r.Kind = KindArray
		default:
			r.Kind = KindScalar
		}
	}
}

// kinds are what a returned value may be.
var kinds = []string{KindTrace, KindTimes, KindScalar, KindArray, KindFlags}

// derive looks at the derivation's header, once its milestones have weights that can be.
func (c *checker) derive() {
	d := c.e.Derive
	for _, m := range d.Milestones {
		if m.Points < 0 {
			c.fault(m.Place, "milestone %s: %g points; a milestone that earns nothing when it is missing is a bonus", m.Name, m.Points)
			return
		}
	}
	if o := d.Overlay; o != nil {
		for _, s := range o.Sweep {
			if n, err := number(orZero(s.Range), nil); err == nil && n > maxSweep {
				c.fault(s.Place, "overlay: %g points; at most %d are simulated", n, maxSweep)
			}
		}
	}
	c.header()
}

// maxSweep bounds the points of an overlay; each is a simulation.
const maxSweep = 200

// orZero is the number of points of a sweep.
func orZero(sweep []Expr) Expr {
	if len(sweep) < 3 {
		return Expr{Text: "0"}
	}
	return sweep[2]
}

// checker collects the faults of one exercise that can be seen without running anything.
type checker struct {
	e      *Exercise
	faults ContentErrors
}

func (c *checker) fault(at Place, format string, args ...any) {
	if at.File == "" {
		at = c.e.Place
	}
	c.faults = append(c.faults, &ContentError{at, fmt.Sprintf(format, args...)})
}

// check finds references to what does not exist: symbols, functions, outputs, observables, stages.
func (e *Exercise) check() ContentErrors {
	c := &checker{e: e}
	c.quantities()
	c.predictions()
	if e.Derive != nil && len(e.Derive.Milestones) == 0 {
		c.fault(e.Derive.Place, "derive has neither goal nor milestones")
	}
	if e.Derive != nil {
		c.derive()
	}
	if e.Implement != nil {
		c.implement()
	}
	if e.Explain != nil {
		c.explain()
	}
	c.critiques()
	c.grading()
	if e.Level < 1 || e.Level > 3 {
		c.fault(e.at("level"), "level should be 1, 2 or 3")
	}
	if e.Minutes < 5 {
		c.fault(e.at("minutes"), "minutes should say how long the exercise takes, at least 5")
	}
	return c.faults
}

func (c *checker) quantities() {
	known := map[string]bool{}
	for _, q := range c.e.Quantities {
		if name, err := parseFormula(q.Name); err != nil || len(name.names()) != 1 {
			c.fault(q.Place, "%q can't be the name of a quantity; use letters, digits and _", q.Name)
		}
		if q.Draw != nil && q.Value.Given() {
			c.fault(q.Place, "quantity %s has both a value and a draw", q.Name)
		}
		if d := q.Draw; d != nil {
			if (len(d.Uniform) == 2) == (len(d.Choice) > 0) {
				c.fault(q.Place, "quantity %s is drawn by uniform: [low, high] or by choice: [values]", q.Name)
			}
			for _, x := range append(append([]Expr{d.Step}, d.Uniform...), d.Choice...) {
				c.names(x, known, "quantity "+q.Name)
			}
		}
		c.names(q.Value, known, "quantity "+q.Name)
		known[q.Name] = q.Draw != nil || q.Value.Given()
	}
	for _, x := range c.e.Where {
		c.names(x, c.valued(), "where")
	}
}

// valued are the quantities that have a value.
func (c *checker) valued(more ...string) map[string]bool {
	known := map[string]bool{}
	for _, q := range c.e.Quantities {
		if q.Draw != nil || q.Value.Given() {
			known[q.Name] = true
		}
	}
	for _, m := range more {
		known[m] = true
	}
	return known
}

// names complains about the names of an expression that are not known.
func (c *checker) names(x Expr, known map[string]bool, where string) {
	if !x.Given() {
		return
	}
	f, err := parseFormula(x.Text)
	if err != nil {
		return // reported when it was decoded
	}
	for _, n := range f.names() {
		if known[n] {
			continue
		}
		if _, declared := c.e.Quantity(n); declared {
			c.fault(x.Place, "%s: %s is used where it has no value yet", where, n)
			continue
		}
		var all []string
		for k := range known {
			all = append(all, k)
		}
		c.fault(x.Place, "%s: %q uses %s, which is not declared%s", where, x.Text, n, suggestion(n, all))
	}
}

func (c *checker) predictions() {
	ids := map[string]bool{}
	for _, p := range c.e.Predict {
		if ids[p.ID] || !validID.MatchString(p.ID) {
			c.fault(p.Place, "the id %q stands twice or is not made of lower-case letters, digits and hyphens", p.ID)
		}
		ids[p.ID] = true
		what := "prediction " + p.ID
		ways := 0
		if p.Entry.Interval != "" {
			ways++
		}
		if len(p.Entry.Choice) > 0 {
			ways++
			if !containsText(p.Entry.Choice, p.Truth.Choice) {
				c.fault(p.Truth.Place, "%s: the true choice %q is not among the choices", what, p.Truth.Choice)
			}
		}
		known := c.valued()
		if p.Entry.Curve != nil {
			ways++
			known[p.Entry.Curve.X.Name] = true
			for _, f := range p.Features {
				if _, ok := curveFeatures[f]; !ok {
					c.fault(p.Place, "%s: there is no feature %q of a curve%s", what, f, suggestion(f, featureNames()))
				}
			}
		}
		if ways != 1 {
			c.fault(p.Place, "%s should have one entry: interval, choice or curve", what)
		}
		if !p.Truth.Expression.Given() && p.Truth.Choice == "" && p.Truth.Sim == "" && p.Truth.Run == nil {
			c.fault(p.Place, "%s has no truth to be compared with", what)
		}
		c.names(p.Truth.Expression, known, what)
		c.names(p.Scale, c.valued(), what)
	}
}

func containsText(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}

func (c *checker) implement() {
	im := c.e.Implement
	if len(im.Functions) == 0 {
		c.fault(im.Place, "implement names no function, as function: simulate(I, dt)")
	}
	seen := map[string]bool{}
	for _, f := range im.Functions {
		if f.Name == "" {
			c.fault(f.Place, "%q is not a signature; write it as simulate(I, dt)", f.Call)
			continue
		}
		if seen[f.Name] {
			c.fault(f.Place, "function %s stands twice", f.Name)
		}
		seen[f.Name] = true
		if len(f.Returns) == 0 {
			c.fault(f.Place, "function %s does not say what it returns", f.Name)
		}
		for _, r := range f.Returns {
			if !containsText(kinds, r.Kind) {
				c.fault(r.Place, "%s: %q is not a kind of value%s; there are %s", r.Name, r.Kind, suggestion(r.Kind, kinds), strings.Join(kinds, ", "))
			}
		}
		for _, p := range f.Parameters {
			if !c.hasValue(p) {
				c.note(f, p)
			}
		}
	}
	if len(im.Visible) == 0 {
		c.fault(im.Place, "implement has no visible test")
	}
	for _, t := range append(append([]TestSpec{}, im.Visible...), im.Hidden...) {
		c.test(t)
	}
	names := map[string]bool{}
	for _, o := range im.Observables {
		names[o.Name] = true
		c.function(o.Function, o.Place)
		c.arguments(o.Args, o.Function, o.Place, "observable "+o.Name)
		if fn := im.fn(o.Function); fn != nil {
			c.names(o.Of, c.outputsOf(fn, o.Args), "observable "+o.Name)
		}
	}
	for _, m := range im.Misconceptions {
		if len(im.Observables) == 0 {
			c.fault(m.Place, "misconceptions need observables to be told apart by")
			break
		}
		for _, s := range m.See {
			if !names[s] {
				c.fault(m.Place, "misconception %s: there is no observable %q%s", m.Name, s, suggestion(s, keysOfSet(names)))
			}
		}
		for _, line := range m.Line {
			if _, err := regexp.Compile(line); err != nil {
				c.fault(m.Place, "misconception %s: %q is not a regular expression: %v", m.Name, line, err)
			}
		}
	}
	if f := im.Figure; f != nil && c.drawnAsNumber(f) {
		c.fault(f.Place, "figure: %s is a single number; draw a trace or an array, or leave the figure out", f.Output)
	}
	if _, err := im.Limits.limits(); err != nil {
		c.fault(im.Limits.Place, "limits: %v", err)
	}
}

// drawnAsNumber reports whether a figure's output is one number, of which no line can be drawn.
func (c *checker) drawnAsNumber(f *FigureSpec) bool {
	fn := c.e.Implement.fn(f.Function)
	if fn == nil {
		return false
	}
	for _, r := range fn.Returns {
		if r.Name == f.Output {
			return r.Kind == KindScalar
		}
	}
	return false
}

func keysOfSet(set map[string]bool) []string {
	var all []string
	for k := range set {
		all = append(all, k)
	}
	return all
}

func (c *checker) hasValue(parameter string) bool {
	if c.valued()[parameter] || parameter == seedParameter {
		return true
	}
	for _, a := range c.e.Implement.Args {
		if a.Name == parameter {
			return true
		}
	}
	return false
}

// note complains about a parameter without a value, unless every test that calls the function gives one.
func (c *checker) note(f Function, parameter string) {
	im := c.e.Implement
	for _, t := range append(append([]TestSpec{}, im.Visible...), im.Hidden...) {
		runs := t.Runs
		if len(runs) == 0 {
			runs = []Run{{Function: t.Function}}
		}
		for _, r := range runs {
			name := r.Function
			if name == "" {
				name = t.Function
			}
			if name == "" {
				name = im.Functions[0].Name
			}
			if name == f.Name && !gives(t.Args, parameter) && !gives(r.Args, parameter) && !gives(t.Each, parameter) && t.OrderIn != parameter {
				c.fault(t.Place, "test %q does not say what %s is, nor does args or a quantity", t.Name, parameter)
			}
		}
	}
}

func gives(args []Argument, name string) bool {
	for _, a := range args {
		if a.Name == name {
			return true
		}
	}
	return false
}

func (c *checker) function(name string, at Place) {
	if name == "" {
		return
	}
	var all []string
	for _, f := range c.e.Implement.Functions {
		if f.Name == name {
			return
		}
		all = append(all, f.Name)
	}
	c.fault(at, "there is no function %q%s", name, suggestion(name, all))
}

// outputsOf are the names that a measurement on one call of a function may use.
func (c *checker) outputsOf(fn *Function, args []Argument) map[string]bool {
	known := c.valued(fn.Parameters...)
	for _, r := range fn.Returns {
		known[r.Name] = true
	}
	for _, list := range [][]Argument{c.e.Implement.Args, args} {
		for _, a := range list {
			known[a.Name] = true
		}
	}
	for _, n := range c.e.Implement.Let {
		known[n.Name] = true
	}
	return known
}

// arguments complains about arguments that no call takes and no expression could mean.
func (c *checker) arguments(args []Argument, function string, at Place, where string) {
	fn := c.e.Implement.fn(function)
	if fn == nil {
		return
	}
	known := c.outputsOf(fn, nil)
	for _, q := range c.e.Quantities {
		known[q.Name] = true
	}
	for _, a := range args {
		if !known[a.Name] {
			place := a.Place
			if place.File == "" {
				place = at
			}
			c.fault(place, "%s: %s takes no argument %s%s", where, fn.Name, a.Name, suggestion(a.Name, fn.Parameters))
		}
	}
}

func (c *checker) test(t TestSpec) {
	c.function(t.Function, t.Place)
	if t.Weight < 0 {
		c.fault(t.Place, "test %q has a negative weight", t.Name)
	}
	if len(t.Runs) == 0 {
		c.arguments(append(append([]Argument{}, t.Each...), t.Args...), t.Function, t.Place, fmt.Sprintf("test %q", t.Name))
	}
	for _, r := range t.Runs {
		c.function(r.Function, r.Place)
		c.arguments(r.Args, orText(r.Function, t.Function), r.Place, fmt.Sprintf("test %q", t.Name))
	}
	ways := 0
	for _, set := range []bool{len(t.Expect) > 0 || len(t.Statistics) > 0, t.Against != "" && len(t.Expect) == 0 && len(t.Statistics) == 0 && t.OrderIn == "", t.OrderIn != ""} {
		if set {
			ways++
		}
	}
	if ways != 1 {
		c.fault(t.Place, "test %q should have one of expect, statistics, against and order-in", t.Name)
	}
	c.seeds(t)
	if t.OrderIn != "" && (len(t.At) < 2 || !t.Of.Given()) {
		c.fault(t.Place, "test %q: order-in needs at (two or more values, coarse to fine) and of", t.Name)
	}
	if t.As != "" && !containsText(comparisons, t.As) {
		c.fault(t.Place, "test %q: %q is not a comparison%s; there are %s", t.Name, t.As, suggestion(t.As, comparisons), strings.Join(comparisons, ", "))
	}
	if fn := c.e.Implement.fn(t.Function); fn != nil && t.Against != "" && len(t.Expect) == 0 && t.OrderIn == "" && !t.Of.Given() && len(outputsOf(fn, &t)) == 0 {
		c.fault(t.Place, "test %q: %s returns nothing that can be compared as %s", t.Name, fn.Name, firstText(t.As, t.Output))
	}
	for _, x := range t.Expect {
		if x.Count == "" && !x.Of.Given() && !x.Holds.Given() {
			c.fault(x.Place, "test %q: an expectation needs of, count or holds", t.Name)
		}
		if (x.Count != "" || x.Of.Given()) && !x.Equals.Given() && !x.AtLeast.Given() && !x.AtMost.Given() && !x.Below.Given() && !x.Above.Given() {
			c.fault(x.Place, "test %q: an expectation needs equals, at-least, at-most, below or above", t.Name)
		}
	}
}

func (c *checker) explain() {
	if c.e.Implement == nil {
		c.fault(c.e.Explain.Place, "explain makes its items from a program, so the exercise needs implement")
		return
	}
	if c.e.Explain.Prepare == "" {
		c.function(c.e.Explain.Function, c.e.Explain.Place)
	} else {
		c.prepare()
	}
	for _, f := range c.e.Explain.Checks.Families {
		if !family.MatchString(f) {
			c.fault(c.e.Explain.Checks.Place, "%q is not a family of checks; they are C1 to C20", f)
		}
	}
}

// prepare checks that the function that the items call is defined and can be called: every argument has a value.
func (c *checker) prepare() {
	x := c.e.Explain
	name, parameters := parseSignature(x.Function)
	if name == "" || len(x.Returns) == 0 {
		c.fault(x.Place, "prepare needs function, the signature of what it defines, and returns")
		return
	}
	if !regexp.MustCompile(`(?m)^(def\s+` + name + `\s*\(|` + name + `\s*=)`).MatchString(x.Prepare) {
		c.fault(x.Place, "prepare does not define %s, the function that the items call", name)
	}
	for _, p := range parameters {
		if !c.hasValue(p) {
			c.fault(x.Place, "%s, which prepare defines, is called with %s, which has no value: give the quantity %s a value or a draw, or add %s to the args of implement", name, p, p, p)
		}
	}
}

var family = regexp.MustCompile(`^C([1-9]|1\d|20)$`)

// verdictsOf are the verdicts that a format of critique offers where the exercise does not say.
var verdictsOf = map[string][]string{
	"ai-solution": {"right", "wrong", "right by accident"},
	"claim":       {"accept", "reject"},
	"word-models": nil,
}

// Verdicts are the answers to choose from.
func (c *Critique) Verdicts() []string {
	if len(c.Options) > 0 {
		return c.Options
	}
	return verdictsOf[c.Format]
}

func (c *checker) critiques() {
	ids := map[string]bool{}
	for _, item := range c.e.Critique {
		if ids[item.ID] || !validID.MatchString(item.ID) {
			c.fault(item.Place, "the id %q stands twice or is not made of lower-case letters, digits and hyphens", item.ID)
		}
		ids[item.ID] = true
		if _, known := verdictsOf[item.Format]; !known {
			c.fault(item.Place, "critique %s: format should be ai-solution, claim or word-models", item.ID)
			continue
		}
		if !containsText(item.Verdicts(), item.Truth) {
			c.fault(item.Place, "critique %s: the truth %q is not among the verdicts %s", item.ID, item.Truth, strings.Join(item.Verdicts(), ", "))
		}
		if item.Format == "ai-solution" && (item.Program == "" || c.e.Implement == nil) {
			c.fault(item.Place, "critique %s: a review of a program needs program and the stage implement", item.ID)
		}
		if c.e.Implement != nil && item.Program != "" {
			c.function(item.Function, item.Place)
			c.arguments(item.Shows, item.Function, item.Place, "critique "+item.ID+": shows")
		}
		if item.Line != "" {
			lines, err := parseLines(item.Line)
			if err != nil {
				c.fault(item.Place, "critique %s: line: %v", item.ID, err)
			}
			for _, n := range lines {
				if !codeLine(item.Source, n) {
					c.fault(item.Place, "critique %s: line %d of the program holds no code that could be at fault", item.ID, n)
				}
			}
		}
	}
}

// codeLine reports whether a line of a program computes something: a blank line, a comment, a definition or an import does not.
func codeLine(source string, n int) bool {
	lines := strings.Split(source, "\n")
	if n < 1 || n > len(lines) {
		return false
	}
	code, _, _ := strings.Cut(lines[n-1], "#")
	code = strings.TrimSpace(code)
	for _, start := range []string{"def ", "import ", "from ", "class ", "@", `"""`} {
		if strings.HasPrefix(code, start) {
			return false
		}
	}
	return code != ""
}

func (c *checker) grading() {
	for stage, points := range c.e.Grading {
		if !containsText(Stages, stage) {
			c.fault(c.e.at("grading"), "grading: there is no stage %q%s", stage, suggestion(stage, Stages))
		} else if !c.e.HasStage(stage) {
			c.fault(c.e.at("grading"), "grading gives points for %s, which the exercise does not have", stage)
		}
		if points < 0 {
			c.fault(c.e.at("grading"), "grading: %s has negative points", stage)
		}
	}
	for _, stage := range c.e.Stages() {
		if _, given := c.e.Grading[stage]; !given {
			c.fault(c.e.at("grading"), "grading does not say what %s earns", stage)
		}
	}
	for stage := range c.e.Hints {
		if !containsText(Stages, stage) {
			c.fault(c.e.at("hints"), "hints: there is no stage %q%s", stage, suggestion(stage, Stages))
		}
	}
}

// parseDuration reads "5s" or "500 ms".
func parseDuration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(strings.ReplaceAll(text, " ", ""))
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("%q is not a time such as 5s", text)
	}
	return d, nil
}
