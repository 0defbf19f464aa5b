package neuron

import (
	"context"
	"math"

	"coronium/sim"
)

// lifModel is the registry's entry of LIF, with the symbols of the exercises as names.
func lifModel() sim.Model {
	return sim.Model{
		Name:  "lif",
		Title: "Leaky integrate-and-fire neuron",
		Kind:  sim.KindModel,
		Doc: `tau dV/dt = -(V - E_L) + R I; at V >= V_th a spike, V <- V_r, held for t_ref; MOhm times nA is mV, so that no factor is missing. From V_0 the potential is E_L + R I + (V_0 - E_L - R I) exp(-t/tau). ` +
			`A step integrates, tests, stamps, resets. Spikes are dated by linear interpolation of the crossing (grid = 1: at the end of the step); ` +
			`V_r then appears round(t_ref/dt) + 1 times. The reset waits for the grid, so intervals err by up to dt either way; exact = 1 crosses and restarts inside the step. ` +
			`NEST's iaf models stamp as grid = 1 and hold as here, its _ps models are exact = 1; Brian2 tests the condition that one writes, stamps at the start of the step and lets V run again one step earlier, so that its intervals are a step shorter when t_ref > 0.`,
		Source: "Lapicque 1907, J. Physiol. Pathol. Gen. 9:620; Stein 1965, Biophys. J. 5:173; Dayan & Abbott eqs 5.8-5.11; Neuronal Dynamics §1.3. Defaults: the reference set of the exercise lif-interspike-interval",
		Parameters: append(membraneParameters(),
			sim.Par("I", "nA", "current, positive depolarises", 0.6, -1000, 1000),
			sim.Step(0.1, 1e-4, 100),
			sim.Duration(400, 1e6),
			sim.Whole("method", "0 exponential Euler (exact between spikes), 1 Euler, 2 Runge-Kutta 4", 0, 0, 2),
			sim.Whole("exact", "1: cross and restart inside the step", 0, 0, 1),
			sim.Whole("grid", "1: stamp spikes at the end of their step", 0, 0, 1),
		),
		Outputs: append(trainOutputs(),
			sim.Time(),
			sim.Trace("V", "mV", "membrane potential"),
			sim.Scalar("rheobase", "nA", "rheobase, (V_th - E_L)/R: the largest current at which it stays silent"),
			sim.Scalar("held", "1", "number of samples at the value that follows the first spike"),
			sim.Scalar("after_spike", "mV", "the sample that follows the first spike"),
			sim.Scalar("V_min", "mV", "lowest sample"),
			sim.Scalar("V_max", "mV", "highest sample"),
			sim.Scalar("V_end", "mV", "last sample"),
		),
		Variants: lifVariants,
		Run:      runLIF,
	}
}

// membraneParameters are those that every leaky membrane with a fixed threshold has.
func membraneParameters() []sim.Parameter {
	return []sim.Parameter{
		sim.Par("tau", "ms", "membrane time constant", 20, 0.01, 1e4),
		sim.Par("R", "MOhm", "input resistance", 50, 1e-3, 1e5),
		sim.Par("E_L", "mV", "resting potential", -70, -200, 200),
		sim.Par("V_th", "mV", "threshold", -50, -200, 200),
		sim.Par("V_r", "mV", "reset", -60, -300, 200),
		sim.Par("t_ref", "ms", "refractory time", 3, 0, 1000),
	}
}

func runLIF(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p := s.Values
	n := LIF{Tau: p["tau"], R: p["R"], EL: p["E_L"], Vth: p["V_th"], Vr: p["V_r"], Tref: p["t_ref"],
		Method: Method(p["method"]), Exact: p["exact"] == 1, Grid: p["grid"] == 1, Variant: s.Variant}
	run, err := n.Simulate(ctx, p["I"], p["dt"], p["T"], s.Traces)
	if err != nil {
		return sim.Result{}, err
	}
	out := sim.Result{
		Scalars: map[string]float64{
			"rheobase": (n.Vth - n.EL) / n.R,
			"held":     float64(run.Held),
			"V_min":    run.Lowest, "V_max": run.Top, "V_end": run.Last,
		},
		Times: map[string][]float64{"spikes": run.Spikes},
	}
	describe(out.Scalars, run.Spikes)
	if !math.IsNaN(run.After) {
		out.Scalars["after_spike"] = run.After
	}
	if s.Traces {
		out.Traces = map[string][]float64{"t": timeAxis(len(run.V)-1, p["dt"]), "V": run.V}
	}
	return out, nil
}
