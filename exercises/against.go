package exercises

import (
	"context"
	"fmt"
	"math"
	"strings"
	"sync"

	"coronium/grading/compare"
	"coronium/grading/sandbox"
)

// references gives what a call should have given: by a registered model, or by the exercise's own solution, which runs in
// the sandbox in a process of its own, never beside the trainee's program.
type references struct {
	plan     *plan
	solution func(ctx context.Context) ([]outputs, error)
	mu       sync.Mutex
	models   map[string]map[string]Value
}

// solutionName is the reference that is the exercise's own program.
const solutionName = "solution"

// values gives the outputs of a reference for a call, under the names of the function's returned values.
func (r *references) values(ctx context.Context, name string, set []Named, u use) (map[string]Value, error) {
	if name == solutionName {
		all, err := r.solution(ctx)
		if err != nil {
			return nil, err
		}
		if all[u.call].fault != "" {
			return nil, fmt.Errorf("solution.py fails here: %s", all[u.call].fault)
		}
		return all[u.call].values, nil
	}
	key := fmt.Sprint(name, u.call, set)
	r.mu.Lock()
	known, seen := r.models[key]
	r.mu.Unlock()
	if seen {
		return known, nil
	}
	im := r.plan.v.Exercise.Implement
	var rename []Named
	if im.Reference != nil && im.Reference.Sim == name {
		set, rename = append(append([]Named{}, im.Reference.Set...), set...), im.Reference.Names
	}
	result, err := runModel(ctx, name, set, u.scope, true)
	if err != nil {
		return nil, err
	}
	values := map[string]Value{}
	for _, returned := range u.fn.Returns {
		from := returned.Name
		for _, n := range rename {
			if n.Name == returned.Name {
				from = n.Value.Text
			}
		}
		if x, ok := result.Traces[from]; ok {
			values[returned.Name] = Vector(x)
		} else if x, ok := result.Times[from]; ok {
			values[returned.Name] = Vector(x)
		} else if x, ok := result.Scalars[from]; ok {
			values[returned.Name] = Number(x)
		}
	}
	// Scalars of the model can be asked for by their own names: ref.rheobase.
	for scalar, x := range result.Scalars {
		if _, taken := values[scalar]; !taken {
			values[scalar] = Number(x)
		}
	}
	r.mu.Lock()
	r.models[key] = values
	r.mu.Unlock()
	return values, nil
}

// referenceOf is the name of the reference of a test that does not name one.
func (im *Implement) referenceOf() string {
	if im.Reference != nil && im.Reference.Sim != "" {
		return im.Reference.Sim
	}
	return solutionName
}

// against compares the outputs of a call with those of a reference.
func (j *judge) against(t *TestSpec, c testCase) (compare.Finding, error) {
	u := c.uses[0]
	ref, err := j.references.values(j.ctx, t.Against, t.Set, u)
	if err != nil {
		return compare.Finding{}, err
	}
	tol, err := tolerance(t.Within, t.Relative, u.scope)
	if err != nil {
		return compare.Finding{}, err
	}
	got := j.got[u.call].values
	if t.Of.Given() {
		return j.measured(t, u, got, ref, tol)
	}
	for _, r := range outputsOf(u.fn, t) {
		want, has := ref[r.Name]
		if !has {
			return compare.Finding{}, fmt.Errorf("the reference %s gives no %s", t.Against, r.Name)
		}
		f, err := j.compareOutput(t, u, r, got[r.Name], want, tol)
		if err != nil || f.Verdict != compare.Holds || t.Output != "" || t.As != "array" {
			return f, err
		}
	}
	return compare.Finding{Verdict: compare.Holds, Sample: -1, Says: "all outputs agree with the reference"}, nil
}

// measured compares one measurement, made on both.
func (j *judge) measured(t *TestSpec, u use, got, ref map[string]Value, tol compare.Tolerance) (compare.Finding, error) {
	mine, err := valueIn(t.Of, scopeWith(u.scope, "", got))
	if err != nil {
		return cannotMeasure(err), nil
	}
	theirs, err := valueIn(t.Of, scopeWith(u.scope, "", ref))
	if err != nil {
		return compare.Finding{}, fmt.Errorf("on the reference: %w", err)
	}
	if mine.IsNumber() && theirs.IsNumber() {
		return compare.Close(mine.Data[0], theirs.Data[0], tol, t.Of.Text, t.Within.Unit), nil
	}
	if !sameShape(mine.Shape, theirs.Shape) {
		return compare.Finding{Verdict: compare.Differs, Sample: -1, Says: fmt.Sprintf("%s is %s; the reference gives %s", t.Of.Text, mine.describe(), theirs.describe())}, nil
	}
	return compare.CompareTraces(mine.Data, theirs.Data, tol, 0, len(mine.Data), t.Of.Text, t.Within.Unit, func(k int) string { return placeText(k, mine.Shape, u.scope) }), nil
}

// outputsOf are the outputs that a comparison is about.
func outputsOf(fn *Function, t *TestSpec) []Returned {
	var all []Returned
	for _, r := range fn.Returns {
		fits := t.Output == r.Name
		if t.Output == "" {
			switch t.As {
			case "trace":
				fits = r.Kind == KindTrace
			case "times", "intervals", "mean-interval", "first", "count":
				fits = r.Kind == KindTimes
			case "value":
				fits = r.Kind == KindScalar
			default:
				fits = true
			}
		}
		if fits {
			all = append(all, r)
		}
	}
	return all
}

func (j *judge) compareOutput(t *TestSpec, u use, r Returned, got, want Value, tol compare.Tolerance) (compare.Finding, error) {
	noun := "spike"
	if r.Name != "spikes" {
		noun = "event of " + r.Name
	}
	a, b := got.Data, want.Data
	switch t.As {
	case "count":
		return compare.Count(a, b, noun), nil
	case "first":
		return compare.First(a, b, tol, noun, r.Unit), nil
	case "mean-interval":
		return compare.MeanInterval(a, b, tol, noun, r.Unit), nil
	case "intervals":
		return compare.EachInterval(a, b, tol, noun, r.Unit), nil
	case "times":
		end := math.Inf(1)
		if T, ok := u.scope("T"); ok && T.IsNumber() {
			end = T.Data[0]
		}
		return compare.Times(a, b, tol.Absolute, end, noun, r.Unit), nil
	}
	if got.IsNumber() && want.IsNumber() {
		return compare.Close(a[0], b[0], tol, r.Name, r.Unit), nil
	}
	if !sameShape(got.Shape, want.Shape) {
		return compare.Finding{Verdict: compare.Differs, Sample: -1, Says: fmt.Sprintf("%s is %s; the reference gives %s", r.Name, got.describe(), want.describe())}, nil
	}
	from, until := 0, len(b)
	for _, end := range []struct {
		x  Expr
		to *int
	}{{t.From, &from}, {t.Until, &until}} {
		if !end.x.Given() {
			continue
		}
		k, err := j.sampleAt(end.x, u, r)
		if err != nil {
			return compare.Finding{}, err
		}
		*end.to = k
	}
	return compare.CompareTraces(a, b, tol, from, until, r.Name, r.Unit, func(k int) string { return placeText(k, got.Shape, u.scope) }), nil
}

// sampleAt turns a time into a sample where there is a step dt; the reference's outputs may be used as ref.spikes.
func (j *judge) sampleAt(x Expr, u use, r Returned) (int, error) {
	s := u.scope
	ref, err := j.references.values(j.ctx, j.plan.v.Exercise.Implement.referenceOf(), nil, u)
	if err == nil {
		s = scopeWith(s, "ref.", ref)
	}
	at, err := numberIn(x, scopeWith(s, "", j.got[u.call].values))
	if err != nil {
		return 0, err
	}
	if math.IsNaN(at) {
		return math.MaxInt32, nil
	}
	if dt, ok := u.scope("dt"); ok && dt.IsNumber() && r.Kind == KindTrace {
		at /= dt.Data[0]
	}
	return int(math.Max(0, math.Min(math.MaxInt32, math.Ceil(at-1e-9)))), nil
}

// order judges how the error of a measurement shrinks with a step.
func (j *judge) order(t *TestSpec, c testCase) (compare.Finding, error) {
	errors := make([]float64, len(c.uses))
	for i, u := range c.uses {
		got, err := numberIn(t.Of, scopeWith(u.scope, "", j.got[u.call].values))
		if err != nil {
			return cannotMeasure(err), nil
		}
		want := 0.0
		switch {
		case t.Truth.Given():
			want, err = numberIn(t.Truth, u.scope)
		default:
			var ref map[string]Value
			if ref, err = j.references.values(j.ctx, firstText(t.Against, j.plan.v.Exercise.Implement.referenceOf()), t.Set, u); err == nil {
				want, err = numberIn(t.Of, scopeWith(u.scope, "", ref))
			}
		}
		if err != nil {
			return compare.Finding{}, err
		}
		errors[i] = got - want
	}
	floor, order := 0.0, 1.0
	var err error
	if t.Floor.Given() {
		if floor, err = numberIn(t.Floor.Expr, c.uses[0].scope); err != nil {
			return compare.Finding{}, err
		}
	}
	if len(t.Ratio) == 2 {
		lo, err := numberIn(t.Ratio[0], c.uses[0].scope)
		if err != nil {
			return compare.Finding{}, err
		}
		hi, err := numberIn(t.Ratio[1], c.uses[0].scope)
		if err != nil {
			return compare.Finding{}, err
		}
		return compare.RatioBetween(c.steps, errors, lo, hi, floor, t.Of.Text, t.Floor.Unit), nil
	}
	if t.AtLeast.Given() {
		if order, err = numberIn(t.AtLeast, c.uses[0].scope); err != nil {
			return compare.Finding{}, err
		}
	}
	return compare.AtLeastOrder(c.steps, errors, order, floor, t.Of.Text, t.Floor.Unit), nil
}

// ruleOf says how a test is judged, for the panel beside its verdict.
func ruleOf(t *TestSpec) string {
	tol := ""
	if t.Within.Given() {
		tol = " within " + t.Within.Text + " " + t.Within.Unit
	}
	if t.Relative.Given() {
		tol += " within the part " + t.Relative.Text
	}
	switch {
	case t.OrderIn != "" && len(t.Ratio) == 2:
		return fmt.Sprintf("the error of %s at %s = %s; neighbouring errors in a ratio of %s to %s", t.Of.Text, t.OrderIn, exprList(t.At), t.Ratio[0].Text, t.Ratio[1].Text)
	case t.OrderIn != "":
		return fmt.Sprintf("the error of %s at %s = %s; each refinement is asked for 0.9 of what order %s gives, unless the error is below %s %s", t.Of.Text, t.OrderIn, exprList(t.At), firstText(t.AtLeast.Text, "1"), firstText(t.Floor.Text, "0"), t.Floor.Unit)
	case t.Against != "" && len(t.Expect) == 0 && t.Seeds == 0:
		return fmt.Sprintf("compared with the reference as %s%s", firstText(t.Of.Text, t.As, "array"), tol)
	}
	var rules []string
	for _, x := range t.Expect {
		rules = append(rules, x.rule())
	}
	if t.Seeds > 0 {
		return t.ruleOverSeeds(rules)
	}
	return strings.Join(rules, "; ")
}

func exprList(all []Expr) string {
	s := ""
	for i, x := range all {
		if i > 0 {
			s += ", "
		}
		s += x.Text
	}
	return s
}

func (x Expectation) rule() string {
	if x.Holds.Given() {
		return x.Holds.Text
	}
	s := x.Of.Text
	if x.Count != "" {
		s = "the number of " + x.Count
	}
	for _, b := range []struct {
		words string
		text  string
		unit  string
	}{{"equals", x.Equals.Text, x.Unit}, {"within", x.Within.Text, x.Within.Unit}, {"within the part", x.Relative.Text, ""}, {"at least", x.AtLeast.Text, x.AtLeast.Unit},
		{"at most", x.AtMost.Text, x.AtMost.Unit}, {"below", x.Below.Text, x.Below.Unit}, {"above", x.Above.Text, x.Above.Unit}} {
		if b.text != "" {
			s += " " + b.words + " " + b.text
			if b.unit != "" {
				s += " " + b.unit
			}
		}
	}
	return s
}

// run makes the calls of a plan on a program and reads what came back.
func (g Grader) run(ctx context.Context, p *plan, source, filename string, work Work) (sandbox.Result, []outputs, error) {
	limits := p.v.Exercise.Limits()
	job := sandbox.Job{Source: source, Filename: filename, Calls: p.sandboxCalls(), Seed: p.v.Seed, Limits: limits, Owner: work.Owner, Waiting: work.Waiting}
	if work.Regrade {
		job.Priority = sandbox.Regrade
	}
	result, err := g.Sandbox.Run(ctx, job)
	if err != nil {
		return result, nil, err
	}
	got := make([]outputs, len(p.calls))
	for i := range p.calls {
		if i < len(result.Outcomes) {
			got[i] = read(result.Outcomes[i], p.calls[i])
			continue
		}
		got[i] = outputs{fault: endedBefore, cause: endedBefore}
	}
	return result, got, nil
}
