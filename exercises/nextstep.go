package exercises

import (
	"context"

	"coronium/grading/derive"
)

// Hints that nobody has to write: the worked derivation knows the next step.

// NextStep finds the step of the worked derivation that a trainee's lines lead up to; ok is false when every milestone
// has what it rests on.
func (e *Exercise) NextStep(ctx context.Context, text string) (step int, ok bool, err error) {
	if e.Derive == nil || e.Worked == "" {
		return 0, false, nil
	}
	mine := e.under(text).text
	worked := e.under(e.Worked).text
	return derive.NextStep(ctx, mine, worked, derive.Options{Seed: 1})
}

// StepRungs is how many hints there are on one step, from its rule to the line itself.
const StepRungs = derive.HintLine

// StepHint words a hint on a step, Markdown.
func (e *Exercise) StepHint(step, rung int) (string, error) {
	worked := e.under(e.Worked).text
	return derive.StepHint(worked, step, rung)
}
