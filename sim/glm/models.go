package glm

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
)

func twoConditionModel() sim.Model {
	return sim.Model{
		Name: "poisson-glm", Title: "Poisson GLM of two conditions", Kind: sim.KindTheory,
		Doc: `Counts n0 in D0 seconds and n1 in D1 seconds, rate exp(b) and exp(b + w). Without a ridge w = log(n1 D0/(n0 D1)), se = sqrt(1/n0 + 1/n1); a condition without a spike has no summit. ` +
			`loglik is the largest log-likelihood (less lam w^2/2) at the given w, over b: sum n log m - m.`,
		Source: "McCullagh & Nelder 1989, Generalized Linear Models, ch. 6; Truccolo et al. 2005, J. Neurophysiol. 93:1074",
		Parameters: []sim.Parameter{
			sim.Whole("n0", "spikes in condition 0", 10, 1, 1e6), sim.Whole("n1", "spikes in condition 1", 20, 0, 1e6),
			sim.Par("D0", "s", "time in condition 0", 10, 0.001, 1e6), sim.Par("D1", "s", "time in condition 1", 10, 0.001, 1e6),
			sim.Par("lam", "1", "ridge on w", 0, 0, 1e6), sim.Par("w", "1", "log gain at which loglik is taken", 0, -20, 20),
		},
		Outputs: []sim.Output{
			sim.Scalar("loglik", "1", "profile log-likelihood, at w, nats"), sim.Scalar("w_fit", "1", "fitted log gain; absent when there is no summit"), sim.Scalar("b_fit", "1", "fitted log rate (Hz)"),
			sim.Scalar("se", "1", "standard error of the fitted log gain"), sim.Scalar("loglik_fit", "1", "log-likelihood at the fit"),
		},
		Variants: []sim.Variant{
			{Name: "no-dt", Says: "Durations are left out: a count is taken for a rate."},
			{Name: "spikes-only", Says: "Silence is not counted as evidence: sum n log m alone."},
			{Name: "penalty-doubled", Says: "The penalty is lam w^2, not lam w^2/2.", Where: map[string]float64{"lam": 1, "w": 0.5}},
		},
		Run: func(_ context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			D0, D1 := p["D0"], p["D1"]
			lam := p["lam"]
			switch s.Variant {
			case "no-dt":
				D0, D1 = 1, 1
			case "penalty-doubled":
				lam *= 2
			}
			n0, n1, w := p["n0"], p["n1"], p["w"]
			b := math.Log((n0 + n1) / (D0 + D1*math.Exp(w)))
			l := n0*(math.Log(D0)+b) + n1*(math.Log(D1)+b+w) - (n0 + n1) - lam*w*w/2
			if s.Variant == "spikes-only" {
				l += n0 + n1
				l += w * n1 // the rate of condition 1 is pushed up without a cost
			}
			out := map[string]float64{"loglik": l}
			d := Data{X: [][]float64{{1, 0}, {1, 1}}, N: []float64{n0, n1}, D: []float64{D0, D1}}
			if fit, se, err := d.FitRidge(lam); err == nil {
				out["w_fit"], out["b_fit"], out["se"] = fit[1], fit[0], se[1]
				out["loglik_fit"] = d.LogLikelihood(fit)
			}
			return sim.Result{Scalars: out}, nil
		},
	}
}

// Cell is a Poisson GLM neuron: log rate (1/ms) B + K·stimulus + H·history.
type Cell struct {
	B    float64
	K, H []float64
}

// Simulate draws counts in bins of dt (ms) for a stimulus, one uniform number a bin, by the Poisson quantile.
func (c Cell) Simulate(stim []float64, dt float64, uniform func() float64) []float64 {
	counts := make([]float64, len(stim))
	for t := range stim {
		eta := c.B
		for j, k := range c.K {
			if j <= t {
				eta += k * stim[t-j]
			}
		}
		for j, h := range c.H {
			if j+1 <= t {
				eta += h * counts[t-j-1]
			}
		}
		counts[t] = Quantile(math.Min(dt*math.Exp(eta), 1e4), uniform())
	}
	return counts
}

func recoveryModel() sim.Model {
	return sim.Model{
		Name: "glm-recovery", Title: "Recovery of a Poisson GLM with history", Kind: sim.KindModel,
		Doc: `A cell with log rate b + k·stimulus (lags 0-3: amplitude times 1, 1.3, .7, .25) + h·history (lags 1-3) is simulated for n bins of dt under a Gaussian stimulus (mean .2, sd 1.1) and refitted. draws sets give the coverage of 95 % intervals, which should be .95. ` +
			`now-in-history puts the present count among its own predictors: the leak explains everything.`,
		Source: "Truccolo et al. 2005, J. Neurophysiol. 93:1074; Pillow et al. 2008, Nature 454:995",
		Parameters: []sim.Parameter{
			sim.Par("b", "1", "log rate (1/ms) at stimulus 0", -4.2, -8, -1), sim.Par("amplitude", "1", "amplitude of the stimulus filter", 0.4, -1.5, 1.5),
			sim.Par("h1", "1", "history weight, lag 1", -1.5, -10, 1), sim.Par("h2", "1", "history weight, lag 2", -0.6, -10, 1), sim.Par("h3", "1", "history weight, lag 3", -0.2, -10, 1),
			sim.Par("lam", "1", "ridge, never on b", 0, 0, 1000), sim.Par("dt", "ms", "bin", 5, 0.5, 50), sim.Whole("n", "bins a set", 2000, 100, 20000), sim.Whole("draws", "sets", 10, 1, 500),
		},
		Outputs: []sim.Output{
			sim.Scalar("coverage", "1", "share of true weights inside their 95 % intervals"), sim.Scalar("k0", "1", "mean fitted weight at lag 0"), sim.Scalar("h1_fit", "1", "mean fitted history weight at lag 1"),
			sim.Scalar("k0_se", "1", "mean standard error at lag 0"), sim.Scalar("spikes", "1", "mean number of spikes a set"), sim.Scalar("failed", "1", "share of sets without a summit"),
			sim.Curve("weights", "1", "fit of the last set, against weight_number"), sim.Curve("se", "1", "standard error of the last fit, against weight_number"), sim.Curve("truth", "1", "true weight, against weight_number"), sim.Curve("weight_number", "1", "weight: 1 b, 2-5 stimulus lags 0-3, 6-8 history lags 1-3"),
		},
		Variants: []sim.Variant{
			{Name: "now-in-history", Says: "History begins at lag 0: the present count predicts itself."},
			{Name: "history-late", Says: "History begins at lag 2."},
			{Name: "stimulus-reversed", Says: "The lags of the stimulus are in the wrong order."},
		},
		Run: runRecovery,
	}
}

func runRecovery(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p := s.Values
	n, draws := int(p["n"]), int(p["draws"])
	if p["n"]*p["draws"] > 2e6 {
		return sim.Result{}, &sim.ParameterError{Model: "glm-recovery", Parameter: "draws", Value: p["draws"], Range: "at most " + sim.Format(math.Max(1, math.Floor(2e6/p["n"]))) + " for sets of this size"}
	}
	a := p["amplitude"]
	cell := Cell{B: p["b"], K: []float64{a, 1.3 * a, .7 * a, .25 * a}, H: []float64{p["h1"], p["h2"], p["h3"]}}
	truth := append(append([]float64{cell.B}, cell.K...), cell.H...)
	var inside, weights, spikes, failed, k0, h1, k0se float64
	out := sim.Result{Scalars: map[string]float64{}, Traces: map[string][]float64{"truth": truth, "weights": {}, "se": {}, "weight_number": {1, 2, 3, 4, 5, 6, 7, 8}}}
	d := make([]float64, n)
	for i := range d {
		d[i] = p["dt"]
	}
	for k := 0; k < draws; k++ {
		if err := ctx.Err(); err != nil {
			return sim.Result{}, err
		}
		r := random.Stream(s.Seed, uint64(k))
		stim := make([]float64, n)
		for t := range stim {
			stim[t] = 0.2 + 1.1*r.Normal()
		}
		counts := cell.Simulate(stim, p["dt"], r.Float64)
		x := Design(stim, counts, 4, 3)
		switch s.Variant {
		case "now-in-history":
			for t := range x {
				x[t][7], x[t][6], x[t][5] = x[t][6], x[t][5], counts[t]
			}
		case "history-late":
			x = Design(stim, append([]float64{0}, counts...)[:n], 4, 3)
		case "stimulus-reversed":
			for t := range x {
				x[t][1], x[t][2], x[t][3], x[t][4] = x[t][4], x[t][3], x[t][2], x[t][1]
			}
		}
		for _, c := range counts {
			spikes += c / float64(draws)
		}
		w, se, err := Data{x, counts, d}.FitRidge(p["lam"])
		if err != nil {
			failed++
			continue
		}
		for j := range w {
			weights++
			if math.Abs(w[j]-truth[j]) <= 1.959964*se[j] {
				inside++
			}
		}
		k0, h1, k0se = k0+w[1], h1+w[5], k0se+se[1]
		out.Traces["weights"], out.Traces["se"] = w, se
	}
	out.Scalars["spikes"], out.Scalars["failed"] = spikes, failed/float64(draws)
	if ok := float64(draws) - failed; ok > 0 {
		out.Scalars["coverage"], out.Scalars["k0"], out.Scalars["h1_fit"], out.Scalars["k0_se"] = inside/weights, k0/ok, h1/ok, k0se/ok
	}
	if !s.Traces {
		out.Traces = nil
	}
	return out, nil
}
