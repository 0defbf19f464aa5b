package neuron

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/solve"
)

// HodgkinHuxley is the membrane patch of the squid giant axon
//
//	C V' = I - g_Na m^3 h (V - E_Na) - g_K n^4 (V - E_K) - g_L (V - E_L)
//	x' = phi (alpha_x(V) (1 - x) - beta_x(V) x),   x = m, h, n,   phi = 3^((T_C - 6.3)/10).
//
// Units: uA/cm^2, mS/cm^2, uF/cm^2, mV, ms close without a factor. Rates (1/ms), with V in the
// modern convention (inside minus outside; 1952 had rest at 0 and depolarisation negative):
//
//	alpha_m = 0.1 (V+40)/(1 - exp(-(V+40)/10))    beta_m = 4 exp(-(V+65)/18)
//	alpha_h = 0.07 exp(-(V+65)/20)                beta_h = 1/(1 + exp(-(V+35)/10))
//	alpha_n = 0.01 (V+55)/(1 - exp(-(V+55)/10))   beta_n = 0.125 exp(-(V+65)/80)
//
// alpha_m and alpha_n are 0/0 at -40 and -55 mV; their limits, 1 and 0.1, are taken by solve.ExpRel.
// A spike is an upward crossing of 0 mV. E_L is -54.387 mV, so that the rest lies near -65.
//
// NEURON's hh uses E_L -54.3 and tables of the rates unless told otherwise; NEST's hh_psc_alpha
// starts from -65 and calls a spike at the first descending sample after 0 mV; Brian2's examples
// often shift V by 65 mV and use conductances per cm^2 times an area.
//
// Sources: Hodgkin & Huxley 1952, J. Physiol. 117:500, eqs 7, 15, 16 (gates), 12, 13, 20, 21, 23, 24 (rates), 26 (membrane);
// Dayan & Abbott §5.6.
type HodgkinHuxley struct {
	C, GNa, GK, GL, ENa, EK, EL, Celsius float64
	Variant                              string
}

// Squid is the set of 1952 at 6.3 degrees.
var Squid = HodgkinHuxley{C: 1, GNa: 120, GK: 36, GL: 0.3, ENa: 50, EK: -77, EL: -54.387, Celsius: 6.3}

// Rates returns the six rates in 1/ms at 6.3 degrees.
func Rates(v float64) (am, bm, ah, bh, an, bn float64) {
	am = solve.ExpRel(-(v + 40) / 10)
	bm = 4 * math.Exp(-(v+65)/18)
	ah = 0.07 * math.Exp(-(v+65)/20)
	bh = 1 / (1 + math.Exp(-(v+35)/10))
	an = 0.1 * solve.ExpRel(-(v+55)/10)
	bn = 0.125 * math.Exp(-(v+65)/80)
	return
}

// Q10 returns the factor by which the temperature speeds up the gates.
func (h HodgkinHuxley) Q10() float64 { return math.Pow(3, (h.Celsius-6.3)/10) }

// Gates returns the steady states m, h, n at v.
func (h HodgkinHuxley) Gates(v float64) (m, hh, n float64) {
	am, bm, ah, bh, an, bn := h.rates(v)
	return steady(am, bm), steady(ah, bh), steady(an, bn)
}

// SteadyCurrent returns the current (uA/cm^2) that holds the membrane at v for ever.
func (h HodgkinHuxley) SteadyCurrent(v float64) float64 {
	m, hh, n := h.Gates(v)
	return h.ionic(v, m, hh, n)
}

// Rest returns the lowest potential in -100 … 50 mV at which the current I balances, and whether there is one.
func (h HodgkinHuxley) Rest(I float64) (float64, bool) {
	r := solve.Roots(func(v float64) float64 { return h.SteadyCurrent(v) - I }, -100, 50, 1500)
	if len(r) == 0 {
		return 0, false
	}
	return r[0], true
}

// hhVariants change one exponent, rate or start each.
var hhVariants = []sim.Variant{
	{Name: "n-cubed", Says: "Potassium has three gates: n^3."},
	{Name: "m-h3", Says: "The exponents of m and h are exchanged: m h^3."},
	{Name: "no-h", Says: "Sodium does not inactivate."},
	{Name: "m-squared", Says: "Sodium has two activation gates: m^2 h."},
	{Name: "h-swapped", Says: "alpha_h and beta_h are exchanged: h opens on depolarisation."},
	{Name: "beta-n-80-18", Says: "beta_n falls over 18 mV, not 80."},
	{Name: "leak-reverses-at-rest", Says: "E_L is -65 mV: the leak reverses at rest."},
	{Name: "gates-start-at-zero", Says: "All gates start at 0."},
	{Name: "tau-is-1-over-alpha", Says: "The time constant of a gate is 1/alpha, not 1/(alpha + beta)."},
	{Name: "no-q10", Says: "The temperature factor is left out.", Where: map[string]float64{"T_C": 18.5}},
	{Name: "q10-alpha-only", Says: "Only the opening rates are scaled with temperature.", Where: map[string]float64{"T_C": 18.5}},
}

func (h HodgkinHuxley) rates(v float64) (am, bm, ah, bh, an, bn float64) {
	am, bm, ah, bh, an, bn = Rates(v)
	switch h.Variant {
	case "h-swapped":
		ah, bh = bh, ah
	case "beta-n-80-18":
		bn = 0.125 * math.Exp(-(v+65)/18)
	}
	return
}

// ionic is the sum of the currents (uA/cm^2, outward positive).
func (h HodgkinHuxley) ionic(v, m, hh, n float64) float64 {
	na, k, el := m*m*m*hh, n*n*n*n, h.EL
	switch h.Variant {
	case "n-cubed":
		k = n * n * n
	case "m-h3":
		na = m * hh * hh * hh
	case "no-h":
		na = m * m * m
	case "m-squared":
		na = m * m * hh
	case "leak-reverses-at-rest":
		el = -65
	}
	return h.GNa*na*(v-h.ENa) + h.GK*k*(v-h.EK) + h.GL*(v-el)
}

// Field returns the right-hand side for the state V, m, h, n under a constant current I (uA/cm^2).
func (h HodgkinHuxley) Field(I float64) solve.Field {
	open, shut := h.Q10(), h.Q10()
	switch h.Variant {
	case "no-q10":
		open, shut = 1, 1
	case "q10-alpha-only":
		shut = 1
	}
	alphaAlone := h.Variant == "tau-is-1-over-alpha"
	return func(_ float64, x, dx []float64) {
		v, m, hh, n := x[0], x[1], x[2], x[3]
		am, bm, ah, bh, an, bn := h.rates(v)
		dx[0] = (I - h.ionic(v, m, hh, n)) / h.C
		if alphaAlone {
			dx[1] = open * (steady(am, bm) - m) * am
			dx[2] = open * (steady(ah, bh) - hh) * ah
			dx[3] = open * (steady(an, bn) - n) * an
			return
		}
		dx[1] = open*am*(1-m) - shut*bm*m
		dx[2] = open*ah*(1-hh) - shut*bh*hh
		dx[3] = open*an*(1-n) - shut*bn*n
	}
}

// Start returns the state at v with the gates where v has held them.
func (h HodgkinHuxley) Start(v float64) []float64 {
	if h.Variant == "gates-start-at-zero" {
		return []float64{v, 0, 0, 0}
	}
	m, hh, n := h.Gates(v)
	return []float64{v, m, hh, n}
}

// ExponentialEuler advances a state V, m, h, n by n steps of dt under the current I, gates and
// membrane each by their exact solution for frozen coefficients (Rush & Larsen 1978). It returns how
// often V crossed level upwards. This is the scheme for speed: order 1, ten exponentials a step (six in the rates, four to relax).
func (h HodgkinHuxley) ExponentialEuler(x []float64, I, dt float64, steps int, level float64) int {
	q := h.Q10()
	v, m, hh, n := x[0], x[1], x[2], x[3]
	crossings := 0
	for range steps {
		am, bm, ah, bh, an, bn := Rates(v)
		gNa := h.GNa * m * m * m * hh
		n2 := n * n
		gK := h.GK * n2 * n2
		g := gNa + gK + h.GL
		vInf := (gNa*h.ENa + gK*h.EK + h.GL*h.EL + I) / g
		next := vInf + (v-vInf)*math.Exp(-dt*g/h.C)
		sm, sh, sn := am+bm, ah+bh, an+bn
		m = am/sm + (m-am/sm)*math.Exp(-dt*q*sm)
		hh = ah/sh + (hh-ah/sh)*math.Exp(-dt*q*sh)
		n = an/sn + (n-an/sn)*math.Exp(-dt*q*sn)
		if v < level && next >= level {
			crossings++
		}
		v = next
	}
	x[0], x[1], x[2], x[3] = v, m, hh, n
	return crossings
}

func squidParameters() []sim.Parameter {
	return []sim.Parameter{
		sim.Par("C", "uF/cm^2", "membrane capacitance", 1, 0.1, 10),
		sim.Par("g_Na", "mS/cm^2", "maximal sodium conductance", 120, 0, 500),
		sim.Par("g_K", "mS/cm^2", "maximal potassium conductance", 36, 0, 200),
		sim.Par("g_L", "mS/cm^2", "leak conductance", 0.3, 0.001, 10),
		sim.Par("E_Na", "mV", "sodium reversal", 50, 0, 100),
		sim.Par("E_K", "mV", "potassium reversal", -77, -120, -40),
		sim.Par("E_L", "mV", "leak reversal", -54.387, -100, 0),
		sim.Par("T_C", "degC", "temperature; rates grow threefold in ten degrees", 6.3, 0, 30),
	}
}

func squidFrom(s sim.Settings) HodgkinHuxley {
	p := s.Values
	return HodgkinHuxley{C: p["C"], GNa: p["g_Na"], GK: p["g_K"], GL: p["g_L"], ENa: p["E_Na"], EK: p["E_K"], EL: p["E_L"],
		Celsius: p["T_C"], Variant: s.Variant}
}

func hodgkinHuxleyModel() sim.Model {
	return sim.Model{
		Name: "hh", Title: "Hodgkin-Huxley neuron", Kind: sim.KindModel,
		Doc: `C V' = I - g_Na m^3 h (V - E_Na) - g_K n^4 (V - E_K) - g_L (V - E_L); gates x' = phi (alpha_x (1 - x) - beta_x x), phi = 3^((T_C - 6.3)/10). ` +
			`Gates start where V_0 holds them. A spike is an upward crossing of 0 mV, interpolated. The rate is that of the last half of the run. Rates in 1/ms, V inside minus outside: alpha_m = 0.1 (V+40)/(1 - exp(-(V+40)/10)), beta_m = 4 exp(-(V+65)/18), alpha_h = 0.07 exp(-(V+65)/20), beta_h = 1/(1 + exp(-(V+35)/10)), alpha_n = 0.01 (V+55)/(1 - exp(-(V+55)/10)), beta_n = 0.125 exp(-(V+65)/80). ` +
			`The removable singularities of alpha_m and alpha_n at -40 and -55 mV are computed by their limit. NEURON's hh has E_L -54.3 and rate tables; NEST's hh_psc_alpha stamps at the first descending sample above 0 mV.`,
		Source: "Hodgkin & Huxley 1952, J. Physiol. 117:500-544, eqs 7-26; Dayan & Abbott §5.6; E_L -54.387 as in NEURON's reference runs",
		Parameters: append(squidParameters(),
			sim.Par("I", "uA/cm^2", "current density, positive depolarises", 10, -200, 500),
			sim.Par("V_0", "mV", "start", -65, -120, 60),
			sim.Step(0.01, 1e-4, 0.1), sim.Duration(100, 2e4), flowMethod()),
		Outputs: append(flowOutputs("V", "mV"),
			sim.Trace("V", "mV", "membrane potential"), sim.Trace("m", "1", "sodium activation"),
			sim.Trace("h", "1", "sodium inactivation (open fraction)"), sim.Trace("n", "1", "potassium activation"),
			sim.Scalar("rest", "mV", "lowest potential at which the current balances; absent when there is none")),
		Variants: hhVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			h := squidFrom(s)
			r, err := flow{model: "hh", field: h.Field(s.Values["I"]), states: []string{"V", "m", "h", "n"}, start: h.Start(s.Values["V_0"])}.run(ctx, s)
			if err != nil {
				return r, err
			}
			if v, ok := h.Rest(s.Values["I"]); ok {
				r.Scalars["rest"] = v
			}
			return r, nil
		},
	}
}
