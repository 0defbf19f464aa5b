package neuron

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/solve"
)

// MorrisLecar is the barnacle muscle fibre in two variables
//
//	C V' = I - gL (V - EL) - gCa m(V) (V - ECa) - gK w (V - EK)
//	w' = phi cosh((V - V3)/(2 V4)) (n(V) - w)
//	m = (1 + tanh((V - V1)/V2))/2,   n = (1 + tanh((V - V3)/V4))/2.
//
// Units uA/cm^2, mS/cm^2, uF/cm^2, mV, ms. The cosh is the *rate* of w: 1/tau_w = phi cosh(…). With
// gCa 4.4, V3 2, V4 30, phi .04 rest loses stability in a Hopf bifurcation (class 2); with gCa 4, V3
// 12, V4 17.4, phi 1/15 it vanishes in a saddle-node on the cycle (class 1). The same channels.
//
// The determinant of the Jacobian is phi r/C times the slope of the steady current-voltage curve:
// rest can vanish in a fold only where that curve is flat.
//
// A spike is an upward crossing of 0 mV, interpolated. In Brian2 a crossing is counted once by refractory="v > 0*mV", and is stamped at the
// step; some texts write lambda or 1/tau_w for phi cosh(…). Sources: Morris & Lecar 1981; Rinzel & Ermentrout in Koch &
// Segev 1998, table 7.1 (both sets).
type MorrisLecar struct {
	C, GL, GCa, GK, EL, ECa, EK, V1, V2, V3, V4, Phi float64
	Variant                                          string
}

// BarnacleHopf and BarnacleSNIC are the two sets of Rinzel & Ermentrout.
var (
	BarnacleHopf = MorrisLecar{C: 20, GL: 2, GCa: 4.4, GK: 8, EL: -60, ECa: 120, EK: -84, V1: -1.2, V2: 18, V3: 2, V4: 30, Phi: 0.04}
	BarnacleSNIC = MorrisLecar{C: 20, GL: 2, GCa: 4, GK: 8, EL: -60, ECa: 120, EK: -84, V1: -1.2, V2: 18, V3: 12, V4: 17.4, Phi: 1.0 / 15}
)

var mlVariants = []sim.Variant{
	{Name: "tanh-alone", Says: "m is tanh(…) and runs from -1 to 1, not from 0 to 1.", Where: map[string]float64{"start": 1}},
	{Name: "cosh-without-2", Says: "The rate of w has V4 where 2 V4 belongs."},
	{Name: "rate-for-time", Says: "w is divided by the cosh, which is its rate."},
	{Name: "capacitance-missing", Says: "The current is not divided by C."},
	{Name: "leak-forgotten-sign", Says: "The leak is gL (V + EL)."},
}

// M and N are the steady open fractions of calcium and potassium channels.
func (m MorrisLecar) M(v float64) float64 {
	t := math.Tanh((v - m.V1) / m.V2)
	if m.Variant == "tanh-alone" {
		return t
	}
	return (1 + t) / 2
}

// N is the steady open fraction of the potassium channels.
func (m MorrisLecar) N(v float64) float64 { return (1 + math.Tanh((v-m.V3)/m.V4)) / 2 }

func (m MorrisLecar) ionic(v, w float64) float64 {
	leak := m.GL * (v - m.EL)
	if m.Variant == "leak-forgotten-sign" {
		leak = m.GL * (v + m.EL)
	}
	return leak + m.GCa*m.M(v)*(v-m.ECa) + m.GK*w*(v-m.EK)
}

// SteadyCurrent returns the current (uA/cm^2) that holds the membrane at v.
func (m MorrisLecar) SteadyCurrent(v float64) float64 { return m.ionic(v, m.N(v)) }

// Rests returns the potentials between -120 and 80 mV at which the current I balances, ascending.
func (m MorrisLecar) Rests(I float64) []float64 {
	return solve.Roots(func(v float64) float64 { return m.SteadyCurrent(v) - I }, -120, 80, 2000)
}

// Field returns the right-hand side for the state V, w.
func (m MorrisLecar) Field(I float64) solve.Field {
	c, wide := m.C, 2*m.V4
	switch m.Variant {
	case "capacitance-missing":
		c = 1
	case "cosh-without-2":
		wide = m.V4
	}
	timeForRate := m.Variant == "rate-for-time"
	return func(_ float64, x, dx []float64) {
		rate := math.Cosh((x[0] - m.V3) / wide)
		if timeForRate {
			rate = 1 / rate
		}
		dx[0] = (I - m.ionic(x[0], x[1])) / c
		dx[1] = m.Phi * rate * (m.N(x[0]) - x[1])
	}
}

func morrisLecarParameters() []sim.Parameter {
	return []sim.Parameter{
		sim.Par("C", "uF/cm^2", "membrane capacitance", 20, 1, 100),
		sim.Par("gL", "mS/cm^2", "leak conductance", 2, 0.1, 20),
		sim.Par("gCa", "mS/cm^2", "maximal calcium conductance", 4.4, 0, 20),
		sim.Par("gK", "mS/cm^2", "maximal potassium conductance", 8, 0, 40),
		sim.Par("EL", "mV", "leak reversal", -60, -100, 0),
		sim.Par("ECa", "mV", "calcium reversal", 120, 20, 200),
		sim.Par("EK", "mV", "potassium reversal", -84, -120, -40),
		sim.Par("V1", "mV", "half activation of calcium", -1.2, -60, 60),
		sim.Par("V2", "mV", "slope of calcium activation", 18, 2, 60),
		sim.Par("V3", "mV", "half activation of potassium", 2, -60, 60),
		sim.Par("V4", "mV", "slope of potassium activation", 30, 5, 60),
		sim.Par("phi", "1/ms", "rate of w", 0.04, 0.001, 1),
	}
}

func morrisLecarFrom(s sim.Settings) MorrisLecar {
	p := s.Values
	return MorrisLecar{C: p["C"], GL: p["gL"], GCa: p["gCa"], GK: p["gK"], EL: p["EL"], ECa: p["ECa"], EK: p["EK"],
		V1: p["V1"], V2: p["V2"], V3: p["V3"], V4: p["V4"], Phi: p["phi"], Variant: s.Variant}
}

// BarnaclePresets are the two published sets as values of the registry.
func BarnaclePresets() []sim.Preset {
	return []sim.Preset{
		{Name: "Hopf set (class 2)", Says: "Rest loses stability in a Hopf bifurcation at 93.86.", Values: map[string]float64{"gCa": 4.4, "V3": 2, "V4": 30, "phi": 0.04, "I": 90}},
		{Name: "SNIC set (class 1)", Says: "Rest vanishes in a fold on the cycle at 39.96.", Values: map[string]float64{"gCa": 4, "V3": 12, "V4": 17.4, "phi": 1.0 / 15, "I": 45}},
	}
}

// BarnaclePresetsWithout are BarnaclePresets less the named values.
func BarnaclePresetsWithout(names ...string) []sim.Preset {
	presets := BarnaclePresets()
	for _, p := range presets {
		for _, n := range names {
			delete(p.Values, n)
		}
	}
	return presets
}

func morrisLecarModel() sim.Model {
	return sim.Model{
		Name: "morris-lecar", Title: "Morris-Lecar neuron", Kind: sim.KindModel,
		Doc: `C V' = I - gL (V - EL) - gCa m(V) (V - ECa) - gK w (V - EK); w' = phi cosh((V - V3)/(2 V4)) (n(V) - w); m, n = (1 + tanh)/2. ` +
			`start 0: from the lowest fixed point at this current, displaced by 0.1 mV; start 1: from V 20 mV, w 0.1, a running state (the Hopf set is bistable from 88.4 to 93.86); start 2: from V_0, w_0. ` +
			`A spike is an upward crossing of 0 mV, interpolated; the rate is that of the last half. The cosh multiplies the rate of w: where a text gives a time constant it is 1/(phi cosh(…)). In Brian2 a crossing is counted once by refractory = 'v > 0*mV', and is stamped at the step.`,
		Source: "Morris & Lecar 1981, Biophys. J. 35:193; Rinzel & Ermentrout in Koch & Segev, Methods in Neuronal Modeling (1998), ch. 7",
		Parameters: append(morrisLecarParameters(),
			sim.Par("I", "uA/cm^2", "current density", 100, -200, 500),
			sim.Whole("start", "0 rest, 1 running, 2 at V_0, w_0", 0, 0, 2),
			sim.Par("V_0", "mV", "start when start is 2", -20, -120, 100),
			sim.Par("w_0", "1", "start when start is 2", 0.05, 0, 1),
			sim.Step(0.1, 1e-3, 1), sim.Duration(3000, 1e5), flowMethod()),
		Outputs: append(flowOutputs("V", "mV"),
			sim.Trace("V", "mV", "membrane potential"), sim.Trace("w", "1", "open fraction of potassium channels"),
			sim.Scalar("rest", "mV", "lowest fixed point at this current; absent when there is none")),
		Variants: mlVariants,
		Presets:  BarnaclePresets(),
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			m := morrisLecarFrom(s)
			p := s.Values
			rests := m.Rests(p["I"])
			start := []float64{p["V_0"], p["w_0"]}
			switch p["start"] {
			case 0:
				if len(rests) == 0 {
					return sim.Result{}, &sim.ParameterError{Model: "morris-lecar", Parameter: "start", Value: 0, Range: "1 or 2 here: this current has no fixed point between -120 and 80 mV"}
				}
				start = []float64{rests[0] + 0.1, m.N(rests[0])}
			case 1:
				start = []float64{20, 0.1}
			}
			r, err := flow{model: "morris-lecar", field: m.Field(p["I"]), states: []string{"V", "w"}, start: start}.run(ctx, s)
			if err == nil && len(rests) > 0 {
				r.Scalars["rest"] = rests[0]
			}
			return r, err
		},
	}
}
