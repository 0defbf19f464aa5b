package exercises

import (
	"math"
	"slices"
	"sort"
	"time"

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
		trials, err := l.trials(v)
		if err != nil {
			l.content(err)
			return
		}
		for i, m := range all {
			if l.ctx.Err() != nil {
				return
			}
			fate, err := trials.mutant(m.Apply(l.e.Solution))
			if err != nil {
				l.content(err)
				return
			}
			switch fate {
			case killed:
				l.out.Mutants++
				l.out.Killed++
			case survived:
				l.out.Mutants++
				survivors[i] = m
			case stopped:
				l.out.Stopped++
			}
		}
	}
	if l.out.Mutants == 0 {
		return
	}
	if l.out.Stopped > 0 {
		l.note(im.Place, "%d mutants did not end within ten times the solution's time; no test refused them, so they are not counted", l.out.Stopped)
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

// trials are the tests of one variant as mutants meet them, in heats.
type trials struct {
	*linter
	bench  *bench
	judge  *judge
	heats  []heat
	probes *plan // the calls of other variants
	truth  []outputs
}

// A heat is some of the tests with the calls that they need, and the processor time that the solution takes for them.
// Most mutants fail almost any test, so the cheapest tests come first and the long runs are spared.
type heat struct {
	tests []laidOut
	calls []int
	cost  time.Duration
}

// shares of the solution's time that the first heats may take; the last one has the rest.
var shares = []float64{1. / 32, 1. / 6, 1}

// trials runs the solution once, for its answers and for what each call costs.
func (l *linter) trials(v *Variant) (*trials, error) {
	b, err := v.layOut(false)
	if err != nil {
		return nil, err
	}
	t := &trials{linter: l, bench: b, judge: &judge{ctx: l.ctx, plan: b.plan, references: l.g.references(b.plan, Work{Owner: "lint"})}}
	b.plan.checks = nil
	result, _, err := l.g.run(l.ctx, b.plan, l.e.Solution, "solution.py", Work{Owner: "lint"})
	if err != nil {
		return nil, err
	}
	cost := make([]time.Duration, len(b.plan.calls))
	for i := range cost {
		if i < len(result.Outcomes) {
			cost[i] = result.Outcomes[i].CPU
		}
	}
	t.heats = inHeats(b, cost)
	return t, nil
}

// inHeats sorts the tests by the cost of their calls.
func inHeats(b *bench, cost []time.Duration) []heat {
	total := time.Duration(0)
	for _, c := range cost {
		total += c
	}
	price := func(t laidOut) (sum time.Duration) {
		for _, i := range callsOf(t) {
			sum += cost[i]
		}
		return sum
	}
	tests := append([]laidOut{}, b.tests...)
	sort.SliceStable(tests, func(i, j int) bool { return price(tests[i]) < price(tests[j]) })
	var heats []heat
	at, spent := 0, time.Duration(0)
	for k, share := range shares {
		h := heat{}
		planned := map[int]bool{}
		plan := func(i int) {
			if !planned[i] {
				planned[i] = true
				h.calls, h.cost = append(h.calls, i), h.cost+cost[i]
			}
		}
		last := k == len(shares)-1
		for at < len(tests) && (last || spent+price(tests[at]) <= time.Duration(share*float64(total))) {
			spent += price(tests[at])
			for _, i := range callsOf(tests[at]) {
				plan(i)
			}
			h.tests = append(h.tests, tests[at])
			at++
		}
		for i := range cost {
			if last { // also what only observables call: every call must return what is asked for
				plan(i)
			}
		}
		if len(h.calls) > 0 {
			heats = append(heats, h)
		}
	}
	return heats
}

func callsOf(t laidOut) (calls []int) {
	for _, c := range t.cases {
		for _, u := range c.uses {
			if !slices.Contains(calls, u.call) {
				calls = append(calls, u.call)
			}
		}
	}
	return calls
}

// A fate is what becomes of a mutant.
type fate int

const (
	equivalent fate = iota // it does what the solution does
	killed                 // a test refuses it
	survived               // it does something else, and no test sees it
	stopped                // it did not end within its limits
)

// mutant runs one mutant on the tests of a variant, and where it passes them also on the calls of other variants: what
// fails a test that the solution passes lives, and that is most of them.
func (t *trials) mutant(source string) (fate, error) {
	for _, h := range t.heats {
		if f, err := t.meets(h, source); err != nil || f != survived {
			return f, err
		}
	}
	if err := t.probe(); err != nil {
		return equivalent, err
	}
	got, finished, err := t.runProbes(source)
	if err != nil || !finished {
		return survived, err
	}
	for i := range got {
		if !sameOutputs(got[i], t.truth[i]) {
			return survived, nil
		}
	}
	return equivalent, nil
}

// outOfLimits are the ends of a run of which it can't be said that the program is wrong, only that it takes too much.
var outOfLimits = []sandbox.Ended{sandbox.CPULimit, sandbox.WallLimit, sandbox.MemoryLimit, sandbox.OutputLimit, sandbox.Cancelled}

// meets runs a program on the tests of a heat: it survives them, or is killed, by a verdict or because it crashes, or is stopped.
func (t *trials) meets(h heat, source string) (fate, error) {
	all := t.bench.plan.sandboxCalls()
	job := sandbox.Job{Source: source, Filename: "mutant.py", Seed: t.bench.plan.v.Seed, Limits: mutantLimits(t.e, h.cost), Owner: "lint"}
	for _, i := range h.calls {
		job.Calls = append(job.Calls, all[i])
	}
	result, err := t.opts.Sandbox.Run(t.ctx, job)
	if err != nil {
		return equivalent, err
	}
	got := t.bench.plan.some(result, h.calls)
	if result.Ended != sandbox.Finished && !slices.Contains(outOfLimits, result.Ended) {
		return killed, nil
	}
	// What was answered before a limit was met can be judged all the same.
	for _, i := range h.calls {
		if got[i].fault != "" && got[i].fault != endedBefore {
			return killed, nil
		}
	}
	t.judge.got, t.judge.drawn = got, nil
	for _, test := range h.tests {
		if slices.ContainsFunc(callsOf(test), func(i int) bool { return got[i].fault == endedBefore }) {
			continue
		}
		if verdict, err := t.judge.test(test); err != nil || !verdict.Passed {
			return killed, err
		}
	}
	if result.Ended != sandbox.Finished {
		return stopped, nil
	}
	return survived, nil
}

// probe plans the calls of the tests here and the first ones of two other variants, so that a mutant lives even if no
// test calls it where it differs, and runs the solution on them, once.
func (t *trials) probe() error {
	if t.probes != nil {
		return nil
	}
	p := *t.bench.plan
	p.calls = slices.Clone(p.calls)
	if err := p.probe(t.e, p.v.Seed); err != nil {
		return err
	}
	t.probes = &p
	var err error
	t.truth, _, err = t.runProbes(t.e.Solution)
	return err
}

// runProbes makes the calls of three variants, with the time for it.
func (t *trials) runProbes(source string) (got []outputs, finished bool, err error) {
	limits := t.e.Limits()
	limits.CPU, limits.Wall = min(4*limits.CPU, sandbox.MaxLimits.CPU), min(4*limits.Wall, sandbox.MaxLimits.Wall)
	result, err := t.opts.Sandbox.Run(t.ctx, sandbox.Job{Source: source, Filename: "mutant.py", Calls: t.probes.sandboxCalls(), Seed: t.probes.v.Seed, Limits: limits, Owner: "lint"})
	if err != nil {
		return nil, false, err
	}
	got = make([]outputs, len(t.probes.calls))
	for i, c := range t.probes.calls {
		if i < len(result.Outcomes) {
			got[i] = read(result.Outcomes[i], c)
		}
	}
	return got, result.Ended == sandbox.Finished, nil
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
