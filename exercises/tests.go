package exercises

import (
	"context"
	"fmt"
	"math"
	"strings"

	"coronium/grading/compare"
)

// The vocabulary of tests. A test makes one call (args), a call for each of several arguments (each), or several named
// calls (runs), and then says one of three things: what to expect of the outputs, that they agree with a reference, or
// that an error shrinks with a step. It needs no Go and knows no model.

// comparisons are the ways in which outputs are held against a reference.
var comparisons = []string{"trace", "times", "intervals", "mean-interval", "first", "count", "value", "array"}

// A laid-out test has its calls planned.
type laidOut struct {
	spec   *TestSpec
	hidden bool
	cases  []testCase
}

// A testCase is one setting of a test: its calls by name ("" for a single one).
type testCase struct {
	uses  []use
	names []string
	steps []float64 // of order-in, one a use
}

// layOut plans the calls of a test. What varies from call to call is set first, so that args may depend on it.
func (p *plan) layOut(t *TestSpec, hidden bool) (laidOut, error) {
	im := p.v.Exercise.Implement
	l := laidOut{spec: t, hidden: hidden}
	settings, err := combinations(t.Each)
	if err != nil {
		return l, err
	}
	for _, setting := range settings {
		var c testCase
		add := func(name, function string, overrides ...[]Argument) error {
			fn := im.fn(orText(function, t.Function))
			if fn == nil {
				return fmt.Errorf("there is no function %q", function)
			}
			u, err := p.add(fn, t.Let, overrides...)
			c.uses, c.names = append(c.uses, u), append(c.names, name)
			return err
		}
		switch {
		case t.OrderIn != "":
			for _, step := range t.At {
				x, err := number(step, p.v.Values)
				if err != nil {
					return l, err
				}
				c.steps = append(c.steps, x)
				if err := add("", t.Function, []Argument{{Name: t.OrderIn, Value: Input{Expr: step}}}, setting, t.Args); err != nil {
					return l, err
				}
			}
		case len(t.Runs) > 0:
			for _, r := range t.Runs {
				if err := add(r.Name, r.Function, setting, t.Args, r.Args); err != nil {
					return l, err
				}
			}
		case t.Seeds > 0:
			if err := p.overSeeds(t.Seeds, func() error { return add("", t.Function, setting, t.Args) }); err != nil {
				return l, err
			}
		default:
			if err := add("", t.Function, setting, t.Args); err != nil {
				return l, err
			}
		}
		l.cases = append(l.cases, c)
	}
	return l, nil
}

func orText(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// combinations are all settings of several arguments with several values each.
func combinations(each []Argument) ([][]Argument, error) {
	all := [][]Argument{nil}
	for _, a := range each {
		if len(a.Value.List) == 0 {
			return nil, fmt.Errorf("each: %s should be a list of values", a.Name)
		}
		var next [][]Argument
		for _, before := range all {
			for _, value := range a.Value.List {
				next = append(next, append(append([]Argument{}, before...), Argument{Name: a.Name, Value: value}))
			}
		}
		if all = next; len(all) > 100 {
			return nil, fmt.Errorf("each makes more than 100 calls")
		}
	}
	return all, nil
}

// A judge holds one program's outputs, by call, and what they are compared with.
type judge struct {
	ctx        context.Context
	plan       *plan
	got        []outputs
	references *references
	drawn      []Figure // of the statistical tests
}

// test gives the verdict on one test: the first case and expectation that does not hold decides.
func (j *judge) test(l laidOut) (Test, error) {
	t := Test{Name: j.plan.v.Text(l.spec.Name), Hidden: l.hidden, Weight: weightOf(l.spec.Weight), Rule: l.spec.Rule}
	if t.Rule == "" {
		t.Rule = ruleOf(l.spec)
	}
	for _, c := range l.cases {
		figures := len(j.drawn)
		f, line, err := j.caseFinding(l.spec, c)
		t.cause = j.causeOf(c)
		if err != nil {
			return t, &ContentError{l.spec.Place, fmt.Sprintf("test %q: %v", l.spec.Name, err)}
		}
		t.Number, t.Unit, t.Verdict, t.Line = f.Number, f.Unit, f.Verdict, line
		t.Message = sentence(f.Says)
		j.keepFigures(figures, l.hidden && f.Verdict == compare.Holds, t.Name)
		if f.Verdict != compare.Holds {
			if at := c.uses[0].at; at != "" {
				t.Message = sentence("At " + at + ": " + f.Says)
			}
			if l.spec.Says != "" && line == 0 {
				t.Message += " " + j.plan.v.Text(l.spec.Says)
			}
			return t, nil
		}
	}
	t.Passed, t.Score, t.cause = true, 1, ""
	return t, nil
}

// causeOf is the cause of the first call of a case that can't be judged.
func (j *judge) causeOf(c testCase) string {
	for _, u := range c.uses {
		if o := j.got[u.call]; o.fault != "" {
			return o.cause
		}
	}
	return ""
}

func weightOf(w float64) float64 {
	if w == 0 {
		return 1
	}
	return w
}

func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	// A sentence begins with a capital, unless it begins with a symbol or code.
	word, _, _ := strings.Cut(s, " ")
	if len(word) > 1 && strings.Trim(word, "abcdefghijklmnopqrstuvwxyz,:") == "" || word == "a" {
		s = strings.ToUpper(s[:1]) + s[1:]
	}
	if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "?") {
		s += "."
	}
	return s
}

// caseFinding judges one setting; line is of an exception.
func (j *judge) caseFinding(t *TestSpec, c testCase) (f compare.Finding, line int, err error) {
	for _, u := range c.uses {
		if o := j.got[u.call]; o.fault != "" {
			return compare.Finding{Verdict: compare.Differs, Sample: -1, Says: o.fault}, o.line, nil
		}
	}
	switch {
	case t.OrderIn != "":
		f, err = j.order(t, c)
	case t.Seeds > 0:
		f, err = j.overSeeds(t, c)
	case len(t.Expect) > 0:
		f, err = j.expectations(t, c)
	default:
		f, err = j.against(t, c)
	}
	return f, 0, err
}

// scopeOf puts the outputs of all calls of a case into one scope, and those of the reference under "ref.".
func (j *judge) scopeOf(t *TestSpec, c testCase) (scope, error) {
	s := c.uses[0].scope
	for i, u := range c.uses {
		prefix := ""
		if c.names[i] != "" {
			prefix = c.names[i] + "."
			s = argumentsUnder(s, prefix, u.scope)
		}
		s = scopeWith(s, prefix, j.got[u.call].values)
		if t.Against != "" {
			ref, err := j.references.values(j.ctx, t.Against, t.Set, u)
			if err != nil {
				return nil, err
			}
			s = scopeWith(s, prefix+"ref.", ref)
		}
	}
	return s, nil
}

// argumentsUnder lets a.dt stand for the dt of the call named a.
func argumentsUnder(outer scope, prefix string, inner scope) scope {
	return func(name string) (Value, bool) {
		if rest, is := strings.CutPrefix(name, prefix); is {
			if v, ok := inner(rest); ok {
				return v, true
			}
		}
		return outer(name)
	}
}

func (j *judge) expectations(t *TestSpec, c testCase) (compare.Finding, error) {
	s, err := j.scopeOf(t, c)
	if err != nil {
		return compare.Finding{}, err
	}
	f := compare.Finding{Verdict: compare.Holds, Sample: -1}
	for _, x := range t.Expect {
		one, err := j.expect(x, c, s)
		if err != nil {
			return f, err
		}
		if one.Verdict != compare.Holds {
			if x.Says != "" {
				one.Says = sentence(one.Says) + " " + j.plan.v.Text(x.Says)
			}
			return one, nil
		}
		if f.Says == "" {
			f = one
		}
	}
	return f, nil
}

// expect judges one statement.
func (j *judge) expect(x Expectation, c testCase, s scope) (compare.Finding, error) {
	if x.Holds.Given() {
		v, err := valueIn(x.Holds, s)
		if err != nil {
			return cannotMeasure(err), nil
		}
		ok := len(v.Data) > 0
		for _, b := range v.Data {
			ok = ok && b != 0 && !math.IsNaN(b)
		}
		f := compare.Finding{Verdict: verdictOf(ok), Sample: -1, Says: x.Holds.Text + " holds"}
		if !ok {
			f.Says = x.Holds.Text + " does not hold" + j.sides(x.Holds, s)
		}
		return f, nil
	}
	of, what := x.Of, x.Of.Text
	if x.Count != "" {
		of, what = Expr{"count(" + x.Count + ")", x.Place}, "the number of "+x.Count
	}
	what = firstText(x.Means, what)
	got, err := valueIn(of, s)
	if err != nil {
		return cannotMeasure(err), nil
	}
	unit := firstText(x.Unit, x.Within.Unit, x.AtLeast.Unit, x.AtMost.Unit, x.Below.Unit, x.Above.Unit)
	if x.Equals.Given() {
		f, err := j.equal(x, got, what, unit, c, s)
		if err != nil || f.Verdict != compare.Holds {
			return f, err
		}
	}
	return bounds(x, got, what, unit, s)
}

// cannotMeasure is the finding where a measurement has no value on these outputs, as the first of no spikes.
func cannotMeasure(err error) compare.Finding {
	return compare.Finding{Verdict: compare.Differs, Number: math.NaN(), Sample: -1, Says: "this can't be measured: " + err.Error()}
}

// sides gives the two sides of a comparison that does not hold, where they are single numbers.
func (j *judge) sides(x Expr, s scope) string {
	f, err := parseFormula(x.Text)
	if err != nil {
		return ""
	}
	c, is := f.root.(comparison)
	if !is {
		return ""
	}
	var parts []string
	for _, term := range c.terms {
		v, err := term.eval(s)
		if err != nil || !v.IsNumber() {
			return ""
		}
		if _, fixed := term.(literal); !fixed {
			parts = append(parts, compare.Format(v.Data[0], 6, ""))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return ": " + strings.Join(parts, " against ")
}

func firstText(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

func (j *judge) equal(x Expectation, got Value, what, unit string, c testCase, s scope) (compare.Finding, error) {
	want, err := valueIn(x.Equals, s)
	if err != nil {
		if j.usesOutputs(x.Equals, c) {
			return cannotMeasure(err), nil
		}
		return compare.Finding{}, err
	}
	tol, err := tolerance(x.Within, x.Relative, s)
	if err != nil {
		return compare.Finding{}, err
	}
	if want.IsNumber() && got.IsNumber() {
		f := compare.Finding{Verdict: compare.Holds, Number: got.Data[0], Unit: unit, Sample: -1}
		f.Says = fmt.Sprintf("%s is %s", what, compare.Format(got.Data[0], 6, unit))
		if !tol.Allows(got.Data[0], want.Data[0]) {
			f.Verdict = compare.Differs
			f.Says = unequal(what, "", got.Data[0], want.Data[0], tol, unit)
		}
		return f, nil
	}
	if want.IsNumber() { // every element
		want = each(got, func(float64) float64 { return want.Data[0] })
	}
	if !sameShape(got.Shape, want.Shape) {
		return compare.Finding{Verdict: compare.Differs, Sample: -1, Says: fmt.Sprintf("%s is %s; %s is expected", what, got.describe(), want.describe())}, nil
	}
	f := compare.Finding{Verdict: compare.Holds, Unit: unit, Sample: -1, Says: what + " is as expected"}
	o := compare.Trace(got.Data, want.Data, tol)
	if f.Number = o.Largest; o.First >= 0 {
		k := o.First
		f.Verdict, f.Number, f.Sample = compare.Differs, got.Data[k], k
		f.Says = unequal(what, " at "+j.elementText(k, got.Shape, c), got.Data[k], want.Data[k], tol, unit)
	}
	return f, nil
}

// usesOutputs reports whether an expression depends on what the program returned, so that it may fail on a wrong one.
func (j *judge) usesOutputs(x Expr, c testCase) bool {
	f, err := parseFormula(x.Text)
	if err != nil {
		return false
	}
	for _, name := range f.names() {
		for i, u := range c.uses {
			for _, r := range u.fn.Returns {
				if name == r.Name || c.names[i] != "" && name == c.names[i]+"."+r.Name {
					return true
				}
			}
		}
	}
	return false
}

// unequal says what was measured and what was expected.
func unequal(what, where string, got, want float64, tol compare.Tolerance, unit string) string {
	if math.IsNaN(got) {
		return fmt.Sprintf("%s%s can't be measured, as if there were no event to measure it on; %s is expected", what, where, compare.Format(want, 6, unit))
	}
	mine, theirs := compare.Apart(got, want, unit)
	are := "is"
	if freeUnit.MatchString(unit) && strings.HasSuffix(unit, "s") { // counts: 51 samples are expected
		are = "are"
	}
	return fmt.Sprintf("%s%s is %s%s; %s %s expected%s", what, where, mine, compare.Slip(got, want), theirs, are, within(tol, unit))
}

// elementText names an element of a measured array: with its time if it is as long as a trace of the call.
func (j *judge) elementText(k int, shape []int, c testCase) string {
	if len(shape) == 1 {
		for _, r := range c.uses[0].fn.Returns {
			if v := j.got[c.uses[0].call].values[r.Name]; r.Kind == KindTrace && sameShape(v.Shape, shape) {
				return sampleText(k, true, c.uses[0].scope)
			}
		}
		return fmt.Sprintf("place %d", k+1)
	}
	return placeText(k, shape, c.uses[0].scope)
}

// placeText names an element by its index, and by its time where a sample a step is likely.
func placeText(k int, shape []int, s scope) string {
	if len(shape) < 2 {
		return sampleText(k, true, s)
	}
	var at []string
	for i := len(shape) - 1; i >= 0; i-- {
		at = append([]string{fmt.Sprint(k % shape[i])}, at...)
		k /= shape[i]
	}
	return "element (" + strings.Join(at, ", ") + ")"
}

func within(tol compare.Tolerance, unit string) string {
	switch {
	case tol.Absolute > 0 && tol.Relative == 0:
		return ", within " + compare.Format(tol.Absolute, 3, unit)
	case tol.Relative > 0 && tol.Absolute == 0:
		return fmt.Sprintf(", within %s %%", compare.Format(100*tol.Relative, 3, ""))
	}
	return ""
}

func tolerance(absolute Amount, relative Expr, s scope) (tol compare.Tolerance, err error) {
	if absolute.Given() {
		if tol.Absolute, err = numberIn(absolute.Expr, s); err != nil {
			return tol, err
		}
	}
	if relative.Given() {
		tol.Relative, err = numberIn(relative, s)
	}
	return tol, err
}

// bounds judges at-least, at-most, below and above; of an array every element must keep them.
func bounds(x Expectation, got Value, what, unit string, s scope) (compare.Finding, error) {
	f := compare.Finding{Verdict: compare.Holds, Unit: unit, Sample: -1}
	if got.IsNumber() {
		f.Number = got.Data[0]
		f.Says = fmt.Sprintf("%s is %s", what, compare.Format(f.Number, 6, unit))
	}
	for _, b := range []struct {
		amount Amount
		words  string
		keeps  func(x, bound float64) bool
	}{
		{x.AtLeast, "at least", func(x, b float64) bool { return x >= b }},
		{x.AtMost, "at most", func(x, b float64) bool { return x <= b }},
		{x.Below, "below", func(x, b float64) bool { return x < b }},
		{x.Above, "above", func(x, b float64) bool { return x > b }},
	} {
		if !b.amount.Given() {
			continue
		}
		bound, err := numberIn(b.amount.Expr, s)
		if err != nil {
			return f, err
		}
		for k, value := range got.Data {
			if b.keeps(value, bound) {
				continue
			}
			f.Verdict, f.Number, f.Sample = compare.Differs, value, k
			f.Says = fmt.Sprintf("%s is %s; it should be %s %s", what, compare.Format(value, 6, unit), b.words, compare.Format(bound, 6, unit))
			if !got.IsNumber() {
				f.Says = fmt.Sprintf("%s is %s at %s; it should be %s %s everywhere", what, compare.Format(value, 6, unit), placeText(k, got.Shape, s), b.words, compare.Format(bound, 6, unit))
			}
			return f, nil
		}
	}
	return f, nil
}
