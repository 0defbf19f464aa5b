package exercises

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"coronium/grading/derive"
	"coronium/grading/understand"
)

// Algebra lends the derivation checker to the engine that makes understanding checks; the two know nothing of each other.
type Algebra struct{}

var _ understand.Algebra = Algebra{}

// Check judges lines below a header; line i is number i+1.
func (Algebra) Check(ctx context.Context, header string, lines []string, seed uint64) ([]understand.Ruling, error) {
	p, err := derive.ParseProblem(header)
	if err != nil {
		return nil, err
	}
	report, err := p.CheckLines(ctx, numbered(lines), derive.Options{Seed: seed})
	if err != nil {
		return nil, err
	}
	rulings := make([]understand.Ruling, len(report.Lines))
	for i, l := range report.Lines {
		rulings[i] = ruling(l)
	}
	if len(rulings) != len(lines) {
		return nil, fmt.Errorf("%d lines of a derivation were judged as %d", len(lines), len(rulings))
	}
	return rulings, nil
}

// Line judges the last of the lines.
func (Algebra) Line(ctx context.Context, header string, lines []string, seed uint64) (understand.Ruling, error) {
	p, err := derive.ParseProblem(header)
	if err != nil {
		return understand.Ruling{}, err
	}
	l, err := p.Judge(ctx, numbered(lines), len(lines)-1, derive.Options{Seed: seed})
	var in *derive.InputError
	if errors.As(err, &in) {
		return understand.Ruling{Fault: in.Error()}, nil
	}
	return ruling(l), err
}

func numbered(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = fmt.Sprintf("(%d) %s", i+1, l)
	}
	return out
}

func ruling(l derive.LineReport) understand.Ruling {
	r := understand.Ruling{Accepted: derive.Accepted(l.Verdict), Units: l.Dimension != ""}
	switch {
	case r.Units:
		r.Fault = l.Dimension
	case l.Verdict == derive.Invalid:
		r.Fault = firstText(l.Message, "it can't be read")
	case l.Verdict == derive.Different && l.Counterexample != nil:
		r.Refuted, r.Point = true, sentence(l.Counterexample.Says)
		if r.Point == "" {
			r.Point = sentence(l.Message)
		}
	}
	return r
}

// Function reads an expression or a relation over the names of a header; without a header every name is a number.
func (Algebra) Function(header, expression string) (func(map[string]float64) (float64, error), []string, error) {
	var compiled *derive.Expression
	var err error
	if strings.TrimSpace(header) == "" {
		compiled, err = derive.Compile(expression)
	} else {
		var p *derive.Problem
		if p, err = derive.ParseProblem(header); err == nil {
			compiled, err = p.Compile(expression)
		}
	}
	if err != nil {
		return nil, nil, err
	}
	return compiled.Eval, compiled.Names(), nil
}

// TeX writes a line for reading.
func (Algebra) TeX(header, text string) (string, error) {
	p, err := derive.ParseProblem(header)
	if err != nil {
		return "", err
	}
	return p.TeXOf(text)
}

// Examiner makes and marks understanding checks with all means: programs and formulas.
func (g Grader) Examiner() understand.Examiner {
	return understand.Examiner{Runner: g.Sandbox, Algebra: Algebra{}}
}

// Derivation is a trainee's derivation as understanding checks are made from it: below the exercise's header, each line with
// what the checker says of it. nil if there is none, or it can't be read, or its lines are not numbered from 1 without gaps.
func (v *Variant) Derivation(ctx context.Context, text string) (*understand.Derivation, error) {
	if v.Exercise.Derive == nil || strings.TrimSpace(text) == "" {
		return nil, nil
	}
	whole := v.Exercise.under(text).text
	report, err := derive.Check(ctx, whole, derive.Options{Seed: v.Seed})
	var in *derive.InputError
	if errors.As(err, &in) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := &understand.Derivation{Header: headOf(whole)}
	for i, l := range report.Lines {
		if l.N != fmt.Sprint(i+1) || strings.HasPrefix(strings.TrimSpace(l.Text), "=") {
			return nil, nil
		}
		out.Lines = append(out.Lines, understand.Statement{Text: l.Text, Rule: l.Rule, Accepted: derive.Accepted(l.Verdict),
			Premise: l.Verdict == derive.Given || l.Verdict == derive.Recorded})
	}
	return out, nil
}

// headWords begin the lines of a derivation's head.
var headWords = []string{"problem", "var", "fun", "assume", "let", "given", "complex"}

// headOf takes the declarations and premises out of a derivation.
func headOf(whole string) string {
	var b strings.Builder
	for line := range strings.Lines(whole) {
		line = strings.TrimSpace(line)
		word, _, _ := strings.Cut(line, " ")
		if containsText(headWords, word) {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// formulas are the results that the exercise states as milestones, one name on the left and numbers to be put in on the right.
func (v *Variant) formulas() []understand.ClosedForm {
	e := v.Exercise
	if e.Derive == nil {
		return nil
	}
	header := headOf(e.Header())
	var all []understand.ClosedForm
	for _, m := range e.Derive.Milestones {
		left, right, ok := strings.Cut(m.Goal, "=")
		name := strings.TrimSpace(left)
		if !ok || symbolName(name) != name || strings.Contains(right, "=") {
			continue
		}
		f := understand.ClosedForm{Name: name, Expression: strings.TrimSpace(right), Says: m.Says, Header: header, Values: v.Values}
		all = append(all, f)
	}
	return all
}
