package decision

import (
	"context"
	"math"
	"testing"

	"coronium/sim"
	"coronium/sim/random"
)

type set = map[string]float64

func values(t *testing.T, m sim.Model, variant string, change set) sim.Result {
	t.Helper()
	s := sim.Settings{Values: set{}, Variant: variant, Seed: 1, Traces: true}
	for _, p := range m.Parameters {
		s.Values[p.Name] = p.Default
	}
	for k, v := range change {
		s.Values[k] = v
	}
	r, err := m.Run(context.Background(), s)
	if err != nil {
		t.Fatalf("%s %v: %v", m.Name, change, err)
	}
	return r
}

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

// Closed forms (exercise drift-diffusion; Bogacz et al. 2006).
func TestDiffusionTheory(t *testing.T) {
	for _, c := range []struct{ A, z, c, x0, er, dt float64 }{
		{1, 1, 1, 0, .1192029, .7615942}, {.9, 1.2, 1.1, .3, .08152338, .78260432}, {.9, 1.2, 1.1, 0, .14367158, .95020912}, {0, 1.2, 1.1, 0, .5, 1.19008264},
		{50, 1.2, 1.1, 0, 0, .024}, {-.9, 1.2, 1.1, .3, .75922245, 1.02459329},
	} {
		er, dt := Diffusion{A: c.A, Z: c.z, C: c.c, X0: c.x0}.Theory()
		near(t, "error rate", er, c.er, 1e-7)
		near(t, "mean time", dt, c.dt, 1e-7)
	}
	a, _ := Diffusion{A: 1e-9, Z: 1.2, C: 1.1, X0: .3}.Theory()
	b, _ := Diffusion{A: 0, Z: 1.2, C: 1.1, X0: .3}.Theory()
	near(t, "tiny drift", a, b, 1e-8)
	if e, _ := (Diffusion{A: -5000, Z: 1, C: .01}).Theory(); e != 1 {
		t.Errorf("strong negative drift: error rate %v", e)
	}
}

// Given normals (golden: seed 9, pairs by Box-Muller, one row of 50 a step), A .9 z 1.2 c 1.1 x0 .3 dt .005.
func TestDiffusionWalk(t *testing.T) {
	u := lcg(9)
	xi := make([]float64, 2000*50)
	for i := range xi {
		a, b := u(), u()
		xi[i] = math.Sqrt(-2*math.Log(a)) * math.Cos(2*math.Pi*b)
	}
	d := Diffusion{A: .9, Z: 1.2, C: 1.1, X0: .3}
	want := []float64{.43, .38, .23, .985, 1.36, .425, .44, .18, 2.11, .2}
	errors, sum := 0, 0.0
	for k := 0; k < 50; k++ {
		row := k - 50
		choice, steps := d.Walk(.005, 2000, false, func() float64 { row += 50; return xi[row] }, nil)
		if choice < 0 {
			errors++
		}
		sum += float64(steps) * .005 / 50
		if k < 10 {
			near(t, "time", float64(steps)*.005, want[k], 1e-9)
			if (choice < 0) != (k == 8) {
				t.Errorf("trial %d chose %d", k, choice)
			}
		}
	}
	near(t, "errors", float64(errors), 5, 0)
	near(t, "mean time", sum, .8653, 1e-9)
}

// Euler's bias: naive mean times at dt .01 and .04 (200 000 trials, SE .0014: .83474, .90972), theory with the bound moved out
// by .5826 sqrt(dt) .83073, .90030; with bridges the bias is gone.
func TestDiffusionBias(t *testing.T) {
	for _, c := range []struct{ dt, naive float64 }{{.01, .83474}, {.04, .90972}} {
		r := values(t, ddmModel(), "", set{"dt": c.dt, "trials": 60000})
		near(t, "naive time", r.Scalars["rt"], c.naive, 5*r.Scalars["rt_se"])
		b := values(t, ddmModel(), "", set{"dt": c.dt, "trials": 60000, "bridge": 1})
		near(t, "time with bridges", b.Scalars["rt"], .7615942+c.dt/2, 5*b.Scalars["rt_se"]) // a crossing lies half a step before the stamp
		near(t, "errors with bridges", b.Scalars["er_simulated"], .1192029, 5*math.Sqrt(.119*.881/60000))
		near(t, "right and wrong take alike", b.Scalars["rt_right"], b.Scalars["rt_wrong"], 0.04)
	}
}

// A race without noise ends at z/A; with noise the strong one wins more often than not and wrong answers are slower.
func TestRace(t *testing.T) {
	r := values(t, raceModel(), "", set{"c": 0, "dt": .001, "trials": 1})
	near(t, "time", r.Scalars["rt"], 1/1.5, .0011)
	near(t, "the first wins", r.Scalars["correct"], 1, 0)
	r = values(t, raceModel(), "", set{"trials": 20000, "A": 1, "B": 1})
	near(t, "an even race", r.Scalars["correct"], .5, 5*.5/math.Sqrt(20000))
}

// Blocking (alpha .1): A .998203 after 60 trials, B .0009 after 60 more, control .5 (independent program).
func TestRescorlaWagner(t *testing.T) {
	r := values(t, rescorlaWagnerModel(), "", nil)
	near(t, "A", r.Scalars["A_first"], .99820299, 1e-8)
	near(t, "A at the end", r.Scalars["A"], .99910149, 1e-8)
	near(t, "B is blocked", r.Scalars["B"], .00089850, 1e-8)
	near(t, "control", r.Scalars["control"], .49999923, 1e-8)
	near(t, "separate errors do not block", values(t, rescorlaWagnerModel(), "separate", nil).Scalars["B"], 1-math.Pow(.9, 60), 1e-9)
}

// The walk of the error: golden numbers in trial 45, and the binomial law at every distance and several trials.
func TestTD(t *testing.T) {
	r := values(t, tdModel(), "", set{"n": 10})
	near(t, "cue in trial 10", r.Scalars["at_cue"], 6.13106626e-8, 1e-15)
	for n, want := range map[float64]float64{20: .00155362, 30: .03657513, 40: .16059495, 50: .33305316, 60: .47107737, 100: .59733975} {
		near(t, "cue", values(t, tdModel(), "", set{"n": n}).Scalars["at_cue"], want, 1e-8)
	}
	for _, n := range []int{0, 1, 5, 20, 45} {
		r := values(t, tdModel(), "", set{"n": float64(n)})
		binom := 1.0
		for k := 0; k <= 9; k++ {
			want := 0.0
			if k <= n {
				want = math.Pow(.95, float64(k)) * binom * math.Pow(.2, float64(k)) * math.Pow(.8, float64(n-k))
			}
			near(t, "binomial law", r.Traces["delta"][15-k], want, 1e-12)
			binom *= float64(n-k) / float64(k+1)
		}
	}
	near(t, "limit", values(t, tdModel(), "", nil).Scalars["limit"], .59873694, 1e-8)
	for lambda, trial := range map[float64]float64{0: 49, .5: 26, .9: 8, 1: 4} {
		near(t, "half at the cue", values(t, tdModel(), "", set{"lambda": lambda, "n": 200}).Scalars["half_trial"], trial, 0)
	}
	near(t, "omission", values(t, tdModel(), "", set{"n": 2000, "omit": 1}).Scalars["at_reward"], -1, 1e-9)
}

// The reference session (golden numbers: choices seed 31, rewards seed 32): likelihoods, fit, and the forgetting twin.
func TestQLearner(t *testing.T) {
	c, r := QLearner{Alpha: .3, Beta: 4}.Simulate([2]float64{.3, .7}, 300, lcg(31), lcg(32))
	ones, rewards := 0, 0.0
	for k := range c {
		ones += c[k]
		rewards += r[k]
	}
	if ones != 244 || rewards != 186 {
		t.Fatalf("%d choices of arm 1 and %v rewards, want 244 and 186", ones, rewards)
	}
	near(t, "loglik", QLearner{Alpha: .3, Beta: 4}.LogLikelihood(c, r), -108.47855697, 1e-8)
	near(t, "loglik", QLearner{Alpha: .5, Beta: 2}.LogLikelihood(c, r), -131.03994170, 1e-8)
	near(t, "chance", QLearner{Alpha: .3}.LogLikelihood(c, r), -207.94415417, 1e-8)
	near(t, "huge beta", QLearner{Alpha: .3, Beta: 1e4}.LogLikelihood(c, r), -131167.3287, 1e-3)
	near(t, "forgetting", QLearner{Alpha: .3, Beta: 4, Variant: "forgetting"}.LogLikelihood(c, r), -113.48256660, 1e-8)
	a, b, l, err := QLearner{}.Fit(t.Context(), c, r)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "fitted alpha", a, .26555, 2e-4)
	near(t, "fitted beta", b, 4.3631, 3e-3)
	near(t, "fitted loglik", l, -107.873057, 1e-5)
	_, _, better, err := QLearner{Variant: "update-first"}.Fit(t.Context(), c, r)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "update-first fits better than the truth", better, -106.430, 1e-3)
	twice := append([]float64(nil), r...)
	for k := range twice {
		twice[k] *= 2
	}
	near(t, "reward scale against beta", QLearner{Alpha: .3, Beta: 2}.LogLikelihood(c, twice), -108.47855697, 1e-8)
}

func BenchmarkWalk(b *testing.B) {
	r := random.New(1)
	b.ReportAllocs()
	for b.Loop() {
		Diffusion{A: 1, Z: 1, C: 1}.Walk(.005, 10000, false, r.Normal, r.Float64)
	}
}
