package bifurcation

import (
	"context"

	"coronium/sim"
	"coronium/sim/neuron"
	"coronium/sim/rate"
	"coronium/sim/solve"
)

const source = "Kuznetsov, Elements of Applied Bifurcation Theory, ch. 10; "

// parametersOf takes the named parameters of a model.
func parametersOf(models []sim.Model, name string, without ...string) []sim.Parameter {
	var out []sim.Parameter
	for _, m := range models {
		if m.Name != name {
			continue
		}
		for _, p := range m.Parameters {
			skip := false
			for _, w := range without {
				skip = skip || w == p.Name
			}
			if !skip {
				out = append(out, p)
			}
		}
	}
	return out
}

// run is what every simulated model has and no diagram.
var runParameters = []string{"dt", "T", "method", "start", "V_0", "w_0"}

func neuronParameters(name string) []sim.Parameter {
	return parametersOf(neuron.Models(), name, append(runParameters, "I")...)
}

func hodgkinHuxley() sim.Model {
	return sim.Model{
		Name: "hh-bifurcation", Title: "Bifurcation diagram of the Hodgkin-Huxley neuron", Kind: sim.KindTheory,
		Doc:        `Fixed points of hh against the current, from the current "from" on, with folds and Hopf points. Rest loses stability at 9.775 uA/cm^2 (subcritical: firing exists from 6.26 on) and regains it at 154.5.`,
		Source:     source + "Hodgkin & Huxley 1952; Rinzel & Miller 1980",
		Parameters: append(neuronParameters("hh"), window("uA/cm^2", -10, 200, -200, 500)...),
		Outputs:    outputs("I", "uA/cm^2", "V", "mV"),
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			h := neuron.HodgkinHuxley{C: p["C"], GNa: p["g_Na"], GK: p["g_K"], GL: p["g_L"], ENa: p["E_Na"], EK: p["E_K"], EL: p["E_L"], Celsius: p["T_C"]}
			v, ok := h.Rest(p["from"])
			if !ok {
				return sim.Result{}, &sim.ParameterError{Model: "hh-bifurcation", Parameter: "from", Value: p["from"], Range: "such that there is a fixed point between -100 and 50 mV"}
			}
			return diagram{model: "hh-bifurcation", family: func(I float64) solve.Field { return h.Field(I) }, start: h.Start(v), scales: []float64{20, 1, 1, 1, 50}, from: p["from"], to: p["to"], step: 0.02}.run(ctx, "I", "V")
		},
	}
}

func connorStevens() sim.Model {
	return sim.Model{
		Name: "connor-stevens-bifurcation", Title: "Bifurcation diagram of the Connor-Stevens neuron", Kind: sim.KindTheory,
		Doc:        `Fixed points of connor-stevens against the current with folds and Hopf points. Rest vanishes in a fold at 8.114 uA/cm^2: class 1. Without the A current the same membrane has no fold.`,
		Source:     source + "Connor & Stevens 1971; Dayan & Abbott §6.2",
		Parameters: append(neuronParameters("connor-stevens"), window("uA/cm^2", 0, 30, -200, 300)...),
		Outputs:    outputs("I", "uA/cm^2", "V", "mV"),
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			c := neuron.ConnorStevens{C: p["C"], GNa: p["g_Na"], GK: p["g_K"], GA: p["g_A"], GL: p["g_L"], ENa: p["E_Na"], EK: p["E_K"], EA: p["E_A"], EL: p["E_L"]}
			r := solve.Roots(func(v float64) float64 { return c.SteadyCurrent(v) - p["from"] }, -120, 50, 1700)
			if len(r) == 0 {
				return sim.Result{}, &sim.ParameterError{Model: "connor-stevens-bifurcation", Parameter: "from", Value: p["from"], Range: "such that there is a fixed point between -120 and 50 mV"}
			}
			return diagram{model: "connor-stevens-bifurcation", family: func(I float64) solve.Field { return c.Field(I) }, start: c.Start(r[0]), scales: []float64{20, 1, 1, 1, 1, 1, 10}, from: p["from"], to: p["to"], step: 0.02}.run(ctx, "I", "V")
		},
	}
}

func morrisLecarFrom(p map[string]float64) neuron.MorrisLecar {
	return neuron.MorrisLecar{C: p["C"], GL: p["gL"], GCa: p["gCa"], GK: p["gK"], EL: p["EL"], ECa: p["ECa"], EK: p["EK"], V1: p["V1"], V2: p["V2"], V3: p["V3"], V4: p["V4"], Phi: p["phi"]}
}

func morrisLecar() sim.Model {
	return sim.Model{
		Name: "morris-lecar-bifurcation", Title: "Bifurcation diagram of the Morris-Lecar neuron", Kind: sim.KindTheory,
		Doc:        `Fixed points of morris-lecar against the current. The Hopf set has Hopf points at 93.858 and 212.019 uA/cm^2 and no fold; the SNIC set folds at 39.963: rest can vanish in a fold only where the steady current-voltage curve is flat.`,
		Source:     source + "Rinzel & Ermentrout in Koch & Segev, Methods in Neuronal Modeling",
		Parameters: append(neuronParameters("morris-lecar"), window("uA/cm^2", -50, 260, -200, 500)...),
		Outputs:    outputs("I", "uA/cm^2", "V", "mV"),
		Presets:    neuron.BarnaclePresetsWithout("I"),
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			m := morrisLecarFrom(p)
			r := m.Rests(p["from"])
			if len(r) == 0 {
				return sim.Result{}, &sim.ParameterError{Model: "morris-lecar-bifurcation", Parameter: "from", Value: p["from"], Range: "such that there is a fixed point between -120 and 80 mV"}
			}
			return diagram{model: "morris-lecar-bifurcation", family: func(I float64) solve.Field { return m.Field(I) }, start: []float64{r[0], m.N(r[0])}, scales: []float64{20, 1, 50}, from: p["from"], to: p["to"], step: 0.02}.run(ctx, "I", "V")
		},
	}
}

func fitzHughNagumo() sim.Model {
	return sim.Model{
		Name: "fitzhugh-nagumo-bifurcation", Title: "Bifurcation diagram of the FitzHugh-Nagumo neuron", Kind: sim.KindTheory,
		Doc:        `Fixed points of fitzhugh-nagumo against the drive: one for every drive when b < 1, unstable between the Hopf points I_H = (v_H + a)/b - v_H + v_H^3/3, v_H = -+sqrt(1 - phi b).`,
		Source:     source + "FitzHugh 1961",
		Parameters: append(neuronParameters("fitzhugh-nagumo"), window("1", -0.5, 2.5, -5, 5)...),
		Outputs:    outputs("I", "1", "v", "1"),
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			f := neuron.FitzHughNagumo{A: p["a"], B: p["b"], Phi: p["phi"], Tau: p["tau"]}
			r := f.Rests(p["from"])
			if len(r) == 0 {
				return sim.Result{}, &sim.ParameterError{Model: "fitzhugh-nagumo-bifurcation", Parameter: "from", Value: p["from"], Range: "nearer to 0"}
			}
			return diagram{model: "fitzhugh-nagumo-bifurcation", family: func(I float64) solve.Field { return f.Field(I) }, start: []float64{r[0], (r[0] + f.A) / f.B}, scales: []float64{1, 1, 1}, from: p["from"], to: p["to"], step: 0.02}.run(ctx, "I", "v")
		},
	}
}

func wilsonCowanFrom(p map[string]float64) rate.WilsonCowan {
	return rate.WilsonCowan{Wee: p["wee"], Wei: p["wei"], Wie: p["wie"], Wii: p["wii"], Ae: p["ae"], The: p["the"], Ai: p["ai"], Thi: p["thi"], Te: p["te"], Ti: p["ti"], P: p["P"], Q: p["Q"], R: p["r"]}
}

func wilsonCowan() sim.Model {
	return sim.Model{
		Name: "wilson-cowan-bifurcation", Title: "Bifurcation diagram of the Wilson-Cowan populations", Kind: sim.KindTheory,
		Doc:        `Fixed points of wilson-cowan against the drive P: with the published set folds at 1.0830 and .9032 and a Hopf point at 1.9093.`,
		Source:     source + "Wilson & Cowan 1972",
		Parameters: append(parametersOf(rate.Models(), "wilson-cowan", append(runParameters, "P")...), window("1", 0, 3, -10, 20)...),
		Outputs:    outputs("P", "1", "E", "1"),
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			w := wilsonCowanFrom(p)
			w.P = p["from"]
			r := w.Rests()
			if len(r) == 0 {
				return sim.Result{}, &sim.ParameterError{Model: "wilson-cowan-bifurcation", Parameter: "from", Value: p["from"], Range: "such that there is a fixed point"}
			}
			return diagram{model: "wilson-cowan-bifurcation", family: func(P float64) solve.Field { v := w; v.P = P; return v.Field() }, start: r[0][:], scales: []float64{1, 1, 1}, from: p["from"], to: p["to"], step: 0.01}.run(ctx, "P", "E")
		},
	}
}
