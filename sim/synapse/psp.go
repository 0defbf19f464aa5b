package synapse

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/solve"
)

// AlphaPSP is the response (relative to its own scale) of a leaky membrane of time constant tau to an
// alpha current (t/ts) exp(1 - t/ts):
//
//	V(t) = R I (e c/(ts tau)) (c (exp(-t/tau) - exp(-t/ts)) - t exp(-t/ts)),   1/c = 1/ts - 1/tau.
//
// For ts = tau it is R I (e/(2 tau^2)) t^2 exp(-t/tau). t, tau, ts in ms; the peak lies where the leak equals the current.
//
// Source: Rall 1967; Rotter & Diesmann 1999, whose exact propagator NEST's iaf_psc_alpha uses.
type AlphaPSP struct{ Tau, Ts float64 }

// At returns V/(R I) a time t (ms) after the spike; I is the peak current.
func (k AlphaPSP) At(t float64) float64 {
	if t <= 0 {
		return 0
	}
	d := 1/k.Ts - 1/k.Tau
	x := d * t
	// V = (e/(ts tau)) e^{-t/tau} t^2 phi(x), phi = (1 - (1 + x) e^{-x})/x^2, which tends to 1/2.
	phi := 0.5 - x/3 + x*x/8 - x*x*x/30
	if math.Abs(x) > 1e-2 {
		phi = (1 - (1+x)*math.Exp(-x)) / (x * x)
	}
	if math.IsInf(math.Exp(-x), 0) || math.IsNaN(phi) { // ts far above tau: collect the exponents
		phi = -(1 + x) / (x * x)
		return math.E / (k.Ts * k.Tau) * t * t * phi * math.Exp(-t/k.Ts)
	}
	return math.E / (k.Ts * k.Tau) * t * t * phi * math.Exp(-t/k.Tau)
}

// PeakTime returns the time of the peak, where the current equals the leak.
func (k AlphaPSP) PeakTime() float64 {
	rise := func(t float64) float64 { return t/k.Ts*math.Exp(1-t/k.Ts) - k.At(t) }
	t, ok := solve.Root(rise, 0.5*math.Min(k.Ts, k.Tau), 60*(k.Ts+k.Tau))
	if !ok {
		return k.Ts + k.Tau
	}
	return t
}

func pspModel() sim.Model {
	return sim.Model{
		Name: "alpha-psp", Title: "Postsynaptic potential of an alpha current", Kind: sim.KindTheory,
		Doc: `A leaky membrane tau V' = -V + R I(t) driven by the current I (t/ts) exp(1 - t/ts): V = R I (e c/(ts tau)) (c (exp(-t/tau) - exp(-t/ts)) - t exp(-t/ts)) with 1/c = 1/ts - 1/tau, and the limit ts = tau taken where terms would cancel. The peak is where the current equals the leak. ` +
			`NEST's iaf_psc_alpha computes the same by its exact propagator.`,
		Source: "Rall 1967, J. Neurophysiol. 30:1138; Rotter & Diesmann 1999, Biol. Cybern. 81:381",
		Parameters: []sim.Parameter{
			sim.Par("tau", "ms", "membrane time constant", 10, 0.1, 1000),
			sim.Par("ts", "ms", "time to the peak of the current", 2, 0.1, 100),
			sim.Par("R", "MOhm", "input resistance", 40, 0.01, 1e4),
			sim.Par("I", "nA", "peak current", 0.1, -10, 10),
			sim.Step(0.1, 1e-2, 10), sim.Duration(60, 1e4),
		},
		Outputs: []sim.Output{
			sim.Scalar("peak_time", "ms", "time of the peak"), sim.Scalar("peak", "mV", "potential at the peak"),
			sim.Scalar("area", "mV*ms", "area of the response, R I e ts"),
			sim.Time(), sim.Trace("V", "mV", "potential from rest"), sim.Trace("I_syn", "nA", "synaptic current"),
		},
		Variants: []sim.Variant{
			{Name: "not-normalised", Says: "The current is I t/ts exp(-t/ts): it peaks at I/e."},
			{Name: "exponential-current", Says: "The current is I exp(-t/ts): it jumps, and the potential peaks earlier."},
			{Name: "current-is-voltage", Says: "The potential is R times the current: the membrane does not filter, and it peaks at ts."},
			{Name: "no-R", Says: "The current is taken for a voltage: R is left out."},
		},
		Run: func(_ context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			if s.Variant != "" {
				return wrongPSP(s)
			}
			k := AlphaPSP{p["tau"], p["ts"]}
			steps, err := sim.Steps("alpha-psp", p["T"], p["dt"], s.Traces)
			if err != nil {
				return sim.Result{}, err
			}
			scale, peak := p["R"]*p["I"], k.PeakTime()
			out := sim.Result{Scalars: map[string]float64{"peak_time": peak, "peak": scale * k.At(peak), "area": scale * math.E * p["ts"]}}
			if s.Traces {
				t := timeAxis(steps, p["dt"])
				v, c := make([]float64, len(t)), make([]float64, len(t))
				for i := range t {
					v[i], c[i] = scale*k.At(t[i]), p["I"]*t[i]/p["ts"]*math.Exp(1-t[i]/p["ts"])
				}
				out.Traces = map[string][]float64{"t": t, "V": v, "I_syn": c}
			}
			return out, nil
		},
	}
}

// wrongPSP computes a variant of the response on the grid of the traces (exact steps for a current held over a step of at most ts/200).
func wrongPSP(s sim.Settings) (sim.Result, error) {
	p := s.Values
	current := func(t float64) float64 { return p["I"] * t / p["ts"] * math.Exp(1-t/p["ts"]) }
	R := p["R"]
	switch s.Variant {
	case "not-normalised":
		current = func(t float64) float64 { return p["I"] * t / p["ts"] * math.Exp(-t/p["ts"]) }
	case "exponential-current":
		current = func(t float64) float64 { return p["I"] * math.Exp(-t/p["ts"]) }
	case "no-R":
		R = 1
	}
	steps, err := sim.Steps("alpha-psp", p["T"], p["dt"], s.Traces)
	if err != nil {
		return sim.Result{}, err
	}
	fine := int(math.Ceil(p["dt"] / (math.Min(p["ts"], p["tau"]) / 200)))
	if steps*fine > sim.MaxSteps {
		return sim.Result{}, &sim.ParameterError{Model: "alpha-psp", Parameter: "T", Value: p["T"], Range: "shorter with a wrong variant, which is computed step by step"}
	}
	h := p["dt"] / float64(fine)
	out := sim.Result{Scalars: map[string]float64{"peak": 0, "peak_time": 0, "area": 0}}
	t, v, c := timeAxis(steps, p["dt"]), make([]float64, steps+1), make([]float64, steps+1)
	c[0] = current(0)
	x := 0.0
	for k := 1; k <= steps*fine; k++ {
		at := float64(k) * h
		x = solve.Relax(x, R*current(at-h/2), p["tau"], h)
		if s.Variant == "current-is-voltage" {
			x = R * current(at)
		}
		if math.Abs(x) > math.Abs(out.Scalars["peak"]) {
			out.Scalars["peak"], out.Scalars["peak_time"] = x, at
		}
		out.Scalars["area"] += x * h
		if k%fine == 0 {
			v[k/fine], c[k/fine] = x, current(at)
		}
	}
	if s.Traces {
		out.Traces = map[string][]float64{"t": t, "V": v, "I_syn": c}
	}
	return out, nil
}
