package exercises

import (
	"math"
	"strings"
	"testing"
)

var formulaScope = over(map[string]Value{
	"V":      Vector([]float64{-70, -65, -55, -60, -60, -60, -60, -59, -58}),
	"spikes": Vector([]float64{.25, .8}),
	"M":      {Shape: []int{2, 3}, Data: []float64{1, 2, 3, 4, 5, 6}},
	"a.x":    Number(4),
	"none":   Vector(nil),
}, scopeOf(map[string]float64{"tau": 20, "R": 50, "V_th": -50, "E_L": -70, "x": 1.5, "dt": .1}))

func TestFormula(t *testing.T) {
	for text, want := range map[string]float64{
		".95*(V_th-E_L)/R": .38, "x*(V_th-E_L)/R": .6, "-2^2": -4, "2^-1": .5, "2^3^2": 512, "1/2/4": .125, "2-3-4": -5, "-x^2": -2.25,
		"exp(0)+log(1)": 1, "sqrt(16) == 4": 1, "1 < x <= 1.5": 1, "1 < x < 1.5": 0, "not 0 and 1": 1, "0 or not 1": 0,
		"max(1, 3, 2)": 3, "max(V)": -55, "min(V)": -70, "first(spikes)": .25, "last(spikes)": .8, "count(spikes)": 2, "count(none)": 0,
		"mean(diff(spikes))": .55, "V[0]": -70, "V[-1]": -58, "M[1][2]": 6, "sum(M[0])": 6, "sum(col(M, 1))": 7, "a.x/2": 2,
		"held(V, spikes, dt)": 4, "after(V, spikes, dt)": -60, "round(2.5)": 2, "round(3.5)": 4, "tie(2.5)": 1, "tie(2.4)": 0,
		"sum([1, 2, 3]^2)": 14, "all(V < 0)": 1, "any(V > -56)": 1, "argmax(V)": 2, "slope([0, 1, 2], [1, 3, 5])": 2, "interp(.5, [0, 1], [10, 20])": 15,
		"if(x > 1, 2, 3)": 2, "mod(-1, 3)": 2, "sum(range(5))": 10, "linspace(0, 1, 5)[1]": .25, "quantile([1, 2, 3], .5)": 2, "median([5, 1, 9])": 5,
		"sd([1, 3])": math.Sqrt2, "rms([3, 4])": math.Sqrt(12.5), "crossings(V, -60, dt)[0]": .15, "sum(slice(V, 3, 5))": -120, "count(concat(V, V))": 18,
		"var(axis_mean(M, 1))": 4.5, "sum(cumsum([1, 1, 1]))": 6, "corr([1, 2, 3], [2, 4, 6])": 1, "count(inside(spikes, 0, .5))": 1, "1e-3*1e3": 1,
		"sum(M*[1, 0, 0])": 5, "size(M)": 6, "shape(M)[1]": 3, "+3": 3, "finite(1/0)": 0, "isnan(first(none))": 1, "pi": math.Pi,
		"1 == 2 and 1/0 > 0": 0, "erf(0)": 0, "gamma(5)": 24, "atan2(1, 1)": math.Pi / 4, "autocov([1, 1, 1], 1)": 0, "sign(-3)": -1, "sort([3, 1])[0]": 1, "reverse([3, 1])[0]": 1,
	} {
		f, err := parseFormula(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got, err := f.eval(formulaScope)
		if err != nil || !got.IsNumber() || math.Abs(got.Data[0]-want) > 1e-12 {
			t.Errorf("%s = %v (%v), want %g", text, got.Data, err, want)
		}
	}
}

// A formula that can't be read or has no value says what is wrong and, where it can, how to mend it.
func TestFormulaFaults(t *testing.T) {
	for text, says := range map[string]string{
		"": "ends too early", "1 +": "ends too early", "x = 1": "write ==", "2**3": "write ^", "2x": "write a *", "2(x)": "write a *", "(1": "ends too early",
		"mean(spikes": "ends too early", "cuont(spikes)": "did you mean \"count\"", "sqrt(1, 2)": "one argument", "1 && 2": "write and", "x $ 1": "not expected",
		"tua": "no value", "V + spikes": "do not go together", "V[99]": "no element 99", "x[0]": "no elements", "V[.5]": "whole number", "[1, [2]]": "different shapes",
		"linspace(0, 1, 1e9)": "can be made", "and": "not expected", "count(x)": "no length",
		strings.Repeat("(", 100) + "1" + strings.Repeat(")", 100): "nested", strings.Repeat("1+", 3000) + "1": "characters long",
	} {
		f, err := parseFormula(text)
		if err == nil {
			_, err = f.eval(formulaScope)
		}
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%.40q: %v; want something about %q", text, err, says)
		}
	}
}

func TestFormulaNames(t *testing.T) {
	f, err := parseFormula("tau*log(a.V[k] + pi)")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(f.names(), " "); got != "a.V k tau" {
		t.Errorf("names %q", got)
	}
}

// Whatever is written, reading and evaluating end without a panic.
func FuzzFormula(f *testing.F) {
	for _, seed := range []string{"x*(V_th-E_L)/R", "mean(diff(spikes))", "[1,[2,3]]", "V[-1]^2 < 3 and not x", "held(V, spikes, dt, 1)", "1e", "..", "if(1,2,3)"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		g, err := parseFormula(text)
		if err != nil {
			return
		}
		v, err := g.eval(formulaScope)
		if err != nil {
			return
		}
		n := 1
		for _, d := range v.Shape {
			n *= d
		}
		if n != len(v.Data) {
			t.Fatalf("%q gives shape %v with %d values", text, v.Shape, len(v.Data))
		}
	})
}
