package derive

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"
)

// Rungs of the ladder of hints, from least to most.
const (
	HintRule = 1 // the rule of the next line
	HintTerm = 2 // the term to act on
	HintHole = 3 // the next line with a hole
	HintLine = 4 // the next line
)

// Hint gives one rung of the ladder for the trainee's next step. worked is a whole
// derivation of the same problem.
func Hint(ctx context.Context, trainee, worked string, rung int, opts Options) (string, error) {
	step, ok, err := NextStep(ctx, trainee, worked, opts)
	if err != nil {
		return "", err
	}
	if !ok {
		return "All steps of the worked derivation are there.", nil
	}
	return StepHint(worked, step, rung)
}

// NextStep finds the step to take next: a line of the worked derivation (counted
// from 0) on which a goal that is still open rests, that none of the trainee's
// accepted lines states, and whose own premises are there. Steps that the trainee
// did without are not asked for. ok is false when nothing is left to do.
func NextStep(ctx context.Context, trainee, worked string, opts Options) (step int, ok bool, err error) {
	d, err := parseFile(worked)
	if err != nil {
		return 0, false, err
	}
	st, err := newSetting(d.problem.scope, seedOf(opts.Seed), newBudget(ctx, hintCPU))
	if err != nil {
		return 0, false, err
	}
	have, err := accepted(ctx, trainee, d.problem, opts)
	if err != nil {
		return 0, false, err
	}
	j := &judge{p: d.problem, opts: opts}
	at := map[string]int{} // label to line
	steps := make([]*workedStep, len(d.lines))
	for i := range d.lines {
		j.read(*d, i)
		if len(j.steps) == 0 || j.steps[len(j.steps)-1].label != d.lines[i].label {
			continue
		}
		s := j.steps[len(j.steps)-1]
		at[s.label] = i
		steps[i] = &workedStep{step: s, there: stands(st, s.stated, have)}
	}
	for i := range neededSteps(st, d, steps, at, have) {
		if steps[i] != nil && !steps[i].there {
			return i, true, nil
		}
	}
	return 0, false, ctx.Err()
}

// hintCPU bounds the search for the next step.
const hintCPU = 2 * time.Second

// workedStep is a line of the worked derivation, and whether the trainee has it.
type workedStep struct {
	*step
	there bool
}

// accepted are the trainee's lines that hold, wherever they stand.
func accepted(ctx context.Context, trainee string, p *Problem, opts Options) ([]*node, error) {
	mine, err := parseFile(trainee)
	if err != nil {
		return nil, err
	}
	if len(mine.lines) == 0 {
		return nil, nil
	}
	r, err := Check(ctx, trainee, opts)
	if err != nil {
		return nil, err
	}
	var have []*node
	for i, l := range r.Lines {
		if !Accepted(l.Verdict) {
			continue
		}
		if n, err := readLine(mine.lines[i].text, p.scope); err == nil {
			if low, err := p.scope.lower(n, nil); err == nil {
				have = append(have, low)
			}
		}
	}
	return have, nil
}

// neededSteps lists, in their order, the lines on which the open goals rest, as far
// as nothing that the trainee has stands between; all lines if there is no open goal
// whose line is known.
func neededSteps(st *setting, d *derivation, steps []*workedStep, at map[string]int, have []*node) iter.Seq[int] {
	needed := make([]bool, len(steps))
	var need func(i int)
	need = func(i int) {
		if steps[i] == nil || needed[i] || steps[i].there {
			return
		}
		needed[i] = true
		refs := steps[i].rule.refs
		if len(refs) == 0 && steps[i].rule.name == "" && i > 0 {
			need(i - 1)
		}
		for _, label := range refs {
			if k, known := at[label]; known && k < i {
				need(k)
			}
		}
		if len(refs) == 0 { // a modelling move rests on the lines that say what its quantities are
			for k := range i {
				if steps[k] != nil && says(steps[k].stated, steps[i].stated) {
					need(k)
				}
			}
		}
	}
	open, known := false, false
	for _, g := range d.problem.Goals {
		want, err := d.problem.scope.lower(g.node, nil)
		if err != nil {
			continue
		}
		known = true
		if stands(st, want, have) {
			continue
		}
		for i, s := range steps {
			if s != nil && stands(st, want, []*node{s.stated}) {
				need(i)
				open = true
				break
			}
		}
	}
	return func(yield func(int) bool) {
		for i := range steps {
			if (needed[i] || !known || !open && len(have) == 0) && !yield(i) {
				return
			}
		}
	}
}

// says reports whether a line is an equation for one quantity that a later one uses.
func says(line, later *node) bool {
	if line.op != opRel || line.name != "=" || line.args[0].op != opSym {
		return false
	}
	quantity := line.args[0].name
	return has(later, func(n *node) bool { return n.op == opSym && n.name == quantity })
}

// StepHint words one rung of the ladder for a line of the worked derivation,
// counted from 0.
func StepHint(worked string, step, rung int) (string, error) {
	d, err := parseFile(worked)
	if err != nil {
		return "", err
	}
	if step < 0 || step >= len(d.lines) {
		return "", fmt.Errorf("the worked derivation has %d lines and no line %d", len(d.lines), step+1)
	}
	j := &judge{p: d.problem}
	for i := range step + 1 {
		j.read(*d, i)
	}
	if len(j.steps) == 0 || j.steps[len(j.steps)-1].label != d.lines[step].label {
		return "", fmt.Errorf("line %d of the worked derivation can't be read", step+1)
	}
	return j.rungOf(j.steps[len(j.steps)-1], rung), nil
}

// stands reports whether one of the statements says the same; an equation
// that only follows from what is there is still a step to take.
func stands(st *setting, want *node, have []*node) bool {
	for _, h := range have {
		if same(h, want) {
			return true
		}
		if isEquation(h) && isEquation(want) {
			if _, ok := st.constantRatio(minus(h.args[0], h.args[1]), minus(want.args[0], want.args[1])); ok {
				return true
			}
		}
	}
	return false
}

// rungOf words a rung. Premises are named by what they say, since the trainee's
// lines have numbers of their own.
func (j *judge) rungOf(s *step, rung int) string {
	words := j.ruleWords(s.rule)
	switch rung {
	case HintRule:
		return words
	case HintTerm:
		return words + " Look at `" + term(s.raw) + "`."
	case HintHole:
		return "Fill the hole: `" + withHole(s.raw) + "`"
	}
	return "`" + s.raw.String() + "` — " + words
}

// premises writes the cited lines out.
func (j *judge) premisesText(r rule) string {
	var parts []string
	for _, label := range r.refs {
		if s := j.find(label); s != nil {
			parts = append(parts, "`"+s.raw.String()+"`")
		}
	}
	switch n := len(parts); n {
	case 0:
		return ""
	case 1:
		return " " + parts[0]
	default:
		return " " + strings.Join(parts[:n-1], ", ") + " and " + parts[n-1]
	}
}

// ruleWords says in words what the next step does.
func (j *judge) ruleWords(r rule) string {
	lines := j.premisesText(r)
	args := ""
	if r.args != "" {
		args = " `" + r.args + "`"
	}
	switch r.name {
	case "sub":
		return "Substitute" + args + " into" + lines + "."
	case "solve":
		return "Solve" + lines + " " + r.args + "."
	case "ode":
		return "Solve the differential equation" + lines + "; mind the initial condition."
	case "ic":
		return "Put the initial condition into" + lines + "."
	case "diff":
		return "Differentiate" + lines + " " + r.args + "."
	case "int":
		return "Carry out the integral in" + lines + "."
	case "antideriv":
		return "Find an antiderivative of" + lines + "; mind the constant."
	case "average":
		return "Average" + lines + " " + r.args + "."
	case "lim":
		return "Take the limit of" + lines + "."
	case "implies":
		if len(r.refs) < 2 {
			return "Draw a conclusion from" + lines + "."
		}
		return "Combine" + lines + "."
	case "stationary":
		return "Set the derivatives in" + lines + " to zero."
	case "nondim":
		return "Measure" + lines + " in the units" + args + "."
	case "given", "let":
		return "State the next premise of the model in symbols."
	case "closure":
		return "Make the next modelling move; it is recorded with the rule closure."
	case "identity":
		return "Write down an identity: it rests on no other line."
	case "linearise":
		return "Linearise" + lines + " " + r.args + "."
	case "trace", "det", "eig":
		return "Find the " + map[string]string{"trace": "trace", "det": "determinant", "eig": "eigenvalues"}[r.name] + " of the matrix of" + lines + "."
	case "expand", "asym":
		return "Expand" + lines + args + "."
	}
	if lines == "" {
		lines = " the line above"
	}
	return "Rewrite" + lines + "."
}

// term is the part of a line that its step is about: the right side's last
// factor or term that is not a single symbol.
func term(n *node) string {
	if isEquation(n) {
		n = n.args[1]
	}
	for i := len(n.args) - 1; i >= 0; i-- {
		if len(n.args[i].args) > 0 {
			return n.args[i].String()
		}
	}
	return n.String()
}

// withHole writes the line with its most telling part left out.
func withHole(n *node) string {
	hole := ""
	walk(n, func(m *node) bool {
		if m.op == opCall && len(m.args) == 1 && len(m.args[0].args) > 0 {
			hole = m.args[0].String()
		}
		return true
	})
	text := n.String()
	if hole == "" {
		hole = term(n)
	}
	return strings.Replace(text, hole, " … ", 1)
}
