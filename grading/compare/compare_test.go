package compare

import (
	"math"
	"strings"
	"testing"
)

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		x      float64
		digits int
		unit   string
		want   string
	}{
		{16.862943, 4, "ms", "16.86 ms"}, {0, 3, "mV", "0 mV"}, {-70, 4, "mV", "−70 mV"}, {1e-9, 3, "", "1e−09"},
		{123456, 3, "Hz", "123456 Hz"}, {0.05, 3, "", "0.05"}, {math.NaN(), 3, "ms", "not a number"}, {math.Inf(-1), 3, "", "minus infinite"},
		{99.9999, 3, "", "100"}, {-1e-20, 3, "", "−1e−20"},
	} {
		if got := Format(c.x, c.digits, c.unit); got != c.want {
			t.Errorf("Format(%g, %d, %q) = %q, want %q", c.x, c.digits, c.unit, got, c.want)
		}
	}
}

func TestTolerance(t *testing.T) {
	tol := Tolerance{Absolute: .1, Relative: .01}
	for _, c := range []struct {
		got, want float64
		ok        bool
	}{
		{1, 1.1, true}, {1, 1.2, false}, {100, 101, true}, {100, 102, false}, {math.NaN(), math.NaN(), true}, {math.NaN(), 1, false},
		{math.Inf(1), math.Inf(1), true}, {math.Inf(1), math.Inf(-1), false}, {1, math.Inf(1), true},
	} {
		if got := tol.Allows(c.got, c.want); got != c.ok && !math.IsInf(c.want, 0) {
			t.Errorf("%g against %g: %v", c.got, c.want, got)
		}
	}
	if (Tolerance{}).Allows(1, 1+1e-15) {
		t.Error("no tolerance means equality")
	}
}

// A spike between two samples is followed by the later one; a stamp on the grid belongs to the step that ends there. The
// numbers are those of a neuron with V_r = -60 held for 3+1 samples after a spike at 0.25 ms, dt 0.1.
func TestAfterAndHeld(t *testing.T) {
	V := []float64{-70, -65, -55, -60, -60, -60, -60, -59, -58}
	for _, at := range []float64{.25, .201, .3, .30000000001} {
		if got := After(V, []float64{at}, .1, 0); got != -60 {
			t.Errorf("after %g: %g", at, got)
		}
		if got := Held(V, []float64{at}, .1, 0, 1e-9); got != 4 {
			t.Errorf("held after %g: %g samples, want 4", at, got)
		}
	}
	if !math.IsNaN(Held(V[:7], []float64{.25}, .1, 0, 1e-9)) {
		t.Error("a hold that the end of the trace cuts is not measured")
	}
	if !math.IsNaN(After(V, nil, .1, 0)) || !math.IsNaN(After(V, []float64{5}, .1, 0)) || !math.IsNaN(After(V, []float64{math.NaN()}, .1, 0)) {
		t.Error("without an event inside the trace there is nothing after it")
	}
}

func TestCrossings(t *testing.T) {
	got := Crossings([]float64{-1, 1, -1, 3, 0, 0}, 0, .5)
	want := []float64{.25, 1.125}
	if len(got) != 2 || math.Abs(got[0]-want[0]) > 1e-12 || math.Abs(got[1]-want[1]) > 1e-12 {
		t.Errorf("crossings %v, want %v", got, want)
	}
}

func TestSpikes(t *testing.T) {
	m := Spikes([]float64{1, 2.05, 7}, []float64{1.02, 2, 4}, .1)
	if len(m.Pairs) != 2 || len(m.Missing) != 1 || m.Missing[0] != 2 || len(m.Extra) != 1 || m.Extra[0] != 2 {
		t.Errorf("%+v", m)
	}
}

func TestTimes(t *testing.T) {
	want := []float64{10, 20, 30}
	for _, c := range []struct {
		name string
		got  []float64
		ok   bool
		says string
	}{
		{"equal", []float64{10, 20, 30}, true, "3 spikes"},
		{"within", []float64{10.05, 19.95, 30}, true, "within"},
		{"one missing at the very end", []float64{10, 20}, true, "2 spikes"},
		{"one missing", []float64{10, 30}, false, "20 ms"},
		{"one extra", []float64{10, 15, 20, 30}, false, "15 ms"},
		{"all late", []float64{11, 21, 31}, false, "10 ms"},
		{"none", nil, false, "10 ms"},
	} {
		f := Times(c.got, want, .1, 30.05, "spike", "ms")
		if f.OK() != c.ok || !strings.Contains(f.Says, c.says) {
			t.Errorf("%s: %+v", c.name, f)
		}
	}
}

func TestIntervals(t *testing.T) {
	want := []float64{10, 27, 44, 61}
	if f := MeanInterval([]float64{3, 20.1, 37.1, 54.2}, want, Tolerance{Absolute: .15}, "spike", "ms"); !f.OK() {
		t.Error("the mean interval does not depend on the first spike:", f.Says)
	}
	if f := MeanInterval([]float64{10, 30, 50}, want, Tolerance{Absolute: .15}, "spike", "ms"); f.OK() || !strings.Contains(f.Says, "20 ms") {
		t.Errorf("%+v", f)
	}
	if f := MeanInterval([]float64{10}, want, Tolerance{}, "spike", "ms"); f.OK() || !strings.Contains(f.Says, "1 spike in all") {
		t.Errorf("%+v", f)
	}
	if f := MeanInterval([]float64{10, 20}, []float64{10}, Tolerance{}, "spike", "ms"); f.Verdict != Explain {
		t.Errorf("without a reference interval nothing can be told: %+v", f)
	}
	f := EachInterval([]float64{10, 27, 43.5, 61}, want, Tolerance{Absolute: .15}, "spike", "ms")
	if f.OK() || !strings.Contains(f.Says, "interval 2") {
		t.Errorf("%+v", f)
	}
	if f := EachInterval([]float64{10, 27, 44}, want, Tolerance{}, "spike", "ms"); !f.OK() {
		t.Errorf("one spike fewer at the end is no difference: %+v", f)
	}
}

func TestFirst(t *testing.T) {
	tol := Tolerance{Absolute: .15}
	for _, c := range []struct {
		got, want []float64
		ok        bool
	}{
		{nil, nil, true}, {[]float64{5}, []float64{5.1}, true}, {[]float64{5}, []float64{5.2}, false}, {nil, []float64{5}, false}, {[]float64{5}, nil, false},
	} {
		if f := First(c.got, c.want, tol, "spike", "ms"); f.OK() != c.ok || f.Says == "" {
			t.Errorf("%v against %v: %+v", c.got, c.want, f)
		}
	}
}

func TestTraceFindsWhereTheyPart(t *testing.T) {
	want := []float64{0, 1, 2, 3, 4}
	got := []float64{0, 1.05, 2.3, 3, 9}
	at := func(k int) string { return "sample " + string(rune('0'+k)) }
	f := CompareTraces(got, want, Tolerance{Absolute: .1}, 0, 5, "V", "mV", at)
	if f.OK() || f.Sample != 2 || !strings.Contains(f.Says, "5 mV at sample 4") {
		t.Errorf("%+v", f)
	}
	if f := CompareTraces(got, want, Tolerance{Absolute: .1}, 0, 2, "V", "mV", at); !f.OK() {
		t.Errorf("up to sample 2 they agree: %+v", f)
	}
	if f := CompareTraces(got, want, Tolerance{}, 4, 2, "V", "mV", at); f.Verdict != Explain {
		t.Errorf("no samples: %+v", f)
	}
	nan := math.NaN()
	if f := CompareTraces([]float64{nan, nan}, []float64{nan, 1}, Tolerance{Absolute: 1}, 0, 2, "V", "", at); f.OK() || f.Sample != 1 {
		t.Errorf("not a number agrees with not a number only: %+v", f)
	}
}

// Errors c*dt^p have the ratios 2^p exactly.
func TestConvergence(t *testing.T) {
	steps := []float64{.4, .2, .1}
	power := func(p float64) []float64 {
		var e []float64
		for _, h := range steps {
			e = append(e, 3*math.Pow(h, p))
		}
		return e
	}
	for p := 1.0; p <= 4; p++ {
		o := Convergence(steps, power(p))
		if math.Abs(o.Slope-p) > 1e-9 || math.Abs(o.Ratios[0]-math.Pow(2, p)) > 1e-9 {
			t.Errorf("order %g: %+v", p, o)
		}
		if f := AtLeastOrder(steps, power(p), 2, 0, "x", ""); f.OK() != (p >= 2) {
			t.Errorf("order %g asked for 2: %+v", p, f)
		}
	}
	for _, c := range []struct {
		name   string
		errors []float64
		floor  float64
		ok     bool
	}{
		{"constant", []float64{.1, .1, .1}, .01, false},
		{"erratic but below the floor", []float64{.003, .001, .0015}, .002, true},
		{"one that has no value", []float64{.1, math.NaN(), .02}, 0, false},
		{"sign changes", []float64{-.4, .2, -.1}, 0, true},
	} {
		if f := AtLeastOrder(steps, c.errors, 1, c.floor, "x", "ms"); f.OK() != c.ok || f.Says == "" {
			t.Errorf("%s: %+v", c.name, f)
		}
	}
	if f := RatioBetween(steps, []float64{.4, .2, .1}, 1.8, 2.2, 0, "x", ""); !f.OK() {
		t.Errorf("%+v", f)
	}
	if f := RatioBetween(steps, []float64{.4, .1, .025}, 1.8, 2.2, 0, "x", ""); f.OK() {
		t.Error("second order passes where first order exactly is asked for")
	}
}

func TestRecognise(t *testing.T) {
	tols := []Tolerance{{Absolute: .1}, {Absolute: .5}}
	right := [][]float64{{10}, {31}}
	wrong := []Candidate{
		{"no-hold", [][]float64{{7}, {1}}},
		{"off-by-one", [][]float64{{10}, {32}}},
		{"silent", [][]float64{{math.NaN()}, {math.NaN()}}},
	}
	for _, c := range []struct {
		got  [][]float64
		want string
	}{
		{[][]float64{{7.05}, {1}}, "no-hold"},
		{[][]float64{{10.05}, {32}}, "off-by-one"},
		{[][]float64{{10.05}, {31}}, ""}, // right
		{[][]float64{{8.5}, {16}}, ""},   // unknown
		{[][]float64{{math.NaN()}, {math.NaN()}}, "silent"},
		{[][]float64{{7.05}, {math.NaN()}}, ""},
	} {
		got := ""
		if l := Recognise(c.got, right, tols, wrong); l != nil {
			got = l.Name
		}
		if got != c.want {
			t.Errorf("%v is taken for %q, want %q", c.got, got, c.want)
		}
	}
	twins := []Candidate{{"a", [][]float64{{7}, {1}}}, {"b", [][]float64{{7}, {1}}}}
	if l := Recognise([][]float64{{7}, {1}}, right, tols, twins); l != nil {
		t.Error("two wrong programs that do the same can't be told apart, but one was named:", l.Name)
	}
	paths := []Candidate{{"late", [][]float64{{0, 0, 1}, {0}}}}
	if l := Recognise([][]float64{{0, 0, 1.05}, {0}}, [][]float64{{0, 1, 2}, {0}}, tols, paths); l == nil {
		t.Error("a path is an observable too")
	}
}

// Two numbers that differ are never printed alike.
func TestApart(t *testing.T) {
	for _, c := range []struct {
		a, b         float64
		mine, theirs string
	}{
		{20, 21, "20 mV", "21 mV"},
		{1.01240990129, 1.01240992546, "1.012409901 mV", "1.012409925 mV"},
		{1, 1 + 1e-15, "1 mV", "1.000000000000001 mV"},
		{2, 2, "2 mV", "2 mV"},
	} {
		if mine, theirs := Apart(c.a, c.b, "mV"); mine != c.mine || theirs != c.theirs {
			t.Errorf("%v and %v are %q and %q; want %q and %q", c.a, c.b, mine, theirs, c.mine, c.theirs)
		}
	}
}
