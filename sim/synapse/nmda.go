package synapse

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/solve"
)

// Block returns the open fraction of NMDA channels at the potential v (mV) with mg mM of extracellular
// magnesium, 1/(1 + (mg/3.57) exp(-0.062 v)).
//
// Source: Jahr & Stevens 1990 (eq. 4, their constants 3.57 mM and 0.062 per mV).
func Block(v, mg float64) float64 { return 1 / (1 + mg/3.57*math.Exp(-0.062*v)) }

var nmdaVariants = []sim.Variant{
	{Name: "block-sign", Says: "Depolarisation blocks instead of unblocking."},
	{Name: "volts", Says: "The potential stands in volts in the exponent."},
	{Name: "mg-not-divided", Says: "Magnesium is multiplied by 3.57, not divided by it."},
}

func block(v, mg float64, variant string) float64 {
	switch variant {
	case "block-sign":
		return 1 / (1 + mg/3.57*math.Exp(0.062*v))
	case "volts":
		return 1 / (1 + mg/3.57*math.Exp(-0.062*v*1e-3))
	case "mg-not-divided":
		return 1 / (1 + mg*3.57*math.Exp(-0.062*v))
	}
	return Block(v, mg)
}

func nmdaModel() sim.Model {
	return sim.Model{
		Name: "nmda", Title: "Magnesium block of the NMDA conductance", Kind: sim.KindTheory,
		Doc: `B(V) = 1/(1 + (Mg/3.57 mM) exp(-0.062 V)); current gmax B(V) (V - E), inward negative. The most inward current lies near -27 mV at 1 mM: below it depolarisation increases the inward current, which makes NMDA spikes. ` +
			`Half of the channels are open at log(Mg/3.57)/.062 mV. NEST's iaf_bw_2001 and Brian2's example of Wang 2002 use this block; it is instantaneous, and receptor kinetics are another matter.`,
		Source: "Jahr & Stevens 1990, J. Neurosci. 10:3178, eq. 4",
		Parameters: []sim.Parameter{
			sim.Par("V", "mV", "membrane potential", -70, -150, 100),
			sim.Par("Mg", "mM", "extracellular magnesium", 1, 0, 20),
			sim.Par("gmax", "nS", "conductance without block", 1, 0, 1000),
			sim.Par("E", "mV", "reversal", 0, -50, 50),
		},
		Outputs: []sim.Output{
			sim.Scalar("B", "1", "open fraction at V"), sim.Scalar("I", "pA", "current at V"),
			sim.Scalar("V_min", "mV", "where the inward current is largest; absent without a minimum between -150 mV and E"),
			sim.Scalar("I_min", "pA", "largest inward current"), sim.Scalar("V_half", "mV", "where half is open; absent without magnesium"),
			sim.Curve("V_axis", "mV", "potential, for I_V"), sim.Curve("I_V", "pA", "current against V_axis"),
		},
		Variants: nmdaVariants,
		Run: func(_ context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			current := func(v float64) float64 { return p["gmax"] * block(v, p["Mg"], s.Variant) * (v - p["E"]) }
			out := sim.Result{Scalars: map[string]float64{"B": block(p["V"], p["Mg"], s.Variant), "I": current(p["V"])}}
			if p["Mg"] > 0 {
				out.Scalars["V_half"] = math.Log(p["Mg"]/3.57) / 0.062
			}
			// d/dV [B (V - E)] = B (1 + 0.062 (1 - B)(V - E)) vanishes at the minimum.
			slope := func(v float64) float64 { return 1 + 0.062*(1-Block(v, p["Mg"]))*(v-p["E"]) }
			if s.Variant == "" && p["gmax"] > 0 {
				if r := solve.Roots(slope, -150, p["E"], 400); len(r) > 0 {
					v := r[len(r)-1]
					out.Scalars["V_min"], out.Scalars["I_min"] = v, current(v)
				}
			}
			if s.Traces {
				v, c := make([]float64, 261), make([]float64, 261)
				for i := range v {
					v[i] = -90 + 0.5*float64(i)
					c[i] = current(v[i])
				}
				out.Traces = map[string][]float64{"V_axis": v, "I_V": c}
			}
			return out, nil
		},
	}
}
