package rate

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/pages"
	"coronium/sim/random"
	"coronium/sim/theory"
)

// RandomNetwork is x' = -x + J tanh(x), J_ij normal with variance g^2/N; x_i is a current, tanh(x_i) its rate, time is in units of the time
// constant. Above g = 1 a large network is chaotic; a finite one may rest, cycle or be chaotic, so that one matrix proves nothing.
// Euler steps x += dt (-x + J tanh x).
//
// Source: Sompolinsky, Crisanti & Sommers 1988, Phys. Rev. Lett. 61:259.
type RandomNetwork struct {
	N       int
	J       []float64 // row by row: J[i*N+j] is from j to i
	Variant string
	phi, in []float64
}

var randomRateVariants = []sim.Variant{
	{Name: "phi-of-sum", Says: "tanh is applied to the summed input: a rate equation, not one of currents."},
	{Name: "no-phi", Says: "Rates are linear: nothing stops the network above g = 1."},
	{Name: "no-leak", Says: "The leak -x is missing."},
	{Name: "leak-of-phi", Says: "Rates leak instead of currents."},
	{Name: "divide-by-N", Says: "The weights are divided by N again."},
	{Name: "static", Says: "The theory is that of a fixed point, D0 = g^2 <tanh^2>: correlations do not decay."},
}

// NewRandomNetwork draws the weights.
func NewRandomNetwork(N int, g float64, r *random.Source) *RandomNetwork {
	w := &RandomNetwork{N: N, J: pages.Zeroed[float64](N * N), phi: make([]float64, N), in: make([]float64, N)}
	s := g / math.Sqrt(float64(N))
	for i := range w.J {
		w.J[i] = s * r.Normal()
	}
	return w
}

// Step advances x in place by one Euler step; it allocates nothing.
func (w *RandomNetwork) Step(x []float64, dt float64) {
	tanhAll(w.phi, x)
	from := w.phi
	if w.Variant == "phi-of-sum" || w.Variant == "no-phi" {
		from = x
	}
	multiply(w.in, w.J, from)
	switch w.Variant {
	case "divide-by-N":
		for i := range w.in {
			w.in[i] /= float64(w.N)
		}
	case "phi-of-sum":
		tanhAll(w.in, w.in)
	}
	in := w.in[:len(x)]
	switch w.Variant {
	default:
		for i, v := range x {
			x[i] = v + float64(dt*(in[i]-v))
		}
	case "no-leak":
		for i := range x {
			x[i] += float64(dt * in[i])
		}
	case "leak-of-phi":
		for i := range x {
			x[i] += float64(dt * (in[i] - w.phi[i]))
		}
	}
}

func randomRateModel() sim.Model {
	return sim.Model{
		Name: "random-rate", Title: "Random rate network", Kind: sim.KindModel,
		Doc: `x' = -x + J tanh(x), J_ij of variance g^2/N, Euler. variance is the dynamic mean field's D0 (0 for g <= 1), variance_simulated the time and population average over networks matrices, the first third dropped. lyapunov is the mean largest exponent per time constant by twins. ` +
			`One matrix scatters by 12 % at g 1.5 and N 1000; of 30 networks of N 50 at g 2 two are chaotic: never judge on one.`,
		Source: "Sompolinsky, Crisanti & Sommers 1988, Phys. Rev. Lett. 61:259",
		Parameters: []sim.Parameter{
			sim.Par("g", "1", "strength of the weights", 1.5, 0, 10), sim.Whole("N", "cells", 200, 2, 2000), sim.Whole("networks", "matrices", 4, 1, 50),
			sim.Par("dt", "1", "time step in time constants", 0.1, 0.001, 0.5), sim.Par("T", "1", "duration in time constants", 150, 1, 5000),
		},
		Outputs: []sim.Output{
			sim.Scalar("variance", "1", "variance of currents by dynamic mean field"), sim.Scalar("variance_simulated", "1", "mean variance of the networks"), sim.Scalar("variance_sd", "1", "standard deviation from network to network"),
			sim.Scalar("lyapunov", "1", "mean largest Lyapunov exponent; absent when twins merge"), sim.Scalar("chaotic", "1", "share of the networks with an exponent above .01"),
			sim.Trace("t", "1", "time in time constants"), sim.Trace("x1", "1", "current of cell 1, first network"), sim.Trace("x2", "1", "current of cell 2"),
		},
		Variants: randomRateVariants,
		Run:      runRandomRate,
	}
}

func runRandomRate(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p := s.Values
	steps, err := sim.Steps("random-rate", p["T"], p["dt"], true)
	if err != nil {
		return sim.Result{}, err
	}
	N, networks := int(p["N"]), int(p["networks"])
	if work := p["N"] * p["N"] * float64(steps) * p["networks"]; work > 2e9 {
		return sim.Result{}, &sim.ParameterError{Model: "random-rate", Parameter: "networks", Value: p["networks"],
			Range: "at most " + sim.Format(math.Max(1, math.Floor(2e9/(p["N"]*p["N"]*float64(steps))))) + " for networks of this size"}
	}
	out := sim.Result{Scalars: map[string]float64{"variance": theory.RandomRateVariance(p["g"])}}
	if s.Variant == "static" {
		out.Scalars["variance"] = staticVariance(p["g"])
	}
	var x1, x2, variances []float64
	var exponent, merged, chaotic float64
	for k := 0; k < networks; k++ {
		r := random.Stream(s.Seed, uint64(k))
		w := NewRandomNetwork(N, p["g"], &r)
		w.Variant = s.Variant
		x := make([]float64, N)
		for i := range x {
			x[i] = r.Normal()
		}
		sum, n := 0.0, 0.0
		burn := steps / 3
		twin, grown, pulls := make([]float64, N), 0.0, 0
		for step := 0; step < steps; step++ {
			if step&15 == 0 && ctx.Err() != nil {
				return sim.Result{}, ctx.Err()
			}
			if k == 0 && s.Traces {
				x1, x2 = append(x1, x[0]), append(x2, x[min(1, N-1)])
			}
			if step == burn {
				for i := range twin {
					twin[i] = x[i] + 1e-7/math.Sqrt(float64(N))
				}
			}
			w.Step(x, p["dt"])
			if step >= burn {
				for _, v := range x {
					sum += v * v
				}
				n += float64(N)
				w.Step(twin, p["dt"])
				if (step-burn)%10 == 9 {
					d := 0.0
					for i := range x {
						d += (twin[i] - x[i]) * (twin[i] - x[i])
					}
					d = math.Sqrt(d)
					if d == 0 || math.IsInf(d, 0) || math.IsNaN(d) {
						merged++
						for i := range twin {
							twin[i] = x[i] + 1e-7/math.Sqrt(float64(N))
						}
						continue
					}
					grown += math.Log(d / 1e-7)
					pulls++
					for i := range twin {
						twin[i] = x[i] + (twin[i]-x[i])*1e-7/d
					}
				}
			}
		}
		if !(sum < 1e200) {
			return sim.Result{}, &sim.DivergedError{Model: "random-rate", Quantity: "x", At: p["T"], Mend: "this program has no saturation; lower g or T"}
		}
		variances = append(variances, sum/n)
		if pulls > 0 {
			l := grown / (float64(pulls) * 10 * p["dt"])
			exponent += l / float64(networks)
			if l > 0.01 {
				chaotic += 1 / float64(networks)
			}
		}
	}
	mean, square := 0.0, 0.0
	for _, v := range variances {
		mean += v / float64(networks)
		square += v * v / float64(networks)
	}
	out.Scalars["variance_simulated"], out.Scalars["variance_sd"] = mean, math.Sqrt(math.Max(0, square-mean*mean))
	out.Scalars["chaotic"] = chaotic
	if merged == 0 && steps > 30 {
		out.Scalars["lyapunov"] = exponent
	}
	if s.Traces {
		out.Traces = map[string][]float64{"t": timeAxis(steps-1, p["dt"]), "x1": x1, "x2": x2}
	}
	return out, nil
}

// staticVariance solves D0 = g^2 <tanh(sqrt(D0) z)^2>.
func staticVariance(g float64) float64 {
	D := g * g
	for range 500 {
		D = g * g * theory.Normal(func(z float64) float64 { t := math.Tanh(math.Sqrt(D) * z); return t * t })
	}
	if D < 1e-9 {
		return 0
	}
	return D
}
