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
		Doc:    `rate = 1000/(t_ref + tau log((E_L + R I - V_r)/(E_L + R I - V_th))) Hz above the rheobase (V_th - E_L)/R, 0 at and below it. Exact for a constant current.`,
		Source: "Dayan & Abbott eq. 5.11; Neuronal Dynamics §1.3",
		Parameters: []sim.Parameter{
			{Name: "tau", Unit: "ms", Means: "membrane time constant", Default: 20, Min: 0.01, Max: 1e4},
			{Name: "R", Unit: "MOhm", Means: "input resistance", Default: 50, Min: 1e-3, Max: 1e5},
			{Name: "E_L", Unit: "mV", Means: "resting potential", Default: -70, Min: -200, Max: 200},
			{Name: "V_th", Unit: "mV", Means: "threshold", Default: -50, Min: -200, Max: 200},
			{Name: "V_r", Unit: "mV", Means: "reset", Default: -60, Min: -300, Max: 200},
			{Name: "t_ref", Unit: "ms", Means: "refractory time", Default: 3, Min: 0, Max: 1000},
			{Name: "I", Unit: "nA", Means: "current, positive depolarises", Default: 0.6, Min: -1000, Max: 1000},
		},
		Outputs: []sim.Output{
			scalar("rate", "Hz", "firing rate"),
			scalar("interval", "ms", "interspike interval; absent when silent"),
			scalar("passage", "ms", "time from reset to threshold; absent when silent"),
			scalar("first_spike", "ms", "time of the first spike from E_L; absent when silent"),
			scalar("rheobase", "nA", "largest current at which the neuron is silent"),
			scalar("ceiling", "Hz", "1000/t_ref; absent without refractoriness"),
		},
		Run: func(_ context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			n := LIF{Tau: p["tau"], R: p["R"], EL: p["E_L"], Vth: p["V_th"], Vr: p["V_r"], Tref: p["t_ref"]}
			if !(n.Vr < n.Vth) {
				return sim.Result{}, &sim.ParameterError{Model: "lif-rate", Parameter: "V_r", Value: n.Vr,
					Range: "below V_th = " + sim.Format(n.Vth) + " mV"}
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
