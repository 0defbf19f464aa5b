package inference

import (
	"context"
	"math"
	"testing"

	"coronium/sim"
	"coronium/sim/random"
	"gonum.org/v1/gonum/mat"
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

// quantile inverts the normal distribution.
func quantile(u float64) float64 {
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

// Steady gains (closed form; exercise kalman): q 1 r 4 gives .3903882; and what a wrong q costs.
func TestKalmanScalar(t *testing.T) {
	for q, want := range map[float64]float64{.01: .048766, .1: .146107, 1: .3903882032, 10: .765564, 100: .962912} {
		_, k := SteadyGain(1, 1, q, 4)
		near(t, "gain", k, want, 1e-6)
	}
	p, k := SteadyGain(.9, 1, 1, 4)
	near(t, "gain at a .9", k, .3467891, 1e-7)
	near(t, "fixed point", .81*p*4/(p+4)+1, p, 1e-12)
	p, _ = SteadyGain(1, 1, 1, 4)
	near(t, "p", p, 2.5615528, 1e-7)
	r := values(t, kalmanModel(), "", set{"n": 40000})
	for i, want := range []float64{.733333, .495798, .427, .404} {
		near(t, "gain", r.Traces["gains"][i], want, 1e-3)
	}
	near(t, "error", r.Scalars["error"], 1.25, 0.03)
	near(t, "mean nis", r.Scalars["nis"], 1, 0.04)
	wrong := values(t, kalmanModel(), "", set{"n": 40000, "q": .01})
	near(t, "error at q .01", wrong.Scalars["error"], 3.142, 0.3)
	near(t, "claimed at q .01", wrong.Scalars["claimed"], .442, 1e-3)
}

// The golden cursor (integer generator, seed 7, five normals a step) of an independent NumPy program.
func TestKalmanMatrix(t *testing.T) {
	u := lcg(7)
	z := func() float64 { return quantile(u()) }
	a := mat.NewDense(2, 2, []float64{1, .05, 0, .85})
	c := mat.NewDense(3, 2, []float64{1, 0, .3, .6, 0, 1})
	q := mat.NewDense(2, 2, []float64{.05, 0, 0, 4})
	r := mat.NewDense(3, 3, []float64{12, 2, 0, 2, 26, 0, 0, 0, 10})
	l11 := math.Sqrt(12)
	l21, l22 := 2/l11, math.Sqrt(26-4.0/12)
	x0 := []float64{2, 5}
	x := []float64{2, 5}
	var y [][]float64
	for range 60 {
		x = []float64{x[0] + .05*x[1], .85 * x[1]}
		x[0] += math.Sqrt(.05) * z()
		x[1] += 2 * z()
		e := []float64{z(), z(), z()}
		y = append(y, []float64{x[0] + l11*e[0], .3*x[0] + .6*x[1] + l21*e[0] + l22*e[1], x[1] + math.Sqrt(10)*e[2]})
	}
	f := Filter{a, c, q, r}
	out, err := f.Run(y, x0, mat.NewDense(2, 2, []float64{4, 0, 0, 9}))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "y[0]", y[0][0], .79704669, 1e-6)
	near(t, "x[0]", out.X[0].AtVec(0), 1.9738557, 1e-6)
	near(t, "v[0]", out.X[0].AtVec(1), 7.6449527, 1e-6)
	near(t, "x[59]", out.X[59].AtVec(0), 8.3781212, 1e-6)
	near(t, "v[59]", out.X[59].AtVec(1), -8.6071479, 1e-6)
	near(t, "P[59]", out.P[59].At(0, 1), .13444, 1e-5)
	near(t, "nis[0]", out.NIS[0], 2.3336299, 1e-6)
	near(t, "log-likelihood", out.LogLikelihood, -523.8906126747, 1e-6)
	for k := 20; k < 23; k++ {
		y[k] = []float64{math.NaN(), math.NaN(), math.NaN()}
	}
	gap, err := f.Run(y, x0, mat.NewDense(2, 2, []float64{4, 0, 0, 9}))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "x[22] over a gap", gap.X[22].AtVec(0), 6.0632025, 1e-6)
	near(t, "P[22] over a gap", gap.P[22].At(1, 1), 10.4149782, 1e-6)
	near(t, "log-likelihood with a gap", gap.LogLikelihood, -497.0023975, 1e-6)
}

// Forward-backward against brute force over all paths of eight bins; Baum-Welch climbs.
func TestHMM(t *testing.T) {
	m := HMM{Stay: [2]float64{.9, .7}, Mean: [2]float64{.5, 2.5}}
	counts := []float64{0, 1, 3, 2, 0, 0, 4, 1}
	post, loglik, _ := m.Posterior(counts)
	total, up := 0.0, make([]float64, 8)
	bestP, best := 0.0, 0
	for path := range 256 {
		p := m.start()[path&1]
		for k := range 8 {
			s := path >> k & 1
			if k > 0 {
				stay := m.Stay[path>>(k-1)&1]
				if s != path>>(k-1)&1 {
					stay = 1 - stay
				}
				p *= stay
			}
			lg, _ := math.Lgamma(counts[k] + 1)
			p *= math.Exp(counts[k]*math.Log(m.Mean[s]) - m.Mean[s] - lg)
		}
		total += p
		if p > bestP {
			bestP, best = p, path
		}
		for k := range 8 {
			if path>>k&1 == 1 {
				up[k] += p
			}
		}
	}
	near(t, "log-likelihood", loglik, math.Log(total), 1e-12)
	for k := range up {
		near(t, "posterior", post[k], up[k]/total, 1e-12)
		if m.Viterbi(counts)[k] != best>>k&1 {
			t.Errorf("Viterbi differs from the best path at bin %d", k)
		}
	}
	r := random.New(3)
	long := make([]float64, 500)
	for k := range long {
		long[k] = float64(r.Poisson(1 + 2*float64(k/50%2)))
	}
	learnt, last := HMM{Stay: [2]float64{.8, .8}, Mean: [2]float64{1, 2}}, math.Inf(-1)
	for range 25 {
		next, l := learnt.Learn(long)
		if l < last-1e-9 {
			t.Fatalf("the likelihood fell from %v to %v", last, l)
		}
		learnt, last = next, l
	}
}

// Plug-in and Miller-Madow of a table (independent program), the first-order bias (R 10, S 8, N 200: .2272245 bits), means over
// dice tables (.2614 and .0576 at N 200).
func TestInformation(t *testing.T) {
	table := [][]float64{{8, 3, 1, 0}, {2, 6, 4, 0}, {0, 1, 5, 0}}
	near(t, "plug-in", PlugIn(table), .3958101, 1e-7)
	near(t, "Miller-Madow", MillerMadow(table, ""), .3236753, 1e-7)
	near(t, "bias", Bias(8, 10, 200), .2272244690, 1e-9)
	r := values(t, informationModel(), "", set{"draws": 1000})
	near(t, "mean plug-in", r.Scalars["plug-in"], .26136, 5*r.Scalars["plug-in_sd"]/math.Sqrt(1000))
	near(t, "mean corrected", r.Scalars["miller-madow"], .05757, 5*r.Scalars["plug-in_sd"]/math.Sqrt(1000))
	same := [][]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}
	near(t, "identity", PlugIn(same), math.Log2(3), 1e-15)
	if i := values(t, informationModel(), "clipped", set{"N": 400}).Scalars["miller-madow"]; i < .008 {
		t.Errorf("clipping makes no bias: %v", i)
	}
}

// The reference population (c 0, 2 … 100, R 20, sg 8, r0 1, T .25): information, bound, spikes, the golden counts.
func TestPopulation(t *testing.T) {
	p := Population{R: 20, Sg: 8, R0: 1, T: .25}
	for i := 0; i <= 50; i++ {
		p.C = append(p.C, float64(2*i))
	}
	for x, want := range map[float64]float64{50: .6078714357, 51: .6078714357, 10: .4500208382, 0: .3039357178} {
		near(t, "J", p.Fisher(x, ""), want, 1e-9)
	}
	counts := []float64{0, 0, 2, 0, 0, 1, 0, 0, 1, 0, 4, 2, 1, 5, 4, 1, 6, 4, 8, 4, 2, 4, 2, 4, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0}
	near(t, "decoded", p.Decode(counts, 0, 100), 33.6938686, 1e-5)
	rate, slope := p.Rates(33.3)
	for i := range rate {
		rate[i] *= p.T
	}
	near(t, "its own mean counts", p.Decode(rate, 0, 100), 33.3, 1e-5)
	cov := mat.NewSymDense(51, nil)
	for i := range slope {
		slope[i] *= p.T
		cov.SetSym(i, i, rate[i])
	}
	linear, _ := LinearFisher(slope, cov)
	near(t, "linear information", linear, p.Fisher(33.3, ""), 1e-9)
	two, _ := LinearFisher([]float64{1, 1}, mat.NewSymDense(2, []float64{1, .5, .5, 1}))
	near(t, "two cells alike, k .5", two, 4.0/3, 1e-12)
	r := values(t, populationModel(), "", set{"trials": 1500})
	near(t, "spikes", r.Scalars["spikes"], 62.88, 0.01)
	near(t, "variance over bound", math.Pow(r.Scalars["sd"]/r.Scalars["bound"], 2), 1, 0.15)
	if x := p.Decode(make([]float64, 51), 0, 100); x != 0 && x != 100 {
		t.Errorf("silence decodes to %v, not to an end", x)
	}
}

// The coronium: k .6 at lag 0, tc 40: the STA is .6 exp(-|lag|/tc) on both sides, and whitening finds k alone (tolerances of the
// exercise sta-lnp for 400 000 bins); the visible example of STA and whitening.
func TestLNP(t *testing.T) {
	sta, _ := STA([]float64{1, -1, 2, 0, 3, -2, 1, 4}, []float64{5, 0, 1, 0, 2, 0, 0, 1}, 3)
	for j, want := range []float64{5.0 / 3, -.5, .25} {
		near(t, "STA", sta[j], want, 1e-12)
	}
	k, _ := Whiten([]float64{1, -1, 2, 0, 3, -2, 1, 4}, sta, .1)
	for j, want := range []float64{.534587, .320265, .310521} {
		near(t, "whitened", k[j], want, 1e-6)
	}
	r := values(t, lnpModel(), "", set{"n": 400000})
	near(t, "lag 0", r.Scalars["sta_0"], .6, .035)
	near(t, "after the spike", r.Scalars["sta_after"], .6*math.Exp(-5.0/40), .035)
	near(t, "whitened 0", r.Scalars["whitened_0"], .6, .075)
	near(t, "whitened 1", r.Scalars["whitened_1"], 0, .075)
}

// The sloppy saturation curve (independent program; truth 60 Hz, .4, 2.2, sig 1): standard errors, and the profile that never comes up.
func TestNakaRushton(t *testing.T) {
	r := values(t, nakaRushtonModel(), "", set{"Rmax": 28.85})
	near(t, "se", r.Scalars["se"], 1.4125, 5e-4)
	near(t, "slice", r.Scalars["se_slice"], .0289, 5e-5)
	near(t, "profile at 28.85", r.Scalars["profile"], 1.92, 0.01)
	for rmax, want := range map[float64]float64{20: 4.9689, 25: 2.7204, 30: 1.7549, 40: .9465, 60: .4442, 100: .1958, 300: .0459} {
		near(t, "profile", values(t, nakaRushtonModel(), "", set{"Rmax": rmax}).Scalars["profile"], want, 2e-4)
	}
	for d, want := range map[float64]float64{-.2: 52.0774, .2: 15.9422} {
		near(t, "profile, full design", values(t, nakaRushtonModel(), "", set{"Rmax": 60.96478 * math.Exp(d), "design": 1}).Scalars["profile"], want, 2e-3)
	}
	if p := values(t, nakaRushtonModel(), "", set{"Rmax": 1e5}).Scalars["profile"]; p > 0.6 {
		t.Errorf("the profile comes up to %v on the right", p)
	}
	if p := values(t, nakaRushtonModel(), "", set{"Rmax": 1e5, "design": 1}).Scalars["profile"]; p < 10 {
		t.Errorf("with the full range the profile stays at %v", p)
	}
	g, h := NakaRushton{60, .4, 2.2}.Gradient(.2), 1e-6
	near(t, "gradient", g[1], (NakaRushton{60, .4 * math.Exp(h), 2.2}.At(.2)-NakaRushton{60, .4 * math.Exp(-h), 2.2}.At(.2))/(2*h), 1e-6)
	near(t, "gradient", g[2], (NakaRushton{60, .4, 2.2 * math.Exp(h)}.At(.2)-NakaRushton{60, .4, 2.2 * math.Exp(-h)}.At(.2))/(2*h), 1e-6)
}

// False wins of a dead time: exact .3771925 at n 40 and simulated; n 80: .3725 and BIC .1149 (exercise model-recovery).
func TestModelRecovery(t *testing.T) {
	r := values(t, recoveryModel(), "", set{"draws": 20000})
	near(t, "exact", r.Scalars["false"], math.Exp(-39.0/40), 1e-12)
	near(t, "simulated", r.Scalars["false_simulated"], r.Scalars["false"], 5*math.Sqrt(.377*.623/20000))
	near(t, "gain", r.Scalars["gain"], 40.0/39, .04)
	near(t, "first row", r.Scalars["win_exponential"], .610, .02)
	r = values(t, recoveryModel(), "", set{"n": 80, "draws": 10000})
	near(t, "AIC at 80", r.Scalars["false"], .3725, 5e-5)
	near(t, "BIC at 80", r.Scalars["false_bic"], .1149, 5e-5)
}
