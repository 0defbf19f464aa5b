package theory

import (
	"context"
	"math"

	"coronium/sim"
)

// LIF gives the leaky integrate-and-fire neuron under a constant current in closed form. The fields
// are those of neuron.LIF: ms, MOhm and mV; currents are in nA.
type LIF struct {
	Tau, R, EL, Vth, Vr, Tref float64
}

// Rheobase returns (V_th - E_L)/R in nA, the current above which the neuron fires: at exactly this
// current V approaches the threshold and never reaches it.
func (n LIF) Rheobase() float64 { return (n.Vth - n.EL) / n.R }

// Passage returns the time in ms that V takes from the value from to the threshold,
//
//	tau log((E_L + R I - from)/(E_L + R I - V_th)),
//
// and +Inf when the threshold is out of reach.
func (n LIF) Passage(I, from float64) float64 {
	if from >= n.Vth {
		return 0
	}
	over := n.EL + n.R*I - n.Vth // how far the goal lies above the threshold
	if !(over > 0) {
		return math.Inf(1)
	}
	return n.Tau * math.Log1p((n.Vth-from)/over)
}

// FirstSpike returns the time in ms of the first spike from V = E_L, +Inf when there is none.
func (n LIF) FirstSpike(I float64) float64 { return n.Passage(I, n.EL) }

// Interval returns t_ref + Passage from reset, in ms; +Inf when silent.
func (n LIF) Interval(I float64) float64 { return n.Tref + n.Passage(I, n.Vr) }

// Rate returns 1000/Interval, in Hz; 0 when silent. Just above rheobase it rises with infinite slope,
// as -1/log(I - rheobase); it never passes 1000/t_ref; without refractoriness it approaches
// 1000 R I/(tau (V_th - V_r)).
func (n LIF) Rate(I float64) float64 { return 1000 / n.Interval(I) }

func lifRateModel() sim.Model {
	return sim.Model{
		Name:   "lif-rate",
		Title:  "f-I curve of the leaky integrate-and-fire neuron",
		Kind:   sim.KindTheory,
		Doc:    `rate = 1000/(t_ref + tau log((E_L + R I - V_r)/(E_L + R I - V_th))) Hz above the rheobase (V_th - E_L)/R, 0 at and below it. Exact for a constant current. Just above rheobase it rises with infinite slope, as -1/log(I - rheobase); it never passes 1000/t_ref. Simulations on a grid (NEST's iaf models, Brian2) have intervals of whole steps instead.`,
		Source: "Dayan & Abbott eq. 5.11 (with t_ref added); Neuronal Dynamics §1.3",
		Parameters: []sim.Parameter{
			sim.Par("tau", "ms", "membrane time constant", 20, 0.01, 1e4),
			sim.Par("R", "MOhm", "input resistance", 50, 1e-3, 1e5),
			sim.Par("E_L", "mV", "resting potential", -70, -200, 200),
			sim.Par("V_th", "mV", "threshold", -50, -200, 200),
			sim.Par("V_r", "mV", "reset", -60, -300, 200),
			sim.Par("t_ref", "ms", "refractory time", 3, 0, 1000),
			sim.Par("I", "nA", "current, positive depolarises", 0.6, -1000, 1000),
		},
		Outputs: []sim.Output{
			sim.Scalar("rate", "Hz", "firing rate"),
			sim.Scalar("interval", "ms", "interspike interval; absent when silent"),
			sim.Scalar("passage", "ms", "time from reset to threshold; absent when silent"),
			sim.Scalar("first_spike", "ms", "time of the first spike, from E_L; absent when silent"),
			sim.Scalar("rheobase", "nA", "rheobase: largest current at which the neuron is silent"),
			sim.Scalar("ceiling", "Hz", "highest rate, 1000/t_ref; absent without refractoriness"),
		},
		Variants: []sim.Variant{
			{Name: "no-tref", Says: "The refractory time is left out: there is no ceiling."},
			{Name: "reset-at-rest", Says: "The passage begins at E_L, not at V_r."},
			{Name: "per-ms", Says: "The rate is 1/interval: per ms, called Hz."},
			{Name: "log-inverted", Says: "The fraction under the logarithm is turned round."},
			{Name: "linear", Says: "The rate is 1000 (R I - threshold)/(tau (V_th - V_r)): no leak on the way."},
			{Name: "rate-plus-tref", Says: "The refractory time is added to the rate's inverse in seconds, not in ms."},
		},
		Run: func(_ context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			n := LIF{Tau: p["tau"], R: p["R"], EL: p["E_L"], Vth: p["V_th"], Vr: p["V_r"], Tref: p["t_ref"]}
			if !(n.Vr < n.Vth) {
				return sim.Result{}, &sim.ParameterError{Model: "lif-rate", Parameter: "V_r", Value: n.Vr,
					Range: "below V_th = " + sim.Format(n.Vth) + " mV"}
			}
			if s.Variant != "" {
				return n.wrong(p["I"], s.Variant)
			}
			out := map[string]float64{"rate": n.Rate(p["I"]), "rheobase": n.Rheobase()}
			if T := n.Interval(p["I"]); !math.IsInf(T, 1) {
				out["interval"], out["passage"] = T, T-n.Tref
			}
			if t := n.FirstSpike(p["I"]); !math.IsInf(t, 1) {
				out["first_spike"] = t
			}
			if n.Tref > 0 {
				out["ceiling"] = 1000 / n.Tref
			}
			return sim.Result{Scalars: out}, nil
		},
	}
}

// wrong is the rate by a misconception; a formula that has no finite value there gives none.
func (n LIF) wrong(I float64, variant string) (sim.Result, error) {
	rate := n.Rate(I)
	switch over := n.EL + n.R*I - n.Vth; {
	case !(over > 0): // silent by all of them
	case variant == "no-tref":
		n.Tref = 0
		rate = n.Rate(I)
	case variant == "reset-at-rest":
		rate = 1000 / (n.Tref + n.Passage(I, n.EL))
	case variant == "per-ms":
		rate /= 1000
	case variant == "log-inverted":
		rate = 1000 / (n.Tref - n.Passage(I, n.Vr))
	case variant == "linear":
		rate = 1000 * over / (n.Tau * (n.Vth - n.Vr))
	case variant == "rate-plus-tref":
		rate = 1000 / (n.Tref/1000 + n.Passage(I, n.Vr))
	}
	if math.IsInf(rate, 0) || math.IsNaN(rate) {
		return sim.Result{}, &sim.DivergedError{Model: "lif-rate", Quantity: "the wrong formula", Mend: "move I"}
	}
	return sim.Result{Scalars: map[string]float64{"rate": rate, "rheobase": n.Rheobase()}}, nil
}
