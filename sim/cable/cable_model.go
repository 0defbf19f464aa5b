package cable

import (
	"context"
	"math"

	"coronium/sim"
)

var cableVariants = []sim.Variant{
	{Name: "full-end-compartments", Says: "The end nodes own whole compartments: convergence is only first order."},
	{Name: "flat-area", Says: "The wall of a compartment is d h, without pi."},
	{Name: "diameter-as-radius", Says: "The cross-section is pi d^2."},
	{Name: "resistance-per-n-plus-1", Says: "n+1 nodes are taken for n+1 intervals."},
	{Name: "Rm-Ri-swapped", Says: "Membrane and axial resistivity have changed places."},
	{Name: "two-neighbours-everywhere", Says: "The ends leak through a neighbour that is not there."},
	{Name: "ends-interchanged", Says: "Sealed is computed for killed and killed for sealed."},
}

// stepVariants are those misconceptions of a steady cable that show in time too, and one of time alone.
var stepVariants = []sim.Variant{
	cableVariants[0], cableVariants[1], cableVariants[2], cableVariants[3], cableVariants[4],
	{Name: "dendrite-is-a-wire", Says: "The axial resistance is left out: the whole cable has one potential."},
}

func cylinderParameters() []sim.Parameter {
	return []sim.Parameter{
		sim.Par("d", "um", "diameter", 2, 0.05, 1000),
		sim.Par("Rm", "Ohm*cm^2", "specific membrane resistance", 20000, 100, 1e6),
		sim.Par("Ri", "Ohm*cm", "axial resistivity", 150, 1, 1e4),
		sim.Par("L", "um", "length", 1000, 1, 1e5),
		sim.Par("I", "nA", "current at x = 0", 0.05, -100, 100),
		sim.Whole("n", "intervals of the compartmental solution", 20, 1, 5000),
		sim.Whole("killed", "1: the far end is held at rest", 0, 0, 1),
	}
}

func cylinderFrom(p map[string]float64) Cylinder {
	return Cylinder{D: p["d"], Rm: p["Rm"], Ri: p["Ri"], L: p["L"], Killed: p["killed"] == 1}
}

func cableModel() sim.Model {
	return sim.Model{
		Name: "passive-cable", Title: "Passive cable in the steady state", Kind: sim.KindModel,
		Doc: `lambda = sqrt(d Rm/(4 Ri)), R_inf = (2/pi) sqrt(Rm Ri) d^(-3/2); a sealed cable has R_in = R_inf coth(L/lambda) and V(L)/V(0) = 1/cosh(L/lambda), a killed one R_inf tanh(L/lambda) and 0. ` +
			`Beside the closed form the cable is solved in n intervals with nodes at their ends and half compartments there: error of second order in L/n. NEURON and Brian2 put nodes at segment centres.`,
		Source:     "Rall 1959, Exp. Neurol. 1:491; Dayan & Abbott §6.3; Koch 1999, Biophysics of Computation, ch. 2",
		Parameters: cylinderParameters(),
		Outputs: []sim.Output{
			sim.Scalar("lambda", "um", "length constant"), sim.Scalar("R_inf", "MOhm", "input resistance of the semi-infinite cable"),
			sim.Scalar("R_in", "MOhm", "input resistance, closed form"), sim.Scalar("attenuation", "1", "V(L)/V(0), closed form"),
			sim.Scalar("V_0", "mV", "V at x = 0, compartments"), sim.Scalar("V_L", "mV", "V at x = L, compartments"),
			sim.Scalar("error", "mV", "error of V at x = 0, against the closed form"),
			sim.Curve("x", "um", "distance, nodes"), sim.Curve("V_x", "mV", "potential along the cable, compartments, against x"), sim.Curve("V_exact", "mV", "potential along the cable, closed form, against x"),
		},
		Variants: cableVariants,
		Run: func(_ context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			c := cylinderFrom(p)
			n := int(p["n"])
			v := c.Steady(n, 0, p["I"], s.Variant)
			out := sim.Result{Scalars: map[string]float64{"lambda": c.Lambda(), "R_inf": c.RInf(), "R_in": c.Input(), "attenuation": c.Profile(c.L),
				"V_0": v[0], "V_L": v[n], "error": v[0] - p["I"]*c.Input()}}
			if s.Traces {
				x, exact := make([]float64, n+1), make([]float64, n+1)
				for k := range x {
					x[k] = c.L * float64(k) / float64(n)
					exact[k] = p["I"] * c.Input() * c.Profile(x[k])
				}
				out.Traces = map[string][]float64{"x": x, "V_x": v, "V_exact": exact}
			}
			return out, nil
		},
	}
}

func stepModel() sim.Model {
	return sim.Model{
		Name: "cable-step", Title: "Passive cable in time", Kind: sim.KindModel,
		Doc: `The cable in n intervals, by backward Euler (order 1, stable for any dt). kind 0: a step of current I at x = 0 from t = 0; kind 1: an alpha current (I peak, ts) at x = 0; kind 2: the same at x = L, as a distal synapse. ` +
			`The slowest time constant is Rm Cm, the next Rm Cm/(1 + (pi lambda/L)^2). NEURON (secondorder 0) and Brian2's SpatialNeuron take the same implicit step, with nodes at the centres of segments.`,
		Source: "Rall 1969, Biophys. J. 9:1483; Hines 1984, Int. J. Biomed. Comput. 15:69",
		Parameters: append(cylinderParameters(),
			sim.Par("Cm", "uF/cm^2", "specific capacitance", 1, 0.1, 10),
			sim.Whole("kind", "0 step, 1 alpha current at x = 0, 2 alpha current at x = L", 0, 0, 2),
			sim.Par("ts", "ms", "time to the peak of the alpha current", 1, 0.05, 100),
			sim.Step(0.05, 1e-3, 5), sim.Duration(40, 1e4)),
		Outputs: []sim.Output{
			sim.Scalar("V_0", "mV", "V at x = 0 at the end"), sim.Scalar("V_L", "mV", "V at x = L at the end"),
			sim.Scalar("peak_0", "mV", "largest V at x = 0"), sim.Scalar("peak_L", "mV", "largest V at x = L"),
			sim.Scalar("time_0", "ms", "time of the peak at x = 0"), sim.Scalar("time_L", "ms", "time of the peak at x = L"),
			sim.Scalar("tau_0", "ms", "slowest time constant, sealed"), sim.Scalar("tau_1", "ms", "next one"),
			sim.Time(), sim.Trace("V0", "mV", "V at x = 0"), sim.Trace("VL", "mV", "V at x = L"),
		},
		Variants: stepVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			c := cylinderFrom(p)
			n := int(p["n"])
			steps, err := sim.Steps("cable-step", p["T"], p["dt"], true)
			if err != nil {
				return sim.Result{}, err
			}
			if float64(steps)*float64(n) > 2e7 {
				return sim.Result{}, &sim.ParameterError{Model: "cable-step", Parameter: "n", Value: p["n"], Range: "at most " + sim.Format(math.Max(1, math.Floor(2e7/float64(steps)))) + " for so many steps"}
			}
			at, input := 0, func(t float64) float64 { return p["I"] }
			if p["kind"] > 0 {
				input = func(t float64) float64 { return p["I"] * t / p["ts"] * math.Exp(1-t/p["ts"]) }
			}
			if p["kind"] == 2 {
				at = n
			}
			v0, vL, t := make([]float64, steps+1), make([]float64, steps+1), make([]float64, steps+1)
			c.Variant = s.Variant
			if s.Variant == "dendrite-is-a-wire" {
				c.Ri = 1e-9 * c.Ri
			}
			err = c.Transient(n, at, p["Cm"], p["dt"], steps, input, func(k int, v []float64) error {
				v0[k], vL[k], t[k] = v[0], v[n], float64(k)*p["dt"]
				return sim.Cancelled(ctx, k)
			})
			if err != nil {
				return sim.Result{}, err
			}
			tau0, tau1 := c.TimeConstants(p["Cm"])
			out := sim.Result{Scalars: map[string]float64{"V_0": v0[steps], "V_L": vL[steps], "tau_0": tau0, "tau_1": tau1}}
			for name, v := range map[string][]float64{"0": v0, "L": vL} {
				best := 0
				for k := range v {
					if v[k] > v[best] {
						best = k
					}
				}
				out.Scalars["peak_"+name], out.Scalars["time_"+name] = v[best], t[best]
			}
			if s.Traces {
				out.Traces = map[string][]float64{"t": t, "V0": v0, "VL": vL}
			}
			return out, nil
		},
	}
}
