package neuron

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/solve"
)

// ConnorStevens is a spiking membrane with a transient (A-type) potassium current, which lets it fire
// as slowly as one likes:
//
//	C V' = I - g_Na m^3 h (V - E_Na) - g_K n^4 (V - E_K) - g_A a^3 b (V - E_A) - g_L (V - E_L).
//
// m, h, n have the Hodgkin-Huxley form with shifted and faster rates; a and b relax to a_inf(V),
// b_inf(V) with tau_a(V), tau_b(V). Units as in HodgkinHuxley; a spike is an upward crossing of 0 mV.
// Rest -67.978 mV; the resting state vanishes in a fold at 8.1141 uA/cm^2.
//
// In Brian2 it is these equations with threshold="v > 0*mV" and refractory="v > 0*mV", so that one upstroke is one spike,
// stamped at the step; NEST has no such model built in.
//
// Sources: Connor & Stevens 1971; Connor, Walter & McKown 1977; the form and numbers are those of
// Dayan & Abbott §6.2 (their mS/mm^2 times 100).
type ConnorStevens struct {
	C, GNa, GK, GA, GL, ENa, EK, EA, EL float64
	Variant                             string
}

var connorStevensVariants = []sim.Variant{
	{Name: "a-not-cubed", Says: "The A current opens with a, not a^3."},
	{Name: "A-without-inactivation", Says: "b is left out: the A current never inactivates and only shunts."},
	{Name: "squid-rates", Says: "Sodium and potassium have the rates of the squid axon, not of the gastropod."},
	{Name: "b-swapped", Says: "The inactivation of A opens with depolarisation: 1 - b."},
	{Name: "A-reverses-at-E_L", Says: "The A current is driven by V - E_L."},
}

// rates returns the rates of m, h and n that the model, or a variant of it, uses.
func (c ConnorStevens) rates(v float64) (am, bm, ah, bh, an, bn float64) {
	if c.Variant == "squid-rates" {
		return Rates(v)
	}
	return csRates(v)
}

// csRates returns alpha and beta (1/ms) of m, h and n.
func csRates(v float64) (am, bm, ah, bh, an, bn float64) {
	am = 3.8 * solve.ExpRel(-0.1*(v+29.7))
	bm = 15.2 * math.Exp(-0.0556*(v+54.7))
	ah = 0.266 * math.Exp(-0.05*(v+48))
	bh = 3.8 / (1 + math.Exp(-0.1*(v+18)))
	an = 0.2 * solve.ExpRel(-0.1*(v+45.7))
	bn = 0.25 * math.Exp(-0.0125*(v+55.7))
	return
}

// aCurrent returns steady states and time constants (ms) of the gates of the A current.
func aCurrent(v float64) (aInf, tauA, bInf, tauB float64) {
	aInf = math.Cbrt(0.0761 * math.Exp(0.0314*(v+94.22)) / (1 + math.Exp(0.0346*(v+1.17))))
	tauA = 0.3632 + 1.158/(1+math.Exp(0.0497*(v+55.96)))
	root := 1 / (1 + math.Exp(0.0688*(v+53.3)))
	bInf = root * root * root * root
	tauB = 1.24 + 2.678/(1+math.Exp(0.0624*(v+50)))
	return
}

func (c ConnorStevens) ionic(v, m, h, n, a, b float64) float64 {
	open, reversal := a*a*a*b, c.EA
	switch c.Variant {
	case "a-not-cubed":
		open = a * b
	case "A-without-inactivation":
		open = a * a * a
	case "b-swapped":
		open = a * a * a * (1 - b)
	case "A-reverses-at-E_L":
		reversal = c.EL
	}
	return c.GNa*m*m*m*h*(v-c.ENa) + c.GK*n*n*n*n*(v-c.EK) + c.GA*open*(v-reversal) + c.GL*(v-c.EL)
}

// Start returns the state V, m, h, n, a, b with all gates at their steady state at v.
func (c ConnorStevens) Start(v float64) []float64 {
	am, bm, ah, bh, an, bn := c.rates(v)
	a, _, b, _ := aCurrent(v)
	return []float64{v, steady(am, bm), steady(ah, bh), steady(an, bn), a, b}
}

// SteadyCurrent returns the current (uA/cm^2) that holds the membrane at v.
func (c ConnorStevens) SteadyCurrent(v float64) float64 {
	x := c.Start(v)
	return c.ionic(x[0], x[1], x[2], x[3], x[4], x[5])
}

// Field returns the right-hand side under a constant current I (uA/cm^2).
func (c ConnorStevens) Field(I float64) solve.Field {
	return func(_ float64, x, dx []float64) {
		v := x[0]
		am, bm, ah, bh, an, bn := c.rates(v)
		aInf, tauA, bInf, tauB := aCurrent(v)
		dx[0] = (I - c.ionic(v, x[1], x[2], x[3], x[4], x[5])) / c.C
		dx[1] = am*(1-x[1]) - bm*x[1]
		dx[2] = ah*(1-x[2]) - bh*x[2]
		dx[3] = an*(1-x[3]) - bn*x[3]
		dx[4] = (aInf - x[4]) / tauA
		dx[5] = (bInf - x[5]) / tauB
	}
}

// GastropodAxon is the set of Dayan & Abbott §6.2.
var GastropodAxon = ConnorStevens{C: 1, GNa: 120, GK: 20, GA: 47.7, GL: 0.3, ENa: 55, EK: -72, EA: -75, EL: -17}

func connorStevensModel() sim.Model {
	return sim.Model{
		Name: "connor-stevens", Title: "Connor-Stevens neuron", Kind: sim.KindModel,
		Doc: `C V' = I - g_Na m^3 h (V - E_Na) - g_K n^4 (V - E_K) - g_A a^3 b (V - E_A) - g_L (V - E_L). The A current delays the next spike, so that firing starts at rate 0: class 1. ` +
			`Set g_A to 0 (and E_L to about -70) and the same channels are class 2. Starts at V_0 with all gates steady; a spike is an upward crossing of 0 mV, interpolated; the rate is that of the last half. ` +
			`m, h, n are as in Hodgkin-Huxley with shifted, faster rates; a and b relax to a_inf(V), b_inf(V). In Brian2 a crossing is counted once by refractory = 'v > 0*mV', and is stamped at the step.`,
		Source: "Connor & Stevens 1971, J. Physiol. 213:31; Connor, Walter & McKown 1977, Biophys. J. 18:81; form and numbers of Dayan & Abbott §6.2 (their mS/mm^2 times 100)",
		Parameters: []sim.Parameter{
			sim.Par("C", "uF/cm^2", "membrane capacitance", 1, 0.1, 10),
			sim.Par("g_Na", "mS/cm^2", "maximal sodium conductance", 120, 0, 500),
			sim.Par("g_K", "mS/cm^2", "maximal delayed potassium conductance", 20, 0, 200),
			sim.Par("g_A", "mS/cm^2", "maximal A conductance", 47.7, 0, 200),
			sim.Par("g_L", "mS/cm^2", "leak conductance", 0.3, 0.001, 10),
			sim.Par("E_Na", "mV", "sodium reversal", 55, 0, 100),
			sim.Par("E_K", "mV", "potassium reversal", -72, -120, -40),
			sim.Par("E_A", "mV", "reversal of the A current", -75, -120, -40),
			sim.Par("E_L", "mV", "leak reversal", -17, -100, 0),
			sim.Par("I", "uA/cm^2", "current density", 10, -200, 300),
			sim.Par("V_0", "mV", "start", -68, -120, 60),
			sim.Step(0.01, 1e-4, 0.05), sim.Duration(500, 2e4), flowMethod(),
		},
		Outputs: append(flowOutputs("V", "mV"),
			sim.Trace("V", "mV", "membrane potential"), sim.Trace("m", "1", "sodium activation"), sim.Trace("h", "1", "sodium inactivation"),
			sim.Trace("n", "1", "potassium activation"), sim.Trace("a", "1", "A activation"), sim.Trace("b", "1", "A inactivation")),
		Variants: connorStevensVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			c := ConnorStevens{C: p["C"], GNa: p["g_Na"], GK: p["g_K"], GA: p["g_A"], GL: p["g_L"], ENa: p["E_Na"], EK: p["E_K"], EA: p["E_A"], EL: p["E_L"], Variant: s.Variant}
			return flow{model: "connor-stevens", field: c.Field(p["I"]), states: []string{"V", "m", "h", "n", "a", "b"}, start: c.Start(p["V_0"])}.run(ctx, s)
		},
	}
}
