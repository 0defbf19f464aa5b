package exercises

import (
	"errors"
	"fmt"
	"math"
	"time"

	"coronium/grading/compare"
	"coronium/grading/sandbox"
)

// passing marks that a starter may earn: a program that does nothing can't be worth more.
const starterMarks = .15

// programs runs the exercise's own programs through its tests on every variant.
func (l *linter) programs(variants []*Variant) {
	im := l.e.Implement
	if im == nil {
		return
	}
	l.out.Tests = len(im.Visible) + len(im.Hidden) + 1
	if !im.Stochastic {
		l.out.Tests++
	}
	l.out.Misconceptions = len(im.Misconceptions)
	l.out.Margin, l.out.PairMargin = math.Inf(1), math.Inf(1)
	if l.opts.Sandbox == nil {
		l.note(im.Place, "programs were not run: there is no sandbox")
		return
	}
	if len(im.Misconceptions) < 3 {
		l.fault(im.Place, "%d misconceptions; at least three wrong programs are told apart", len(im.Misconceptions))
	}
	mistaken := map[string]bool{}
	defer func() { l.out.Told = len(im.Misconceptions) - len(mistaken) }()
	before := len(l.out.Faults)
	defer func() { l.sound = len(l.out.Faults) == before }()
	for _, v := range variants {
		if l.ctx.Err() != nil {
			return
		}
		l.g.shelve(v)
		if l.passes(v, "solution.py", l.e.Solution); l.seen["solution.py"] {
			return // all else is measured by it
		}
		for _, b := range l.e.Bank {
			l.passes(v, b.File, b.Text)
		}
		if r, ok := l.graded(v, "starter.py", l.e.Starter); ok {
			if r.Passed {
				l.fault(l.file("starter.py", 1), "the starter passes all tests (variant %d)", v.Seed)
			} else if r.Score > starterMarks*r.Max {
				l.fault(l.file("starter.py", 1), "the starter earns %.3g of %.3g; give tests that it passes less weight", r.Score, r.Max)
			}
		}
		for _, m := range im.Misconceptions {
			if !l.misconception(v, m) {
				mistaken[m.Name] = true
			}
		}
		l.margins(v)
	}
	if len(l.out.Faults) == before {
		l.scatter(variants)
	}
	if math.IsInf(l.out.Margin, 0) {
		l.out.Margin, l.out.PairMargin = 0, 0
	}
	if math.IsInf(l.out.PairMargin, 0) {
		l.out.PairMargin = 0
	}
}

func (l *linter) graded(v *Variant, file, source string) (Report, bool) {
	r, err := l.g.Grade(l.ctx, v, StageImplement, Work{Text: source, Owner: "lint"})
	if err != nil {
		if !errors.Is(err, l.ctx.Err()) || l.ctx.Err() == nil {
			l.content(err)
		}
		return r, false
	}
	return r, true
}

// passes checks a program that should pass; its first fault is enough.
func (l *linter) passes(v *Variant, file, source string) {
	if l.seen[file] {
		return
	}
	r, ok := l.graded(v, file, source)
	if !ok || r.Passed {
		return
	}
	l.seen[file] = true
	if r.Fault != "" {
		l.fault(l.file(file, r.FaultLine), "it should pass, but on variant %d: %s", v.Seed, r.Fault)
		return
	}
	for _, t := range r.Tests {
		if !t.Passed {
			where := ""
			if at := l.testPlace(v, t.Name); at.Line > 0 {
				where = fmt.Sprintf(" (line %d of exercise.yaml)", at.Line)
			}
			l.fault(l.file(file, t.Line), "it should pass, but on variant %d the test %q%s says: %s", v.Seed, t.Name, where, t.Message)
			return
		}
	}
}

// testPlace is where a test stands, by the name that a report gives it.
func (l *linter) testPlace(v *Variant, name string) Place {
	for _, specs := range [][]TestSpec{l.e.Implement.Visible, l.e.Implement.Hidden} {
		for _, t := range specs {
			if v.Text(t.Name) == name {
				return t.Place
			}
		}
	}
	return Place{}
}

// misconception checks that a wrong program fails and is recognised.
func (l *linter) misconception(v *Variant, m Misconception) bool {
	file := "misconceptions/" + m.Name + ".py"
	r, ok := l.graded(v, file, m.Program)
	if !ok {
		return false
	}
	switch {
	case r.Passed:
		l.fault(l.file(file, 1), "it passes all tests on variant %d; add a test that it fails", v.Seed)
	case r.Ungradable:
		l.fault(l.file(file, r.FaultLine), "it can't be run: %s", r.Fault)
	case r.Misconception == "":
		l.fault(l.file(file, 1), "on variant %d it fails without a diagnosis; see its observables", v.Seed)
	case r.Misconception != m.Name:
		l.fault(l.file(file, 1), "on variant %d it is taken for %s; add an observable on which they part", v.Seed, r.Misconception)
	}
	return !r.Passed && r.Misconception == m.Name
}

// margins measures how far wrong programs lie from the truth and from each other, in tolerances.
func (l *linter) margins(v *Variant) {
	b, err := l.g.bench(v, false)
	if err != nil || len(b.observed) == 0 {
		return
	}
	right, wrong, err := l.g.wrongPrints(l.ctx, b.plan, b.observed, Work{Owner: "lint"})
	if err != nil {
		l.content(err)
		return
	}
	tols := tolerances(b.observed)
	for i, w := range wrong {
		d := compare.Distances(w.Values, tols, append([]compare.Candidate{{Name: "", Values: right}}, wrong[i+1:]...))
		if d[0].Distance < l.out.Margin {
			l.out.Margin = d[0].Distance
		}
		for _, other := range d[1:] {
			if other.Distance < l.out.PairMargin {
				l.out.PairMargin = other.Distance
			}
		}
	}
}

// mutantLimits bound a mutant by what the solution takes, since many loop for ever.
func mutantLimits(e *Exercise, solution time.Duration) sandbox.Limits {
	limits := e.Limits()
	limits.CPU = min(limits.CPU, 500*time.Millisecond+10*solution)
	limits.Wall = max(limits.Wall, 20*time.Second)
	return limits
}
