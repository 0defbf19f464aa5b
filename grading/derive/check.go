package derive

import (
	"context"
	"errors"
)

// Check judges a whole derivation: its header and lines. The error is not nil
// when the text can't be read as a derivation at all (an *InputError), or when
// the context ended; faults of single lines are in the report.
func Check(ctx context.Context, text string, opts Options) (Report, error) {
	d, err := parseFile(text)
	if err != nil {
		return Report{}, err
	}
	if len(d.lines) == 0 {
		return Report{}, &InputError{What: "the derivation has no lines", Mend: "write for example (1) tau*V' = -V ; given"}
	}
	return d.problem.check(ctx, *d, opts)
}

// CheckLines judges lines under the header of a problem.
func (p *Problem) CheckLines(ctx context.Context, lines []string, opts Options) (Report, error) {
	d := derivation{problem: p}
	number := 0
	for i, raw := range lines {
		text, wrong := cutRemark(raw)
		if text == "" {
			continue
		}
		l, err := splitLine(text, i+1)
		if err != nil {
			return Report{}, err
		}
		l.wrong = wrong
		number = d.label(&l, number)
		d.lines = append(d.lines, l)
	}
	return p.check(ctx, d, opts)
}

func (p *Problem) check(ctx context.Context, d derivation, opts Options) (Report, error) {
	p = p.withTimeFunctions(d.lines)
	d.problem = p
	r := Report{Problem: p.Name, Verdict: Holds, Assumptions: p.Assumptions}
	if err := p.consistent(ctx, opts); err != nil {
		return r, err
	}
	for _, g := range p.Goals {
		r.Goals = append(r.Goals, GoalReport{Goal: g.Text, Name: g.Name, Weight: g.Weight})
	}
	j := &judge{p: p, opts: opts}
	for i := range d.lines {
		lr := j.line(ctx, d, i)
		if err := ctx.Err(); err != nil {
			return r, err
		}
		if Accepted(lr.Verdict) {
			j.goals(ctx, &r, &lr)
		} else if r.FirstBad == "" {
			r.FirstBad, r.Message = lr.N, lr.Message
			r.Verdict = map[string]string{Unknown: Unknown, Invalid: Invalid}[lr.Verdict]
			if r.Verdict == "" {
				r.Verdict = Fails
			}
		}
		if lr.Condition != "" {
			r.Conditions = append(r.Conditions, lr.Condition)
		}
		r.Lines = append(r.Lines, lr)
	}
	for i, g := range p.Goals {
		r.Goals[i].Sweep = j.sweep(g)
	}
	r.score()
	return r, nil
}

// consistent refuses assumptions that no values satisfy.
func (p *Problem) consistent(ctx context.Context, opts Options) error {
	if len(p.scope.assume) == 0 {
		return nil
	}
	st, err := newSetting(p.scope, seedOf(opts.Seed), newBudget(ctx, opts.CPU))
	if err != nil {
		return err
	}
	s, err := st.sampler(st.holds...)
	if err != nil {
		return err
	}
	for i := range 25 {
		kind := schedule[i%len(schedule)]
		if i%4 == 3 {
			kind = wide
		}
		if s.draw(kind) != nil || st.budget.exhausted {
			return nil
		}
	}
	e := *errContradiction
	if len(p.Assumptions) > 0 {
		e.Text = p.Assumptions[0]
	} else { // the conditions stand in the declarations: var x > x
		e.Text = p.scope.assume[0].String()
	}
	return &e
}

// goals marks the goals that an accepted line reaches.
func (j *judge) goals(ctx context.Context, r *Report, lr *LineReport) {
	s := j.steps[len(j.steps)-1]
	for i, g := range j.p.Goals {
		if r.Goals[i].Reached || g.node == nil || !isStatement(s.stated) {
			continue
		}
		want, err := j.p.scope.lower(g.node, nil)
		if err != nil || !sameNames(want, s.stated) {
			continue
		}
		st, err := newSetting(j.p.scope, seedOf(j.opts.Seed), newBudget(ctx, j.opts.CPU/2))
		if err != nil {
			continue
		}
		if same(want, s.stated) {
			r.Goals[i].Reached = true
		} else if rel, err := st.equivalent(want, s.stated); err == nil && rel.ok() {
			r.Goals[i].Reached = true
		}
		if r.Goals[i].Reached && st.isIdentity(g.node) && !st.saysIdentity(g.node, s.raw) {
			r.Goals[i].Reached = false
		}
		if r.Goals[i].Reached {
			r.Goals[i].Line, lr.Goal = lr.N, g.Text
			if g.Name != "" {
				lr.Goal = g.Name
			}
		}
	}
}

func sameNames(a, b *node) bool {
	names := map[string]bool{}
	for _, n := range free(a) {
		names[n] = true
	}
	for _, n := range free(b) {
		if !names[n] {
			return false
		}
		delete(names, n)
	}
	return len(names) == 0
}

func (r *Report) score() {
	total, reached := 0.0, 0.0
	for _, g := range r.Goals {
		total += g.Weight
		if g.Reached {
			reached += g.Weight
		}
	}
	if total > 0 {
		r.Score = reached / total
	}
}

// isInput reports whether an error is the person's.
func isInput(err error) bool {
	var e interface{ BadInput() bool }
	return errors.As(err, &e) && e.BadInput()
}
