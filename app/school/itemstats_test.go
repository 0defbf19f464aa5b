package school

import (
	"math"
	"testing"
)

// TestCorrelation: Pearson's, by hand: covariance .15 over the root of .25 x .1.
func TestCorrelation(t *testing.T) {
	for _, test := range []struct {
		name string
		x, y []float64
		want float64
	}{
		{"right with the others", []float64{0, 0, 1, 1}, []float64{.1, .3, .7, .9}, .15 / math.Sqrt(.25*.1)},
		{"right against the others", []float64{1, 1, 0, 0}, []float64{.1, .3, .7, .9}, -.15 / math.Sqrt(.25*.1)},
		{"everybody right", []float64{1, 1, 1}, []float64{.1, .3, .7}, 0},
		{"two people say nothing", []float64{0, 1}, []float64{0, 1}, 0},
	} {
		if got := correlation(test.x, test.y); math.Abs(got-test.want) > 1e-12 {
			t.Errorf("%s: %g, want %g", test.name, got, test.want)
		}
	}
}

// TestDiscrimination leaves the item itself out of what it is compared with.
func TestDiscrimination(t *testing.T) {
	var r reviewed
	for person, answers := range []string{"wwww", "wwrw", "rrrw", "rrrr"} {
		for i, a := range answers {
			kind := string(rune('A' + i))
			r.served = append(r.served, Served{Kind: kind, Person: PersonID(person + 1), Observation: Observation{Correct: a == 'r'}})
		}
	}
	// A against the shares of B, C and D: (0,0) (0,1/3) (1,2/3) (1,1).
	if got, want := r.discrimination("A"), 4/math.Sqrt(20); math.Abs(got-want) > 1e-12 {
		t.Errorf("discrimination %g, want %g", got, want)
	}
}
