package exercises

import (
	"context"
	"math"
	"strings"
	"testing"

	"coronium/grading/compare"
)

// Data that an argument takes from a model: the same for every program, with noise of the stated size, and another
// argument has noise of its own.
func TestMeasuredData(t *testing.T) {
	p := newPlan(variant(t, lif(t), 3))
	s := over(map[string]Value{}, p.v.scope())
	set := []Named{{Name: "explanation", Value: Expr{Text: "0"}}, {Name: "I", Value: Expr{Text: ".08"}}, {Name: "T", Value: Expr{Text: "600"}}, {Name: "dt", Value: Expr{Text: ".1"}}}
	clean := &Recipe{Sim: "step-membrane", Set: set, Output: "v"}
	noisy := &Recipe{Sim: "step-membrane", Set: set, Output: "v", Noise: Expr{Text: ".05"}}
	made := func(name string, r *Recipe) []float64 {
		v, err := p.makeArray(name, r, s)
		if err != nil {
			t.Fatal(err)
		}
		return v.Data
	}
	v, a, again, b := made("V1", clean), made("V1", noisy), made("V1", noisy), made("V2", noisy)
	if len(v) != 6001 || math.Abs(v[6000]-8) > 1e-6 {
		t.Fatalf("%d samples, the last %g mV; a leaky bag of .01 uS ends at 8 mV", len(v), v[len(v)-1])
	}
	noise := make([]float64, len(a))
	for i := range a {
		noise[i] = a[i] - v[i]
		if a[i] != again[i] {
			t.Fatalf("sample %d is drawn anew", i)
		}
	}
	if sd := math.Sqrt(variance(noise)); math.Abs(sd-.05) > .002 || math.Abs(compare.Mean(noise)) > .003 {
		t.Errorf("noise of %g about %g; .05 about 0 was asked for", sd, compare.Mean(noise))
	}
	if a[10] == b[10] {
		t.Error("two arguments share their noise")
	}
	_, err := p.makeArray("V1", &Recipe{Sim: "step-membrane", Set: set, Output: "voltage"}, s)
	if err == nil || !strings.Contains(err.Error(), `no trace "voltage"`) {
		t.Errorf("a trace that does not exist: %v", err)
	}
}

// The outcome of a drawn curve may be a trace of a model against its time.
func TestTraceAsOutcome(t *testing.T) {
	truth := Truth{Sim: "step-membrane", Output: "v", Set: []Named{{Name: "explanation", Value: Expr{Text: "4"}}, {Name: "I", Value: Expr{Text: ".08"}}, {Name: "T", Value: Expr{Text: "50"}}}}
	xs, ys, err := traceCurve(context.Background(), variant(t, lif(t), 3), truth, 0, 40, 5)
	if err != nil {
		t.Fatal(err)
	}
	for i := range xs { // charge alone: I t/C
		if math.Abs(xs[i]-10*float64(i)) > 1e-9 || math.Abs(ys[i]-.08*xs[i]/.2) > 1e-9 {
			t.Errorf("%g mV at %g ms", ys[i], xs[i])
		}
	}
}
