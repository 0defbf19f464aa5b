package exercises

import (
	"fmt"
	"math"

	"coronium/grading/compare"
	"coronium/grading/sandbox"
	"coronium/grading/understand"
)

// MutationScore is the part of live mutants that an exercise's tests must kill.
const MutationScore = .95

// mutants measures the strength of the tests: every single-token change of the solution that changes what it returns on
// some call must fail some test. A mutant lives if an output differs from the solution's by more than rounding on the
// calls of the tests or on those of other variants; one that does not is equivalent as far as anybody can see.
func (l *linter) mutants(variants []*Variant) {
	im := l.e.Implement
	if im == nil || l.opts.Sandbox == nil || l.opts.NoMutants || !l.sound {
		return
	}
	all, err := understand.Mutants(l.e.Solution)
	if err != nil {
		l.fault(l.file("solution.py", 1), "%v", err)
		return
	}
	survivors := map[int]understand.Mutant{}
	for _, v := range variants[:min(len(variants), l.opts.Mutated)] {
		for i, m := range all {
			if l.ctx.Err() != nil {
				return
			}
			live, killed, err := l.mutant(v, m.Apply(l.e.Solution))
			if err != nil {
				l.content(err)
				return
			}
			if live {
				l.out.Mutants++
			}
			if live && killed {
				l.out.Killed++
			}
			if live && !killed {
				survivors[i] = m
			}
		}
	}
	if l.out.Mutants == 0 {
		return
	}
	l.out.MutationScore = roundTo(float64(l.out.Killed)/float64(l.out.Mutants), 4)
	for i := range all {
		if m, lives := survivors[i]; lives {
			l.note(l.file("solution.py", m.Line), "this mutant passes all tests: %s in column %d", m.Says(), m.Column)
		}
	}
	if l.out.MutationScore < MutationScore {
		l.fault(im.Place, "the tests kill %d of %d live mutants of the solution (%.1f %%); at least %.0f %% are asked for", l.out.Killed, l.out.Mutants, 100*l.out.MutationScore, 100*MutationScore)
	}
}

// mutant runs one mutant on the tests of a variant, and where it passes them also on the calls of other variants: what
// fails a test that the solution passes lives, and that is most of them.
func (l *linter) mutant(v *Variant, source string) (live, killed bool, err error) {
	b, err := v.layOut(false)
	if err != nil {
		return false, false, err
	}
	b.figure, b.plan.checks = nil, nil
	if killed, err = l.fails(b, source); err != nil || killed {
		return killed, killed, err
	}
	if err := b.plan.probe(l.e, v.Seed); err != nil {
		return false, false, err
	}
	truth, err := l.solutionOutputs(b, Work{Owner: "lint"})
	if err != nil {
		return false, false, err
	}
	result, err := l.runMutant(b, source)
	if err != nil {
		return false, false, err
	}
	if result.Ended != sandbox.Finished {
		return true, true, nil
	}
	for i := range b.plan.calls {
		live = live || !sameOutputs(read(result.Outcomes[i], b.plan.calls[i]), truth[i])
	}
	return live, false, nil
}

// fails reports whether a program fails a test; one that crashes or never ends fails any.
func (l *linter) fails(b *bench, source string) (bool, error) {
	result, err := l.runMutant(b, source)
	if err != nil || result.Ended != sandbox.Finished {
		return err == nil, err
	}
	got := make([]outputs, len(b.plan.calls))
	for i := range got {
		got[i] = read(result.Outcomes[i], b.plan.calls[i])
	}
	r := Report{}
	if err := l.g.judgeProgram(l.ctx, b, result, got, Work{Owner: "lint"}, &r); err != nil {
		return false, err
	}
	failing, _ := r.failing()
	return failing > 0, nil
}

func (l *linter) runMutant(b *bench, source string) (sandbox.Result, error) {
	return l.opts.Sandbox.Run(l.ctx, sandbox.Job{Source: source, Filename: "mutant.py", Calls: b.plan.sandboxCalls(), Seed: b.plan.v.Seed, Limits: mutantLimits(l.e), Owner: "lint"})
}

// solutionOutputs runs the solution on a plan that has its probes, once for each variant.
func (l *linter) solutionOutputs(b *bench, work Work) ([]outputs, error) {
	key := fmt.Sprintf("probed/%s/%d", l.e.Version, b.plan.v.Seed)
	if known, ok := l.g.Memory.get(key); ok {
		return known.([]outputs), nil
	}
	_, got, err := l.g.run(l.ctx, b.plan, l.e.Solution, "solution.py", work)
	if err == nil {
		l.g.Memory.put(key, got)
	}
	return got, err
}

// probe adds the first calls of the tests of two other variants, so that a mutant lives even if no test calls it where it differs.
func (p *plan) probe(e *Exercise, seed uint64) error {
	for _, other := range []uint64{seed + 101, seed + 202} {
		v, err := e.Variant(other)
		if err != nil {
			return err
		}
		q := newPlan(v)
		q.brief = true
		for _, specs := range [][]TestSpec{e.Implement.Visible, e.Implement.Hidden} {
			for i := range specs {
				if _, err := q.layOut(&specs[i], false); err != nil {
					return err
				}
			}
		}
		p.calls = append(p.calls, q.calls...)
	}
	return nil
}

// sameOutputs reports whether two runs gave the same up to rounding.
func sameOutputs(a, b outputs) bool {
	if (a.fault == "") != (b.fault == "") || a.done != b.done {
		return false
	}
	for name, x := range a.values {
		y := b.values[name]
		if !sameShape(x.Shape, y.Shape) {
			return false
		}
		scale := 0.0
		for _, v := range y.Data {
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				scale = math.Max(scale, math.Abs(v))
			}
		}
		if o := compare.Trace(x.Data, y.Data, compare.Tolerance{Absolute: 1e-9 * scale, Relative: 1e-9}); o.First >= 0 {
			return false
		}
	}
	return true
}
