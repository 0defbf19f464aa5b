package engine

import "context"

// NextStep finds the step of the worked derivation that comes next; ok is false when none is left.
func (e *Engine) NextStep(ctx context.Context, exercise, version string, seed uint64, lines []string) (step int, ok bool, err error) {
	variant, err := e.variant(exercise, version, seed)
	if err != nil {
		return 0, false, err
	}
	return variant.Exercise.NextStep(ctx, derivation(lines))
}

// StepHint words one of the hints on a step, from its rule to the whole line.
func (e *Engine) StepHint(exercise, version string, seed uint64, step, rung int) (string, error) {
	variant, err := e.variant(exercise, version, seed)
	if err != nil {
		return "", err
	}
	return variant.Exercise.StepHint(step, rung)
}
