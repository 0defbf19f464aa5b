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
//	V(t) = R I (e/ts) [ exp(-t/tau) - exp(-t/ts) (1 + t/c) ] … with 1/c = 1/ts - 1/tau,
//
// written as R I (e c/(ts tau)) (c (exp(-t/tau) - exp(-t/ts)) - t exp(-t/ts)).
// For ts = tau it is R I (e/(2 tau^2)) t^2 exp(-t/tau).
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
		Doc: `A leaky membrane tau V' = -V + R I(t) driven by the current I (t/ts) exp(1 - t/ts): closed form, with the limit ts = tau taken where terms would cancel. The peak is where the current equals the leak. ` +
			`NEST's iaf_psc_alpha computes the same by its exact propagator.`,
		Source: "Rall 1967; Rotter & Diesmann 1999",
		Parameters: []sim.Parameter{
			sim.Par("tau", "ms", "membrane time constant", 10, 0.1, 1000),
			sim.Par("ts", "ms", "time to the peak of the current", 2, 0.1, 100),
			sim.Par("R", "MOhm", "input resistance", 40, 0.01, 1e4),
			sim.Par("I", "nA", "peak current", 0.1, -10, 10),
			sim.Step(0.1, 1e-2, 10), sim.Duration(60, 1e4),
		},
		Outputs: []sim.Output{
			sim.Scalar("peak_time", "ms", "time of the peak"), sim.Scalar("peak", "mV", "potential there"),
			sim.Scalar("area", "mV*ms", "area of the response, R I e ts"),
			sim.Time(), sim.Trace("V", "mV", "potential from rest"), sim.Trace("I_syn", "nA", "synaptic current"),
		},
		Run: func(_ context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
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
