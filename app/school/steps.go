package school

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// When an author's hints on a derivation are used up, or there are none, the checker gives its own: on the next step
// of the worked derivation, in four rungs from the rule to the whole line. They cost what the author's cost and are kept
// like them. A hint is stored as a number; those of the checker say which step and which rung they were, so that their
// words can be made again.

// A Stepper knows the next step of a derivation. A Deriver may be one.
type Stepper interface {
	// NextStep finds the step (from 0) of the worked derivation that comes next; ok is false when none is left.
	NextStep(ctx context.Context, exercise, version string, seed uint64, lines []string) (step int, ok bool, err error)
	// StepHint words a rung (from 1) of a step, Markdown.
	StepHint(exercise, version string, seed uint64, step, rung int) (string, error)
}

const (
	stepRungs = 4
	stepBase  = 1000 // numbers below are the author's hints
)

func stepNumber(step, rung int) int { return stepBase + stepRungs*step + rung - 1 }

// stepOf is the step and the rung of a stored number.
func stepOf(n int) (step, rung int) { return (n - stepBase) / stepRungs, (n-stepBase)%stepRungs + 1 }

// stepHints are the checker's hints that were opened, oldest first, and one more to open.
func (s *School) stepHints(ex Exercise, a Assignment, at Attempt, lines []Line, opened map[int]time.Time) []Hint {
	stepper, is := s.deriver.(Stepper)
	if !is || !ex.Derivation {
		return nil
	}
	var out []Hint
	for n, when := range opened {
		if n < stepBase {
			continue
		}
		step, rung := stepOf(n)
		text, err := stepper.StepHint(a.Exercise, at.Version, at.Seed, step, rung)
		if err != nil {
			continue // the content it was made from is gone
		}
		out = append(out, Hint{N: n, Text: text, Step: rung, Cost: a.Policies[Derive].costOf(Hint{}), Opened: true, At: when})
	}
	slices.SortFunc(out, func(a, b Hint) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.N, b.N)) })
	next := 1
	if k := len(out); k > 0 && !workedOn(lines, out[k-1].At) {
		if next = out[k-1].Step + 1; next > stepRungs {
			return out // the whole line is there; it waits to be written
		}
	}
	return append(out, Hint{Step: next, Cost: a.Policies[Derive].costOf(Hint{})})
}

// workedOn reports whether a line was written or judged anew since.
func workedOn(lines []Line, since time.Time) bool {
	for _, l := range lines {
		if l.Judged.After(since) && l.Holds() {
			return true
		}
	}
	return false
}

// nextStepHint is the number of the checker's hint that would be opened now; 0 if there is none.
func (s *School) nextStepHint(ctx context.Context, by Actor, id AttemptID) (int, error) {
	stepper, is := s.deriver.(Stepper)
	if !is {
		return 0, nil
	}
	var (
		st     standing
		lines  []Line
		opened map[Stage]map[int]time.Time
		ex     Exercise
	)
	err := s.read(ctx, func(tx Tx) (err error) {
		if st, err = own(tx, by, id); err != nil {
			return err
		}
		if ex, err = s.library.At(st.assignment.Exercise, st.attempt.Version); err != nil {
			return err
		}
		if lines, err = tx.Lines(id); err != nil {
			return err
		}
		opened, err = tx.Hints(id)
		return err
	})
	if err != nil || !ex.Derivation {
		return 0, err
	}
	for n := range ex.Hints[Derive] {
		if _, is := opened[Derive][n+1]; !is {
			return 0, nil // the author's own come first
		}
	}
	var texts []string
	for _, l := range lines {
		texts = append(texts, l.Text)
	}
	ctx, cancel := context.WithTimeout(ctx, judging)
	defer cancel()
	step, ok, err := stepper.NextStep(ctx, st.assignment.Exercise, st.attempt.Version, st.attempt.Seed, texts)
	if err != nil {
		return 0, err
	}
	if !ok {
		return 0, Failure(Gone, "No step is left: every milestone has its line.", "Hand the derivation in, or ask your advisor.")
	}
	for rung := 1; rung <= stepRungs; rung++ {
		if _, is := opened[Derive][stepNumber(step, rung)]; !is {
			return stepNumber(step, rung), nil
		}
	}
	return 0, Failure(Gone, "The next line itself is open already.", "Write it, or another line that leads on: the next hint is about the step after it.")
}
