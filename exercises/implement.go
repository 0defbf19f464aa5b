package exercises

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"coronium/grading/sandbox"
)

// maxProgram bounds a submission; the longest solution of the curriculum has 8 kB.
const maxProgram = 200 << 10

// A bench is the implement stage of a variant with all its calls planned.
type bench struct {
	plan     *plan
	tests    []laidOut
	observed []observed
	figure   *use
}

// layOut plans the stage.
func (v *Variant) layOut(visibleOnly bool) (*bench, error) {
	im := v.Exercise.Implement
	b := &bench{plan: newPlan(v)}
	for hidden, specs := range [][]TestSpec{im.Visible, im.Hidden} {
		if hidden == 1 && visibleOnly {
			break
		}
		for i := range specs {
			l, err := b.plan.layOut(&specs[i], hidden == 1)
			if err != nil {
				return nil, &ContentError{specs[i].Place, fmt.Sprintf("test %q: %v", specs[i].Name, err)}
			}
			b.tests = append(b.tests, l)
		}
	}
	var err error
	if b.observed, err = b.plan.observe(); err != nil {
		return nil, err
	}
	if f := im.Figure; f != nil {
		u, err := b.plan.add(im.fn(f.Function), nil, f.Args)
		if err != nil {
			return nil, &ContentError{f.Place, fmt.Sprintf("figure: %v", err)}
		}
		b.figure = &u
	}
	// The first call of each function is made a second time after all others.
	if !im.Stochastic {
		seen := map[string]bool{}
		for i, c := range b.plan.calls {
			if !seen[c.fn.Name] {
				seen[c.fn.Name] = true
				b.plan.checks = append(b.plan.checks, i)
			}
		}
	}
	return b, nil
}

// implement runs the tests of the stage on a program.
func (g Grader) implement(ctx context.Context, v *Variant, work Work, r *Report) error {
	if IsNotebook(work.Text) {
		taken, err := FromNotebook(work.Text, v.Exercise.Implement.names())
		if err != nil {
			r.ungradable(0, "%s", sentence(err.Error()))
			return nil
		}
		work.Text, r.Taken = taken.Source, taken.Says
	}
	err := g.judgeSource(ctx, v, work, r)
	r.cellPlaces(work.Text)
	return err
}

// names are those of the functions.
func (im *Implement) names() (all []string) {
	for _, f := range im.Functions {
		all = append(all, f.Name)
	}
	return all
}

// judgeSource runs the tests on a plain program.
func (g Grader) judgeSource(ctx context.Context, v *Variant, work Work, r *Report) error {
	if readable(work.Text, v.Exercise.Implement, r); r.Ungradable {
		return nil
	}
	if g.Sandbox == nil {
		return fmt.Errorf("the grader has no sandbox")
	}
	b, err := g.bench(v, work.VisibleOnly)
	if err != nil {
		return err
	}
	result, got, err := g.run(ctx, b.plan, work.Text, "submission.py", work)
	if err != nil {
		return err
	}
	r.Output = result.Output
	r.Usage = Usage{result.CPU, result.Wall, result.PeakMemory, string(result.Ended)}
	if g.ended(result, v.Exercise.Implement, r); r.Ungradable {
		return nil
	}
	if err := g.judgeProgram(ctx, b, result, got, work, r); err != nil {
		return err
	}
	r.tellOnce()
	failing, first := r.failing()
	r.Passed = failing == 0 && r.Fault == ""
	if !r.Passed && result.Ended == sandbox.Finished {
		if r.Diagnosis, err = g.diagnose(ctx, b.plan, b.observed, got, work.Text, work); err != nil {
			return err
		}
		if r.Diagnosis != nil {
			r.Misconception = r.Diagnosis.Name
		} else if err = g.facts(ctx, b, got, work, r); err != nil {
			return err
		}
	}
	r.Says = implementSays(r, failing, first)
	return nil
}

// judgeProgram gives every test its verdict and draws the figure.
func (g Grader) judgeProgram(ctx context.Context, b *bench, result sandbox.Result, got []outputs, work Work, r *Report) error {
	j := &judge{ctx: ctx, plan: b.plan, got: got, references: g.references(b.plan, work)}
	r.Tests = append(r.Tests, shapes(b, got))
	if t, made := repeats(b, result); made {
		r.Tests = append(r.Tests, t)
	}
	for _, l := range b.tests {
		t, err := j.test(l)
		if err != nil {
			return err
		}
		r.Tests = append(r.Tests, t)
	}
	defer func() { r.Figures = append(r.Figures, j.drawn...) }()
	return j.figures(b, r)
}

// freshReferences prepares what the program is compared with; the solution is run only if a test asks for it.
func (g Grader) freshReferences(p *plan, work Work) *references {
	var all []outputs
	solution := func(ctx context.Context) ([]outputs, error) {
		if all != nil {
			return all, nil
		}
		key := fmt.Sprintf("%s/%s/%d/solution/%d", p.v.Exercise.ID, p.v.Exercise.Version, p.v.Seed, len(p.calls))
		if known, ok := g.Memory.get(key); ok {
			all = known.([]outputs)
			return all, nil
		}
		result, got, err := g.run(ctx, p, p.v.Exercise.Solution, "solution.py", work)
		if err != nil {
			return nil, err
		}
		if result.Ended != sandbox.Finished {
			return nil, fmt.Errorf("solution.py did not finish: %s", result.Message)
		}
		all = got
		g.Memory.put(key, got)
		return all, nil
	}
	return &references{plan: p, solution: solution, models: map[string]map[string]Value{}}
}

// readable refuses texts that are no program, before anything is run.
func readable(source string, im *Implement, r *Report) {
	names := functionList(im)
	switch {
	case strings.TrimSpace(source) == "":
		r.ungradable(0, "The text is empty. Write %s; the starter shows where to begin.", names)
	case len(source) > maxProgram:
		r.ungradable(0, "The program is %d kB long; at most %d kB are taken. Hand in the program alone, without data in it.", len(source)>>10, maxProgram>>10)
	case strings.ContainsRune(source, 0):
		r.ungradable(0, "The file is not text: it has a zero byte in it. Hand in the .py file itself.")
	default:
		for _, f := range im.Functions {
			if !defines(source, f.Name) {
				r.ungradable(0, "There is no function %s in the program%s", f.Name, otherFunctions(source, f))
				return
			}
			if line, has := otherOrder(source, f); line > 0 {
				r.ungradable(line, "%s takes its arguments in another order: %s. It is called as %s; put them in that order.", f.Name, strings.Join(has, ", "), f.Call)
				return
			}
		}
	}
}

func functionList(im *Implement) string {
	var names []string
	for _, f := range im.Functions {
		names = append(names, f.Call)
	}
	return "the function " + strings.Join(names, " and ")
}

// defines looks for a definition, an assignment or an import of a name; a program that makes it in another way is let through
// by any mention of the name outside a comment.
func defines(source, name string) bool {
	mention := regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`)
	for line := range strings.Lines(source) {
		code, _, _ := strings.Cut(line, "#")
		if mention.MatchString(code) || strings.Contains(code, "import *") || strings.Contains(code, "globals") {
			return true
		}
	}
	return false
}

// otherOrder finds a definition whose arguments are those that are asked for, in another order: called by position, tau
// would be taken for R without a word. It gives the line, or 0.
func otherOrder(source string, f Function) (line int, has []string) {
	m := regexp.MustCompile(`(?m)^def\s+`+regexp.QuoteMeta(f.Name)+`\s*\(([^()]*)\)`).FindAllStringSubmatchIndex(source, -1)
	if len(m) != 1 {
		return 0, nil
	}
	for parameter := range strings.SplitSeq(source[m[0][2]:m[0][3]], ",") {
		name, _, _ := strings.Cut(parameter, "=")
		name, _, _ = strings.Cut(name, ":")
		has = append(has, strings.TrimSpace(name))
	}
	sorted, asked := slices.Sorted(slices.Values(has)), slices.Sorted(slices.Values(f.Parameters))
	if !slices.Equal(sorted, asked) || slices.Equal(has, f.Parameters) {
		return 0, nil
	}
	return 1 + strings.Count(source[:m[0][0]], "\n"), has
}

var definition = regexp.MustCompile(`(?m)^def\s+(\w+)\s*\(`)

func otherFunctions(source string, f Function) string {
	var found []string
	for _, m := range definition.FindAllStringSubmatch(source, -1) {
		found = append(found, m[1])
	}
	if len(found) == 0 {
		return fmt.Sprintf("; define it as: def %s:", f.Call)
	}
	return fmt.Sprintf("; it defines %s. Call it %s, with the arguments %s.", strings.Join(found, ", "), f.Name, strings.Join(f.Parameters, ", "))
}

// ended puts the way in which a run came to its end into the report.
func (g Grader) ended(result sandbox.Result, im *Implement, r *Report) {
	switch result.Ended {
	case sandbox.Finished:
		// A function that is not there, or that can't be called with the arguments, fails in every call alike.
		if x := commonFault(result); x != nil && (x.Line == 0 || x.Type == "TypeError" && strings.Contains(x.Message, "positional argument")) {
			r.ungradable(0, "No call could be made: %s", sentence(strings.TrimPrefix(exceptionText(x), "it raises ")))
		}
	case sandbox.LoadFailed:
		line, text := 0, result.Message
		if x := result.Exception; x != nil {
			line, text = x.Line, exceptionText(x)
			if x.Type == "SyntaxError" || x.Type == "IndentationError" || x.Type == "TabError" {
				text = fmt.Sprintf("line %d can't be read by Python: %s: %s", x.Line, x.Type, x.Message)
				if x.Hint != "" {
					text += ". " + strings.TrimSuffix(x.Hint, ".")
				}
			} else {
				text = "the program stops before any function is called: " + text
			}
		}
		r.ungradable(line, "%s", sentence(text))
	default:
		r.Fault = sentence(result.Message)
	}
}

// commonFault is the exception with which every call failed, if all failed with the same.
func commonFault(result sandbox.Result) *sandbox.Exception {
	var x *sandbox.Exception
	for _, o := range result.Outcomes {
		if o.Exception == nil || x != nil && (x.Type != o.Exception.Type || x.Message != o.Exception.Message) {
			return nil
		}
		x = o.Exception
	}
	return x
}

// shapes is the test that every exercise has: each call gives what was asked for, in shape and in finite numbers. It earns
// nothing by itself, but the stage is not passed without it.
func shapes(b *bench, got []outputs) Test {
	t := Test{Name: "returns what is asked for", Passed: true, Verdict: Holds, Score: 1, Number: float64(len(got)), Unit: "calls",
		Rule: "every call returns the named values, in the stated shapes, as finite numbers; lists, tuples and arrays are all taken"}
	t.Message = fmt.Sprintf("All %d calls returned what is asked for.", len(got))
	for i, o := range got {
		if o.fault == "" {
			continue
		}
		t.Passed, t.Verdict, t.Score, t.Line, t.Number, t.cause = false, Differs, 0, o.line, float64(i), o.cause
		t.Message = sentence(o.fault)
		return t
	}
	return t
}

// repeats is the other test that every exercise has: the first call, made again after all others, gives the same.
func repeats(b *bench, result sandbox.Result) (Test, bool) {
	t := Test{Name: "the same call gives the same answer", Passed: true, Verdict: Holds, Score: 1,
		Rule: "the first call is made again after all others, in the same process, and must return exactly the same", Message: "A second call gives exactly what the first gave."}
	if len(b.plan.checks) == 0 || len(result.Outcomes) < len(b.plan.calls)+len(b.plan.checks) {
		return t, false
	}
	for k, i := range b.plan.checks {
		first, second := result.Outcomes[i], result.Outcomes[len(b.plan.calls)+k]
		if first.Exception != nil || !first.Done {
			return t, false
		}
		if second.Exception == nil && second.Done && sameOutcome(first, second) {
			continue
		}
		t.Passed, t.Verdict, t.Score = false, Differs, 0
		t.Message = fmt.Sprintf("%s gives another answer when it is called a second time with the same arguments. What does it keep between calls: a global, a default argument, an array that it changes?", b.plan.calls[i].fn.Name)
		return t, true
	}
	return t, true
}

func sameOutcome(a, b sandbox.Outcome) bool {
	if len(a.Values) != len(b.Values) {
		return false
	}
	for i := range a.Values {
		if !reflect.DeepEqual(a.Values[i].Shape, b.Values[i].Shape) || string(a.Values[i].Data) != string(b.Values[i].Data) {
			return false
		}
	}
	return true
}

// implementSays is the state of things in one or two sentences.
func implementSays(r *Report, failing int, first *Test) string {
	kind := "tests"
	if r.VisibleRun {
		kind = "visible tests"
	}
	switch {
	case r.Fault != "":
		return fmt.Sprintf("The program was stopped before it had answered everything. %s", r.Fault)
	case failing == 0 && r.VisibleRun:
		return fmt.Sprintf("All %d visible tests hold. Hidden ones follow when you hand in.", len(r.Tests))
	case failing == 0:
		return fmt.Sprintf("All %d tests hold.", len(r.Tests))
	case first.cause != "" && r.told(first.Name) == failing && failing > 1:
		return fmt.Sprintf("%d of %d %s can't be judged, for one reason. %s", failing, len(r.Tests), kind, first.Message)
	case r.Diagnosis != nil:
		return fmt.Sprintf("%d of %d %s differ. %s %s", failing, len(r.Tests), kind, r.Diagnosis.Says, r.Diagnosis.Ask)
	}
	return fmt.Sprintf("%d of %d %s differ. The first: %s. %s", failing, len(r.Tests), kind, first.Name, first.Message)
}

// figures draws the chosen run: yours over the reference, and the residual.
func (j *judge) figures(b *bench, r *Report) error {
	if b.figure == nil || j.got[b.figure.call].values == nil {
		return nil
	}
	spec := j.plan.v.Exercise.Implement.Figure
	im := j.plan.v.Exercise.Implement
	ref, err := j.references.values(j.ctx, im.referenceOf(), nil, *b.figure)
	if err != nil {
		return &ContentError{spec.Place, fmt.Sprintf("figure: %v", err)}
	}
	var returned Returned
	for _, x := range b.figure.fn.Returns {
		if x.Name == spec.Output {
			returned = x
		}
	}
	mine, theirs := j.got[b.figure.call].values[spec.Output].Data, ref[spec.Output].Data
	xs, err := j.abscissa(spec, b.figure, max(len(mine), len(theirs)))
	if err != nil {
		return &ContentError{spec.Place, fmt.Sprintf("figure: %v", err)}
	}
	until := len(xs)
	if spec.Until.Given() {
		end, err := numberIn(spec.Until, b.figure.scope)
		if err != nil {
			return &ContentError{spec.Place, fmt.Sprintf("figure: %v", err)}
		}
		for until > 2 && xs[until-1] > end {
			until--
		}
	}
	mine, theirs = mine[:min(until, len(mine))], theirs[:min(until, len(theirs))]
	r.Figures = append(r.Figures, overlayFigures(j.plan.v, spec, returned, xs, mine, theirs)...)
	return nil
}

func (j *judge) abscissa(spec *FigureSpec, u *use, n int) ([]float64, error) {
	if spec.X.Given() {
		v, err := valueIn(spec.X, scopeWith(u.scope, "", j.got[u.call].values))
		if err == nil && len(v.Data) < n {
			err = fmt.Errorf("x has %d values for %d samples", len(v.Data), n)
		}
		return v.Data, err
	}
	step := 1.0
	if dt, ok := u.scope("dt"); ok && dt.IsNumber() {
		step = dt.Data[0]
	}
	xs := make([]float64, n)
	for k := range xs {
		xs[k] = float64(k) * step
	}
	return xs, nil
}

// overlayFigures makes the figure of two traces and the one of their difference.
func overlayFigures(v *Variant, spec *FigureSpec, out Returned, xs, mine, theirs []float64) []Figure {
	x := Axis{Label: firstText(spec.XLabel, "t"), Unit: firstText(spec.XUnit, "ms")}
	y := Axis{Label: out.Name, Unit: out.Unit}
	n := min(len(mine), len(theirs))
	residual := make([]float64, n)
	worst, at := 0.0, 0
	for k := range n {
		residual[k] = mine[k] - theirs[k]
		if d := math.Abs(residual[k]); d > worst {
			worst, at = d, k
		}
	}
	says := fmt.Sprintf("%s of your program and of the reference; the largest difference is %s", out.Name, withUnit(worst, out.Unit))
	if n > 0 {
		says += fmt.Sprintf(" at %s = %s", x.Label, withUnit(xs[at], x.Unit))
	}
	title := v.Text(firstText(spec.Title, "Your program over the reference"))
	mx, my := thin(xs, mine)
	tx, ty := thin(xs, theirs)
	rx, ry := thin(xs, residual)
	return []Figure{
		{ID: "overlay", Title: title, Description: says + ".", X: x, Y: y, Series: []Series{{Name: "yours", Role: RoleYours, X: mx, Y: my}, {Name: "reference", Role: RoleReference, X: tx, Y: ty}}},
		{ID: "residual", Title: "Yours minus the reference", Description: says + ".", X: x, Y: Axis{Label: "difference", Unit: out.Unit}, Residual: true,
			Series: []Series{{Name: "residual", Role: RoleResidual, X: rx, Y: ry}}},
	}
}

// drawn is how many points a line of a figure has at most.
const drawn = 1200

// thin keeps the lowest and the highest point of each of a few hundred stretches, so that no spike is lost; values that
// are not finite are left out.
func thin(xs, ys []float64) (x, y []float64) {
	n := min(len(xs), len(ys))
	stretch := max(1, (2*n+drawn-1)/drawn)
	for from := 0; from < n; from += stretch {
		lo, hi := -1, -1
		for k := from; k < min(n, from+stretch); k++ {
			if math.IsNaN(ys[k]) || math.IsInf(ys[k], 0) {
				continue
			}
			if lo < 0 || ys[k] < ys[lo] {
				lo = k
			}
			if hi < 0 || ys[k] > ys[hi] {
				hi = k
			}
		}
		for i, k := range []int{min(lo, hi), max(lo, hi)} {
			if k >= 0 && (i == 0 || lo != hi) {
				x, y = append(x, xs[k]), append(y, ys[k])
			}
		}
	}
	return x, y
}
