package neuron

import (
	"context"
	"math"

	"coronium/sim"
)

// Clamp returns sodium and potassium currents (uA/cm^2, outward positive) at the time t (ms) after the
// membrane, held at hold for ever, is stepped to v. Under a voltage clamp the gates are
// exponentials, x = x_inf + (x_0 - x_inf) exp(-t/tau_x): nothing is integrated.
func (h HodgkinHuxley) Clamp(hold, v, t float64) (na, k float64) {
	m0, h0, n0 := h.Gates(hold)
	am, bm, ah, bh, an, bn := h.rates(v)
	q := h.Q10()
	gate := func(x, a, b float64) float64 { return steady(a, b) + (x-steady(a, b))*math.Exp(-q*(a+b)*t) }
	m, hh, n := gate(m0, am, bm), gate(h0, ah, bh), gate(n0, an, bn)
	leak := h.GL * (v - h.EL)
	total := h.ionic(v, m, hh, n)
	potassium := h
	potassium.GNa = 0
	k = potassium.ionic(v, m, hh, n) - leak
	return total - k - leak, k
}

// ClampedGate returns potassium's activation n at the time t (ms) after the same step.
func (h HodgkinHuxley) ClampedGate(hold, v, t float64) float64 {
	_, _, n0 := h.Gates(hold)
	_, _, _, _, an, bn := h.rates(v)
	return steady(an, bn) + (n0-steady(an, bn))*math.Exp(-h.Q10()*(an+bn)*t)
}

// clampVariants are those misconceptions of the membrane that show under a voltage clamp.
func clampVariants() []sim.Variant {
	var own []sim.Variant
	for _, v := range hhVariants {
		switch v.Name {
		case "n-cubed", "m-h3", "no-h", "m-squared", "h-swapped", "beta-n-80-18":
			own = append(own, v)
		}
	}
	return own
}

func clampModel() sim.Model {
	return sim.Model{
		Name: "hh-clamp", Title: "Voltage clamp of the Hodgkin-Huxley membrane", Kind: sim.KindModel,
		Doc: `The membrane is held at V_hold for ever and stepped to V at t = 0; gates relax exponentially to their steady state at V, and the ionic currents follow (outward positive). ` +
			`Potassium rises with a lag (as t^4 from a membrane held so low that n is nearly 0) and falls without one: four gates. There is no capacitive current after the step itself, and the leak is left out.`,
		Source: "Hodgkin & Huxley 1952, J. Physiol. 117:500-544, eqs 7-20 and figures 3 and 6",
		Parameters: append(squidParameters(),
			sim.Par("V_hold", "mV", "holding potential", -65, -120, 60),
			sim.Par("V", "mV", "potential of the step", 0, -120, 100),
			sim.Step(0.01, 1e-4, 1), sim.Duration(20, 1000)),
		Outputs: []sim.Output{
			sim.Time(), sim.Trace("I_Na", "uA/cm^2", "sodium current"), sim.Trace("I_K", "uA/cm^2", "potassium current"),
			sim.Scalar("I_Na_peak", "uA/cm^2", "sodium current of largest size"),
			sim.Scalar("I_K_end", "uA/cm^2", "potassium current at T"),
			sim.Scalar("n_end", "1", "potassium activation at T"),
			sim.Scalar("n_inf", "1", "steady potassium activation at V"),
			sim.Scalar("tau_n", "ms", "time constant of n at V"),
		},
		Variants: clampVariants(),
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			h := squidFrom(s)
			steps, err := sim.Steps("hh-clamp", p["T"], p["dt"], s.Traces)
			if err != nil {
				return sim.Result{}, err
			}
			t := timeAxis(steps, p["dt"])
			na, k := make([]float64, steps+1), make([]float64, steps+1)
			peak := 0.0
			for i := range t {
				if err := sim.Cancelled(ctx, i); err != nil {
					return sim.Result{}, err
				}
				na[i], k[i] = h.Clamp(p["V_hold"], p["V"], t[i])
				if math.Abs(na[i]) > math.Abs(peak) {
					peak = na[i]
				}
			}
			_, _, _, _, an, bn := h.rates(p["V"])
			out := sim.Result{Scalars: map[string]float64{"I_Na_peak": peak, "I_K_end": k[steps],
				"n_end": h.ClampedGate(p["V_hold"], p["V"], t[steps]), "n_inf": steady(an, bn), "tau_n": 1 / (h.Q10() * (an + bn))}}
			if s.Traces {
				out.Traces = map[string][]float64{"t": t, "I_Na": na, "I_K": k}
			}
			return out, nil
		},
	}
}
