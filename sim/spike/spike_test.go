package spike

import (
	"context"
	"math"
	"testing"

	"coronium/sim"
	"coronium/sim/random"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.10g, want %.10g within %g", what, got, want, tolerance)
	}
}

// Fixed trains of the exercise poisson-statistics: the CV there has divisor n-1, ours n.
func TestFixedTrains(t *testing.T) {
	near(t, "CV, divisor n", CV([]float64{3, 10, 12, 30, 31, 50, 90}), .9241979736885, 1e-12)
	x := Intervals([]float64{3, 10, 12, 30, 31, 50, 90})
	near(t, "CV, divisor n-1", math.Sqrt(Variance(x))/Mean(x), 1.0124081555795, 1e-12)
	var counts []float64
	for _, train := range [][]float64{{1, 2, 30, 55}, {12, 33, 34, 36, 70}, {5}} {
		counts = append(counts, Counts(train, 25, 100)...)
	}
	near(t, "Fano", Fano(counts), 1.0545454545, 1e-10)
	if c := Counts([]float64{25, 99.9, 100, 110}, 25, 110); len(c) != 4 || c[1] != 1 || c[3] != 1 {
		t.Errorf("a spike on an edge goes right and the last incomplete window is dropped: %v", c)
	}
	if !math.IsNaN(CV([]float64{1, 2})) || !math.IsNaN(Fano(nil)) || !math.IsNaN(Lv(nil)) || Rate([]float64{3}) != 0 {
		t.Error("what is not defined has a value")
	}
	near(t, "CV2 of a clock", CV2([]float64{1, 2, 3, 4}), 0, 0)
	near(t, "Lv of intervals 1 and 3", Lv([]float64{0, 1, 4}), 3.0/4, 1e-15)
}

// Distances: by hand.
func TestDistances(t *testing.T) {
	near(t, "one spike against none", VanRossum([]float64{5}, nil, 10), math.Sqrt(0.5), 1e-15)
	near(t, "two far spikes", VanRossum([]float64{5}, []float64{5000}, 10), 1, 1e-12)
	near(t, "moved by tau", VanRossum([]float64{5}, []float64{15}, 10), math.Sqrt(1-math.Exp(-1)), 1e-15)
	near(t, "the same", VanRossum([]float64{5, 9}, []float64{5, 9}, 3), 0, 1e-7)
	near(t, "count only", VictorPurpura([]float64{1, 2, 3}, []float64{10}, 0), 2, 0)
	near(t, "moved", VictorPurpura([]float64{10}, []float64{13}, 0.2), 0.6, 1e-12)
	near(t, "removed and inserted", VictorPurpura([]float64{10}, []float64{40}, 0.2), 2, 1e-12)
	near(t, "symmetric", VictorPurpura([]float64{1, 5, 9}, []float64{2, 30}, 0.1), VictorPurpura([]float64{2, 30}, []float64{1, 5, 9}, 0.1), 1e-12)
}

// Hazard 80 Hz after 6 ms: 54.0541 Hz, CV .67568, Fano .45654 (closed forms); 200 s, five standard errors;
// each variant is off in the number by which it is known.
func TestDeadTimePoisson(t *testing.T) {
	run := func(variant string, window float64) map[string]float64 {
		train, err := DeadTime(context.Background(), 80, 6, 2e6, variant, random.New(3))
		if err != nil {
			t.Fatal(err)
		}
		out := trainScalars(train, window, 2e6)
		least := math.Inf(1)
		for _, x := range Intervals(train) {
			least = math.Min(least, x)
		}
		out["least"] = least
		return out
	}
	n := 54.0540541 * 2000
	r := run("", 1000)
	near(t, "rate", r["rate"], 54.0540541, 5*54.054*.67568/math.Sqrt(n))
	near(t, "CV", r["cv"], .67567568, 5*.67568*math.Sqrt(2/n))
	near(t, "Fano at 1 s", r["fano"], .4565, 5*.4565*math.Sqrt(2.0/2000))
	near(t, "Fano at 2 ms", run("", 2)["fano"], 1-.0540541*2, 0.01)
	if r["least"] < 6 {
		t.Errorf("an interval of %v ms", r["least"])
	}
	near(t, "paralysable rate", run("paralysable", 1000)["rate"], 80*math.Exp(-.48), 0.5)
	near(t, "rate for hazard", run("rate-for-hazard", 1000)["rate"], 80, 0.6)
	near(t, "fixed count", run("fixed-count", 1000)["count"], 160000, 0)
	near(t, "no dead time", run("no-dead-time", 1000)["cv"], 1, 0.01)
	near(t, "halved", run("dead-time-halved", 1000)["rate"], 80/1.24, 0.5)
}

// Each renewal process has the rate, the CV and (over long windows) the Fano factor that were asked for; a gamma
// process of CV .7 has Lv 3/(1 + 2/CV^2) (Shinomoto et al. 2003).
func TestRenewal(t *testing.T) {
	for kind := 0; kind < 3; kind++ {
		for _, cv := range []float64{0.3, 0.7, 1.5} {
			train, err := Renewal(context.Background(), IntervalDraw(kind, 50, cv, random.New(uint64(kind)+5)), 1e7, 1e6)
			if err != nil {
				t.Fatal(err)
			}
			n := float64(len(train))
			near(t, "rate", 1000*n/1e7, 20, 5*20*cv/math.Sqrt(n))
			near(t, "CV", CV(train), cv, cv*0.035)
			near(t, "Fano", Fano(Counts(train, 5000, 1e7)), cv*cv, cv*cv*0.15)
			if kind == 0 && cv == 0.7 {
				near(t, "Lv", Lv(train), 3/(1+2*cv*cv/(cv*cv)/(cv*cv)), 0.02)
			}
		}
	}
	_, err := Renewal(context.Background(), func() float64 { return 1e-9 }, 1, 1000)
	if _, ok := err.(*sim.ParameterError); !ok {
		t.Errorf("endless spikes: %v", err)
	}
}

// A Poisson train is flat in its autocorrelogram and its spectrum, at its rate; a clock is not.
func TestCorrelogramAndSpectrum(t *testing.T) {
	train, _ := Renewal(context.Background(), func() func() float64 { r := random.New(2); return func() float64 { return 50 * r.Exp() } }(), 2e6, 1e6)
	_, rate := Correlogram(train, train, 5, 100, true)
	for i, v := range rate { // pairs in a bin: n r w = 40 000 * .1; five standard errors
		near(t, "autocorrelogram", v, 20, 5*20/math.Sqrt(float64(len(train))*0.1)+0.3)
		_ = i
	}
	var trains [][]float64
	for k := 0; k < 200; k++ {
		r := random.Stream(9, uint64(k))
		tr, _ := Renewal(context.Background(), func() float64 { return 50 * r.Exp() }, 10000, 1e5)
		trains = append(trains, tr)
	}
	_, power := Spectrum(trains, 10000, 20)
	near(t, "mean spectrum of Poisson trains", Mean(power), 20, 5*20/math.Sqrt(200*20))
	clock := []float64{}
	for k := 0; k < 100; k++ {
		clock = append(clock, float64(k)*10)
	}
	f, p := Spectrum([][]float64{clock}, 1000, 100)
	near(t, "a 100 Hz clock has its power", p[99], 1e4, 1e-6)
	near(t, "there", f[99], 100, 1e-12)
	near(t, "and none beside", p[98], 0, 1e-6)
}
