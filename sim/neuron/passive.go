package neuron

import (
	"context"
	"math"

	"coronium/sim"
)

// Passive is an isopotential cell of area A whose charge changes only by what flows onto it
//
//	c_m A V' = I - A (V - E_L)/r_m.
//
// Units: c_m nF/mm^2 (1 uF/cm^2 = 10 nF/mm^2), r_m MOhm mm^2, A mm^2, I nA, V mV, t ms, charge pC = nF mV.
// The time constant r_m c_m does not contain the area; the steady rise r_m I/A does.
// The step is constant from t = 0, so that the exact propagator of a step holds for any dt.
//
// Sources: Dayan & Abbott §5.2-5.3; Gentet, Stuart & Clements 2000 for c_m near 9 nF/mm^2.
type Passive struct {
	Cm, Rm, A, EL float64
	Variant       string
}

var passiveVariants = []sim.Variant{
	{Name: "no-area-on-c", Says: "The capacitance is c_m, without the area."},
	{Name: "r-times-area", Says: "The resistance is r_m A: a larger cell leaks less."},
	{Name: "leak-to-zero", Says: "The leak pulls to 0 mV, not to E_L."},
	{Name: "i-not-r", Says: "The current enters V' without the capacitance."},
}

// At returns V at the time t after V_0 under the constant current I.
func (c Passive) At(v0, I, t float64) float64 {
	tau, rise, rest := c.Rm*c.Cm, c.Rm/c.A*I, c.EL
	switch c.Variant {
	case "no-area-on-c":
		tau = c.Rm * c.Cm / c.A
	case "r-times-area":
		rise, tau = c.Rm*c.A*I, c.Rm*c.A*c.Cm*c.A
	case "leak-to-zero":
		rest = 0
	case "i-not-r":
		rise = I * tau
	}
	goal := rest + rise
	return goal + (v0-goal)*math.Exp(-t/tau)
}

func passiveModel() sim.Model {
	return sim.Model{
		Name: "passive", Title: "Passive isopotential cell", Kind: sim.KindModel,
		Doc: `c_m A V' = I - A (V - E_L)/r_m under a step of current from t = 0, by the exact propagator: V = E_L + (r_m/A) I + (V_0 - E_L - (r_m/A) I) exp(-t/(r_m c_m)). ` +
			`Size sets the height of the response and not its speed. nF mV is pC, and pC/ms is nA, so that no factor is missing. NEST's iaf models and Brian2's method 'exact' take the same step.`,
		Source: "Dayan & Abbott §5.2-5.3; Neuronal Dynamics §1.3",
		Parameters: []sim.Parameter{
			sim.Par("c_m", "nF/mm^2", "specific capacitance", 10, 0.1, 100),
			sim.Par("r_m", "MOhm*mm^2", "specific membrane resistance", 1.5, 0.01, 100),
			sim.Par("A", "mm^2", "membrane area", 0.05, 1e-4, 10),
			sim.Par("E_L", "mV", "leak reversal", -70, -200, 200),
			sim.Par("V_0", "mV", "start", -74, -200, 200),
			sim.Par("I", "nA", "electrode current, positive inward", 0.2, -100, 100),
			sim.Step(0.1, 1e-3, 100), sim.Duration(100, 1e5),
		},
		Outputs: []sim.Output{
			sim.Scalar("tau", "ms", "time constant r_m c_m"), sim.Scalar("R", "MOhm", "input resistance r_m/A"),
			sim.Scalar("rise", "mV", "steady rise R I"), sim.Scalar("V_end", "mV", "V at T"),
			sim.Scalar("V_at_tau", "mV", "potential after one time constant, r_m c_m"), sim.Scalar("time_63", "ms", "time to 63 % of the way"),
			sim.Scalar("slope_0", "mV/ms", "slope at t = 0"),
			sim.Scalar("q_in", "pC", "charge that flowed in until T"), sim.Scalar("q_cap", "pC", "charge gained by the membrane until T"),
			sim.Scalar("q_leak", "pC", "charge that leaked out until T"),
			sim.Time(), sim.Trace("V", "mV", "membrane potential"),
		},
		Variants: passiveVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			c := Passive{p["c_m"], p["r_m"], p["A"], p["E_L"], s.Variant}
			steps, err := sim.Steps("passive", p["T"], p["dt"], s.Traces)
			if err != nil {
				return sim.Result{}, err
			}
			tau, T := c.Rm*c.Cm, float64(steps)*p["dt"]
			end := c.At(p["V_0"], p["I"], T)
			in, gained := p["I"]*T, c.Cm*c.A*(end-p["V_0"])
			out := sim.Result{Scalars: map[string]float64{
				"tau": tau, "R": c.Rm / c.A, "rise": c.Rm / c.A * p["I"], "V_end": end, "V_at_tau": c.At(p["V_0"], p["I"], tau), "time_63": tau,
				"slope_0": (c.EL + c.Rm/c.A*p["I"] - p["V_0"]) / tau, "q_in": in, "q_cap": gained, "q_leak": in - gained,
			}}
			if s.Traces {
				t := timeAxis(steps, p["dt"])
				v := make([]float64, steps+1)
				for k := range v {
					v[k] = c.At(p["V_0"], p["I"], t[k])
				}
				out.Traces = map[string][]float64{"t": t, "V": v}
			}
			return out, nil
		},
	}
}
