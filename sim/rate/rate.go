// Package rate holds models of firing rates rather than spikes: the Wilson-Cowan equations, the ring of a bump of
// activity, the random network that becomes chaotic, and the low-rank network that remembers.
//
// States and weights are dimensionless, time is in ms (in units of the time constant for the random network). Weights are indexed
// receiver first. Noise follows Var h = sigma^2/2. Each simulation stands beside its mean-field theory (package theory).
//
// Models returns the registry's entries of this package.
package rate

import "coronium/sim"

// Models returns the registered models of this package.
func Models() []sim.Model {
	return []sim.Model{wilsonCowanModel(), ringModel(), randomRateModel(), lowRankModel()}
}

func timeAxis(n int, dt float64) []float64 {
	t := make([]float64, n+1)
	for i := range t {
		t[i] = float64(i) * dt
	}
	return t
}
