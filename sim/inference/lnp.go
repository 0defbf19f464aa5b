package inference

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
	"gonum.org/v1/gonum/mat"
)

// STA returns the spike-triggered average at lags 0 … L-1: the mean of stim[t-j] weighted by counts minus the plain mean over the same
// bins, t = L-1 … (full windows, nothing wraps). ok is false without a spike.
func STA(stim, counts []float64, L int) (sta []float64, ok bool) {
	sta = make([]float64, L)
	mean := make([]float64, L)
	spikes, bins := 0.0, 0.0
	for t := L - 1; t < len(stim); t++ {
		spikes += counts[t]
		bins++
		for j := range sta {
			sta[j] += counts[t] * stim[t-j]
			mean[j] += stim[t-j]
		}
	}
	if spikes == 0 {
		return nil, false
	}
	for j := range sta {
		sta[j] = sta[j]/spikes - mean[j]/bins
	}
	return sta, true
}

// Whiten solves (C + lam (trace C/L) 1) k = sta with the covariance C of the stimulus windows: the filter, freed of the stimulus's memory.
func Whiten(stim, sta []float64, lam float64) ([]float64, bool) {
	L := len(sta)
	mean, bins := make([]float64, L), float64(len(stim)-L+1)
	for t := L - 1; t < len(stim); t++ {
		for j := range mean {
			mean[j] += stim[t-j] / bins
		}
	}
	c := mat.NewSymDense(L, nil)
	trace := 0.0
	for a := 0; a < L; a++ {
		for b := a; b < L; b++ {
			s := 0.0
			for t := L - 1; t < len(stim); t++ {
				s += (stim[t-a] - mean[a]) * (stim[t-b] - mean[b])
			}
			c.SetSym(a, b, s/bins)
		}
		trace += c.At(a, a)
	}
	for a := 0; a < L; a++ {
		c.SetSym(a, a, c.At(a, a)+lam*trace/float64(L))
	}
	var chol mat.Cholesky
	if !chol.Factorize(c) {
		return nil, false
	}
	var k mat.VecDense
	if chol.SolveVecTo(&k, mat.NewVecDense(L, sta)) != nil {
		return nil, false
	}
	return k.RawVector().Data, true
}

func lnpModel() sim.Model {
	return sim.Model{
		Name: "lnp", Title: "Spike-triggered average under a coloured stimulus", Kind: sim.KindModel,
		Doc: `A cell without memory (filter k at lag 0, rate r0 exp(k s)) under a Gaussian stimulus with autocorrelation exp(-lag/tc). Its spike-triggered average is k var exp(-|lag|/tc) on both sides of the spike: the stimulus's memory, not the cell's. Whitening with the covariance finds k at lag 0 and nothing elsewhere. ` +
			`With tc 0 the stimulus is white.`,
		Source: "Chichilnisky 2001, Network 12:199; Theunissen et al. 2001, Network 12:289; Paninski 2003, Network 14:437",
		Parameters: []sim.Parameter{
			sim.Par("tc", "ms", "memory of the stimulus; 0 white", 40, 0, 1000), sim.Par("k", "1", "filter at lag 0", 0.6, -3, 3), sim.Par("sd", "1", "standard deviation of the stimulus", 1, 0.01, 10), sim.Par("r0", "1/ms", "rate at stimulus 0", 0.012, 1e-5, 1),
			sim.Par("dt", "ms", "bin", 5, 0.5, 50), sim.Par("lam", "1", "ridge of the whitening", 0.01, 0, 10), sim.Whole("L", "lags", 12, 1, 60), sim.Whole("n", "bins", 60000, 100, 500000),
		},
		Outputs: []sim.Output{
			sim.Scalar("sta_0", "1", "STA at lag 0"), sim.Scalar("sta_theory", "1", "k sd^2"), sim.Scalar("sta_after", "1", "STA one bin after the spike"), sim.Scalar("whitened_0", "1", "whitened filter at lag 0"), sim.Scalar("whitened_1", "1", "whitened filter at lag 1"), sim.Scalar("spikes", "1", "number of spikes"),
			sim.Curve("lag", "ms", "lag, negative after the spike"), sim.Curve("sta", "1", "spike-triggered average against lag"), sim.Curve("theory", "1", "theory, k sd^2 exp(-|lag|/tc)"), sim.Curve("lag_whitened", "ms", "lag, of whitened"), sim.Curve("whitened", "1", "whitened filter"),
		},
		Variants: []sim.Variant{
			{Name: "sta-is-filter", Says: "The STA over the variance is taken for the filter."},
			{Name: "mean-kept", Says: "The mean stimulus is not subtracted."},
			{Name: "one-per-bin", Says: "A bin with two spikes counts once."},
		},
		Run: runLNP,
	}
}

func runLNP(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p := s.Values
	n, L := int(p["n"]), int(p["L"])
	if n < 4*L {
		return sim.Result{}, &sim.ParameterError{Model: "lnp", Parameter: "L", Value: p["L"], Range: "at most n/4 = " + sim.Format(math.Floor(p["n"]/4))}
	}
	if p["n"]*p["L"]*p["L"] > 2e8 {
		return sim.Result{}, &sim.ParameterError{Model: "lnp", Parameter: "L", Value: p["L"], Range: "at most " + sim.Format(math.Floor(math.Sqrt(2e8/p["n"]))) + " for so many bins"}
	}
	r := random.New(s.Seed)
	e := 0.0
	if p["tc"] > 0 {
		e = math.Exp(-p["dt"] / p["tc"])
	}
	const mean = 0.3
	stim, counts := make([]float64, n), make([]float64, n)
	z := r.Normal()
	total := 0.0
	for t := range stim {
		stim[t] = mean + p["sd"]*z
		counts[t] = float64(r.Poisson(math.Min(1e3, p["r0"]*p["dt"]*math.Exp(p["k"]*stim[t]))))
		if s.Variant == "one-per-bin" {
			counts[t] = math.Min(1, counts[t])
		}
		total += counts[t]
		z = e*z + math.Sqrt(1-e*e)*r.Normal()
	}
	if err := ctx.Err(); err != nil {
		return sim.Result{}, err
	}
	out := sim.Result{Scalars: map[string]float64{"spikes": total, "sta_theory": p["k"] * p["sd"] * p["sd"]}}
	sta, ok := STA(stim, counts, L)
	// After the spike: the same average with the stimulus shifted forwards.
	ahead := make([]float64, n)
	for t := range ahead {
		ahead[t] = stim[min(n-1, t+L)]
	}
	after, _ := STA(ahead, counts, L)
	if !ok {
		return sim.Result{}, &sim.DivergedError{Model: "lnp", Quantity: "the spike-triggered average", Mend: "there is no spike; raise r0 or n"}
	}
	k, white := Whiten(stim, sta, p["lam"])
	if s.Variant == "sta-is-filter" {
		k, white = make([]float64, L), true
		for j := range k {
			k[j] = sta[j] / (p["sd"] * p["sd"])
		}
	}
	if s.Variant == "mean-kept" {
		for j := range sta {
			sta[j] += mean
		}
	}
	out.Scalars["sta_0"] = sta[0]
	if L > 1 {
		out.Scalars["sta_after"] = after[L-1] // lag -1
	}
	if white {
		out.Scalars["whitened_0"] = k[0]
		if L > 1 {
			out.Scalars["whitened_1"] = k[1]
		}
	}
	if s.Traces {
		tr := map[string][]float64{"whitened": k, "lag_whitened": nil}
		for j := range k {
			tr["lag_whitened"] = append(tr["lag_whitened"], float64(j)*p["dt"])
		}
		for j := -(L - 1); j < L; j++ {
			lag := float64(j) * p["dt"]
			v := 0.0
			if j >= 0 {
				v = sta[j]
			} else {
				v = after[L+j]
			}
			th := 0.0
			if j == 0 {
				th = out.Scalars["sta_theory"]
			} else if p["tc"] > 0 {
				th = out.Scalars["sta_theory"] * math.Exp(-math.Abs(lag)/p["tc"])
			}
			tr["lag"], tr["sta"], tr["theory"] = append(tr["lag"], lag), append(tr["sta"], v), append(tr["theory"], th)
		}
		out.Traces = tr
	}
	return out, nil
}
