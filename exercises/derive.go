package exercises

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"coronium/grading/compare"
	"coronium/grading/derive"
)

// symbolName is the name in a declaration such as "T:ms >0", "V(t):mV", "n integer >0".
func symbolName(declaration string) string {
	return symbolStart.FindString(strings.TrimSpace(declaration))
}

var symbolStart = regexp.MustCompile(`^[\p{L}_][\p{L}0-9_]*`)

// declared are the names in a header.
func (e *Exercise) declared() map[string]bool {
	all := map[string]bool{}
	for _, q := range e.Quantities {
		all[q.Name] = true
	}
	for _, s := range e.Derive.Symbols {
		all[symbolName(s)] = true
	}
	for _, a := range e.Derive.Let {
		all[symbolName(a)] = true
	}
	return all
}

// A derivation as the checker takes it: the exercise's header, and a trainee's lines below it.
type headed struct {
	text string
	left []string // assumptions that were not taken
	body int      // lines above the trainee's first
	from []int    // the trainee's own header lines as they follow on the exercise's: the line of each in their text
}

// under puts a trainee's text below the exercise's header. Of header lines of its own it may bring definitions, new
// symbols, and assumptions that are inequalities; the problem, what is given and what is sought are the exercise's, since
// with other premises anything follows. What it takes or drops leaves an empty line, so that lines keep their numbers.
func (e *Exercise) under(text string) headed {
	known := e.declared()
	var h headed
	var head, body []string
	for i, raw := range strings.Split(text, "\n") {
		line := strings.TrimSpace(raw)
		word, rest, _ := strings.Cut(line, " ")
		rest, _, _ = strings.Cut(rest, "#")
		rest = strings.TrimSpace(rest)
		take := func(line string) { head, h.from = append(head, line), append(h.from, i+1) }
		switch word {
		case "problem", "goal", "given", "milestone": // the exercise's own
		case "complex":
			take(line)
		case "let":
			if name, _, _ := strings.Cut(rest, "="); !known[strings.TrimSpace(name)] {
				take(line)
			}
		case "var", "fun":
			var fresh []string
			for _, item := range splitOutside(rest) {
				if name := symbolName(item); name != "" && !known[name] {
					fresh = append(fresh, item)
				}
			}
			if len(fresh) > 0 {
				take(word + " " + strings.Join(fresh, ", "))
			}
		case "assume":
			for _, item := range splitOutside(rest) {
				if e.assumed(item) {
					continue
				}
				if isInequality(item) {
					take("assume " + item)
				} else {
					h.left = append(h.left, item)
				}
			}
		default:
			body = append(body, raw)
			continue
		}
		body = append(body, "")
	}
	above := e.Header() + strings.Join(head, "\n") + "\n"
	h.text, h.body = above+strings.Join(body, "\n"), strings.Count(above, "\n")
	return h
}

// line is the line of the trainee's text that a line of the whole stands for; 0 for one of the exercise's header.
func (h headed) line(whole int) int {
	if whole > h.body {
		return whole - h.body
	}
	if own := whole - 1 - (h.body - max(1, len(h.from))); own >= 0 && own < len(h.from) {
		return h.from[own]
	}
	return 0
}

func (e *Exercise) assumed(item string) bool {
	for _, a := range e.Derive.Assume {
		for _, part := range splitOutside(a) {
			if squeeze(part) == squeeze(item) {
				return true
			}
		}
	}
	return false
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

var bareEquals = regexp.MustCompile(`(^|[^<>!=])=($|[^=])`)

func isInequality(s string) bool {
	return strings.ContainsAny(s, "<>") && !bareEquals.MatchString(s)
}

// splitOutside splits at the commas outside brackets.
func splitOutside(s string) []string {
	var parts []string
	depth, from := 0, 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case ',':
			if depth == 0 {
				parts, from = append(parts, strings.TrimSpace(s[from:i])), i+1
			}
		}
	}
	if last := strings.TrimSpace(s[from:]); last != "" {
		parts = append(parts, last)
	}
	return parts
}

// derive checks a derivation and gives points for milestones.
func (g Grader) derive(ctx context.Context, v *Variant, work Work, r *Report) error {
	e := v.Exercise
	if strings.TrimSpace(work.Text) == "" {
		r.ungradable(0, "There is no line yet. Write one, such as: %s", firstLine(e.Worked))
		return nil
	}
	whole := e.under(work.Text)
	report, err := derive.Check(ctx, whole.text, derive.Options{Seed: v.Seed})
	if err != nil {
		var in *derive.InputError
		if asInput(err, &in) {
			here := *in
			here.Line = whole.line(in.Line)
			r.ungradable(here.Line, "The derivation can't be read: %v", &here)
			return nil
		}
		return err
	}
	for _, item := range whole.left {
		report.Conditions = append(report.Conditions, fmt.Sprintf("the assumption %q was not taken: an equation is derived, not assumed", item))
	}
	r.Derivation = &report
	e.explainSlip(ctx, &report)
	e.reach(ctx, &report)
	e.milestones(&report, r)
	r.Passed = report.Verdict == derive.Holds && allReached(e, r.Tests)
	if f, err := e.overlay(ctx, v, &report); err != nil {
		return err
	} else if f != nil {
		r.Figures = append(r.Figures, *f)
	}
	r.Says = deriveSays(&report, r)
	return nil
}

func asInput(err error, in **derive.InputError) bool {
	e, ok := err.(*derive.InputError)
	*in = e
	return ok
}

// milestones makes a test of each milestone. A bonus adds its points but takes none when it is missing.
func (e *Exercise) milestones(report *derive.Report, r *Report) {
	reached := map[string]derive.GoalReport{}
	for _, g := range report.Goals {
		reached[g.Name] = g
	}
	for _, m := range e.Derive.Milestones {
		g := reached[m.Name]
		if m.Bonus && !g.Reached {
			continue
		}
		t := Test{Name: m.Name, Weight: m.Points, Passed: g.Reached, Verdict: verdictOf(g.Reached), Score: truth(g.Reached),
			Rule: "an accepted line, equivalent to " + m.Goal}
		if m.Bonus {
			t.Weight = 0
		}
		t.Message = firstText(m.Says, m.Goal) + ": not reached yet."
		if g.Reached {
			t.Message = fmt.Sprintf("%s: reached by line %s.", firstText(m.Says, m.Goal), g.Line)
			t.Line, _ = strconv.Atoi(g.Line)
		}
		r.Tests = append(r.Tests, t)
	}
}

func allReached(e *Exercise, tests []Test) bool {
	for _, t := range tests {
		if !t.Passed {
			return false
		}
	}
	return true
}

func deriveSays(report *derive.Report, r *Report) string {
	reached := 0
	for _, t := range r.Tests {
		if t.Passed {
			reached++
		}
	}
	text := fmt.Sprintf("%d of %d milestones are reached.", reached, len(r.Tests))
	if report.FirstBad == "" {
		if r.Passed {
			return "Every line holds. " + text
		}
		return firstText(report.Message, "No line is wrong.") + " " + text
	}
	for _, l := range report.Lines {
		if l.N == report.FirstBad {
			return fmt.Sprintf("Line %s does not follow: %s %s", l.N, sentence(firstText(l.Message, l.Dimension)), text)
		}
	}
	return fmt.Sprintf("Line %s does not follow. %s", report.FirstBad, text)
}

// A wrongLine is a line that an author foresaw, with what to say about it.
type wrongLine struct{ text, says string }

var wrongMark = regexp.MustCompile(`(?m)^\s*(?:\(\s*\d+[a-z]?\s*\))?\s*(.*?)\s*(?:;[^#\n]*)?#\s*wrong:\s*(.*)$`)

func (e *Exercise) foreseen() []wrongLine {
	var all []wrongLine
	for _, p := range e.WrongLines {
		if m := wrongMark.FindStringSubmatch(p.Text); m != nil {
			all = append(all, wrongLine{m[1], m[2]})
		}
	}
	return all
}

// explainSlip puts the author's words on a wrong line that the author foresaw.
func (e *Exercise) explainSlip(ctx context.Context, report *derive.Report) {
	for i := range report.Lines {
		l := &report.Lines[i]
		if l.N != report.FirstBad {
			continue
		}
		// The same slip can be made in two steps, in lines that say the same: the one that is written alike is meant.
		foreseen := e.foreseen()
		for _, same := range []func(a, b string) bool{writtenAlike, func(a, b string) bool { return e.equal(ctx, a, b) }} {
			for _, w := range foreseen {
				if same(l.Text, w.text) {
					l.Message = w.says
					return
				}
			}
		}
	}
}

// writtenAlike compares two lines letter by letter, without their spaces.
func writtenAlike(a, b string) bool {
	return strings.Join(strings.Fields(a), "") == strings.Join(strings.Fields(b), "")
}

// variables are the declarations of the header as the checker takes them for a pair.
func (e *Exercise) variables() []string {
	var all []string
	for line := range strings.Lines(e.Header()) {
		line = strings.TrimSpace(line)
		if rest, is := strings.CutPrefix(line, "var "); is {
			all = append(all, splitOutside(rest)...)
		}
		if rest, is := strings.CutPrefix(line, "fun "); is {
			for _, f := range splitOutside(rest) {
				all = append(all, "fun "+f)
			}
		}
	}
	return all
}

// overlay lays the trainee's own formula over the simulation, in the numbers of the variant; nil if the formula has not
// been reached.
func (e *Exercise) overlay(ctx context.Context, v *Variant, report *derive.Report) (*Figure, error) {
	o := e.Derive.Overlay
	if o == nil || len(o.Sweep) == 0 {
		return nil, nil
	}
	of := o.Of
	if of == "" {
		of, _, _ = strings.Cut(e.Derive.Milestones[len(e.Derive.Milestones)-1].Goal, "=")
		of = strings.TrimSpace(of)
	}
	formula := e.formulaFor(of, report)
	if formula == "" {
		return nil, nil
	}
	return e.sweep(ctx, v, o, of, formula)
}

// formulaFor is the right side of the last accepted line of the form "f = …" that reaches a milestone.
func (e *Exercise) formulaFor(of string, report *derive.Report) string {
	formula := ""
	for _, l := range report.Lines {
		left, right, is := strings.Cut(l.Text, "=")
		if is && strings.TrimSpace(left) == of && derive.Accepted(l.Verdict) && l.Goal != "" {
			formula = strings.TrimSpace(right)
		}
	}
	return formula
}

func (e *Exercise) sweep(ctx context.Context, v *Variant, o *Overlay, of, formula string) (*Figure, error) {
	s := o.Sweep[0]
	if len(s.Range) != 3 {
		return nil, &ContentError{o.Place, "overlay: a sweep is {symbol: [low, high, points]}"}
	}
	var ends [3]float64
	var err error
	for i := range ends {
		if ends[i], err = number(s.Range[i], v.Values); err != nil {
			return nil, &ContentError{o.Place, fmt.Sprintf("overlay: %v", err)}
		}
	}
	factor, unit, err := e.overlayUnit(o, of)
	if err != nil {
		return nil, &ContentError{o.Place, fmt.Sprintf("overlay: %v", err)}
	}
	points := int(max(2, min(200, ends[2])))
	var xs, theory, simulated []float64
	symbol := firstText(s.Symbol, s.Name)
	at, err := e.evaluator(formula, symbol, v)
	if err != nil {
		return nil, nil // a formula with names of the trainee's own: no figure, no fault
	}
	for i := range points {
		x := ends[0] + (ends[1]-ends[0])*float64(i)/float64(points-1)
		xs = append(xs, x)
		theory = append(theory, at(x)*factor)
		set := append([]Named{{Name: s.Name, Value: Expr{Text: strconv.FormatFloat(x, 'g', -1, 64)}}}, o.Set...)
		result, err := runModel(ctx, o.Sim, set, v.scope(), false)
		if err != nil {
			return nil, &ContentError{o.Place, fmt.Sprintf("overlay: %v", err)}
		}
		simulated = append(simulated, result.Scalars[o.Output])
	}
	return e.overlayFigure(v, o, of, symbol, unit, xs, theory, simulated), nil
}

// overlayUnit is the factor from the unit of the derived symbol to that of the model's output, and that unit.
func (e *Exercise) overlayUnit(o *Overlay, of string) (float64, string, error) {
	unit, err := outputUnit(o.Sim, o.Output)
	if err != nil {
		return 0, "", err
	}
	from := ""
	for _, s := range e.Derive.Symbols {
		if symbolName(s) == of {
			from = declaredUnit(s)
		}
	}
	if q, is := e.Quantity(of); is && from == "" {
		from = q.Unit
	}
	factor, err := derive.Convert(from, unit)
	return factor, unit, err
}

var unitInDeclaration = regexp.MustCompile(`:\s*([^<>!=\s]+)`)

func declaredUnit(declaration string) string {
	if m := unitInDeclaration.FindStringSubmatch(declaration); m != nil {
		return m[1]
	}
	return ""
}

func (e *Exercise) overlayFigure(v *Variant, o *Overlay, of, symbol, unit string, xs, theory, simulated []float64) *Figure {
	worst, at := 0.0, -1
	for i := range xs {
		if d := relativeDifference(theory[i], simulated[i]); d > worst {
			worst, at = d, i
		}
	}
	xUnit := ""
	if q, is := e.Quantity(symbol); is {
		xUnit = q.Unit
	}
	says := "your formula and the simulation agree at every point"
	if worst > .01 {
		says = fmt.Sprintf("your formula and the simulation part most at %s = %s: %s against %s", symbol, withUnit(xs[at], xUnit), compare.Format(theory[at], 4, printedUnit(unit)), compare.Format(simulated[at], 4, printedUnit(unit)))
	}
	x, y := thin(xs, theory)
	return &Figure{
		ID: "theory", Title: v.Text(firstText(o.Title, "Your formula over the simulation")), Description: sentence(says),
		X:      Axis{Label: symbol, Unit: xUnit, Min: xs[0], Max: xs[len(xs)-1]},
		Y:      Axis{Label: of, Unit: unit},
		Series: []Series{{Name: "your formula", Role: RoleTheory, X: x, Y: y}, {Name: "simulation", Role: RoleSimulation, Points: true, X: xs, Y: simulated}},
	}
}

// relativeDifference ignores points at which the formula has no value, where its assumptions do not hold.
func relativeDifference(a, b float64) float64 {
	if compare.Finite([]float64{a, b}) >= 0 {
		return 0
	}
	scale := max(abs(a), abs(b))
	if scale == 0 {
		return 0
	}
	return abs(a-b) / scale
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

// firstLine is the first numbered line of a derivation, which is what is given or the first modelling move.
func firstLine(worked string) string {
	for line := range strings.Lines(worked) {
		if lineNumber(line) != "" {
			return strings.TrimSpace(line)
		}
	}
	return "V = V_0 ; given"
}
