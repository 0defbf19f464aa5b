package random

import (
	"math"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// The first outputs of splitmix64 from state 1234567 are those of the reference implementation by
// Sebastiano Vigna (prng.di.unimi.it/splitmix64.c), as quoted by Rosetta Code.
func TestSplitMix(t *testing.T) {
	state := uint64(1234567)
	for i, want := range []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821} {
		if got := split(&state); got != want {
			t.Errorf("output %d is %d, want %d", i, got, want)
		}
	}
}

// xoshiro256++ from state {1, 2, 3, 4}: first outputs of the reference implementation
// (also the test vector of the Rust crate rand_xoshiro).
func TestXoshiro(t *testing.T) {
	r := Source{s0: 1, s1: 2, s2: 3, s3: 4}
	for i, want := range []uint64{41943041, 58720359, 3588806011781223, 3591011842654386, 9228616714210784205} {
		if got := r.Uint64(); got != want {
			t.Errorf("output %d is %d, want %d", i, got, want)
		}
	}
}

// Neighbouring streams must not be shifted copies: their correlation over 20 000 numbers at lags
// -3 … 3 stays within five standard errors.
func TestStreamsAreUnrelated(t *testing.T) {
	const n = 20000
	a, b := Stream(7, 0), Stream(7, 1)
	x, y := make([]float64, n), make([]float64, n)
	for i := range x {
		x[i], y[i] = a.Float64()-0.5, b.Float64()-0.5
	}
	for lag := -3; lag <= 3; lag++ {
		s := 0.0
		for i := 3; i < n-3; i++ {
			s += x[i] * y[i+lag]
		}
		if r := s / n * 12; math.Abs(r) > 5/math.Sqrt(n) {
			t.Errorf("correlation %.4f at lag %d", r, lag)
		}
	}
}

// Mean and variance of each distribution, within five standard errors of 200 000 draws.
func TestMoments(t *testing.T) {
	const n = 200000
	cases := []struct {
		name           string
		draw           func(*Source) float64
		mean, variance float64
	}{
		{"uniform", (*Source).Float64, 0.5, 1.0 / 12},
		{"exponential", (*Source).Exp, 1, 1},
		{"normal", (*Source).Normal, 0, 1},
		{"Poisson 0.7", func(r *Source) float64 { return float64(r.Poisson(0.7)) }, 0.7, 0.7},
		{"Poisson 29", func(r *Source) float64 { return float64(r.Poisson(29)) }, 29, 29},
		{"Poisson 31", func(r *Source) float64 { return float64(r.Poisson(31)) }, 31, 31},
		{"Poisson 1000", func(r *Source) float64 { return float64(r.Poisson(1000)) }, 1000, 1000},
		{"gamma 0.4", func(r *Source) float64 { return r.Gamma(0.4) }, 0.4, 0.4},
		{"gamma 6", func(r *Source) float64 { return r.Gamma(6) }, 6, 6},
		{"whole 0..6", func(r *Source) float64 { return float64(r.Intn(7)) }, 3, 4},
	}
	for _, c := range cases {
		r := New(11)
		var s, s2, s4 float64
		for i := 0; i < n; i++ {
			x := c.draw(r) - c.mean
			s += x
			s2 += x * x
			s4 += x * x * x * x
		}
		m, v := s/n, s2/n
		if se := math.Sqrt(c.variance / n); math.Abs(m) > 5*se {
			t.Errorf("%s: mean off by %.3g (standard error %.3g)", c.name, m, se)
		}
		if se := math.Sqrt((s4/n - v*v) / n); math.Abs(v-c.variance) > 5*se {
			t.Errorf("%s: variance %.5g, want %.5g (standard error %.3g)", c.name, v, c.variance, se)
		}
	}
}

func TestShuffleIsAPermutation(t *testing.T) {
	r := New(3)
	var first [4]int
	for k := 0; k < 8000; k++ {
		order := []int{0, 1, 2, 3}
		r.Shuffle(order)
		seen := 0
		for _, i := range order {
			seen |= 1 << i
		}
		if seen != 15 {
			t.Fatalf("%v is no permutation", order)
		}
		first[order[0]]++
	}
	for i, n := range first { // binomial, five standard deviations (sd 38.7)
		if n < 1806 || n > 2194 {
			t.Errorf("%d came first %d times of 8000", i, n)
		}
	}
}

func BenchmarkNormal(b *testing.B) {
	r := New(1)
	b.ReportAllocs()
	for b.Loop() {
		r.Normal()
	}
}

// xoshiro.py gives the same numbers as this package; the test needs a python3 and is skipped without.
func TestPythonTwin(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 here")
	}
	out, err := exec.Command(python, "xoshiro.py").Output()
	if err != nil {
		t.Fatal(err)
	}
	r, q := New(7), Stream(7, 3)
	var words []string
	for range 5 {
		words = append(words, strconv.FormatUint(r.Uint64(), 10))
	}
	for range 5 {
		words = append(words, strconv.FormatFloat(r.Normal(), 'g', -1, 64))
	}
	for range 3 {
		words = append(words, strconv.FormatUint(q.Uint64(), 10))
	}
	got := strings.FieldsFunc(string(out), func(c rune) bool { return strings.ContainsRune("[]', \n", c) })
	if len(got) != len(words) {
		t.Fatalf("Python printed %q", out)
	}
	for i := range words {
		a, _ := strconv.ParseFloat(words[i], 64)
		b, _ := strconv.ParseFloat(got[i], 64)
		if i < 5 || i >= 10 {
			if got[i] != words[i] {
				t.Errorf("number %d: Go %s, Python %s", i, words[i], got[i])
			}
		} else if math.Abs(a-b) > 1e-15 { // the C library's logarithm may differ in the last digit
			t.Errorf("normal %d: Go %v, Python %v", i, a, b)
		}
	}
}
