package demo

import (
	"testing"

	"coronium/grading/evidence"
)

// Whatever the guess rates of the questions are, eight answers of somebody undecided settle nothing.
func TestUndecidedSettlesNothing(t *testing.T) {
	for _, g := range []float64{.01, .03, .05, .08, .1} {
		var all []evidence.Observation
		for i := range 8 {
			o := evidence.Observation{Family: []string{"C1", "C3", "C5", "C7"}[i%4], G: g, Slip: .2, Sitting: 1 + i/4, Day: []string{"2026-11-23", "2026-11-24"}[i/4]}
			o.Correct = undecided(all, o)
			all = append(all, o)
			if s := evidence.Default.Decide(all).Status; i < 7 && s != evidence.Open || i == 7 && s != evidence.Inconclusive {
				t.Errorf("g = %g: after %d answers it is %s", g, i+1, s)
			}
		}
	}
}
