// Package inference holds what can be inferred from noisy measurements: the Kalman filter, hidden Markov models,
// mutual information with its bias, Fisher information of a population, spike-triggered averages, and two studies of what a fit can
// and can't know (a sloppy saturation curve; model recovery).
//
// Information is in bits, likelihoods in nats. Estimates that are biased (plug-in information) stand beside their correction and,
// where there is one, the exact expectation.
//
// Models returns the registry's entries of this package.
package inference

import "coronium/sim"

// Models returns the registered models of this package.
func Models() []sim.Model {
	return []sim.Model{kalmanModel(), hmmModel(), informationModel(), populationModel(), lnpModel(), nakaRushtonModel(), recoveryModel()}
}

func index(n int) []float64 {
	t := make([]float64, n)
	for i := range t {
		t[i] = float64(i)
	}
	return t
}
