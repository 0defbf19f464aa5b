// Package neuron holds the point neurons: from the leaky integrate-and-fire neuron, which has one
// variable and a rule, to Connor-Stevens, which has six and none.
//
// Each has a file of its own with the equation, the units in which it closes without factors, the
// convention for spikes and the points where Brian2 and NEST do otherwise. A model can be used as a
// plain Go type (LIF{…}.Simulate) or by name through the registry. Integrate-and-fire models share
// one order of events in a step: integrate, test the threshold, stamp the spike, reset. Conductance
// models have no reset: their spike is an upward crossing, located by interpolation.
//
// Models returns the registry's entries of this package.
package neuron

import (
	"math"

	"coronium/sim"
	"coronium/sim/spike"
)

// Models returns the registered models of this package.
func Models() []sim.Model {
	return []sim.Model{
		lifModel(), lifWhiteNoiseModel(), ouModel(),
		qifModel(), thetaModel(), eifModel(), eifOnsetModel(), adexModel(), izhikevichModel(),
		fitzHughNagumoModel(), morrisLecarModel(), hodgkinHuxleyModel(), clampModel(), connorStevensModel(),
		channelsModel(), channelsLangevinModel(), passiveModel(), stepMembraneModel(), escapeModel(),
	}
}

// describe adds the scalars that every model of a single neuron reports about its spike train.
// Undefined ones are left out.
func describe(scalars map[string]float64, spikes []float64) {
	scalars["count"] = float64(len(spikes))
	scalars["rate"] = spike.Rate(spikes)
	if len(spikes) > 0 {
		scalars["first_spike"] = spikes[0]
	}
	if x := spike.Intervals(spikes); len(x) > 0 {
		scalars["interval"] = spike.Mean(x)
		scalars["interval_first"] = x[0]
		scalars["interval_last"] = x[len(x)-1]
	}
	if cv := spike.CV(spikes); !math.IsNaN(cv) {
		scalars["cv"] = cv
	}
}

// trainOutputs declares what describe reports.
func trainOutputs() []sim.Output {
	return []sim.Output{
		sim.Times("spikes", "spike times"),
		sim.Scalar("count", "1", "number of spikes"),
		sim.Scalar("rate", "Hz", "firing rate, 1000 / mean interval; 0 with fewer than two spikes"),
		sim.Scalar("first_spike", "ms", "time of the first spike; absent when silent"),
		sim.Scalar("interval", "ms", "mean interspike interval; absent with fewer than two spikes"),
		sim.Scalar("interval_first", "ms", "first interval"),
		sim.Scalar("interval_last", "ms", "last interval"),
		sim.Scalar("cv", "1", "coefficient of variation of the intervals; absent with fewer than three spikes"),
	}
}

// timeAxis returns 0, dt, 2 dt, … n dt.
func timeAxis(n int, dt float64) []float64 {
	t := make([]float64, n+1)
	for i := range t {
		t[i] = float64(i) * dt
	}
	return t
}
