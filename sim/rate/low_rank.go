package rate

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
	"coronium/sim/solve"
	"coronium/sim/theory"
)

// LowRankNetwork is tau x' = -x + m (n·phi(x))/N + I u, phi(x) = erf(sqrt(pi) x/2): one number k, the projection on m, is heard by all
// cells. In the limit of many cells, with v the filtered input and x = k m + v I,
//
//	tau k' = -k + (smn k + snI v)/sqrt(1 + (pi/2)(sm^2 k^2 + sI^2 v^2)),   tau v' = -v + u.
//
// Above smn = 1 the network remembers the sign of k, with |k| = sqrt(2 (smn^2 - 1)/(pi sm^2)). The N x N matrix is never built.
//
// Source: Mastrogiuseppe & Ostojic 2018, Neuron 99:609.
type LowRankNetwork struct {
	M, N, I []float64
	Tau     float64
	Variant string
}

var lowRankVariants = []sim.Variant{
	{Name: "no-1-over-N", Says: "The number that all cells hear is a sum, not an average."},
	{Name: "1-over-sqrtN", Says: "It is scaled as random weights are, by sqrt(N)."},
	{Name: "m-n-swapped", Says: "m and n have changed places: the onset stays, the rest does not."},
	{Name: "linear", Says: "Cells are heard without phi."},
	{Name: "elementwise", Says: "Nothing is summed: each cell hears itself."},
	{Name: "no-leak", Says: "The leak -x is missing."},
}

func phi(x float64) float64 { return math.Erf(math.Sqrt(math.Pi) / 2 * x) }

// NewLowRank draws vectors of length N with the wanted covariances; the independent part of n has variance 1.
func NewLowRank(N int, sm, smn, snI, sI, tau float64, r *random.Source) *LowRankNetwork {
	w := &LowRankNetwork{M: make([]float64, N), N: make([]float64, N), I: make([]float64, N), Tau: tau}
	for i := range w.M {
		w.M[i], w.I[i] = sm*r.Normal(), sI*r.Normal()
		w.N[i] = smn/(sm*sm)*w.M[i] + snI/(sI*sI)*w.I[i] + r.Normal()
	}
	return w
}

// Heard returns n·phi(x)/N, what k relaxes to.
func (w *LowRankNetwork) Heard(x []float64) float64 {
	s := 0.0
	for i, v := range x {
		if w.Variant == "linear" {
			s += w.N[i] * v
		} else {
			s += w.N[i] * phi(v)
		}
	}
	return s / float64(len(x))
}

// Step advances x in place by an Euler step with input u.
func (w *LowRankNetwork) Step(x []float64, u, dt float64) {
	heard, n := w.Heard(x), float64(len(x))
	other := 0.0
	switch w.Variant {
	case "no-1-over-N":
		heard *= n
	case "1-over-sqrtN":
		heard *= math.Sqrt(n)
	case "m-n-swapped":
		for i, v := range x {
			other += w.M[i] * phi(v) / n
		}
	}
	for i, v := range x {
		in := w.M[i] * heard
		leak := v
		switch w.Variant {
		case "m-n-swapped":
			in = w.N[i] * other
		case "elementwise":
			in = w.M[i] * w.N[i] * phi(v) / n
		case "no-leak":
			leak = 0
		}
		x[i] = v + dt/w.Tau*(in-leak+w.I[i]*u)
	}
}

// Latents returns k and v: the least-squares fit of x by m and I.
func (w *LowRankNetwork) Latents(x []float64) (k, v float64) {
	var mm, mi, ii, mx, ix float64
	for i := range x {
		mm += w.M[i] * w.M[i]
		mi += w.M[i] * w.I[i]
		ii += w.I[i] * w.I[i]
		mx += w.M[i] * x[i]
		ix += w.I[i] * x[i]
	}
	d := mm*ii - mi*mi
	if d == 0 {
		return 0, 0
	}
	return (ii*mx - mi*ix) / d, (mm*ix - mi*mx) / d
}

// reduced is the field of the two latent equations.
func reduced(u, tau, smn, sm, snI, sI float64) solve.Field {
	return func(_ float64, x, dx []float64) {
		dx[0] = (-x[0] + (smn*x[0]+snI*x[1])/math.Sqrt(1+math.Pi/2*(sm*sm*x[0]*x[0]+sI*sI*x[1]*x[1]))) / tau
		dx[1] = (-x[1] + u) / tau
	}
}

// SwitchPulse returns the smallest input that, held for pulse ms, takes the latent state from -k* to the positive side; ok is false when
// there is none below 50.
func SwitchPulse(smn, sm, snI, sI, tau, pulse float64) (float64, bool) {
	k := theory.LowRank(smn, sm)
	ends := func(u float64) float64 {
		x := []float64{-k, 0}
		p := solve.NewStepper(solve.RungeKutta4, 2)
		h := tau / 100
		for t := 0.0; t < pulse-h/2; t += h {
			p.Step(reduced(u, tau, smn, sm, snI, sI), 0, x, h)
		}
		for range 4000 {
			p.Step(reduced(0, tau, smn, sm, snI, sI), 0, x, h)
		}
		return x[0]
	}
	lo, hi := 0.0, 50.0
	if k == 0 || ends(hi) <= 0 {
		return 0, false
	}
	for range 40 {
		if mid := (lo + hi) / 2; ends(mid) > 0 {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi, true
}

func lowRankModel() sim.Model {
	return sim.Model{
		Name: "low-rank", Title: "Rank-one network that remembers", Kind: sim.KindModel,
		Doc: `tau x' = -x + m (n·phi(x))/N + I u, phi = erf(sqrt(pi) x/2); Euler. The network of N cells starts at k0 along m, gets the input u for pulse ms, and is followed until T; k_end is its latent state, k_reduced that of the two mean-field equations, k_star the stable state. ` +
			`switch is the smallest input of that length that turns -k* into the positive state.`,
		Source: "Mastrogiuseppe & Ostojic 2018, Neuron 99:609",
		Parameters: []sim.Parameter{
			sim.Par("smn", "1", "covariance of n with m", 2, -5, 10), sim.Par("sm", "1", "standard deviation of m", 1.2, 0.1, 10), sim.Par("snI", "1", "covariance of n with I", 0.5, -5, 5), sim.Par("sI", "1", "standard deviation of I", 1.3, 0.1, 10),
			sim.Par("tau", "ms", "time constant", 10, 0.5, 200), sim.Par("u", "1", "input", 1, -50, 50), sim.Par("pulse", "ms", "length of the input", 50, 0, 1000), sim.Par("k0", "1", "latent state at the start", -1.15, -10, 10),
			sim.Whole("N", "cells", 1000, 2, 20000), sim.Step(0.5, 0.01, 5), sim.Duration(300, 1e4),
		},
		Outputs: []sim.Output{
			sim.Scalar("k_star", "1", "stable latent state, 0 for smn <= 1"), sim.Scalar("k_end", "1", "latent state of the network at T"), sim.Scalar("k_reduced", "1", "latent state of the mean-field equations at T"), sim.Scalar("v_end", "1", "filtered input at T"),
			sim.Scalar("switch", "1", "smallest switching input; absent without memory"),
			sim.Time(), sim.Trace("k", "1", "latent state of the network"), sim.Trace("k_mean_field", "1", "latent state of the mean-field equations"), sim.Trace("v", "1", "filtered input"),
		},
		Variants: lowRankVariants,
		Run:      runLowRank,
	}
}

func runLowRank(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p := s.Values
	if err := sim.Explicit("low-rank", p["dt"], p["tau"], "tau"); err != nil {
		return sim.Result{}, err
	}
	steps, err := sim.Steps("low-rank", p["T"], p["dt"], true)
	if err != nil {
		return sim.Result{}, err
	}
	if work := p["N"] * float64(steps); work > 3e7 {
		return sim.Result{}, &sim.ParameterError{Model: "low-rank", Parameter: "N", Value: p["N"], Range: "at most " + sim.Format(math.Max(2, math.Floor(3e7/float64(steps)))) + " for so many steps"}
	}
	r := random.New(s.Seed)
	w := NewLowRank(int(p["N"]), p["sm"], p["smn"], p["snI"], p["sI"], p["tau"], r)
	w.Variant = s.Variant
	x := make([]float64, len(w.M))
	for i := range x {
		x[i] = p["k0"] * w.M[i]
	}
	latent := []float64{p["k0"], 0}
	stepper := solve.NewStepper(solve.Euler, 2)
	k, kr, v := make([]float64, steps+1), make([]float64, steps+1), make([]float64, steps+1)
	for j := 0; j <= steps; j++ {
		if j&63 == 0 && ctx.Err() != nil {
			return sim.Result{}, ctx.Err()
		}
		k[j], v[j] = w.Latents(x)
		kr[j] = latent[0]
		if j == steps {
			break
		}
		u := 0.0
		if float64(j)*p["dt"] < p["pulse"] {
			u = p["u"]
		}
		w.Step(x, u, p["dt"])
		stepper.Step(reduced(u, p["tau"], p["smn"], p["sm"], p["snI"], p["sI"]), 0, latent, p["dt"])
		if math.IsNaN(x[0]) || math.Abs(x[0]) > 1e100 {
			return sim.Result{}, &sim.DivergedError{Model: "low-rank", Quantity: "x", At: float64(j+1) * p["dt"], Mend: "this program grows without end; shorten T"}
		}
	}
	out := sim.Result{Scalars: map[string]float64{"k_star": theory.LowRank(p["smn"], p["sm"]), "k_end": k[steps], "k_reduced": kr[steps], "v_end": v[steps]}}
	if u, ok := SwitchPulse(p["smn"], p["sm"], p["snI"], p["sI"], p["tau"], p["pulse"]); ok {
		out.Scalars["switch"] = u
	}
	if s.Traces {
		out.Traces = map[string][]float64{"t": timeAxis(steps, p["dt"]), "k": k, "k_mean_field": kr, "v": v}
	}
	return out, nil
}
