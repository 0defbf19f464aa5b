package exercises

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"coronium/grading/compare"
	"coronium/grading/sandbox"
)

// Fields of an answer to a critique: ID.verdict, ID.confidence (percent that the verdict is right); for a program ID.line
// and the input that shows the fault, ID.input.NAME for each argument in Inputs; for a number ID.low and ID.high.
func (c Critique) Fields() []string {
	fields := []string{c.ID + ".verdict", c.ID + ".confidence"}
	if c.Line != "" {
		fields = append(fields, c.ID+".line")
	}
	for _, name := range c.Inputs {
		fields = append(fields, c.ID+".input."+name)
	}
	if c.Entry != nil && c.Entry.Interval != "" {
		fields = append(fields, c.ID+".low", c.ID+".high")
	}
	return fields
}

// parseLines reads "14" or "12-14, 20".
func parseLines(text string) ([]int, error) {
	var all []int
	for _, part := range strings.Split(text, ",") {
		lo, hi, isRange := strings.Cut(strings.TrimSpace(part), "-")
		if !isRange {
			hi = lo
		}
		from, err1 := strconv.Atoi(strings.TrimSpace(lo))
		to, err2 := strconv.Atoi(strings.TrimSpace(hi))
		if err1 != nil || err2 != nil || from < 1 || to < from || to-from > 100 {
			return nil, fmt.Errorf("%q is not a line or a range of lines", part)
		}
		for n := from; n <= to; n++ {
			all = append(all, n)
		}
	}
	return all, nil
}

// critique judges every item: the verdict with its confidence, and for a program the line and the input that shows it.
func (g Grader) critique(ctx context.Context, v *Variant, work Work, r *Report) error {
	right := 0
	for _, c := range v.Exercise.Critique {
		verdict, ok := c.judgeVerdict(v, work.Fields, r)
		if !ok {
			r.Tests = nil
			return nil
		}
		if verdict.Passed {
			right++
		}
		r.Tests = append(r.Tests, verdict)
		if c.Line != "" {
			r.Tests = append(r.Tests, c.judgeLine(work.Fields))
		}
		if len(c.Shows) > 0 && len(c.Inputs) > 0 {
			t, err := g.judgeInput(ctx, v, c, work)
			if err != nil {
				return err
			}
			r.Tests = append(r.Tests, t)
		}
		if c.Entry != nil && c.Entry.Interval != "" {
			t := Test{Name: c.ID + ": the number", Weight: c.Weight}
			if err := g.judgeInterval(ctx, v, Prediction{ID: c.ID, Entry: *c.Entry, Truth: c.Answer, Place: c.Place}, work.Fields, &t); err != nil {
				return err
			}
			if t.Verdict == Explain {
				r.ungradable(0, "%s", t.Message)
				r.Tests = nil
				return nil
			}
			r.Tests = append(r.Tests, t)
		}
	}
	failing, _ := r.failing()
	r.Passed = failing == 0
	r.Says = fmt.Sprintf("%d of %d verdicts are right. Your confidence is scored with them: sure and wrong costs most.", right, len(v.Exercise.Critique))
	return nil
}

// judgeVerdict scores the verdict by Brier's rule against a belief spread evenly over the verdicts.
func (c *Critique) judgeVerdict(v *Variant, fields map[string]string, r *Report) (Test, bool) {
	options := c.Verdicts()
	chosen := strings.TrimSpace(fields[c.ID+".verdict"])
	if !containsText(options, chosen) {
		r.ungradable(0, "Critique %s: choose a verdict: %s.", c.ID, strings.Join(options, "; "))
		return Test{}, false
	}
	confidence, err := percent(fields[c.ID+".confidence"])
	if err != nil {
		r.ungradable(0, "Critique %s: the confidence can't be read: %v.", c.ID, err)
		return Test{}, false
	}
	t := Test{Name: c.ID + ": the verdict", Weight: c.Weight, Number: 100 * confidence, Unit: "%", Rule: "Brier score of your confidence, against a belief spread evenly over the verdicts"}
	t.Passed = chosen == c.Truth
	t.Verdict = verdictOf(t.Passed)
	t.Score = brierSkill(confidence, t.Passed, len(options))
	t.Message = fmt.Sprintf("You said %q with %.0f %%; it is %q. %s", chosen, 100*confidence, c.Truth, v.Text(c.Says))
	return t, true
}

func (c *Critique) judgeLine(fields map[string]string) Test {
	lines, _ := parseLines(c.Line)
	t := Test{Name: c.ID + ": the line", Weight: c.Weight, Rule: "the line that is at fault, or one of them"}
	n, err := strconv.Atoi(strings.TrimSpace(fields[c.ID+".line"]))
	t.Number, t.Line = float64(n), n
	for _, l := range lines {
		t.Passed = t.Passed || err == nil && l == n
	}
	t.Verdict, t.Score = verdictOf(t.Passed), truth(t.Passed)
	switch {
	case t.Passed:
		t.Message = fmt.Sprintf("Line %d is at fault.", n)
	case err != nil:
		t.Message = fmt.Sprintf("No line was named; the fault stands in line %s.", c.Line)
	default:
		t.Message = fmt.Sprintf("You named line %d; the fault stands in line %s.", n, c.Line)
	}
	return t
}

// judgeInput runs the program under review and the solution on the trainee's input: an input on which they differ shows
// the fault, whichever it is.
func (g Grader) judgeInput(ctx context.Context, v *Variant, c Critique, work Work) (Test, error) {
	t := Test{Name: c.ID + ": an input that shows it", Weight: c.Weight, Rule: "the program and the reference solution are both run on your input; they must differ by more than the tolerance"}
	fn := v.Exercise.Implement.fn(c.Function)
	args, fault := c.inputsOf(v, work.Fields)
	if fault != "" {
		t.Verdict, t.Message = Differs, fault
		return t, nil
	}
	differs, says, err := g.programsDiffer(ctx, v, c, fn, args, work)
	if err != nil {
		return t, err
	}
	t.Passed, t.Verdict, t.Score, t.Message = differs, verdictOf(differs), truth(differs), says
	return t, nil
}

// inputsOf reads the arguments that a trainee chose; an empty field keeps the exercise's value.
func (c *Critique) inputsOf(v *Variant, fields map[string]string) (args []Argument, fault string) {
	for _, name := range c.Inputs {
		text := strings.TrimSpace(fields[c.ID+".input."+name])
		if text == "" {
			continue
		}
		unit := ""
		if q, ok := v.Exercise.Quantity(name); ok {
			unit = q.Unit
		}
		if c.TakesList(name) {
			list, err := listField(text, unit)
			if err != nil {
				return nil, fmt.Sprintf("%s can't be read: %v.", name, err)
			}
			args = append(args, Argument{Name: name, Value: list})
			continue
		}
		x, err := field(fields, c.ID+".input."+name, unit)
		if err != nil {
			return nil, fmt.Sprintf("%s can't be read: %v.", name, err)
		}
		if q, ok := v.Exercise.Quantity(name); ok && q.Positive && x < 0 || name == "dt" && !(x > 0) {
			return nil, fmt.Sprintf("%s = %g is outside what the program is for: it must be positive.", name, x)
		}
		args = append(args, Argument{Name: name, Value: Input{Expr: Expr{Text: strconv.FormatFloat(x, 'g', -1, 64)}}})
	}
	if len(args) == 0 {
		return nil, "No input was given that shows the fault."
	}
	return args, ""
}

// programsDiffer runs the program under review and the solution on one input.
func (g Grader) programsDiffer(ctx context.Context, v *Variant, c Critique, fn *Function, args []Argument, work Work) (bool, string, error) {
	if g.Sandbox == nil {
		return false, "", fmt.Errorf("the grader has no sandbox")
	}
	p := newPlan(v)
	u, err := p.add(fn, nil, c.Args, args)
	if err != nil {
		return false, sentence(err.Error()), nil
	}
	if T, ok := u.scope("T"); ok && T.IsNumber() {
		if dt, ok := u.scope("dt"); ok && dt.IsNumber() && T.Data[0]/dt.Data[0] > 1e6 {
			return false, fmt.Sprintf("This input takes %.3g steps; choose at most a million.", T.Data[0]/dt.Data[0]), nil
		}
	}
	_, theirs, err := g.run(ctx, p, c.Source, "program.py", work)
	if err != nil {
		return false, "", err
	}
	_, ours, err := g.run(ctx, p, v.Exercise.Solution, "solution.py", work)
	if err != nil {
		return false, "", err
	}
	if ours[0].fault != "" {
		return false, sentence("This input is outside what the reference can answer: " + ours[0].fault), nil
	}
	if theirs[0].fault != "" {
		return true, sentence("On this input the program fails where the reference does not: " + theirs[0].fault), nil
	}
	tol, err := tolerance(c.Within, Expr{}, u.scope)
	if err != nil {
		return false, "", &ContentError{c.Place, fmt.Sprintf("critique %s: %v", c.ID, err)}
	}
	return differing(c, u, theirs[0].values, ours[0].values, tol)
}

// differing compares what is named by of, or else every output.
func differing(c Critique, u use, theirs, ours map[string]Value, tol compare.Tolerance) (bool, string, error) {
	type pair struct {
		what string
		a, b Value
	}
	var pairs []pair
	if c.Of.Given() {
		a, err1 := valueIn(c.Of, scopeWith(u.scope, "", theirs))
		b, err2 := valueIn(c.Of, scopeWith(u.scope, "", ours))
		if err1 != nil || err2 != nil {
			return false, "On this input " + c.Of.Text + " can't be measured.", nil
		}
		pairs = append(pairs, pair{c.Of.Text, a, b})
	} else {
		for _, r := range u.fn.Returns {
			pairs = append(pairs, pair{r.Name, theirs[r.Name], ours[r.Name]})
		}
	}
	for _, p := range pairs {
		if !sameShape(p.a.Shape, p.b.Shape) {
			return true, fmt.Sprintf("Your input shows it: the program gives %s for %s, the reference %s.", p.a.describe(), p.what, p.b.describe()), nil
		}
		o := compare.Trace(p.a.Data, p.b.Data, tol)
		if o.First >= 0 {
			at := ""
			if !p.a.IsNumber() {
				at = " at " + placeText(o.First, p.a.Shape, u.scope)
			}
			return true, fmt.Sprintf("Your input shows it: %s%s is %s by the program and %s by the reference.", p.what, at,
				compare.Format(p.a.Data[o.First], 6, c.Within.Unit), compare.Format(p.b.Data[o.First], 6, c.Within.Unit)), nil
		}
	}
	return false, "On this input the program and the reference agree. Which input would make them part?", nil
}

// measureSolution runs the reference solution for a truth.
func (g Grader) measureSolution(ctx context.Context, v *Variant, run Run, of Expr) (float64, error) {
	if g.Sandbox == nil || v.Exercise.Implement == nil {
		return 0, fmt.Errorf("this truth is measured on the solution, which needs a sandbox")
	}
	key := fmt.Sprintf("%s/%s/%d/truth/%s", v.Exercise.ID, v.Exercise.Version, v.Seed, of.Text+fmt.Sprint(run.Args))
	if known, ok := g.Memory.get(key); ok {
		return known.(float64), nil
	}
	p := newPlan(v)
	u, err := p.add(v.Exercise.Implement.fn(run.Function), run.Let, run.Args)
	if err != nil {
		return 0, err
	}
	result, got, err := g.run(ctx, p, v.Exercise.Solution, "solution.py", Work{})
	if err != nil {
		return 0, err
	}
	if result.Ended != sandbox.Finished || got[0].fault != "" {
		return 0, fmt.Errorf("solution.py fails: %s", firstText(got[0].fault, result.Message))
	}
	x, err := numberIn(of, scopeWith(u.scope, "", got[0].values))
	if err == nil && math.IsNaN(x) {
		err = fmt.Errorf("%s is not a number", of.Text)
	}
	if err == nil {
		g.Memory.put(key, x)
	}
	return x, err
}
