package bifurcation

import (
	"context"
	"errors"
	"maps"

	"coronium/sim"
	"coronium/sim/neuron"
	"coronium/sim/rate"
	"coronium/sim/solve"
)

// system is what this package knows of a model: its field, where its fixed points lie, and which window of it is worth seeing.
type system struct {
	model  string
	field  func(s sim.Settings) solve.Field
	starts func(s sim.Settings) [][]float64 // near fixed points
	x, y   func(s sim.Settings) sim.Axis    // y is nil when there are more than two variables, and for one
	oneD   bool
	reset  func(s sim.Settings) *sim.Reset
	input  sim.Axis  // the swept parameter with its window
	scales []float64 // of the state's components, then of the input
	step   float64   // in scaled arc length
	chunk  float64   // ms, about two slow periods; 0 where a reset makes the cycles
}

// fixedAxis is an axis that does not depend on the values.
func fixedAxis(name, unit, means string, min, max float64) func(sim.Settings) sim.Axis {
	return func(sim.Settings) sim.Axis {
		return sim.Axis{Name: name, Unit: unit, Means: means, Min: min, Max: max}
	}
}

// at returns the settings with the swept parameter moved.
func (y system) at(s sim.Settings, input float64) sim.Settings {
	s.Values = maps.Clone(s.Values)
	s.Values[y.input.Name] = input
	return s
}

// systems are all models that have a picture.
var systems = []system{squid, gastropod, barnacle, fitzHugh, populations, adex, eif, izhikevich, qif, theta}

// Portray gives a model its phase plane and its bifurcation diagram, if this package has them.
func Portray(m sim.Model) sim.Model {
	for _, y := range systems {
		if y.model != m.Name {
			continue
		}
		if y.x != nil && (y.y != nil || y.oneD) {
			m.PhasePlane = y.plane
		}
		if y.input.Max > y.input.Min {
			m.Bifurcation = &sim.Sweep{Parameter: y.input.Name, From: y.input.Min, To: y.input.Max, Run: y.diagram}
		}
	}
	return m
}

var squid = system{
	model: "hh", step: 0.02, scales: []float64{20, 1, 1, 1, 50}, chunk: 50,
	input: sim.Axis{Name: "I", Unit: "uA/cm^2", Means: "current density", Min: -10, Max: 200},
	x:     fixedAxis("V", "mV", "membrane potential", -90, 60),
	field: func(s sim.Settings) solve.Field { return squidFrom(s).Field(s.Values["I"]) },
	starts: func(s sim.Settings) [][]float64 {
		h := squidFrom(s)
		v, ok := h.Rest(s.Values["I"])
		if !ok {
			return nil
		}
		return [][]float64{h.Start(v)}
	},
}

func squidFrom(s sim.Settings) neuron.HodgkinHuxley {
	p := s.Values
	return neuron.HodgkinHuxley{C: p["C"], GNa: p["g_Na"], GK: p["g_K"], GL: p["g_L"], ENa: p["E_Na"], EK: p["E_K"], EL: p["E_L"], Celsius: p["T_C"], Variant: s.Variant}
}

var gastropod = system{
	model: "connor-stevens", step: 0.02, scales: []float64{20, 1, 1, 1, 1, 1, 10}, chunk: 100,
	input: sim.Axis{Name: "I", Unit: "uA/cm^2", Means: "current density", Min: 0, Max: 30},
	x:     fixedAxis("V", "mV", "membrane potential", -90, 60),
	field: func(s sim.Settings) solve.Field { return gastropodFrom(s).Field(s.Values["I"]) },
	starts: func(s sim.Settings) (out [][]float64) {
		c := gastropodFrom(s)
		for _, v := range solve.Roots(func(v float64) float64 { return c.SteadyCurrent(v) - s.Values["I"] }, -120, 50, 1700) {
			out = append(out, c.Start(v))
		}
		return out
	},
}

func gastropodFrom(s sim.Settings) neuron.ConnorStevens {
	p := s.Values
	return neuron.ConnorStevens{C: p["C"], GNa: p["g_Na"], GK: p["g_K"], GA: p["g_A"], GL: p["g_L"], ENa: p["E_Na"], EK: p["E_K"], EA: p["E_A"], EL: p["E_L"], Variant: s.Variant}
}

var barnacle = system{
	model: "morris-lecar", step: 0.02, scales: []float64{20, 1, 50}, chunk: 200,
	input: sim.Axis{Name: "I", Unit: "uA/cm^2", Means: "current density", Min: -50, Max: 260},
	x:     fixedAxis("V", "mV", "membrane potential", -80, 60),
	y:     fixedAxis("w", "1", "open fraction of potassium channels", -0.1, 1),
	field: func(s sim.Settings) solve.Field { return barnacleFrom(s).Field(s.Values["I"]) },
	starts: func(s sim.Settings) (out [][]float64) {
		m := barnacleFrom(s)
		for _, v := range m.Rests(s.Values["I"]) {
			out = append(out, []float64{v, m.N(v)})
		}
		return out
	},
}

func barnacleFrom(s sim.Settings) neuron.MorrisLecar {
	p := s.Values
	return neuron.MorrisLecar{C: p["C"], GL: p["gL"], GCa: p["gCa"], GK: p["gK"], EL: p["EL"], ECa: p["ECa"], EK: p["EK"], V1: p["V1"], V2: p["V2"], V3: p["V3"], V4: p["V4"], Phi: p["phi"], Variant: s.Variant}
}

var fitzHugh = system{
	model: "fitzhugh-nagumo", step: 0.02, scales: []float64{1, 1, 1}, chunk: 100,
	input: sim.Axis{Name: "I", Unit: "1", Means: "drive", Min: -0.5, Max: 2.5},
	x:     fixedAxis("v", "1", "fast variable", -2.5, 2.5),
	y: func(s sim.Settings) sim.Axis {
		return sim.Axis{Name: "w", Unit: "1", Means: "recovery", Min: s.Values["I"] - 2, Max: s.Values["I"] + 2}
	},
	field: func(s sim.Settings) solve.Field { return fitzHughFrom(s).Field(s.Values["I"]) },
	starts: func(s sim.Settings) (out [][]float64) {
		f := fitzHughFrom(s)
		for _, v := range f.Rests(s.Values["I"]) {
			out = append(out, []float64{v, (v + f.A) / f.B})
		}
		return out
	},
}

func fitzHughFrom(s sim.Settings) neuron.FitzHughNagumo {
	p := s.Values
	return neuron.FitzHughNagumo{A: p["a"], B: p["b"], Phi: p["phi"], Tau: p["tau"], Variant: s.Variant}
}

var populations = system{
	model: "wilson-cowan", step: 0.01, scales: []float64{0.3, 1, 1}, chunk: 150,
	input: sim.Axis{Name: "P", Unit: "1", Means: "drive of E", Min: 0, Max: 3},
	x:     fixedAxis("E", "1", "active fraction of E", -0.1, 0.6),
	y:     fixedAxis("I", "1", "active fraction of I", -0.1, 0.6),
	field: func(s sim.Settings) solve.Field { return populationsFrom(s).Field() },
	starts: func(s sim.Settings) (out [][]float64) {
		for _, x := range populationsFrom(s).Rests() {
			out = append(out, []float64{x[0], x[1]})
		}
		return out
	},
}

func populationsFrom(s sim.Settings) rate.WilsonCowan {
	p := s.Values
	return rate.WilsonCowan{Wee: p["wee"], Wei: p["wei"], Wie: p["wie"], Wii: p["wii"], Ae: p["ae"], The: p["the"], Ai: p["ai"], Thi: p["thi"], Te: p["te"], Ti: p["ti"],
		P: p["P"], Q: p["Q"], R: p["r"], Variant: s.Variant}
}

// run is a diagram as the flat result of the registry's -bifurcation entries.
func (y system) run(ctx context.Context, s sim.Settings) (sim.Result, error) {
	d, err := y.diagram(ctx, s, s.Values["from"], s.Values["to"])
	var bad *sim.ParameterError
	if errors.As(err, &bad) { // in the name of the entry that was asked
		own := *bad
		own.Model = y.model + "-bifurcation"
		return sim.Result{}, &own
	}
	if err != nil {
		return sim.Result{}, err
	}
	return flat(d), nil
}
