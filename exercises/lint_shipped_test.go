package exercises

import (
	"testing"
)

// Every shipped exercise proves itself on a few variants: prose, predictions, derivations, critiques, right programs that
// pass, wrong ones that are told apart. Mutants and check items take minutes each; make lint-content proves all of it on
// twenty variants.
func TestShippedContentHolds(t *testing.T) {
	g := grader(t)
	for _, e := range shipped(t).Exercises() {
		t.Run(e.ID, func(t *testing.T) {
			got := lintExercise(t.Context(), e, LintOptions{Variants: 1, NoMutants: true, NoItems: true, Sandbox: g.Sandbox})
			for _, f := range got.Faults {
				t.Error(f)
			}
			if got.Told != got.Misconceptions || e.Implement != nil && got.Misconceptions < 3 {
				t.Errorf("%d of %d misconceptions are told apart", got.Told, got.Misconceptions)
			}
			if got.WorkedLines < 6 || got.WrongLines < 3 {
				t.Errorf("%d worked derivation lines and %d wrong ones", got.WorkedLines, got.WrongLines)
			}
		})
	}
}
