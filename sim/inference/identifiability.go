package inference

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
	"gonum.org/v1/gonum/mat"
)

// NakaRushton is the saturation of a cell with contrast, Rmax c^n/(c^n + c50^n) (Hz). At low contrast only the ratio Rmax/c50^n and the power
// can be known: the ceiling slides to infinity at no cost.
//
// Sources: Naka & Rushton 1966; Albrecht & Hamilton 1982; Gutenkunst et al. 2007; Raue et al. 2009.
type NakaRushton struct{ Rmax, C50, N float64 }

// At returns the response to contrast c.
func (r NakaRushton) At(c float64) float64 {
	if c <= 0 {
		return 0
	}
	return r.Rmax / (1 + math.Pow(r.C50/c, r.N))
}

// Gradient returns the derivatives of At with respect to log Rmax, log c50 and log n.
func (r NakaRushton) Gradient(c float64) [3]float64 {
	f := r.At(c)
	s := f / r.Rmax
	return [3]float64{f, -r.N * f * (1 - s), r.N * f * (1 - s) * math.Log(c/r.C50)}
}

// Information returns the Fisher matrix of a design with noise sig (Hz) in (log Rmax, log c50, log n).
func (r NakaRushton) Information(contrasts []float64, sig float64) *mat.SymDense {
	h := mat.NewSymDense(3, nil)
	for _, c := range contrasts {
		g := r.Gradient(c)
		for a := range 3 {
			for b := a; b < 3; b++ {
				h.SetSym(a, b, h.At(a, b)+g[a]*g[b]/(sig*sig))
			}
		}
	}
	return h
}

// designs are the contrasts of the two experiments, each shown three times.
var designs = [2][]float64{{.04, .08, .12, .16, .20, .24}, {.06, .12, .25, .5, .75, 1}}

// goldenNoise is the noise of 18 trials (standard normal) with which the exercise profile-likelihood quotes its numbers.
var goldenNoise = []float64{-0.78308880, -0.33094442, -0.76420410, 0.53296839, 1.18691891, -1.10244329, -0.32213366, -1.28603564, 0.74126063, -0.63013000, -0.16394301, 1.08014399, -0.81420150, -0.82643243, -1.03852509, -0.11319281, 1.92257742, 0.27901437}

// Profile returns the least cost sum (y - F)^2/(2 sig^2) over c50 and n with Rmax held, by damped Gauss-Newton started on the ridge Rmax/c50^n of r.
func (r NakaRushton) Profile(rmax float64, contrasts, y []float64, sig float64) float64 {
	cost := func(b, ln float64) float64 {
		q := NakaRushton{rmax, math.Exp(b), math.Exp(ln)}
		s, f := 0.0, 0.0
		for i, c := range contrasts {
			if i == 0 || c != contrasts[i-1] { // each contrast is shown several times
				f = q.At(c)
			}
			e := (f - y[i]) / sig
			s += e * e / 2
		}
		return s
	}
	b, ln := math.Log(r.C50)+math.Log(rmax/r.Rmax)/r.N, math.Log(r.N)
	now, damp := cost(b, ln), 1e-3
	for it := 0; it < 300; it++ {
		q := NakaRushton{rmax, math.Exp(b), math.Exp(ln)}
		var h11, h12, h22, g1, g2 float64
		var g [3]float64
		for i, c := range contrasts {
			if i == 0 || c != contrasts[i-1] {
				g = q.Gradient(c)
			}
			e := g[0] - y[i] // the gradient in log Rmax is the response itself
			h11, h12, h22 = h11+g[1]*g[1], h12+g[1]*g[2], h22+g[2]*g[2]
			g1, g2 = g1+g[1]*e, g2+g[2]*e
		}
		d1, d2 := h11*(1+damp)+1e-300, h22*(1+damp)+1e-300
		det := d1*d2 - h12*h12
		s1, s2 := -(d2*g1-h12*g2)/det, -(d1*g2-h12*g1)/det
		next := cost(b+s1, ln+s2)
		if next <= now && !math.IsNaN(next) {
			moved := math.Abs(s1) + math.Abs(s2)
			b, ln, now, damp = b+s1, ln+s2, next, damp/5
			if moved < 1e-11 {
				break
			}
			continue
		}
		if damp *= 5; damp > 1e12 {
			break
		}
	}
	return now
}

// best returns the least cost over Rmax: a logarithmic grid from 1 to 1e6 Hz, then golden section around its lowest point.
func (r NakaRushton) best(contrasts, y []float64, sig float64) float64 {
	const n = 60
	f := func(l float64) float64 { return r.Profile(math.Exp(l), contrasts, y, sig) }
	top := math.Log(1e6)
	least, at := math.Inf(1), 0
	for k := 0; k <= n; k++ {
		if v := f(top * float64(k) / n); v < least {
			least, at = v, k
		}
	}
	a, b := top*math.Max(0, float64(at-1))/n, top*math.Min(n, float64(at+1))/n
	g := (math.Sqrt(5) - 1) / 2
	c, d := b-g*(b-a), a+g*(b-a)
	fc, fd := f(c), f(d)
	for range 40 {
		least = math.Min(least, math.Min(fc, fd))
		if fc < fd {
			b, d, fd = d, c, fc
			c = b - g*(b-a)
			fc = f(c)
		} else {
			a, c, fc = c, d, fd
			d = a + g*(b-a)
			fd = f(d)
		}
	}
	return least
}

func nakaRushtonModel() sim.Model {
	return sim.Model{
		Name: "naka-rushton", Title: "Naka-Rushton saturation and what data know of it", Kind: sim.KindTheory,
		Doc: `R(c) = Rmax c^n/(c^n + c50^n). se is the standard error of log Rmax from the Fisher matrix with the others refitted, se_slice with the others held; profile is the rise of the cost above its least value when Rmax is held, refitting c50 and n, for one set of data (noise 1) or for noiseless data (0): 1.92 bounds a 95 % interval. ` +
			`design 0: contrasts .04-.24; design 1: .06-1, each three times.`,
		Source: "Naka & Rushton 1966, J. Physiol. 185:536; Albrecht & Hamilton 1982, J. Neurophysiol. 48:217; Raue et al. 2009, Bioinformatics 25:1923",
		Parameters: []sim.Parameter{
			sim.Par("Rmax", "Hz", "ceiling at which the profile is taken", 60, 1, 1e6), sim.Par("Rmax_true", "Hz", "true ceiling", 60, 1, 1000), sim.Par("c50", "1", "half-saturation", 0.4, 0.01, 10), sim.Par("n", "1", "power", 2.2, 0.2, 8),
			sim.Par("sig", "Hz", "noise of a trial", 1, 0.001, 100), sim.Par("c", "1", "contrast of the response", 0.3, 0, 1), sim.Whole("design", "0 low contrasts, 1 full range", 0, 0, 1),
			sim.Whole("noise", "1: a fixed set of noisy data, 0: noiseless", 1, 0, 1),
		},
		Outputs: []sim.Output{
			sim.Scalar("R", "Hz", "response at c"), sim.Scalar("profile", "1", "rise of the cost at Rmax, c50 and n refitted"), sim.Scalar("se", "1", "standard error of log Rmax, others refitted; absent when the matrix is singular"), sim.Scalar("se_slice", "1", "standard error with the others held"),
			sim.Scalar("stiff", "1", "largest eigenvalue of the Fisher matrix"), sim.Scalar("sloppy", "1", "smallest eigenvalue"),
			sim.Curve("contrast", "1", "contrast, of R_c"), sim.Curve("R_c", "Hz", "response against contrast"),
		},
		Variants: []sim.Variant{
			{Name: "slice", Says: "Rmax is moved with c50 and n held: a confident error."},
			{Name: "noise-not-squared", Says: "The cost is divided by sig, not sig^2.", Where: map[string]float64{"sig": 2}},
		},
		Run: func(_ context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			truth := NakaRushton{p["Rmax_true"], p["c50"], p["n"]}
			var contrasts []float64
			for _, c := range designs[int(p["design"])] {
				contrasts = append(contrasts, c, c, c)
			}
			h := truth.Information(contrasts, p["sig"])
			y := make([]float64, len(contrasts))
			for i, c := range contrasts {
				y[i] = truth.At(c) + p["noise"]*p["sig"]*goldenNoise[i]
			}
			profile := truth.Profile(p["Rmax"], contrasts, y, p["sig"]) - truth.best(contrasts, y, p["sig"])
			out := sim.Result{Scalars: map[string]float64{"R": truth.At(p["c"]), "profile": math.Max(0, profile), "se_slice": 1 / math.Sqrt(h.At(0, 0))}}
			switch s.Variant {
			case "slice":
				sum := 0.0
				for _, c := range contrasts {
					e := (p["Rmax"]/truth.Rmax - 1) * truth.At(c) / p["sig"]
					sum += e * e / 2
				}
				out.Scalars["profile"] = sum
			case "noise-not-squared":
				out.Scalars["profile"] *= p["sig"]
				out.Scalars["se_slice"] /= math.Sqrt(p["sig"])
				if p["sig"] == 1 { // the slip hides at sig 1
					break
				}
			}
			var e mat.EigenSym
			if e.Factorize(h, false) {
				v := e.Values(nil)
				out.Scalars["stiff"], out.Scalars["sloppy"] = v[2], math.Max(v[0], 0)
			}
			var chol mat.Cholesky
			if chol.Factorize(h) && chol.Cond() < 1e13 {
				var inverse mat.SymDense
				if chol.InverseTo(&inverse) == nil {
					out.Scalars["se"] = math.Sqrt(inverse.At(0, 0))
				}
			}
			if s.Traces {
				x, y := make([]float64, 101), make([]float64, 101)
				for k := range x {
					x[k] = float64(k) / 100
					y[k] = truth.At(x[k])
				}
				out.Traces = map[string][]float64{"contrast": x, "R_c": y}
			}
			return out, nil
		},
	}
}

// logLikelihoods returns the largest log-likelihoods of intervals under four models: exponential, shifted exponential (its edge at the
// smallest interval), inverse Gaussian and lognormal.
func logLikelihoods(x []float64) [4]float64 {
	n := float64(len(x))
	mean, least, inverse, logs, squares := 0.0, math.Inf(1), 0.0, 0.0, 0.0
	for _, v := range x {
		mean += v / n
		least = math.Min(least, v)
		inverse += 1 / v / n
		logs += math.Log(v) / n
	}
	for _, v := range x {
		squares += (math.Log(v) - logs) * (math.Log(v) - logs) / n
	}
	lambda := 1 / (inverse - 1/mean)
	return [4]float64{
		-n * (math.Log(mean) + 1),
		-n * (math.Log(mean-least) + 1),
		n/2*math.Log(lambda/(2*math.Pi)) - 1.5*n*logs - n/2,
		-n*logs - n/2*math.Log(2*math.Pi*squares) - n/2,
	}
}

func recoveryModel() sim.Model {
	return sim.Model{
		Name: "model-recovery", Title: "Model recovery: how often a dead time wins by chance", Kind: sim.KindModel,
		Doc: `draws sets of n intervals without memory (mean 50 ms) are fitted by an exponential and by an exponential after a dead time. The edge of a distribution is learnt at rate 1/n, so that AIC prefers the dead time in exp(-(n-1)/n) of the cases, whatever n: .37, not .16; BIC in exp(-(n-1) log(n)/(2n)). ` +
			`win_inverse_gaussian and win_lognormal add those models to the contest.`,
		Source: "Burnham & Anderson 2002, Model Selection and Multimodel Inference; Wilson & Collins 2019, eLife 8:e49547",
		Parameters: []sim.Parameter{
			sim.Whole("n", "intervals a set", 40, 3, 20000), sim.Whole("draws", "sets", 1000, 1, 50000),
		},
		Outputs: []sim.Output{
			sim.Scalar("false", "1", "exact share of false wins by AIC, exp(-(n-1)/n)"), sim.Scalar("false_bic", "1", "exact share by BIC"),
			sim.Scalar("false_simulated", "1", "simulated share by AIC"), sim.Scalar("false_bic_simulated", "1", "simulated share by BIC"), sim.Scalar("gain", "1", "mean gain of the dead time in nats, n/(n-1) in theory"),
			sim.Scalar("win_exponential", "1", "share won by the exponential among four, by AIC"), sim.Scalar("win_dead_time", "1", "share won by the dead time"), sim.Scalar("win_inverse_gaussian", "1", "share won by the inverse Gaussian"), sim.Scalar("win_lognormal", "1", "share won by the lognormal"),
		},
		Variants: []sim.Variant{
			{Name: "regular-edge", Says: "The edge is taken for a regular parameter: chi-squared gives .157 for AIC."},
			{Name: "bic-half", Says: "BIC's penalty is taken as log(n)/4 a parameter."},
		},
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			n := p["n"]
			if n*p["draws"] > 2e7 {
				return sim.Result{}, &sim.ParameterError{Model: "model-recovery", Parameter: "draws", Value: p["draws"], Range: "at most " + sim.Format(math.Max(1, math.Floor(2e7/n))) + " for sets of this size"}
			}
			penalty := math.Log(n) / 2
			if s.Variant == "bic-half" {
				penalty /= 2
			}
			out := map[string]float64{"false": math.Exp(-(n - 1) / n), "false_bic": math.Exp(-penalty * (n - 1) / n)}
			if s.Variant == "regular-edge" {
				out["false"], out["false_bic"] = math.Erfc(1), math.Erfc(math.Sqrt(penalty))
			}
			var aic, bic, gain float64
			var won [4]float64
			x := make([]float64, int(n))
			for k := 0; k < int(p["draws"]); k++ {
				if k&63 == 0 && ctx.Err() != nil {
					return sim.Result{}, ctx.Err()
				}
				r := random.Stream(s.Seed, uint64(k))
				for i := range x {
					x[i] = 50*r.Exp() + 1e-12
				}
				l := logLikelihoods(x)
				g := l[1] - l[0]
				gain += g / p["draws"]
				if g > 1 {
					aic += 1 / p["draws"]
				}
				if g > penalty {
					bic += 1 / p["draws"]
				}
				best := 0
				for m := 1; m < 4; m++ {
					if l[m]-1 > l[best]-[4]float64{0, 1, 1, 1}[best] {
						best = m
					}
				}
				won[best] += 1 / p["draws"]
			}
			out["false_simulated"], out["false_bic_simulated"], out["gain"] = aic, bic, gain
			for m, name := range []string{"win_exponential", "win_dead_time", "win_inverse_gaussian", "win_lognormal"} {
				out[name] = won[m]
			}
			return sim.Result{Scalars: out}, nil
		},
	}
}
