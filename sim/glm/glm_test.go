package glm

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

func lcg(seed uint64) func() float64 {
	return func() float64 {
		seed = (1103515245*seed + 12345) % (1 << 31)
		return (float64(seed) + 0.5) / (1 << 31)
	}
}

// Two conditions: closed forms w = log(n1 D0/(n0 D1)), se = sqrt(1/n0 + 1/n1); a ridge where there is no spike (independent
// program: .51479699, -1.63350617 for counts 10, 0, dt 5, lam 1); without it a typed error.
func TestTwoConditions(t *testing.T) {
	d := Data{X: [][]float64{{1, 0}, {1, 1}}, N: []float64{10, 20}, D: []float64{1, 1}}
	w, se, err := d.FitRidge(0)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "w", w[1], math.Ln2, 1e-10)
	near(t, "se", se[1], math.Sqrt(.1+.05), 1e-10)
	silent := Data{X: d.X, N: []float64{10, 0}, D: []float64{5, 5}}
	w, _, err = silent.FitRidge(1)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "b with ridge", w[0], .51479699, 1e-8)
	near(t, "w with ridge", w[1], -1.63350617, 1e-8)
	if w, _, err := silent.FitRidge(0); err == nil && w[1] > -10 {
		t.Errorf("a condition without a spike has a summit at %v", w)
	}
}

// The golden session (integer generator: stimulus seed 7 by the normal quantile, uniforms seed 99; n 4000, dt 5): spikes, weights,
// standard errors, likelihoods of an independent program.
func TestGoldenSession(t *testing.T) {
	u, v := lcg(7), lcg(99)
	stim := make([]float64, 4000)
	for i := range stim {
		stim[i] = normalQuantile(u())
	}
	cell := Cell{B: -4.2, K: []float64{.4, .5, .3, .1}, H: []float64{-1.5, -.6, -.2}}
	counts := cell.Simulate(stim, 5, v)
	total := 0.0
	for _, c := range counts {
		total += c
	}
	if total != 351 {
		t.Fatalf("%v spikes, want 351", total)
	}
	d := Data{Design(stim, counts, 4, 3), counts, make([]float64, 4000)}
	for i := range d.D {
		d.D[i] = 5
	}
	w, se, err := d.FitRidge(1)
	if err != nil {
		t.Fatal(err)
	}
	for j, want := range []float64{-4.0997271, .4146455, .4320133, .2438032, .0909857, -1.4996225, -.4959561, -.3147519} {
		near(t, "weight", w[j], want, 1e-6)
	}
	for j, want := range []float64{.0648029, .0538201, .0546217, .0538684, .0548055, .3195487, .1972897, .1882555} {
		near(t, "se", se[j], want, 1e-6)
	}
	near(t, "log-likelihood", d.LogLikelihood(w), -1117.1919272, 1e-5)
}

// normalQuantile inverts the normal distribution by bisection on erfc.
func normalQuantile(u float64) float64 {
	lo, hi := -9.0, 9.0
	for range 200 {
		m := (lo + hi) / 2
		if math.Erfc(-m/math.Sqrt2)/2 < u {
			lo = m
		} else {
			hi = m
		}
	}
	return (lo + hi) / 2
}

func TestDesign(t *testing.T) {
	x := Design([]float64{1, 2, 3, 4}, []float64{0, 1, 2, 0}, 2, 1)
	want := [][]float64{{1, 1, 0, 0}, {1, 2, 1, 0}, {1, 3, 2, 1}, {1, 4, 3, 2}}
	for i := range want {
		for j := range want[i] {
			if x[i][j] != want[i][j] {
				t.Errorf("row %d: %v, want %v", i, x[i], want[i])
			}
		}
	}
}

// The gradient against differences of the likelihood, and one summit from far starts.
func TestDerivativesAndStarts(t *testing.T) {
	r := random.New(4)
	cell := Cell{B: -4, K: []float64{.4, .5, .3, .1}, H: []float64{-1.2, -.5, -.1}}
	stim := make([]float64, 1500)
	for i := range stim {
		stim[i] = r.Normal()
	}
	counts := cell.Simulate(stim, 5, r.Float64)
	d := Data{Design(stim, counts, 4, 3), counts, make([]float64, 1500)}
	for i := range d.D {
		d.D[i] = 5
	}
	w := []float64{-4.1, .3, .2, .4, .1, -.5, -.3, .2}
	g, _ := d.Derivatives(w)
	for j := range w {
		q := append([]float64(nil), w...)
		q[j] += 1e-5
		up := d.LogLikelihood(q)
		q[j] -= 2e-5
		near(t, "gradient", g[j], (up-d.LogLikelihood(q))/2e-5, 1e-4*(1+math.Abs(g[j])))
	}
	zero := Prior{make([]float64, 8), make([]float64, 8)}
	ref, _, err := d.Fit(zero, w)
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		start := make([]float64, 8)
		for j := range start {
			start[j] = ref[j] + 6*(r.Float64()-.5)
		}
		got, _, err := d.Fit(zero, start)
		if err != nil {
			t.Fatalf("start %v: %v", start, err)
		}
		for j := range got {
			near(t, "weight from another start", got[j], ref[j], 1e-8)
		}
	}
}

// Coverage of 95 % intervals over 200 sets of 1500 bins: .88-.995 (binomial, 1e-4 per weight; pooled over weights narrower).
func TestRecoveryCoverage(t *testing.T) {
	m := recoveryModel()
	s := sim.Settings{Values: map[string]float64{}, Seed: 2, Traces: true}
	for _, p := range m.Parameters {
		s.Values[p.Name] = p.Default
	}
	s.Values["n"], s.Values["draws"], s.Values["h1"] = 1500, 200, -1
	r, err := m.Run(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	if c := r.Scalars["coverage"]; c < .92 || c > .975 {
		t.Errorf("coverage %.4f", c)
	}
	for j, w := range r.Traces["weights"] {
		if math.Abs(w-r.Traces["truth"][j]) > 4*r.Traces["se"][j] {
			t.Errorf("weight %d: %v ± %v, truth %v", j, w, r.Traces["se"][j], r.Traces["truth"][j])
		}
	}
	s.Values["draws"], s.Variant = 5, "now-in-history"
	leak, err := m.Run(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	if leak.Scalars["h1_fit"] < 1.5 || math.Abs(leak.Scalars["k0"]) > .25 {
		t.Errorf("with the present among the predictors h1 is %v and k0 %v", leak.Scalars["h1_fit"], leak.Scalars["k0"])
	}
}

// Tables A and B of the exercise hierarchical-glm (independent NumPy program): one and sixty iterations of EM, pooled fits, errors.
func TestHierarchicalTables(t *testing.T) {
	ctx := context.Background()
	w, cov, err := Pooled(TableA)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "pooled w", w[1], .45670187, 1e-8)
	near(t, "pooled se", math.Sqrt(cov.At(1, 1)), .04502772, 1e-8)
	one, err := FitPopulation(ctx, TableA, 1)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "mu_b, 1", one.Mu[0], 1.33555912, 1e-7)
	near(t, "mu_w, 1", one.Mu[1], .06095694, 1e-7)
	near(t, "tau2_b, 1", one.Tau2[0], 1.02075105, 1e-7)
	near(t, "tau2_w, 1", one.Tau2[1], .20174117, 1e-7)
	a, err := FitPopulation(ctx, TableA, 60)
	if err != nil {
		t.Fatal(err)
	}
	se := a.StandardErrors(TableA)
	near(t, "mu_b", a.Mu[0], 1.35738308, 1e-7)
	near(t, "mu_w", a.Mu[1], .02977578, 1e-7)
	near(t, "se_b", se[0], .28115569, 1e-6)
	near(t, "se_w", se[1], .08197062, 1e-6)
	near(t, "tau2_b", a.Tau2[0], .91814516, 1e-7)
	near(t, "tau2_w", a.Tau2[1], .03633247, 1e-7)
	near(t, "mouse 6", a.Modes[5][1], .21682556, 1e-6)
	b, err := FitPopulation(ctx, TableB, 60)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "B: mu_w", b.Mu[1], .29237436, 1e-7)
	near(t, "B: se_w", b.StandardErrors(TableB)[1], .07313643, 1e-6)
	near(t, "B: tau2_w", b.Tau2[1], .00156443, 1e-7)
	w, _, _ = Pooled(TableB)
	near(t, "B: pooled", w[1], -.57730906, 1e-8)
}
