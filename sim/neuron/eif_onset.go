package neuron

import (
	"context"
	"math"

	"coronium/sim"
)

// onset bisects for the least current (pA) at which the neuron, started at rest, fires within the given steps.
// Near rheobase the passage takes pi tau sqrt(2 D/(R I - R I_rh)), so that a window of T ends the search above rheobase
// by 2 D (pi tau/T)^2 in mV of R I: 0.1 % of it at T = 50 tau.
func (n AdEx) onset(ctx context.Context, model string, low, high, dt float64, steps int) (float64, error) {
	for range 16 {
		middle := (low + high) / 2
		run, err := n.Euler(ctx, model, middle, dt, steps, false)
		if err != nil {
			return 0, err
		}
		if len(run.Spikes) > 0 {
			high = middle
		} else {
			low = middle
		}
	}
	return (low + high) / 2, nil
}

// onsetVariants are those misconceptions of the exponential neuron that move its onset.
func onsetVariants() []sim.Variant {
	var own []sim.Variant
	for _, v := range adexVariants {
		switch v.Name {
		case "spike-at-VT", "exp-from-E_L", "no-D-prefactor", "exp-not-over-D":
			own = append(own, v)
		}
	}
	return own
}

func eifOnsetModel() sim.Model {
	eif := eifModel()
	var parameters []sim.Parameter
	for _, p := range eif.Parameters {
		switch p.Name {
		case "I", "V_r", "t_ref", "exact", "dt", "T":
		default:
			parameters = append(parameters, p)
		}
	}
	return sim.Model{
		Name: "eif-onset", Title: "Onset of firing of the exponential integrate-and-fire neuron", Kind: sim.KindModel,
		Doc: `The least current at which the simulated neuron fires within T, found by bisection from E_L: no formula is used. ` +
			`It lies above the rheobase (V_T - E_L - D)/R by about 2 D (pi tau/T)^2/R, since the passage past V_T takes ever longer.`,
		Source:     "Fourcaud-Trocmé, Hansel, van Vreeswijk & Brunel 2003, J. Neurosci. 23:11628; the passage time as for the quadratic neuron, Neuronal Dynamics §5.3",
		Parameters: append(parameters, sim.Step(0.05, 1e-3, 1), sim.Duration(1000, 2e4)),
		Outputs: []sim.Output{sim.Scalar("onset", "nA", "least current that fires within T"),
			sim.Scalar("rheobase", "nA", "rheobase, (V_T - E_L - D)/R")},
		Variants: onsetVariants(),
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			if !(p["E_L"] < p["V_T"]) {
				return sim.Result{}, &sim.ParameterError{Model: "eif-onset", Parameter: "E_L", Value: p["E_L"], Range: "below V_T = " + sim.Format(p["V_T"]) + " mV"}
			}
			if !(p["V_T"] < p["V_cut"]) {
				return sim.Result{}, &sim.ParameterError{Model: "eif-onset", Parameter: "V_cut", Value: p["V_cut"], Range: "above V_T = " + sim.Format(p["V_T"]) + " mV"}
			}
			if err := sim.Explicit("eif-onset", p["dt"], p["tau"], "tau"); err != nil {
				return sim.Result{}, err
			}
			steps, err := sim.Steps("eif-onset", p["T"], p["dt"], false)
			if err != nil {
				return sim.Result{}, err
			}
			n := AdEx{C: p["tau"] / p["R"], GL: 1 / p["R"], EL: p["E_L"], VT: p["V_T"], D: p["D"], TauW: math.Inf(1), Vr: p["E_L"], Vcut: p["V_cut"], Variant: s.Variant}
			onset, err := n.onset(ctx, "eif-onset", 0, 2*(n.VT-n.EL)/p["R"], p["dt"], steps)
			if err != nil {
				return sim.Result{}, err
			}
			return sim.Result{Scalars: map[string]float64{"onset": onset, "rheobase": (n.VT - n.EL - n.D) / p["R"]}}, nil
		},
	}
}
