package derive

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"
)

// step is a line that has been read: what it says, and whether it stands.
type step struct {
	label    string
	raw      *node // as written
	stated   *node // lowered
	rule     rule
	verdict  string
	accepted bool
}

// judge holds the lines before the one that is judged.
type judge struct {
	p     *Problem
	opts  Options
	steps []*step
}

// finding is what a rule says about a line.
type finding struct {
	verdict    string
	outcome    outcome
	message    string
	slip       string
	premises   []*node // from which the line was to follow, where want is not known
	follows    []string
	conditions []string
	choices    []string
	want       *node // the equation that the rule yields, for the diagnosis
}

// Judge judges line n (from 0) given the ones before it; the earlier lines
// are read but not judged again, so a page may call it on every key.
func (p *Problem) Judge(ctx context.Context, lines []string, n int, opts Options) (LineReport, error) {
	d := derivation{problem: p}
	number := 0
	for i, raw := range lines[:min(n+1, len(lines))] {
		text, wrong := cutRemark(raw)
		l, err := splitLine(text, i+1)
		if err != nil {
			if i < n {
				continue
			}
			return LineReport{Text: text, Verdict: Invalid, Message: err.Error()}, nil
		}
		l.wrong = wrong
		number = d.label(&l, number)
		d.lines = append(d.lines, l)
	}
	if n >= len(lines) || len(d.lines) == 0 {
		return LineReport{}, fmt.Errorf("there is no line %d", n+1)
	}
	p = p.withTimeFunctions(d.lines)
	d.problem = p
	j := &judge{p: p, opts: opts}
	for i := range d.lines[:len(d.lines)-1] {
		j.read(d, i)
	}
	return j.line(ctx, d, len(d.lines)-1), ctx.Err()
}

// read takes a line as a premise without judging it.
func (j *judge) read(d derivation, i int) {
	raw, err := j.statement(d, i)
	if err != nil {
		return
	}
	s := &step{label: d.lines[i].label, raw: raw, accepted: true}
	if s.stated, err = j.p.scope.lower(raw, nil); err != nil {
		return
	}
	if d.lines[i].rule != "" {
		s.rule, _ = parseRule(d.lines[i].rule)
	}
	j.steps = append(j.steps, s)
}

// statement parses a line; one that begins with "=" continues the line above.
func (j *judge) statement(d derivation, i int) (*node, error) {
	l := d.lines[i]
	n, err := readLine(l.text, j.p.scope)
	if err != nil || !l.goes {
		return n, err
	}
	if len(j.steps) == 0 {
		return nil, &InputError{Text: l.text, What: "this line begins with = but there is no line above", Mend: "write the left side"}
	}
	above := j.steps[len(j.steps)-1].raw
	if above.op == opRel {
		above = above.args[0]
	}
	if n.op == opRel {
		return nil, &InputError{Text: l.text, What: "a line that begins with = has no second relation", Mend: "write one expression after ="}
	}
	return relation("=", above, n).at(n.from, n.to), nil
}

// line judges one line and appends it to the steps.
func (j *judge) line(ctx context.Context, d derivation, i int) (r LineReport) {
	start := time.Now()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	l := d.lines[i]
	r = LineReport{N: l.label, Text: l.text, Rule: l.rule, Wrong: l.wrong}
	if l.goes {
		r.Text, r.goes = "= "+l.text, true
	}
	defer func() { r.Micros = time.Since(start).Microseconds() }()
	raw, err := j.statement(d, i)
	if err != nil {
		return j.invalid(r, err)
	}
	s := &step{label: l.label, raw: raw}
	r.TeX = TeX(raw)
	st, err := newSetting(j.p.scope, seedOf(j.opts.Seed), newBudget(ctx, j.opts.CPU))
	if err != nil {
		return j.invalid(r, err)
	}
	if s.stated, err = j.p.scope.lower(raw, nil); err != nil {
		return j.invalid(r, err)
	}
	j.dimensions(raw, &r)
	f, err := j.guarded(st, s, l)
	r.Rule = j.ruleText(s, l)
	if err != nil {
		if r.Dimension != "" {
			r.Verdict, r.Message = Different, r.Dimension
			j.steps = append(j.steps, s)
			return r
		}
		s.verdict = Invalid
		j.steps = append(j.steps, s)
		r.Verdict, r.Message = Invalid, err.Error()
		return r
	}
	j.report(st, s, f, &r)
	s.verdict = r.Verdict
	s.accepted = Accepted(r.Verdict)
	j.steps = append(j.steps, s)
	return r
}

func (j *judge) ruleText(s *step, l line) string {
	if l.rule != "" {
		return l.rule
	}
	if s.rule.name == "" {
		return ""
	}
	return strings.TrimSpace(s.rule.name + " " + strings.Join(s.rule.refs, ", "))
}

func (j *judge) invalid(r LineReport, err error) LineReport {
	r.Verdict, r.Message = Invalid, err.Error()
	var e *InputError
	if errors.As(err, &e) {
		r.Highlight = &Span{From: e.At, To: e.To}
	}
	return r
}

// dimensions is step 1: it names the term that breaks dimensions.
func (j *judge) dimensions(raw *node, r *LineReport) {
	c := &dimensions{scope: j.p.scope, solved: map[string]quantity{}, bound: map[string]string{}}
	if raw.op == opRel {
		qs, err := c.relation(raw)
		if qs[0].known {
			r.LeftDimension = c.resolve(qs[0]).dim.name(j.p.scope.units())
		}
		if qs[1].known {
			r.RightDimension = c.resolve(qs[1]).dim.name(j.p.scope.units())
		}
		j.noteDimension(raw, err, r)
		return
	}
	_, err := c.of(raw)
	j.noteDimension(raw, err, r)
}

func (j *judge) noteDimension(raw *node, err error, r *LineReport) {
	var e *DimensionError
	if errors.As(err, &e) {
		r.Dimension = e.What
		if e.Span.To > e.Span.From {
			span := e.Span
			if part, path := nodeAt(raw, span.From, span.To); part != nil {
				span.Path = path
				r.MarkedTeX = TeXMarked(raw, part)
			}
			span.Term = r.partText(span)
			r.Highlight = &span
		}
	}
}

// report words a finding.
func (j *judge) report(st *setting, s *step, f finding, r *LineReport) {
	r.Verdict, r.Message, r.Slip = f.verdict, f.message, f.slip
	r.FollowsFrom, r.Choices, r.Conditions = f.follows, f.choices, f.conditions
	if r.FollowsFrom == nil && f.verdict != Given && f.verdict != Recorded {
		r.FollowsFrom = s.rule.refs
	}
	if f.verdict == Conditional {
		r.Condition = f.outcome.condition
		if r.Message == "" {
			r.Message = "This holds where " + r.Condition + ": state it as an assumption."
		}
	}
	if f.outcome.at != nil && f.verdict == Different {
		r.Counterexample = counterexample(f.outcome)
	}
	defer func() {
		if r.Verdict == Different && r.Slip != "" {
			st.highlight(s.raw, r)
		}
	}()
	if r.Dimension != "" { // a break of dimensions outweighs everything
		r.Verdict = Different
		r.Message = "Dimensions: " + r.Dimension + "."
		r.Slip = "dimensions"
		return
	}
	if r.Verdict == Different && r.Message == "" {
		r.Message = "This does not follow."
		if r.Counterexample != nil {
			r.Message = "This does not follow: " + r.Counterexample.Says + "."
		}
	}
	if r.Verdict == Different && r.Slip == "" && f.want != nil {
		if slip := st.diagnose(f.want, s.stated); slip != "" {
			r.Slip = slip
			r.Message += " It looks like " + slip + "."
		}
	}
	if r.Verdict == Different && r.Slip == "" {
		premises := f.premises
		if premises == nil && f.want != nil {
			premises = []*node{f.want}
		}
		if premises != nil {
			if r.Slip = st.slipAtPoints(premises, s.stated); r.Slip == "" {
				r.Slip = st.wrongDirection(premises, s.stated)
			}
			if r.Slip != "" {
				r.Message += " It looks like " + r.Slip + "."
			}
		}
	}
	if r.Verdict == Unknown && r.Message == "" {
		r.Message = "I could not decide this line: " + f.outcome.why + ". It gives no mark either way."
	}
}
