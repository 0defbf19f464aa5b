package bifurcation

import (
	"math"
	"testing"
)

// When a train of returns counts as a cycle: at once when every return is the same, when every second or third is, when the distances shrink fast enough; not while they
// grow, alternate without an end in sight, or shrink so slowly that most of the way is still ahead.
func TestReturns(t *testing.T) {
	for _, c := range []struct {
		name  string
		state func(k int) float64 // the second component at return k
		every float64             // returns in a period; 0: no cycle
	}{
		{"the same", func(int) float64 { return 1 }, 1},
		{"every second", func(k int) float64 { return float64(k % 2) }, 2},
		{"every third", func(k int) float64 { return float64(k % 3) }, 3},
		{"every fifth is too long", func(k int) float64 { return float64(k % 5) }, 0},
		{"halving", func(k int) float64 { return math.Pow(.5, float64(k)) }, 1},
		{"halving from side to side", func(k int) float64 { return math.Pow(-.5, float64(k)) }, 1},
		{"growing", func(k int) float64 { return 1e-3 * math.Pow(1.2, float64(k)) }, 0},
		{"slow", func(k int) float64 { return math.Pow(.999, float64(k)) }, 0},
		{"wandering", func(k int) float64 { return math.Sin(float64(k * k)) }, 0},
	} {
		r := returns{scales: []float64{1, 1, 1}}
		r.begin()
		every := 0.0
		for k := range 40 {
			r.see(-.5)
			r.see(.5)
			if r.lap(10*float64(k), []float64{0, c.state(k)}) {
				every = r.period / 10
				break
			}
		}
		if every != c.every {
			t.Errorf("%s: a cycle of %g returns, want %g", c.name, every, c.every)
		}
	}
}
