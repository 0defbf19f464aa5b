package synapse

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/spike"
)

// Conductance is the integrate-and-fire neuron with steady synaptic conductances
//
//	C V' = gL (EL - V) + gE (EE - V) + gI (EI - V) + I.
//
// Units pF, nS, mV, pA, ms. With the conductances held, V relaxes to V_inf = (gL EL + gE EE + gI EI + I)/g
// with tau = C/g, g = gL + gE + gI: exponential Euler is exact. A step integrates, tests V >= Vth, stamps
// the exact exponential crossing, resets to Vr and holds round(tref/dt) steps.
//
// Shunting divides subthreshold responses and only *shifts* the f-I curve at high rates: by
// (Vth + Vr)/2 - EI pA per nS of inhibition, the current that it draws at the mean potential between two spikes (Holt &
// Koch 1997, Neural Comput. 9:1001).
//
// NEST's iaf_cond_* integrate by Runge-Kutta-Fehlberg and reset and stamp on the grid; Brian2's method
// "exponential_euler" takes the step of this model, stamped at its beginning.
type Conductance struct {
	C, GL, GE, GI, EL, EE, EI, Vth, Vr, Tref float64
	Variant                                  string
}

var conductanceVariants = []sim.Variant{
	{Name: "tau-leak-only", Says: "The time constant stays C/gL.", Where: map[string]float64{"gI": 10}},
	{Name: "tau-adds-times", Says: "The time constant grows with conductance.", Where: map[string]float64{"gI": 10}},
	{Name: "divide-by-gL", Says: "The weighted mean is divided by gL alone.", Where: map[string]float64{"gI": 10}},
	{Name: "I-over-gL", Says: "The injected current meets the leak only.", Where: map[string]float64{"gI": 10}},
	{Name: "inhibition-as-current", Says: "Inhibition is a constant current: no shunt is left.", Where: map[string]float64{"gI": 10}},
	{Name: "sign-of-I", Says: "Positive current hyperpolarises."},
	{Name: "no-tref", Says: "The refractory hold is left out."},
	{Name: "reset-to-EL", Says: "V goes to EL after a spike, not to Vr."},
	{Name: "euler-step", Says: "A step is dt/tau (V_inf - V), not the exponential."},
}

// Goal returns tau (ms) and V_inf (mV) under the current I (pA).
func (n Conductance) Goal(I float64) (tau, vInf float64) {
	g := n.GL + n.GE + n.GI
	sum := n.GL*n.EL + n.GE*n.EE + n.GI*n.EI
	tau, vInf = n.C/g, (sum+I)/g
	switch n.Variant {
	case "tau-leak-only":
		tau = n.C / n.GL
	case "tau-adds-times":
		tau = n.C / n.GL * (1 + (n.GE+n.GI)/n.GL)
	case "divide-by-gL":
		vInf = (sum + I) / n.GL
	case "I-over-gL":
		vInf = sum/g + I/n.GL
	case "inhibition-as-current":
		g = n.GL + n.GE
		tau, vInf = n.C/g, (n.GL*n.EL+n.GE*n.EE+I+n.GI*(n.EI-n.EL))/g
	case "sign-of-I":
		vInf = (sum - I) / g
	}
	return tau, vInf
}

// Rate returns the closed form 1000/(tref + tau log((V_inf - Vr)/(V_inf - Vth))) in Hz, 0 when V_inf <= Vth.
func (n Conductance) Rate(I float64) float64 {
	tau, vInf := n.Goal(I)
	if !(vInf > n.Vth) {
		return 0
	}
	from, hold := n.Vr, n.Tref
	if n.Variant == "reset-to-EL" {
		from = n.EL
	}
	if n.Variant == "no-tref" {
		hold = 0
	}
	return 1000 / (hold + tau*math.Log1p((n.Vth-from)/(vInf-n.Vth)))
}

// Simulate runs from v0 for steps of dt and returns V (one longer) and the spike times.
func (n Conductance) Simulate(v0, I, dt float64, steps int) (v, spikes []float64) {
	tau, vInf := n.Goal(I)
	decay := math.Exp(-dt / tau)
	hold, left := int(math.Round(n.Tref/dt)), 0
	reset := n.Vr
	switch n.Variant {
	case "no-tref":
		hold = 0
	case "reset-to-EL":
		reset = n.EL
	}
	v = make([]float64, steps+1)
	v[0] = v0
	for k := 0; k < steps; k++ {
		if left > 0 {
			left--
			v[k+1] = v[k]
			continue
		}
		next := vInf + (v[k]-vInf)*decay
		if n.Variant == "euler-step" {
			next = v[k] + dt/tau*(vInf-v[k])
		}
		if next >= n.Vth {
			at := 0.0
			if v[k] < n.Vth && vInf > n.Vth {
				at = math.Min(dt, tau*math.Log((vInf-v[k])/(vInf-n.Vth)))
			}
			spikes = append(spikes, float64(k)*dt+at)
			next, left = reset, hold
		}
		v[k+1] = next
	}
	return v, spikes
}

func conductanceModel() sim.Model {
	return sim.Model{
		Name: "lif-conductance", Title: "Integrate-and-fire neuron with synaptic conductances", Kind: sim.KindModel,
		Doc: `C V' = gL (EL - V) + gE (EE - V) + gI (EI - V) + I with conductances held: exponential Euler is exact. Starts at EL; spikes are stamped at the exact exponential crossing; the hold of round(tref/dt) steps waits for the grid. ` +
			`rate is the closed form, rate_simulated that of the run. Inhibition near rest divides small responses but shifts the f-I curve at high rates, by (Vth + Vr)/2 - EI pA per nS. ` +
			`NEST's iaf_cond models integrate by Runge-Kutta-Fehlberg and reset on the grid; Brian2's exponential_euler takes the same step, stamped at its beginning.`,
		Source: "Holt & Koch 1997, Neural Comput. 9:1001; Dayan & Abbott §5.8; Neuronal Dynamics §6.1",
		Parameters: []sim.Parameter{
			sim.Par("C", "pF", "capacitance", 200, 1, 5000),
			sim.Par("gL", "nS", "leak", 10, 0.1, 500),
			sim.Par("gE", "nS", "excitatory conductance", 0, 0, 1000),
			sim.Par("gI", "nS", "inhibitory conductance", 0, 0, 1000),
			sim.Par("EL", "mV", "leak reversal", -70, -100, -40),
			sim.Par("EE", "mV", "excitatory reversal", 0, -40, 50),
			sim.Par("EI", "mV", "inhibitory reversal", -70, -120, -40),
			sim.Par("Vth", "mV", "threshold", -50, -80, 0),
			sim.Par("Vr", "mV", "reset", -60, -120, -1),
			sim.Par("tref", "ms", "refractory time", 2, 0, 100),
			sim.Par("I", "pA", "injected current", 500, -5000, 20000),
			sim.Step(0.1, 1e-3, 10), sim.Duration(500, 1e5),
		},
		Outputs: []sim.Output{
			sim.Scalar("rate", "Hz", "firing rate, closed form; 0 below rheobase"), sim.Scalar("rate_simulated", "Hz", "firing rate of the run, 1000 / mean interval"),
			sim.Scalar("tau", "ms", "effective time constant"), sim.Scalar("V_inf", "mV", "where V relaxes to"),
			sim.Scalar("rheobase", "pA", "rheobase, the current at which V_inf reaches Vth"), sim.Scalar("epsp", "mV", "steady depolarisation by 100 pA"),
			sim.Scalar("first_spike", "ms", "first spike; absent when silent"), sim.Scalar("count", "1", "number of spikes"),
			sim.Time(), sim.Trace("V", "mV", "membrane potential"), sim.Times("spikes", "spike times"),
		},
		Variants: conductanceVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			n := Conductance{p["C"], p["gL"], p["gE"], p["gI"], p["EL"], p["EE"], p["EI"], p["Vth"], p["Vr"], p["tref"], s.Variant}
			if !(n.Vr < n.Vth) {
				return sim.Result{}, &sim.ParameterError{Model: "lif-conductance", Parameter: "Vr", Value: n.Vr, Range: "below Vth = " + sim.Format(n.Vth) + " mV"}
			}
			tau, vInf := n.Goal(p["I"])
			if s.Variant == "euler-step" {
				if err := sim.Explicit("lif-conductance", p["dt"], tau, "tau"); err != nil {
					return sim.Result{}, err
				}
			}
			steps, err := sim.Steps("lif-conductance", p["T"], p["dt"], true)
			if err != nil {
				return sim.Result{}, err
			}
			if err := ctx.Err(); err != nil {
				return sim.Result{}, err
			}
			v, spikes := n.Simulate(n.EL, p["I"], p["dt"], steps)
			g := n.GL + n.GE + n.GI
			out := sim.Result{Scalars: map[string]float64{"rate": n.Rate(p["I"]), "rate_simulated": spike.Rate(spikes), "tau": tau, "V_inf": vInf,
				"rheobase": g*n.Vth - n.GL*n.EL - n.GE*n.EE - n.GI*n.EI, "epsp": 100 / g, "count": float64(len(spikes))},
				Times: map[string][]float64{"spikes": spikes}}
			if len(spikes) > 0 {
				out.Scalars["first_spike"] = spikes[0]
			}
			if s.Traces {
				out.Traces = map[string][]float64{"t": timeAxis(steps, p["dt"]), "V": v}
			}
			return out, nil
		},
	}
}
