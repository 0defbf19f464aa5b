package spike

import (
	"context"
	"maps"
	"math"

	"coronium/sim"
	"coronium/sim/random"
)

// Models returns the registered models of this package.
func Models() []sim.Model { return []sim.Model{deadTimeModel(), renewalModel()} }

// Renewal draws a train on (0, T) ms whose intervals are independent draws of next, the first counted from 0, and stops
// with an error when there are more than most spikes.
func Renewal(ctx context.Context, next func() float64, T float64, most int) ([]float64, error) {
	var out []float64
	t := 0.0
	for {
		if len(out)&4095 == 4095 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		t += next()
		if t >= T {
			return out, nil
		}
		if len(out) >= most {
			return nil, &sim.ParameterError{Model: "renewal", Parameter: "T", Value: T, Range: "shorter: there are more than " + sim.Format(float64(most)) + " spikes"}
		}
		out = append(out, t)
	}
}

var deadTimeVariants = []sim.Variant{
	{Name: "paralysable", Says: "A blocked spike blocks again: spikes within d of any Poisson spike are dropped."},
	{Name: "clamped-interval", Says: "Short intervals are raised to d: they pile up there."},
	{Name: "rate-for-hazard", Says: "The argument is taken as the observed rate, not the hazard."},
	{Name: "no-dead-time", Says: "The dead time is ignored."},
	{Name: "dead-time-halved", Says: "The dead time is d/2."},
	{Name: "bernoulli-grid", Says: "Spikes are drawn in bins of 1 ms with probability r dt."},
	{Name: "relative-for-absolute", Says: "The hazard recovers with time constant d after a spike instead of being 0 for d: relative refractoriness."},
	{Name: "fixed-count", Says: "The number of spikes is fixed at r T and only the times are random."},
}

// DeadTime draws a Poisson process with hazard r (Hz) after a dead time d (ms) on (0, T), or a variant of it.
func DeadTime(ctx context.Context, r, d, T float64, variant string, source *random.Source) ([]float64, error) {
	rate := r / 1000
	exp := func() float64 { return source.Exp() / rate }
	next := func() float64 { return d + exp() }
	switch variant {
	case "clamped-interval":
		next = func() float64 { return math.Max(d, exp()) }
	case "rate-for-hazard":
		if !(rate*d < 1) {
			return nil, &sim.ParameterError{Model: "dead-time-poisson", Parameter: "r", Value: r, Range: "below 1000/d for this variant"}
		}
		next = func() float64 { return d + source.Exp()*(1-rate*d)/rate }
	case "no-dead-time", "paralysable":
		next = exp
	case "dead-time-halved":
		next = func() float64 { return d/2 + exp() }
	case "relative-for-absolute":
		next = func() float64 { // by thinning: the hazard is never above rate
			t := 0.0
			for {
				t += exp()
				if d == 0 || t > T || source.Float64() < -math.Expm1(-t/d) {
					return t
				}
			}
		}
	case "bernoulli-grid":
		next = func() float64 {
			k := 1.0
			for source.Float64() >= rate && k < T {
				k++
			}
			return math.Ceil(d) + k
		}
	case "fixed-count":
		n := int(math.Round(rate * T))
		var t float64
		gaps := make([]float64, n+1)
		for i := range gaps {
			gaps[i] = source.Exp()
			t += gaps[i]
		}
		i, scale := -1, T/t
		next = func() float64 {
			i++
			if i >= n {
				return T
			}
			return gaps[i] * scale
		}
	}
	train, err := Renewal(ctx, next, T, 2_000_000)
	if variant != "paralysable" || err != nil {
		return train, err
	}
	kept := train[:0:0]
	for i, t := range train {
		if i == 0 || t-train[i-1] >= d {
			kept = append(kept, t)
		}
	}
	return kept, nil
}

func deadTimeModel() sim.Model {
	return sim.Model{
		Name: "dead-time-poisson", Title: "Poisson process with a dead time", Kind: sim.KindModel,
		Doc:    `Every interval is d + an exponential with hazard r: rate nu = r/(1 + r d), CV = 1/(1 + r d) = 1 - nu d, Fano factor CV^2 for long windows and near 1 - nu w for short ones. Exact times, no grid. d = 0 is a Poisson process. NEST's ppd_sup_generator superposes such processes; Brian2's PoissonGroup draws a chance r dt a step and has a dead time only as refractory.`,
		Source: "Cox & Lewis 1966, The Statistical Analysis of Series of Events; Dayan & Abbott §1.4",
		Parameters: []sim.Parameter{
			sim.Par("r", "Hz", "hazard after the dead time", 80, 0.01, 5000),
			sim.Par("d", "ms", "dead time", 6, 0, 1000),
			sim.Par("window", "ms", "counting window of the Fano factor", 1000, 0.1, 1e5),
			sim.Duration(200000, 1e6),
		},
		Outputs: []sim.Output{
			sim.Scalar("rate", "Hz", "observed rate"), sim.Scalar("cv", "1", "CV of the intervals; absent with fewer than three spikes"),
			sim.Scalar("cv2", "1", "local CV of neighbouring intervals"), sim.Scalar("lv", "1", "local variation"),
			sim.Scalar("fano", "1", "Fano factor of counts in the window; absent with fewer than two windows"),
			sim.Scalar("rate_theory", "Hz", "r/(1 + r d)"), sim.Scalar("cv_theory", "1", "1/(1 + r d)"), sim.Scalar("fano_theory", "1", "CV^2, for long windows"),
			sim.Scalar("count", "1", "number of spikes"), sim.Times("spikes", "spike times"),
		},
		Variants: deadTimeVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			train, err := DeadTime(ctx, p["r"], p["d"], p["T"], s.Variant, random.New(s.Seed))
			if err != nil {
				return sim.Result{}, err
			}
			k := 1 + p["r"]/1000*p["d"]
			out := sim.Result{Scalars: trainScalars(train, p["window"], p["T"]), Times: map[string][]float64{"spikes": train}}
			out.Scalars["rate_theory"], out.Scalars["cv_theory"], out.Scalars["fano_theory"] = p["r"]/k, 1/k, 1/(k*k)
			return out, nil
		},
	}
}

// trainScalars measures one train.
func trainScalars(train []float64, window, T float64) map[string]float64 {
	out := map[string]float64{"count": float64(len(train)), "rate": 1000 * float64(len(train)) / T}
	for name, v := range map[string]float64{"cv": CV(train), "cv2": CV2(train), "lv": Lv(train), "fano": Fano(Counts(train, window, T))} {
		if !math.IsNaN(v) {
			out[name] = v
		}
	}
	return out
}

func renewalModel() sim.Model {
	return sim.Model{
		Name: "renewal", Title: "Renewal processes: gamma, inverse Gaussian, lognormal", Kind: sim.KindModel,
		Doc: `Independent intervals of mean 1000/rate and a given CV. kind 0: gamma of shape 1/CV^2; 1: inverse Gaussian (first passage of a drifting Brownian motion; Michael, Schucany & Haas 1976); 2: lognormal. ` +
			`All three can share rate, CV and long-window Fano factor CV^2 and still differ in their interval distribution: gamma with CV > 1 has a hazard that falls from infinity, the others start at 0.`,
		Source: "Cox 1962, Renewal Theory; Gerstein & Mandelbrot 1964, Biophys. J. 4:41; Tuckwell 1988, Introduction to Theoretical Neurobiology 2, ch. 9",
		Parameters: []sim.Parameter{
			sim.Par("rate", "Hz", "mean rate", 20, 0.01, 1000),
			sim.Par("cv", "1", "CV of the intervals", 0.7, 0.05, 3),
			sim.Whole("kind", "0 gamma, 1 inverse Gaussian, 2 lognormal", 0, 0, 2),
			sim.Par("window", "ms", "counting window of the Fano factor", 1000, 0.1, 1e5),
			sim.Duration(200000, 1e6),
		},
		Outputs: []sim.Output{
			sim.Scalar("rate", "Hz", "observed rate"), sim.Scalar("cv", "1", "observed CV"), sim.Scalar("cv2", "1", "local CV of neighbouring intervals"),
			sim.Scalar("lv", "1", "local variation; 3/(1 + 2/CV^2) for a gamma process"), sim.Scalar("fano", "1", "Fano factor of counts in the window"),
			sim.Scalar("fano_theory", "1", "CV^2, for long windows"), sim.Scalar("count", "1", "number of spikes"), sim.Times("spikes", "spike times"),
		},
		Variants: []sim.Variant{
			{Name: "cv-for-cv-squared", Says: "The shape is 1/CV where 1/CV^2 belongs: the CV comes out as its root."},
			{Name: "memoryless", Says: "The CV is ignored: every train is a Poisson process."},
			{Name: "fano-is-cv", Says: "The Fano factor of long windows is taken for CV, not CV^2."},
			{Name: "rate-for-interval", Says: "The rate is taken for the mean interval in ms."},
		},
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			if s.Variant != "" && s.Variant != "fano-is-cv" {
				p = maps.Clone(p)
			}
			switch s.Variant {
			case "cv-for-cv-squared":
				p["cv"] = math.Sqrt(p["cv"])
			case "memoryless":
				p["cv"], p["kind"] = 1, 0
			case "rate-for-interval":
				p["rate"] = 1000 / p["rate"]
			}
			train, err := Renewal(ctx, IntervalDraw(int(p["kind"]), 1000/p["rate"], p["cv"], random.New(s.Seed)), p["T"], 2_000_000)
			if err != nil {
				return sim.Result{}, err
			}
			out := sim.Result{Scalars: trainScalars(train, p["window"], p["T"]), Times: map[string][]float64{"spikes": train}}
			out.Scalars["fano_theory"] = p["cv"] * p["cv"]
			if s.Variant == "fano-is-cv" {
				out.Scalars["fano_theory"] = p["cv"]
			}
			return out, nil
		},
	}
}

// IntervalDraw returns a generator of intervals of that mean (ms) and CV: kind 0 gamma, 1 inverse Gaussian, 2 lognormal.
func IntervalDraw(kind int, mean, cv float64, r *random.Source) func() float64 {
	switch kind {
	case 1:
		lambda := mean / (cv * cv) // the variance of an inverse Gaussian is mean^3/lambda
		return func() float64 {
			y := r.Normal()
			y *= y
			x := mean + mean*mean*y/(2*lambda) - mean/(2*lambda)*math.Sqrt(4*mean*lambda*y+mean*mean*y*y)
			x = math.Max(x, 1e-12*mean)
			if r.Float64() <= mean/(mean+x) {
				return x
			}
			return mean * mean / x
		}
	case 2:
		s := math.Sqrt(math.Log1p(cv * cv))
		return func() float64 { return mean * math.Exp(s*r.Normal()-s*s/2) }
	}
	k := 1 / (cv * cv)
	return func() float64 { return mean / k * r.Gamma(k) }
}
