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
		Doc: `tau dV/dt = -(V - E_L) + R I; at V >= V_th a spike, V <- V_r, held for t_ref. ` +
			`A step integrates, tests, stamps, resets. Spikes are dated by linear interpolation of the crossing (grid = 1: at the end of the step); ` +
			`V_r then appears round(t_ref/dt) + 1 times. The reset waits for the grid, so intervals err by up to dt either way; exact = 1 crosses and restarts inside the step. ` +
			`NEST's iaf models stamp as grid = 1, its _ps models are exact = 1; Brian2 tests V > V_th and stamps at the start of the step.`,
		Source: "Lapicque 1907; Stein 1965; Dayan & Abbott §5.4; Neuronal Dynamics §1.3. Defaults: the reference set of the exercise lif-interspike-interval",
		Parameters: append(membraneParameters(),
			sim.Parameter{Name: "I", Unit: "nA", Means: "current, positive depolarises", Default: 0.6, Min: -1000, Max: 1000},
			sim.Parameter{Name: "dt", Unit: "ms", Means: "time step", Default: 0.1, Min: 1e-4, Max: 100},
			sim.Parameter{Name: "T", Unit: "ms", Means: "duration", Default: 400, Min: 1e-3, Max: 1e6},
			sim.Parameter{Name: "method", Unit: "1", Means: "0 exponential Euler (exact between spikes), 1 Euler, 2 Runge-Kutta 4", Default: 0, Min: 0, Max: 2, Integer: true},
			sim.Parameter{Name: "exact", Unit: "1", Means: "1: cross and restart inside the step", Default: 0, Min: 0, Max: 1, Integer: true},
			sim.Parameter{Name: "grid", Unit: "1", Means: "1: stamp spikes at the end of their step", Default: 0, Min: 0, Max: 1, Integer: true},
		),
		Outputs: append(trainOutputs(),
			traceOutput("t", "ms", "time"),
			traceOutput("V", "mV", "membrane potential"),
			scalarOutput("rheobase", "nA", "(V_th - E_L)/R, the largest current at which it stays silent"),
			scalarOutput("held", "1", "number of samples at the value that follows the first spike"),
			scalarOutput("after_spike", "mV", "the sample that follows the first spike"),
			scalarOutput("V_min", "mV", "lowest sample"),
			scalarOutput("V_max", "mV", "highest sample"),
			scalarOutput("V_end", "mV", "last sample"),
		),
		Variants: lifVariants,
		Run:      runLIF,
	}
}

// membraneParameters are those that every leaky membrane with a fixed threshold has.
func membraneParameters() []sim.Parameter {
	return []sim.Parameter{
		{Name: "tau", Unit: "ms", Means: "membrane time constant", Default: 20, Min: 0.01, Max: 1e4},
		{Name: "R", Unit: "MOhm", Means: "input resistance", Default: 50, Min: 1e-3, Max: 1e5},
		{Name: "E_L", Unit: "mV", Means: "resting potential", Default: -70, Min: -200, Max: 200},
		{Name: "V_th", Unit: "mV", Means: "threshold", Default: -50, Min: -200, Max: 200},
		{Name: "V_r", Unit: "mV", Means: "reset", Default: -60, Min: -300, Max: 200},
		{Name: "t_ref", Unit: "ms", Means: "refractory time", Default: 3, Min: 0, Max: 1000},
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
