package registry

import (
	"slices"

	"coronium/sim"
)

// Field is a part of theoretical neuroscience with the names of its entries, in alphabetical order.
type Field struct {
	Key, Title, Says string
	Names            []string
}

// fields sorts the entries for people: by what they are about, not by which folder computes them. Every entry stands in exactly one;
// a test holds it.
var fields = []Field{
	{"integrate-and-fire", "Integrate-and-fire neurons", "a membrane, a threshold and a rule", []string{
		"adex", "eif", "eif-onset", "escape-lif", "izhikevich", "lif", "lif-conductance", "lif-white-noise", "ou", "passive", "qif", "step-membrane", "theta"}},
	{"conductances", "Neurons with conductances", "channels make the spike", []string{
		"channels-langevin", "connor-stevens", "fitzhugh-nagumo", "ghk", "hh", "hh-clamp", "morris-lecar", "two-state-channels"}},
	{"portraits", "Phase planes and bifurcations", "what a neuron can do at all its inputs", []string{
		"connor-stevens-bifurcation", "fitzhugh-nagumo-bifurcation", "fitzhugh-nagumo-plane", "hh-bifurcation", "morris-lecar-bifurcation", "morris-lecar-plane",
		"wilson-cowan-bifurcation", "wilson-cowan-plane"}},
	{"rates", "Theory of firing rates", "f–I curves and mean fields in closed form or by quadrature", []string{"brunel-mean-field", "eif-rate", "lif-rate", "qif-rate", "siegert"}},
	{"synapses", "Synapses", "kernels, receptors, short-term plasticity", []string{"alpha-psp", "double-exponential", "exponential-synapse", "nmda", "tsodyks-markram"}},
	{"cables", "Cables and dendrites", "voltage in space", []string{"axon", "cable-step", "passive-cable", "rall-tree"}},
	{"networks", "Spiking networks and memory", "thousands of cells", []string{"balanced", "brunel", "coba", "cuba", "hopfield"}},
	{"populations", "Rate networks", "populations, bumps and chaos", []string{"low-rank", "random-rate", "ring", "wilson-cowan"}},
	{"learning", "Plasticity and learning rules", "how weights move", []string{"bcm", "hebb", "oja", "oja-mean", "perceptron", "perceptron-cover", "stdp", "stdp-lif", "three-factor"}},
	{"reward", "Decisions and reward", "evidence, choices, prediction errors", []string{"ddm", "q-learner", "race", "rescorla-wagner", "td"}},
	{"trains", "Spike trains", "intervals and counts", []string{"dead-time-poisson", "renewal"}},
	{"coding", "Coding and inference", "what spikes say, and what data say of models", []string{
		"glm-recovery", "hierarchical-glm", "hmm", "kalman", "lnp", "mi-independent", "model-recovery", "naka-rushton", "poisson-glm", "population-code"}},
}

// Fields returns all fields. An entry that no field names yet stands in a last one, so that none is lost.
func Fields() []Field {
	out := make([]Field, len(fields), len(fields)+1)
	named := map[string]bool{}
	for i, f := range fields {
		out[i] = f
		out[i].Names = slices.Clone(f.Names)
		for _, name := range f.Names {
			named[name] = true
		}
	}
	rest := Field{Key: "more", Title: "More", Says: "not sorted yet"}
	for _, m := range catalogue() {
		if !named[m.Name] {
			rest.Names = append(rest.Names, m.Name)
		}
	}
	if len(rest.Names) > 0 {
		out = append(out, rest)
	}
	return out
}

// FieldOf returns the field of an entry.
func FieldOf(name string) Field {
	for _, f := range Fields() {
		if slices.Contains(f.Names, name) {
			return f
		}
	}
	return Field{}
}

// byChance lists the entries whose result depends on the seed.
var byChance = map[string]bool{
	"balanced": true, "bcm": true, "brunel": true, "channels-langevin": true, "coba": true, "cuba": true, "ddm": true,
	"dead-time-poisson": true, "escape-lif": true, "exponential-synapse": true, "glm-recovery": true, "hmm": true, "hopfield": true, "kalman": true,
	"lif-white-noise": true, "lnp": true, "low-rank": true, "mi-independent": true, "model-recovery": true, "ou": true, "perceptron": true,
	"population-code": true, "q-learner": true, "race": true, "random-rate": true, "renewal": true, "ring": true, "stdp": true,
	"stdp-lif": true, "td": true, "three-factor": true, "tsodyks-markram": true, "two-state-channels": true,
}

// UsesChance says whether a seed makes a difference to an entry.
func UsesChance(m sim.Model) bool { return byChance[m.Name] }
