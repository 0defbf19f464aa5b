package derive

import (
	"context"
	"fmt"
	"strings"
)

// Rungs of the ladder of hints, from least to most.
const (
	HintRule = 1 // the rule of the next line
	HintTerm = 2 // the term to act on
	HintHole = 3 // the next line with a hole
	HintLine = 4 // the next line
)

// Hint gives one rung of the ladder for the step after the trainee's last
// line that holds. worked is a whole derivation of the same problem; its first
// line that none of the trainee's accepted lines states is the next step.
func Hint(ctx context.Context, trainee, worked string, rung int, opts Options) (string, error) {
	d, err := parseFile(worked)
	if err != nil {
		return "", err
	}
	mine, err := parseFile(trainee)
	if err != nil {
		return "", err
	}
	r, err := Check(ctx, trainee, opts)
	if err != nil {
		return "", err
	}
	st, err := newSetting(d.problem.scope, seedOf(opts.Seed), newBudget(ctx, opts.CPU))
	if err != nil {
		return "", err
	}
	var have []*node
	for i, l := range r.Lines {
		if !Accepted(l.Verdict) {
			break
		}
		if n, err := readLine(mine.lines[i].text, d.problem.scope); err == nil {
			if low, err := d.problem.scope.lower(n, nil); err == nil {
				have = append(have, low)
			}
		}
	}
	j := &judge{p: d.problem, opts: opts}
	for i := range d.lines {
		j.read(*d, i)
		if len(j.steps) == 0 || j.steps[len(j.steps)-1].label != d.lines[i].label {
			continue
		}
		next := j.steps[len(j.steps)-1]
		if !stands(st, next.stated, have) {
			return rungOf(next, d.lines[i], rung), nil
		}
	}
	return "All steps of the worked derivation are there.", nil
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

func rungOf(s *step, l line, rung int) string {
	switch rung {
	case HintRule:
		return ruleWords(s.rule)
	case HintTerm:
		return fmt.Sprintf("%s Look at %s.", ruleWords(s.rule), term(s.raw))
	case HintHole:
		return "Fill the hole: " + withHole(s.raw)
	}
	text := l.text
	if l.rule != "" {
		text += " ; " + l.rule
	}
	return text
}

// ruleWords says in words what the next step does.
func ruleWords(r rule) string {
	lines := ""
	if len(r.refs) > 0 {
		lines = " line " + lineNames(r.refs)
	}
	switch r.name {
	case "sub":
		return "Substitute into" + lines + ": " + r.args + "."
	case "solve":
		return "Solve" + lines + " " + r.args + "."
	case "ode":
		return "Solve the differential equation" + strings.Replace(lines, " line", " of line", 1) + "; mind the initial condition."
	case "diff":
		return "Differentiate" + lines + " " + r.args + "."
	case "int":
		return "Carry out the integral" + strings.Replace(lines, " line", " in line", 1) + "."
	case "lim":
		return "Take a limit."
	case "implies":
		return "Combine" + strings.Replace(lines, " line", " lines", 1) + "."
	case "stationary":
		return "Set the derivatives in" + lines + " to zero."
	case "given", "closure", "let":
		return "State the next premise of the model in symbols."
	case "linearise":
		return "Linearise" + lines + " about the fixed point."
	case "expand":
		return "Expand" + lines + " " + r.args + "."
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
