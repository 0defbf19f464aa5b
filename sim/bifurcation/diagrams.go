package bifurcation

import (
	"coronium/sim"
	"coronium/sim/neuron"
	"coronium/sim/rate"
)

// diagramDoc says how all diagrams are made and read.
const diagramDoc = ` The branch is followed by pseudo-arclength: a fold is where it turns (an eigenvalue of the Jacobian is 0), a Hopf point where a complex pair of eigenvalues crosses the imaginary axis; its frequency is |imaginary part|/(2 pi). ` +
	`Stable cycles are found by stepping the input up and down again, each time from the state last reached, so that both ends of a bistable stretch show; unstable cycles are not followed, and where a period grows without bound the last piece is missing. ` +
	`Brian2 and NEST simulate and do not continue branches; AUTO and XPPAUT do, unstable cycles included.`

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
		Doc:        `Fixed points of hh against the current, from the current "from" on, with folds and Hopf points. Rest loses stability at 9.775 uA/cm^2 (subcritical: firing exists from 6.26 on) and regains it at 154.5.` + diagramDoc,
		Source:     source + "Hodgkin & Huxley 1952; Rinzel & Miller 1980",
		Parameters: append(neuronParameters("hh"), window("current density", "uA/cm^2", -10, 200, -200, 500)...),
		Outputs:    outputs("I", "uA/cm^2", "current density", "V", "mV"),
		Run:        squid.run,
	}
}

func connorStevens() sim.Model {
	return sim.Model{
		Name: "connor-stevens-bifurcation", Title: "Bifurcation diagram of the Connor-Stevens neuron", Kind: sim.KindTheory,
		Doc:        `Fixed points of connor-stevens against the current with folds and Hopf points. Rest vanishes in a fold at 8.114 uA/cm^2: class 1. Without the A current the same membrane has no fold.` + diagramDoc,
		Source:     source + "Connor & Stevens 1971; Dayan & Abbott §6.2",
		Parameters: append(neuronParameters("connor-stevens"), window("current density", "uA/cm^2", 0, 30, -200, 300)...),
		Outputs:    outputs("I", "uA/cm^2", "current density", "V", "mV"),
		Run:        gastropod.run,
	}
}

func morrisLecar() sim.Model {
	return sim.Model{
		Name: "morris-lecar-bifurcation", Title: "Bifurcation diagram of the Morris-Lecar neuron", Kind: sim.KindTheory,
		Doc:        `Fixed points of morris-lecar against the current. The Hopf set has Hopf points at 93.858 and 212.019 uA/cm^2 and no fold; the SNIC set folds at 39.963: rest can vanish in a fold only where the steady current-voltage curve is flat.` + diagramDoc,
		Source:     source + "Rinzel & Ermentrout in Koch & Segev, Methods in Neuronal Modeling",
		Parameters: append(neuronParameters("morris-lecar"), window("current density", "uA/cm^2", -50, 260, -200, 500)...),
		Outputs:    outputs("I", "uA/cm^2", "current density", "V", "mV"),
		Presets:    neuron.BarnaclePresetsWithout("I"),
		Run:        barnacle.run,
	}
}

func fitzHughNagumo() sim.Model {
	return sim.Model{
		Name: "fitzhugh-nagumo-bifurcation", Title: "Bifurcation diagram of the FitzHugh-Nagumo neuron", Kind: sim.KindTheory,
		Doc:        `Fixed points of fitzhugh-nagumo against the drive: one for every drive when b < 1, unstable between the Hopf points I_H = (v_H + a)/b - v_H + v_H^3/3, v_H = -+sqrt(1 - phi b).` + diagramDoc,
		Source:     source + "FitzHugh 1961",
		Parameters: append(neuronParameters("fitzhugh-nagumo"), window("drive", "1", -0.5, 2.5, -5, 5)...),
		Outputs:    outputs("I", "1", "drive", "v", "1"),
		Run:        fitzHugh.run,
	}
}

func wilsonCowan() sim.Model {
	return sim.Model{
		Name: "wilson-cowan-bifurcation", Title: "Bifurcation diagram of the Wilson-Cowan populations", Kind: sim.KindTheory,
		Doc:        `Fixed points of wilson-cowan against the drive P: with the published set folds at 1.0830 and .9032 and a Hopf point at 1.9093.` + diagramDoc,
		Source:     source + "Wilson & Cowan 1972",
		Parameters: append(parametersOf(rate.Models(), "wilson-cowan", append(runParameters, "P")...), window("drive of E", "1", 0, 3, -10, 20)...),
		Outputs:    outputs("P", "1", "drive of E", "E", "1"),
		Run:        populations.run,
	}
}
