// Package synapse holds the conductances that spikes open: exponentials, double exponentials and alpha functions,
// magnesium block, short-term plasticity, and the membrane under synaptic conductance.
//
// Time courses are carried exactly between events (a few decaying numbers, no grid error), so that any
// number of spikes costs a fixed amount of memory. A response to a spike at t is 0 at t itself:
// kernels are causal and start at 0. Conductances add; nothing saturates unless it says so.
//
// Where two published conventions exist (utilisation decaying to 0 or to U; release with the old or
// the new utilisation) the comment names both and says which is ours.
//
// Models returns the registry's entries of this package.
package synapse

import "coronium/sim"

// Models returns the registered models of this package.
func Models() []sim.Model {
	return []sim.Model{exponentialModel(), doubleExponentialModel(), pspModel(), nmdaModel(), tsodyksMarkramModel(), conductanceModel()}
}
