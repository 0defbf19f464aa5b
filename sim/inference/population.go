package inference

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
	"gonum.org/v1/gonum/mat"
)

// Population is N Poisson cells with Gaussian fields on a track: rate R0 + R exp(-(x - c)^2/(2 Sg^2)) (1/s), preferred places C (cm),
// read for T seconds.
type Population struct {
	C            []float64
	R, Sg, R0, T float64
}

// Rates returns the rates at x and their slopes (1/s per cm).
func (p Population) Rates(x float64) (rate, slope []float64) {
	rate, slope = make([]float64, len(p.C)), make([]float64, len(p.C))
	for i, c := range p.C {
		e := p.R * math.Exp(-(x-c)*(x-c)/(2*p.Sg*p.Sg))
		rate[i], slope[i] = p.R0+e, -(x-c)/(p.Sg*p.Sg)*e
	}
	return rate, slope
}

// Fisher returns the Fisher information T sum f'^2/f of independent Poisson counts, in 1/cm^2; the variance of an unbiased estimate is
// at least its inverse. Without background a dense population of mean count M has M/sg^2.
func (p Population) Fisher(x float64, variant string) float64 {
	rate, slope := p.Rates(x)
	sum := 0.0
	for i, f := range rate {
		if f <= 0 {
			continue
		}
		switch variant {
		case "no-variance":
			sum += p.T * slope[i] * slope[i]
		case "slope-not-squared":
			sum += p.T * math.Abs(slope[i]) / f
		case "peak-counts":
			sum += p.T * f / (p.Sg * p.Sg)
		default:
			sum += p.T * slope[i] * slope[i] / f
		}
	}
	return sum
}

// LinearFisher returns f' C^-1 f' for slopes of mean counts and a covariance of counts.
func LinearFisher(slope []float64, cov *mat.SymDense) (float64, bool) {
	var chol mat.Cholesky
	if !chol.Factorize(cov) {
		return 0, false
	}
	v := mat.NewVecDense(len(slope), slope)
	var w mat.VecDense
	if chol.SolveVecTo(&w, v) != nil {
		return 0, false
	}
	return mat.Dot(v, &w), true
}

// Decode returns the maximum-likelihood position of counts on [lo, hi]: a grid finds the hill, golden section the summit, to 1e-5 cm.
func (p Population) Decode(counts []float64, lo, hi float64) float64 {
	cost := func(x float64) float64 {
		rate, _ := p.Rates(x)
		sum := 0.0
		for i, f := range rate {
			sum += f * p.T
			if counts[i] > 0 {
				sum -= counts[i] * math.Log(math.Max(f, 1e-300))
			}
		}
		return sum
	}
	const n = 400
	best, at := math.Inf(1), lo
	for k := 0; k <= n; k++ {
		x := lo + (hi-lo)*float64(k)/n
		if v := cost(x); v < best {
			best, at = v, x
		}
	}
	a, b := math.Max(lo, at-(hi-lo)/n), math.Min(hi, at+(hi-lo)/n)
	g := (math.Sqrt(5) - 1) / 2
	c, d := b-g*(b-a), a+g*(b-a)
	fc, fd := cost(c), cost(d)
	for b-a > 1e-6 {
		if fc < fd {
			b, d, fd = d, c, fc
			c = b - g*(b-a)
			fc = cost(c)
		} else {
			a, c, fc = c, d, fd
			d = a + g*(b-a)
			fd = cost(d)
		}
	}
	x := (a + b) / 2
	if cost(lo) <= cost(x) { // a summit at an end
		x = lo
	}
	if cost(hi) < cost(x) {
		x = hi
	}
	return x
}

func populationModel() sim.Model {
	return sim.Model{
		Name: "population-code", Title: "Tuned population and its Fisher information", Kind: sim.KindModel,
		Doc: `N cells with Gaussian fields r0 + R exp(-(x - c)^2/(2 sg^2)), preferred places evenly on 0 … 100 cm, Poisson counts in T seconds. J = T sum f'^2/f; bound = 1/sqrt(J). trials positions are decoded by maximum likelihood; the bound is reached when the likelihood has one narrow hill, and missed at low counts. ` +
			`Width trades off: J = M/sg^2 for M spikes, and narrower fields catch fewer spikes.`,
		Source: "Paradiso 1988, Biol. Cybern. 58:35; Seung & Sompolinsky 1993, PNAS 90:10749; Dayan & Abbott §3.3",
		Parameters: []sim.Parameter{
			sim.Whole("N", "cells", 51, 1, 1000), sim.Par("R", "1/s", "height of a field", 20, 0, 500), sim.Par("sg", "cm", "width of a field", 8, 0.1, 100), sim.Par("r0", "1/s", "background", 1, 0, 100),
			sim.Par("T", "s", "time of reading", 0.25, 0.001, 100), sim.Par("x", "cm", "position", 50, 0, 100), sim.Whole("trials", "decoded trials", 200, 0, 5000),
		},
		Outputs: []sim.Output{
			sim.Scalar("J", "1/cm^2", "Fisher information"), sim.Scalar("bound", "cm", "least standard deviation, 1/sqrt(J); absent when J is 0"), sim.Scalar("spikes", "1", "mean number of spikes"),
			sim.Scalar("sd", "cm", "standard deviation of the decoded position"), sim.Scalar("bias", "cm", "mean error of the decoded position"), sim.Scalar("com", "cm", "mean error of the centre of mass; absent without spikes"),
			sim.Curve("x_axis", "cm", "position, of J_x"), sim.Curve("J_x", "1/cm^2", "Fisher information against x_axis"),
		},
		Variants: []sim.Variant{
			{Name: "no-variance", Says: "The squared slope is not divided by the variance."},
			{Name: "slope-not-squared", Says: "The slope is not squared."},
			{Name: "peak-counts", Says: "Spikes at the peak count, T sum f/sg^2: right only without background and far from the ends."},
		},
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			N := int(p["N"])
			if work := p["N"] * p["trials"]; work > 2e5 {
				return sim.Result{}, &sim.ParameterError{Model: "population-code", Parameter: "trials", Value: p["trials"], Range: "at most " + sim.Format(math.Floor(2e5/p["N"])) + " for so many cells"}
			}
			pop := Population{C: make([]float64, N), R: p["R"], Sg: p["sg"], R0: p["r0"], T: p["T"]}
			for i := range pop.C {
				pop.C[i] = 50
				if N > 1 {
					pop.C[i] = 100 * float64(i) / float64(N-1)
				}
			}
			J := pop.Fisher(p["x"], s.Variant)
			rate, _ := pop.Rates(p["x"])
			out := sim.Result{Scalars: map[string]float64{"J": J, "spikes": 0}}
			for _, f := range rate {
				out.Scalars["spikes"] += f * p["T"]
			}
			if J > 1e-12 {
				out.Scalars["bound"] = 1 / math.Sqrt(J)
			}
			r := random.New(s.Seed)
			var sum, square, com, coms float64
			counts := make([]float64, N)
			for k := 0; k < int(p["trials"]); k++ {
				if err := ctx.Err(); err != nil {
					return sim.Result{}, err
				}
				total, weighted := 0.0, 0.0
				for i := range counts {
					counts[i] = float64(r.Poisson(rate[i] * p["T"]))
					total += counts[i]
					weighted += counts[i] * pop.C[i]
				}
				e := pop.Decode(counts, 0, 100) - p["x"]
				sum, square = sum+e, square+e*e
				if total > 0 {
					com += weighted/total - p["x"]
					coms++
				}
			}
			if n := p["trials"]; n > 1 {
				out.Scalars["bias"], out.Scalars["sd"] = sum/n, math.Sqrt(math.Max(0, (square-sum*sum/n)/(n-1)))
			}
			if coms > 0 {
				out.Scalars["com"] = com / coms
			}
			if s.Traces {
				x, j := make([]float64, 101), make([]float64, 101)
				for k := range x {
					x[k] = float64(k)
					j[k] = pop.Fisher(x[k], s.Variant)
				}
				out.Traces = map[string][]float64{"x_axis": x, "J_x": j}
			}
			return out, nil
		},
	}
}
