package exercises

import (
	"context"
	"math"
	"strings"
	"testing"
)

func predicted(t *testing.T, fields map[string]string) Report {
	t.Helper()
	r, err := Grader{}.Grade(context.Background(), variant(t, lif(t), 1), StagePredict, Work{Fields: fields})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Variant 1: rheobase 20/38 nA, ceiling 1000/3.5 Hz.
func answers(rheobase, ceiling [2]string, curve string) map[string]string {
	return map[string]string{"rheobase.low": rheobase[0], "rheobase.high": rheobase[1], "ceiling.low": ceiling[0], "ceiling.high": ceiling[1], "fi-curve": curve}
}

const (
	goodCurve = "0 0; 0.5 0; 0.55 18; 0.7 45; 1 85; 1.5 125; 2 155; 2.63 180"
	flatCurve = "0 100; 1 100; 2.63 100"
	lineCurve = "[[0, 0], [1.3, 200], [2.63, 400]]"
)

func TestPredictions(t *testing.T) {
	score := func(r Report, name string) float64 {
		for _, test := range r.Tests {
			if test.Name == name {
				return test.Score
			}
		}
		t.Fatalf("no %s in the report: %s", name, r.Says)
		return 0
	}
	sharp := predicted(t, answers([2]string{"0.5", "0.55 nA"}, [2]string{"280", "290"}, goodCurve))
	vague := predicted(t, answers([2]string{"0.3", "0.8"}, [2]string{"100", "500"}, lineCurve))
	wrong := predicted(t, answers([2]string{"0.1", "0.15"}, [2]string{"60", "70"}, flatCurve))
	for _, r := range []Report{vague, wrong} {
		if !(score(sharp, "fi-curve") > score(r, "fi-curve")+.3) {
			t.Errorf("the curve that has the features scores %.3f, one without them %.3f", score(sharp, "fi-curve"), score(r, "fi-curve"))
		}
	}
	for _, name := range []string{"rheobase", "ceiling"} {
		if !(score(sharp, name) > score(vague, name)+.1 && score(vague, name) >= score(wrong, name)) {
			t.Errorf("%s: sharp %.3f, vague %.3f, wrong %.3f", name, score(sharp, name), score(vague, name), score(wrong, name))
		}
	}
	if sharp.Max != 10 || sharp.Score < 8.5 || wrong.Score > 2 {
		t.Errorf("scores %.3g and %.3g of %.3g", sharp.Score, wrong.Score, sharp.Max)
	}
	if !sharp.Passed || !wrong.Passed {
		t.Error("a sealed prediction is done, whatever it was")
	}
	if len(sharp.Figures) != 1 || len(sharp.Figures[0].Series) != 2 {
		t.Error("the drawn curve is shown over the outcome")
	}
}

// The interval score is proper: for a believed normal distribution, its central 80 % interval has the least expectation.
func TestIntervalScoreIsProper(t *testing.T) {
	expected := func(half float64) float64 {
		sum, n := 0.0, 4000
		for i := range n {
			x := 2*math.Sqrt2*math.Erfinv(2*(float64(i)+.5)/float64(n)-1) + 5
			sum += IntervalScore(5-half, 5+half, x) / float64(n)
		}
		return sum
	}
	best := expected(2 * 1.2815515655) // the 90th percentile of the standard normal
	for _, half := range []float64{.5, 1.5, 2, 3.2, 5, 20} {
		if expected(half) < best {
			t.Errorf("half width %g is paid better than the honest one: %g < %g", half, expected(half), best)
		}
	}
}

// Brier's rule is proper too: with belief p, stating p pays best; stating nothing pays nothing.
func TestBrierSkill(t *testing.T) {
	for _, n := range []int{2, 3, 5} {
		if s := brierSkill(1/float64(n), true, n); math.Abs(s) > 1e-12 {
			t.Errorf("a uniform belief over %d earns %g", n, s)
		}
		if brierSkill(.98, true, n) < .95 || brierSkill(.98, false, n) != 0 {
			t.Errorf("%d choices: sure and right %g, sure and wrong %g", n, brierSkill(.98, true, n), brierSkill(.98, false, n))
		}
	}
}

func TestUnreadablePredictions(t *testing.T) {
	good := answers([2]string{"0.5", "0.55"}, [2]string{"280", "290"}, goodCurve)
	for field, c := range map[string]struct{ value, says string }{
		"rheobase.low": {"0,5", "decimal point"}, "rheobase.high": {"", "empty"}, "ceiling.low": {"300", "exchange them"},
		"fi-curve": {"1 2", "at least three points"}, "ceiling.high": {"nan", "not a number"},
	} {
		fields := map[string]string{}
		for k, v := range good {
			fields[k] = v
		}
		fields[field] = c.value
		r := predicted(t, fields)
		if !r.Ungradable || r.Score != 0 || !strings.Contains(r.Fault, c.says) {
			t.Errorf("%s = %q: ungradable %v, %s", field, c.value, r.Ungradable, r.Fault)
		}
	}
	r := predicted(t, map[string]string{"fi-curve": "1 x; 2 3; 4 5"})
	if !r.Ungradable {
		t.Error("an empty answer was scored")
	}
}

// Features of curves: what each measures on a curve whose answer is known.
func TestCurveFeatures(t *testing.T) {
	var xs, ramp, hump, saw, exponential []float64
	for i := range 101 {
		x := float64(i) / 100
		xs = append(xs, x)
		ramp = append(ramp, math.Max(0, x-.4))
		hump = append(hump, math.Exp(-(x-.3)*(x-.3)/.01))
		saw = append(saw, math.Abs(math.Mod(x*4, 2)-1))
		exponential = append(exponential, 1-math.Exp(-x/.1))
	}
	for _, c := range []struct {
		feature string
		ys      []float64
		want    float64
		within  float64
	}{
		{"foot", ramp, .42, .03}, {"peak", hump, .3, .001}, {"peak", ramp, math.NaN(), 0}, {"trough", saw, .25, .3}, {"start", hump, 0, .001}, {"end", ramp, .6, 1e-9},
		{"ceiling", exponential, 1, .001}, {"time-constant", exponential, .1, .002}, {"alternation", saw, 3, 0}, {"alternation", ramp, 0, 0}, {"bend", ramp, 0, .02}, {"bend", exponential, .4, .05}, {"slope", ramp, 0, 1e-9},
	} {
		got := curveFeatures[c.feature].measure(xs, c.ys, 1)
		if math.IsNaN(got) != math.IsNaN(c.want) || math.Abs(got-c.want) > c.within {
			t.Errorf("%s is %g, want %g", c.feature, got, c.want)
		}
	}
}
