package exercises

import (
	"fmt"
	"strings"
	"time"

	"coronium/grading/derive"
	"coronium/grading/understand"
)

// predictions checks that every prediction has an outcome on every variant and that the outcome can be answered.
func (l *linter) predictions(variants []*Variant) {
	if len(l.e.Predict) == 1 {
		l.fault(l.e.Predict[0].Place, "one prediction; at least two are asked for")
	}
	for _, p := range l.e.Predict {
		for _, v := range variants {
			if p.Truth.Run != nil && l.opts.Sandbox == nil {
				break
			}
			fields := map[string]string{}
			t := Test{}
			var err error
			switch {
			case p.Entry.Interval != "":
				var x float64
				if x, err = l.g.truthNumber(l.ctx, v, p.Truth); err == nil {
					if x == 0 && !p.Scale.Given() {
						l.fault(p.Place, "prediction %s on variant %d: the outcome is 0, so its score has no scale; if 0 is meant, give scale", p.ID, v.Seed)
					}
					fields[p.ID+".low"], fields[p.ID+".high"] = fmt.Sprint(x), fmt.Sprint(x)
					err = l.g.judgeInterval(l.ctx, v, p, fields, &t)
				}
			case p.Entry.Curve != nil:
				err = l.curve(v, p, &t)
			default:
				fields[p.ID], fields[p.ID+".confidence"] = p.Truth.Choice, "98"
				judgeChoice(p, fields, &t)
			}
			if err != nil {
				l.fault(p.Place, "prediction %s on variant %d: %v", p.ID, v.Seed, err)
				break
			}
			if t.Score < .95 {
				l.fault(p.Place, "prediction %s on variant %d: the outcome itself scores %.2f: %s", p.ID, v.Seed, t.Score, t.Message)
				break
			}
		}
	}
}

// curve scores the true curve as if it had been drawn, and a flat line, which must not do well.
func (l *linter) curve(v *Variant, p Prediction, t *Test) error {
	xs, ys, err := l.g.truthCurve(l.ctx, v, p)
	if err != nil {
		return err
	}
	low, high, err := p.Entry.Curve.Y.ends(v)
	if err != nil {
		return err
	}
	for i, y := range ys {
		if y > high+1e-9 || y < low-1e-9 {
			return fmt.Errorf("the outcome is %.4g at %s = %.4g, outside the axis from %.4g to %.4g", y, p.Entry.Curve.X.Name, xs[i], low, high)
		}
	}
	scoreCurve(p, xs, ys, ys, high-low, t)
	flat := make([]float64, len(xs))
	for i := range flat {
		flat[i] = (low + high) / 2
	}
	var none Test
	if scoreCurve(p, xs, flat, ys, high-low, &none); none.Score > .6 {
		l.fault(p.Place, "prediction %s: a flat line scores %.2f; choose features that tell it from the outcome", p.ID, none.Score)
	}
	return nil
}

// derivations checks that the worked derivation holds and that each wrong one stops at its marked line.
func (l *linter) derivations(variants []*Variant) {
	if l.e.Derive == nil || len(variants) == 0 {
		return
	}
	if len(l.e.WrongLines) < 3 {
		l.fault(l.e.Derive.Place, "%d wrong derivations; at least three files derivation/wrong-NAME.txt are asked for", len(l.e.WrongLines))
	}
	r, err := l.g.Grade(l.ctx, variants[0], StageDerive, Work{Text: l.e.Worked})
	if err != nil {
		l.content(err)
		return
	}
	worked := l.file("derivation/worked.txt", 0)
	if r.Ungradable {
		l.fault(l.file("derivation/worked.txt", r.FaultLine), "%s", r.Fault)
		return
	}
	l.out.WorkedLines = len(r.Derivation.Lines)
	for _, line := range r.Derivation.Lines {
		if !derive.Accepted(line.Verdict) {
			l.fault(worked, "line %s should hold, but it is %s: %s", line.N, line.Verdict, firstText(line.Message, line.Dimension))
		}
		if line.Verdict == derive.Conditional {
			l.fault(worked, "line %s holds only if %s; state the assumption", line.N, line.Condition)
		}
	}
	reached := map[string]bool{}
	for _, g := range r.Derivation.Goals {
		reached[g.Name] = g.Reached
	}
	for _, m := range l.e.Derive.Milestones {
		if !reached[m.Name] {
			l.fault(m.Place, "the worked derivation does not reach the milestone %s: %s", m.Name, m.Goal)
		}
	}
	for _, p := range l.e.WrongLines {
		l.wrongDerivation(variants[0], p)
	}
	l.out.WrongLines = len(l.e.WrongLines)
}

func (l *linter) wrongDerivation(v *Variant, p Program) {
	at, marked := l.file(p.File, 0), ""
	for i, line := range strings.Split(p.Text, "\n") {
		if strings.Contains(line, "# wrong:") {
			if marked != "" {
				l.fault(l.file(p.File, i+1), "a second line is marked # wrong:")
			}
			at.Line = i + 1
			marked = lineNumber(line)
		}
	}
	if marked == "" {
		l.fault(at, "no line is marked: put # wrong: and the message behind the wrong one, which begins with its number as (5)")
		return
	}
	r, err := l.g.Grade(l.ctx, v, StageDerive, Work{Text: p.Text})
	if err != nil {
		l.content(err)
		return
	}
	switch {
	case r.Ungradable:
		l.fault(l.file(p.File, r.FaultLine), "%s", r.Fault)
	case r.Derivation.FirstBad == "":
		l.fault(at, "every line is accepted, also the one marked wrong")
	case r.Derivation.FirstBad != marked:
		l.fault(at, "it stops at line %s, not at the marked line %s", r.Derivation.FirstBad, marked)
	}
	for _, line := range r.derivedLines() {
		if line.N == marked && line.Counterexample == nil && line.Dimension == "" && line.Verdict == derive.Different {
			l.fault(at, "the marked line is refused without numbers or a dimension that show why")
		}
	}
}

func (r *Report) derivedLines() []derive.LineReport {
	if r.Derivation == nil {
		return nil
	}
	return r.Derivation.Lines
}

// lineNumber is the number at the beginning of a line of a derivation.
func lineNumber(line string) string {
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "(") {
		return ""
	}
	number, _, _ := strings.Cut(line[1:], ")")
	return strings.TrimSpace(number)
}

// critiques checks that the fault of every program under review can be shown by its stated input, and that a right
// program agrees with the solution on the tests.
func (l *linter) critiques(variants []*Variant) {
	if l.opts.Sandbox == nil || l.seen["solution.py"] {
		return
	}
	for _, c := range l.e.Critique {
		for _, v := range variants[:min(3, len(variants))] {
			l.critiqueOn(v, c)
		}
	}
}

func (l *linter) critiqueOn(v *Variant, c Critique) {
	if c.Entry != nil && c.Entry.Interval != "" {
		switch x, err := l.g.truthNumber(l.ctx, v, c.Answer); {
		case err != nil:
			l.fault(c.Place, "critique %s: answer: %v", c.ID, err)
		case x == 0:
			l.fault(c.Place, "critique %s: the number asked for is 0; does the model run long enough?", c.ID)
		}
	}
	if c.Program == "" {
		return
	}
	work := Work{Owner: "lint"}
	if len(c.Shows) > 0 {
		differs, says, err := l.g.programsDiffer(l.ctx, v, c, l.e.Implement.fn(c.Function), c.Shows, work)
		if err != nil {
			l.content(err)
		} else if !differs {
			l.fault(c.Place, "critique %s: on the input of shows nothing is seen (variant %d): %s", c.ID, v.Seed, says)
		}
	} else if c.Truth != "right" {
		l.fault(c.Place, "critique %s: shows gives no input on which the program is wrong", c.ID)
	}
	r, ok := l.graded(v, c.Program, c.Source)
	if ok && c.Truth == "right" && !r.Passed {
		l.fault(c.Place, "critique %s is said to be right, but fails: %s", c.ID, r.Says)
	}
	if ok && c.Truth != "right" && r.Ungradable {
		l.fault(c.Place, "critique %s can't be run: %s", c.ID, r.Fault)
	}
}

// items checks that enough understanding checks can be made from the solution and from the bank.
func (l *linter) items(variants []*Variant) {
	x := l.e.Explain
	if x == nil || l.opts.Sandbox == nil || len(variants) == 0 || !l.sound {
		return
	}
	l.out.Modifications = len(x.Modify)
	if len(x.Modify) == 0 {
		l.fault(x.Place, "there is no modification task")
	}
	for _, p := range append([]Program{{"solution", "solution.py", l.e.Solution}}, l.e.Bank...) {
		subject := variants[0].Subject(p.Text, time.Time{})
		pool, err := l.g.Examiner().Make(l.ctx, subject, understand.Options{Seed: 1, Families: x.Checks.Families, Count: max(8, x.Checks.Count)})
		if err != nil {
			l.fault(x.Place, "check items from %s: %v", p.File, err)
			continue
		}
		good := 0
		for _, item := range pool.Items {
			if item.G <= .10 {
				good++
			}
		}
		if p.File == "solution.py" {
			l.out.Items = good
		}
		if good < x.Checks.Count {
			l.fault(x.Checks.Place, "%d check items can be made from %s; %d are asked for%s", good, p.File, x.Checks.Count, dropped(pool))
		}
	}
	for _, m := range x.Modify {
		l.modification(variants, m)
	}
}

func dropped(pool understand.Pool) string {
	var all []string
	for _, d := range pool.Dropped {
		all = append(all, d.Family+": "+d.Why)
	}
	if len(all) == 0 {
		return ""
	}
	return " (dropped: " + strings.Join(all, "; ") + ")"
}

// modification checks the reference of a modification task: it runs on every test of every variant and gives what is asked for.
func (l *linter) modification(variants []*Variant, m Modification) {
	if len(m.Tests) == 0 {
		l.fault(m.Place, "modification %s has no test", m.ID)
	}
	for _, v := range variants[:min(3, len(variants))] {
		base := v.Exercise.Implement.fn("")
		fn := &Function{Call: firstText(m.Function, base.Call), Returns: m.Returns, Integers: v.Exercise.Implement.integers(), Place: m.Place}
		if len(fn.Returns) == 0 {
			fn.Returns = base.Returns
		}
		if fn.complete(); fn.Name == "" {
			l.fault(m.Place, "modification %s: %q is not a signature", m.ID, fn.Call)
			return
		}
		p := newPlan(v)
		for _, t := range m.Tests {
			if _, err := p.add(fn, nil, m.Args, t.Args); err != nil {
				l.fault(t.Place, "modification %s: %v", m.ID, err)
				return
			}
		}
		result, got, err := l.g.run(l.ctx, p, m.Source, m.Solution, Work{Owner: "lint"})
		if err != nil {
			l.content(err)
			return
		}
		for _, o := range got {
			if o.fault != "" {
				l.fault(l.file(m.Solution, o.line), "on variant %d: %s %s", v.Seed, o.fault, result.Message)
			}
		}
	}
}
