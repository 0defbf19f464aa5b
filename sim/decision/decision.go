// Package decision holds models of choice and of learning from outcomes: drift diffusion and races to a bound,
// Rescorla-Wagner, temporal differences, and a Q-learner with softmax choice.
//
// Evidence is dimensionless and decision time is in seconds; learning counts trials. Programs here take the same steps as a
// trainee's: a walk is tested at the end of each step, an error is computed from the values before the trial, only what was present or
// chosen learns. Closed forms stand beside them.
//
// Models returns the registry's entries of this package.
package decision

import "coronium/sim"

// Models returns the registered models of this package.
func Models() []sim.Model {
	return []sim.Model{ddmModel(), raceModel(), rescorlaWagnerModel(), tdModel(), qLearnerModel()}
}

func index(n int) []float64 {
	t := make([]float64, n)
	for i := range t {
		t[i] = float64(i)
	}
	return t
}
