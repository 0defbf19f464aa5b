package bifurcation

import (
	"math"

	"coronium/sim"
	"coronium/sim/neuron"
	"coronium/sim/solve"
)

// The models that spike by a reset: their planes show the flow between spikes and the jump.

var adex = system{
	model: "adex", step: 0.02, scales: []float64{10, 200, 200},
	input: sim.Axis{Name: "I", Unit: "pA", Means: "current", Min: -200, Max: 1000},
	x: func(s sim.Settings) sim.Axis {
		p := s.Values
		return sim.Axis{Name: "V", Unit: "mV", Means: "membrane potential", Min: math.Min(p["E_L"], p["V_r"]) - 12, Max: p["V_T"] + 12}
	},
	y: func(s sim.Settings) sim.Axis {
		p := s.Values
		// Where V stands still under I and at V_T without it, with room for two jumps above.
		lowest := math.Min(0, p["I"]+p["g_L"]*(p["D"]-(p["V_T"]-p["E_L"])))
		top := math.Max(p["I"], lowest) + 2*math.Abs(p["b"]) + p["g_L"]*5
		room := 0.15 * (top - lowest)
		return sim.Axis{Name: "w", Unit: "pA", Means: "adaptation current", Min: lowest - room, Max: top + room}
	},
	field: func(s sim.Settings) solve.Field {
		n, I := adexFrom(s), s.Values["I"]
		return func(_ float64, x, dx []float64) { dx[0], dx[1] = n.Slopes(x[0], x[1], I) }
	},
	starts: func(s sim.Settings) (out [][]float64) {
		p := s.Values
		slope := func(v float64) float64 {
			return -p["g_L"]*(v-p["E_L"]) + p["g_L"]*p["D"]*math.Exp(math.Min((v-p["V_T"])/p["D"], 60)) - p["a"]*(v-p["E_L"]) + p["I"]
		}
		for _, v := range solve.Roots(slope, -300, p["V_T"]+20*p["D"], 2000) {
			out = append(out, []float64{v, p["a"] * (v - p["E_L"])})
		}
		return out
	},
	reset: func(s sim.Settings) *sim.Reset {
		return &sim.Reset{Cut: s.Values["V_cut"], To: s.Values["V_r"], Jump: s.Values["b"]}
	},
}

func adexFrom(s sim.Settings) neuron.AdEx {
	p := s.Values
	return neuron.AdEx{C: p["C"], GL: p["g_L"], EL: p["E_L"], VT: p["V_T"], D: p["D"], TauW: p["tau_w"], A: p["a"], B: p["b"], Vr: p["V_r"], Vcut: p["V_cut"], Tref: p["t_ref"], Variant: s.Variant}
}

var eif = system{
	model: "eif", step: 0.02, scales: []float64{10, 0.2}, oneD: true,
	input: sim.Axis{Name: "I", Unit: "nA", Means: "current", Min: -0.2, Max: 0.5},
	x: func(s sim.Settings) sim.Axis {
		p := s.Values
		return sim.Axis{Name: "V", Unit: "mV", Means: "membrane potential", Min: math.Min(p["E_L"], p["V_r"]) - 12, Max: p["V_T"] + 4*p["D"]}
	},
	field: func(s sim.Settings) solve.Field {
		p := s.Values
		n := neuron.AdEx{C: p["tau"] / p["R"], GL: 1 / p["R"], EL: p["E_L"], VT: p["V_T"], D: p["D"], TauW: math.Inf(1), Variant: s.Variant}
		return func(_ float64, x, dx []float64) { dx[0], _ = n.Slopes(x[0], 0, p["I"]) }
	},
	starts: func(s sim.Settings) (out [][]float64) {
		p := s.Values
		slope := func(v float64) float64 {
			return -(v - p["E_L"]) + p["D"]*math.Exp(math.Min((v-p["V_T"])/p["D"], 60)) + p["R"]*p["I"]
		}
		for _, v := range solve.Roots(slope, -300, p["V_T"]+20*p["D"], 2000) {
			out = append(out, []float64{v})
		}
		return out
	},
	reset: func(s sim.Settings) *sim.Reset { return &sim.Reset{Cut: s.Values["V_cut"], To: s.Values["V_r"]} },
}

var izhikevich = system{
	model: "izhikevich", step: 0.02, scales: []float64{20, 10, 10},
	input: sim.Axis{Name: "I", Unit: "1", Means: "drive", Min: -20, Max: 20},
	x:     fixedAxis("v", "mV", "membrane potential", -90, 35),
	y:     fixedAxis("u", "1", "recovery", -25, 25),
	field: func(s sim.Settings) solve.Field {
		p := s.Values
		a, b, I := p["a"], p["b"], p["I"]
		return func(_ float64, x, dx []float64) {
			dx[0], dx[1] = 0.04*x[0]*x[0]+5*x[0]+140-x[1]+I, a*(b*x[0]-x[1])
		}
	},
	starts: func(s sim.Settings) [][]float64 {
		b, I := s.Values["b"], s.Values["I"]
		d := (5-b)*(5-b) - 0.16*(140+I)
		if d < 0 {
			return nil
		}
		lo, hi := (b-5-math.Sqrt(d))/0.08, (b-5+math.Sqrt(d))/0.08
		return [][]float64{{lo, b * lo}, {hi, b * hi}}
	},
	reset: func(s sim.Settings) *sim.Reset { return &sim.Reset{Cut: 30, To: s.Values["c"], Jump: s.Values["d"]} },
}

var qif = system{
	model: "qif", step: 0.02, scales: []float64{1, 1}, oneD: true,
	input: sim.Axis{Name: "I", Unit: "1", Means: "drive", Min: -2, Max: 2},
	x:     fixedAxis("x", "1", "scaled voltage", -3, 3),
	field: func(s sim.Settings) solve.Field {
		q := neuron.QIF{Tau: s.Values["tau"], Ic: s.Values["I_c"], Xp: s.Values["x_p"], Variant: s.Variant}
		f := q.Slope(s.Values["I"])
		return func(_ float64, x, dx []float64) { dx[0] = f(x[0]) }
	},
	starts: func(s sim.Settings) [][]float64 {
		eta := s.Values["I"] - s.Values["I_c"]
		if eta > 0 {
			return nil
		}
		return [][]float64{{-math.Sqrt(-eta)}, {math.Sqrt(-eta)}}
	},
	reset: func(s sim.Settings) *sim.Reset { return &sim.Reset{Cut: s.Values["x_p"], To: -s.Values["x_p"]} },
}

var theta = system{
	model: "theta", oneD: true,
	x: fixedAxis("theta", "rad", "phase", -math.Pi, math.Pi),
	field: func(s sim.Settings) solve.Field {
		n := neuron.Theta{Tau: s.Values["tau"], Ic: s.Values["I_c"], Variant: s.Variant}
		f := n.Slope(s.Values["I"])
		return func(_ float64, x, dx []float64) { dx[0] = f(x[0]) }
	},
	starts: func(s sim.Settings) [][]float64 {
		eta := s.Values["I"] - s.Values["I_c"]
		if eta > 0 {
			return nil
		}
		h := 2 * math.Atan(math.Sqrt(-eta))
		return [][]float64{{-h}, {h}}
	},
}
