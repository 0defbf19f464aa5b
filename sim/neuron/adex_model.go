package neuron

import (
	"context"
	"math"

	"coronium/sim"
)

// runAdEx serves adex and eif.
func runAdEx(ctx context.Context, model string, n AdEx, s sim.Settings) (sim.Result, error) {
	p := s.Values
	bad := func(name, says string) error {
		return &sim.ParameterError{Model: model, Parameter: name, Value: p[name], Range: says}
	}
	switch {
	case !(n.Vr < n.Vcut):
		return sim.Result{}, bad("V_r", "below V_cut = "+sim.Format(n.Vcut)+" mV")
	case !(n.EL < n.Vcut):
		return sim.Result{}, bad("E_L", "below V_cut = "+sim.Format(n.Vcut)+" mV")
	case p["exact"] == 1 && s.Variant != "":
		return sim.Result{}, bad("exact", "0 with a wrong variant: the variants are programs on a grid")
	}
	if p["exact"] == 0 {
		if err := sim.Explicit(model, p["dt"], math.Min(n.C/n.GL, n.TauW), "the shorter time constant"); err != nil {
			return sim.Result{}, err
		}
	}
	steps, err := sim.Steps(model, p["T"], p["dt"], s.Traces)
	if err != nil {
		return sim.Result{}, err
	}
	simulate := n.Euler
	if p["exact"] == 1 {
		simulate = n.Exact
	}
	run, err := simulate(ctx, model, p["I"], p["dt"], steps, s.Traces)
	if err != nil {
		return sim.Result{}, err
	}
	out := sim.Result{Scalars: map[string]float64{"V_end": run.LastV}, Times: map[string][]float64{"spikes": run.Spikes}}
	describe(out.Scalars, run.Spikes)
	if model == "adex" {
		out.Scalars["w_end"] = run.LastW
		for name, v := range map[string]float64{"w_first": run.FirstW, "w_mean": run.MeanW} {
			if !math.IsNaN(v) {
				out.Scalars[name] = v
			}
		}
	}
	if s.Traces {
		out.Traces = map[string][]float64{"t": timeAxis(len(run.V)-1, p["dt"]), "V": run.V}
		if model == "adex" {
			out.Traces["w"] = run.W
		}
	}
	return out, nil
}

func adexModel() sim.Model {
	naud := func(c, gl, el, tw, a, b, vr, i float64) map[string]float64 {
		return map[string]float64{"C": c, "g_L": gl, "E_L": el, "V_T": -50, "D": 2, "tau_w": tw, "a": a, "b": b, "V_r": vr, "I": i, "V_cut": 0}
	}
	return sim.Model{
		Name: "adex", Title: "Adaptive exponential integrate-and-fire neuron", Kind: sim.KindModel,
		Doc: `C V' = -g_L (V - E_L) + g_L D exp((V - V_T)/D) - w + I, tau_w w' = a (V - E_L) - w; at V >= V_cut a spike, V <- V_r, w <- w + b. pF, nS, mV, pA, ms. ` +
			`On the grid: forward Euler, both slopes at the old state, stamps interpolated. exact = 1 locates spikes (Dormand-Prince); counts of patterns need dt <= .02. ` +
			`NEST's aeif models use Runge-Kutta-Fehlberg, reset after its inner step and stamp at the end of the grid's; Brian2's examples cut at V_T + 5 D.`,
		Source: "Brette & Gerstner 2005, J. Neurophysiol. 94:3637; Naud, Marcille, Clopath & Gerstner 2008, Biol. Cybern. 99:335. Defaults: the reference set of the exercise eif-adex",
		Parameters: []sim.Parameter{
			sim.Par("C", "pF", "capacitance", 200, 1, 5000),
			sim.Par("g_L", "nS", "leak conductance", 10, 0.1, 500),
			sim.Par("E_L", "mV", "leak reversal", -70, -120, -20),
			sim.Par("V_T", "mV", "soft threshold", -50, -80, 0),
			sim.Par("D", "mV", "slope factor of the exponential", 2, 0.1, 20),
			sim.Par("tau_w", "ms", "time constant of adaptation", 120, 1, 5000),
			sim.Par("a", "nS", "subthreshold adaptation", 3, -50, 200),
			sim.Par("b", "pA", "spike-triggered adaptation", 60, -100, 2000),
			sim.Par("V_r", "mV", "reset", -58, -120, 0),
			sim.Par("V_cut", "mV", "where the upstroke is cut", 0, -60, 60),
			sim.Par("t_ref", "ms", "refractory time: V is held, w runs on", 0, 0, 100),
			sim.Par("I", "pA", "current", 600, -5000, 20000),
			sim.Step(0.02, 1e-4, 5), sim.Duration(500, 1e5),
			sim.Whole("exact", "1: located spikes", 0, 0, 1),
		},
		Outputs: append(trainOutputs(), sim.Time(), sim.Trace("V", "mV", "membrane potential"), sim.Trace("w", "pA", "adaptation current"),
			sim.Scalar("w_first", "pA", "w just after the first spike; absent when silent"),
			sim.Scalar("w_mean", "pA", "mean of w over whole intervals of the last half (grid only); b tau_w/T for a = 0"),
			sim.Scalar("w_end", "pA", "last w"), sim.Scalar("V_end", "mV", "last V")),
		Variants: adexVariants,
		Presets: []sim.Preset{
			{Name: "tonic", Says: "51 regular spikes in 500 ms.", Values: naud(200, 10, -70, 30, 2, 0, -58, 500)},
			{Name: "adapting", Says: "10 spikes that slow down.", Values: naud(200, 12, -70, 300, 2, 60, -58, 500)},
			{Name: "initial burst", Says: "Two short intervals, then regular.", Values: naud(130, 18, -58, 150, 4, 120, -50, 400)},
			{Name: "regular bursting", Says: "Reset lies above V_T: pairs of spikes.", Values: naud(200, 10, -58, 120, 2, 100, -46, 210)},
			{Name: "transient", Says: "One spike and silence.", Values: naud(100, 10, -65, 90, 10, 100, -47, 180)},
			{Name: "Brette-Gerstner 2005", Says: "The set of the original paper, at 1 nA.", Values: map[string]float64{
				"C": 281, "g_L": 30, "E_L": -70.6, "V_T": -50.4, "D": 2, "tau_w": 144, "a": 4, "b": 80.5, "V_r": -70.6, "V_cut": 20, "I": 1000}},
		},
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			return runAdEx(ctx, "adex", AdEx{C: p["C"], GL: p["g_L"], EL: p["E_L"], VT: p["V_T"], D: p["D"], TauW: p["tau_w"], A: p["a"], B: p["b"],
				Vr: p["V_r"], Vcut: p["V_cut"], Tref: p["t_ref"], Variant: s.Variant}, s)
		},
	}
}

func eifModel() sim.Model {
	var own []sim.Variant
	for _, v := range adexVariants {
		switch v.Name {
		case "spike-at-VT", "exp-from-E_L", "no-D-prefactor", "exp-not-over-D", "reset-to-E_L":
			own = append(own, v)
		}
	}
	return sim.Model{
		Name: "eif", Title: "Exponential integrate-and-fire neuron", Kind: sim.KindModel,
		Doc: `tau V' = -(V - E_L) + D exp((V - V_T)/D) + R I; at V >= V_cut a spike, V <- V_r. Rheobase (V_T - E_L - D)/R: the sodium current helps, and the take-off point depends on the current. ` +
			`Scheme and stamps as for adex with a = b = 0. In NEST it is an aeif model with a = b = 0; Brian2's examples cut at V_T + 5 D, where the upstroke takes microseconds.`,
		Source: "Fourcaud-Trocmé, Hansel, van Vreeswijk & Brunel 2003, J. Neurosci. 23:11628; Neuronal Dynamics §5.2",
		Parameters: []sim.Parameter{
			sim.Par("tau", "ms", "membrane time constant", 20, 0.1, 1000),
			sim.Par("R", "MOhm", "input resistance", 100, 0.01, 1e4),
			sim.Par("E_L", "mV", "leak reversal", -70, -120, 20),
			sim.Par("V_T", "mV", "soft threshold", -50, -80, 40),
			sim.Par("D", "mV", "slope factor of the exponential", 2, 0.1, 20),
			sim.Par("V_r", "mV", "reset", -60, -120, 20),
			sim.Par("V_cut", "mV", "where the upstroke is cut", 0, -60, 100),
			sim.Par("t_ref", "ms", "refractory time", 0, 0, 100),
			sim.Par("I", "nA", "current", 0.2, -10, 50),
			sim.Step(0.02, 1e-4, 5), sim.Duration(500, 1e5),
			sim.Whole("exact", "1: located spikes", 0, 0, 1),
		},
		Outputs: append(trainOutputs(), sim.Time(), sim.Trace("V", "mV", "membrane potential"),
			sim.Scalar("V_end", "mV", "last V"),
			sim.Scalar("rheobase", "nA", "rheobase, (V_T - E_L - D)/R")),
		Variants: own,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			// C = tau/R in nF and g_L = 1/R in uS: with nA and mV the same equations as in pF, nS, pA.
			n := AdEx{C: p["tau"] / p["R"], GL: 1 / p["R"], EL: p["E_L"], VT: p["V_T"], D: p["D"], TauW: math.Inf(1), Vr: p["V_r"], Vcut: p["V_cut"],
				Tref: p["t_ref"], Variant: s.Variant}
			r, err := runAdEx(ctx, "eif", n, s)
			if err == nil {
				r.Scalars["rheobase"] = (n.VT - n.EL - n.D) / p["R"]
			}
			return r, err
		},
	}
}
