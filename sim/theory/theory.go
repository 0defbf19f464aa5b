// Package theory holds what is known without simulating: closed forms, quadratures and fixed points
// that the models are checked against, and that trainees derive.
//
// Rates of integrate-and-fire neurons (with and without noise), mean fields of networks, resting potentials,
// capacities; the closed forms of cables and of drift diffusion stand beside their simulations in the packages cable and decision. Each function's comment gives the formula with its units and
// its source, says for which values it holds, and how accurately it is computed. Functions take
// plain numbers and structs; those that can be asked for nonsense return a typed error.
//
// Models returns the registry's entries of this package.
package theory

import "coronium/sim"

// Models returns the registered theory functions of this package.
func Models() []sim.Model {
	return []sim.Model{lifRateModel(), qifRateModel(), eifRateModel(), siegertModel(), brunelMeanFieldModel(), ghkModel()}
}
