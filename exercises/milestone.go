package exercises

import (
	"context"
	"regexp"
	"strings"

	"coronium/grading/derive"
)

// Which milestones a derivation has reached. The checker says whether a line follows; here it is asked whether what it
// follows from is allowed. A modelling move (rule closure) is not judged by the checker, so that it could carry anything:
// a line counts only if it stands on the given lines and on moves that the exercise knows, those of its worked
// derivation. And a milestone of the form T = … wants T alone on one side: an equation that still has to be solved for T
// is equivalent to it, and not yet it.

// reach decides about the milestones anew and writes into the report which line reached each.
func (e *Exercise) reach(ctx context.Context, report *derive.Report) {
	grounded := e.ground(ctx, report)
	for i := range report.Lines {
		report.Lines[i].Goal = ""
	}
	for i := range report.Goals {
		g := &report.Goals[i]
		first, states := g.Line, e.goalTest(ctx, g.Goal)
		g.Reached, g.Line = false, ""
		for k := range report.Lines {
			l := &report.Lines[k]
			if !grounded[l.N] || l.Verdict == derive.Recorded || !isolated(g.Goal, l.Text) {
				continue
			}
			if l.N == first || states(l.Text) {
				g.Reached, g.Line, l.Goal = true, l.N, firstText(g.Name, g.Goal)
				break
			}
		}
	}
}

// ground marks the accepted lines that stand on nothing but given lines and known modelling moves.
func (e *Exercise) ground(ctx context.Context, report *derive.Report) map[string]bool {
	grounded := map[string]bool{}
	known := e.moves()
	names := e.declared()
	for i := range report.Lines {
		l := &report.Lines[i]
		if !derive.Accepted(l.Verdict) {
			continue
		}
		ok := true
		if l.Verdict == derive.Recorded || l.Verdict == derive.Given {
			if ok = introduces(l.Text, names) || e.isMove(ctx, l.Text, known); !ok {
				l.Message = "This is neither given nor one of the modelling moves of this exercise, so what rests on it earns nothing. From which lines does it follow?"
			}
		}
		for _, n := range append(cites(l.Rule), l.FollowsFrom...) {
			if _, cited := lineOf(report, n); cited && !grounded[n] {
				ok = false
			}
		}
		grounded[l.N] = ok
	}
	return grounded
}

// cites are the lines that a rule names: 8 in "sub 8: T=…", 1 and 2 in "linearise 1, 2 about (V, w)".
func cites(rule string) []string {
	rule, _, _ = strings.Cut(rule, ":")
	return lineNumbers.FindAllString(ruleTail.ReplaceAllString(rule, ""), -1)
}

var (
	lineNumbers = regexp.MustCompile(`\b\d+[a-z]?\b`)
	ruleTail    = regexp.MustCompile(`\s(for|with|wrt|from|in|about|over|at|to|as|order)\s.*$`)
)

func lineOf(report *derive.Report, n string) (*derive.LineReport, bool) {
	for i := range report.Lines {
		if report.Lines[i].N == n {
			return &report.Lines[i], true
		}
	}
	return nil, false
}

var closureLine = regexp.MustCompile(`(?m)^\s*(?:\(\s*\d+[a-z]?\s*\))?\s*([^;#\n]*?)\s*;\s*closure\b`)

// moves are what a derivation may begin with: what is given, and the modelling moves of the worked derivation.
func (e *Exercise) moves() []string {
	all := append([]string{}, e.Derive.Given...)
	for _, m := range closureLine.FindAllStringSubmatch(e.Worked, -1) {
		all = append(all, m[1])
	}
	return all
}

func (e *Exercise) isMove(ctx context.Context, text string, known []string) bool {
	for _, move := range known {
		if e.equal(ctx, text, move) {
			return true
		}
	}
	return false
}

// introduces reports whether a line defines a name that the exercise does not declare: then it claims nothing.
func introduces(text string, declared map[string]bool) bool {
	left, _, is := strings.Cut(text, "=")
	name := strings.TrimSpace(left)
	return is && symbolStart.FindString(name) == name && name != "" && !declared[name]
}

// goalTest gives the test of whether an accepted line states a goal. An identity such as lim(…) = R/tau is equivalent to
// 1 = 1, so it must be written out.
func (e *Exercise) goalTest(ctx context.Context, goal string) func(line string) bool {
	identity, is := derive.AsIdentity(ctx, e.spelledOut(goal), e.variables(), e.Derive.Assume, derive.Options{Seed: 1})
	return func(line string) bool {
		switch {
		case squeeze(line) == squeeze(goal):
			return true
		case is:
			return identity.SaidBy(ctx, e.spelledOut(line))
		}
		return e.equal(ctx, line, goal)
	}
}

// equal asks whether two lines say the same, first by their letters, then by the checker.
func (e *Exercise) equal(ctx context.Context, a, b string) bool {
	if squeeze(a) == squeeze(b) {
		return true
	}
	verdict, err := derive.Equivalent(ctx, derive.Pair{A: e.spelledOut(a), B: e.spelledOut(b), Vars: e.variables(), Assume: e.Derive.Assume}, derive.Options{Seed: 1})
	return err == nil && verdict.Verdict == derive.Equal
}

// isolated reports whether a line has the goal's single symbol alone on one side; a goal with more than a symbol on its
// left side asks for no form.
func isolated(goal, line string) bool {
	left, _, is := strings.Cut(goal, "=")
	symbol := strings.TrimSpace(left)
	if !is || symbolStart.FindString(symbol) != symbol {
		return true
	}
	a, b, is := strings.Cut(line, "=")
	return is && (strings.TrimSpace(a) == symbol && !mentions(b, symbol) || strings.TrimSpace(b) == symbol && !mentions(a, symbol))
}

func mentions(text, symbol string) bool {
	for _, name := range symbolInside.FindAllString(text, -1) {
		if name == symbol {
			return true
		}
	}
	return false
}

var symbolInside = regexp.MustCompile(`[\p{L}_][\p{L}0-9_]*`)
