// Package plasticity holds learning rules: Hebb and Oja, BCM, spike-timing dependent plasticity, a
// reward-modulated three-factor rule, and the perceptron.
//
// Rules are given as the recursion that a program runs, one presentation or event at a time, with the order of
// updates stated, because the order is where programs differ: outputs come from the weights before the update, a
// threshold moves after the weights have seen it, traces jump after the weights have changed. Averaged
// equations stand beside them where they are known. Everything is dimensionless unless it carries a unit.
//
// Models returns the registry's entries of this package.
package plasticity

import "coronium/sim"

// Models returns the registered models of this package.
func Models() []sim.Model {
	return []sim.Model{hebbModel(), ojaModel(), ojaMeanModel(), bcmModel(), stdpModel(), competingModel(), threeFactorModel(), perceptronModel(), coverModel()}
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i, x := range a {
		s += x * b[i]
	}
	return s
}

func index(n int) []float64 {
	t := make([]float64, n)
	for i := range t {
		t[i] = float64(i)
	}
	return t
}
