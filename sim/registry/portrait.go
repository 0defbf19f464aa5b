package registry

import (
	"context"
	"math"

	"coronium/sim"
)

// PhasePlane returns the picture of a model at some values; missing ones take their defaults. Errors: *sim.NameError (also when the model
// has no such picture), *sim.ParameterError, or the context's own.
func PhasePlane(ctx context.Context, name string, s sim.Settings) (sim.PhasePlane, error) {
	m, s, err := prepare(ctx, name, s)
	if err != nil {
		return sim.PhasePlane{}, err
	}
	if m.PhasePlane == nil {
		return sim.PhasePlane{}, &sim.NameError{What: "phase plane of a model", Name: name, Known: having(func(m sim.Model) bool { return m.PhasePlane != nil })}
	}
	return m.PhasePlane(ctx, s)
}

// BifurcationDiagram follows what a model does between two values of its swept parameter; NaN for either takes the model's own end.
// Errors as for PhasePlane.
func BifurcationDiagram(ctx context.Context, name string, s sim.Settings, from, to float64) (sim.BifurcationDiagram, error) {
	m, s, err := prepare(ctx, name, s)
	if err != nil {
		return sim.BifurcationDiagram{}, err
	}
	if m.Bifurcation == nil {
		return sim.BifurcationDiagram{}, &sim.NameError{What: "bifurcation diagram of a model", Name: name, Known: having(func(m sim.Model) bool { return m.Bifurcation != nil })}
	}
	if math.IsNaN(from) {
		from = m.Bifurcation.From
	}
	if math.IsNaN(to) {
		to = m.Bifurcation.To
	}
	p, _ := m.Parameter(m.Bifurcation.Parameter)
	for _, v := range []float64{from, to} {
		if err := admissible(m.Name, p, v); err != nil {
			return sim.BifurcationDiagram{}, err
		}
	}
	return m.Bifurcation.Run(ctx, s, from, to)
}

func having(what func(sim.Model) bool) []string {
	var names []string
	for _, m := range catalogue() {
		if what(m) {
			names = append(names, m.Name)
		}
	}
	return names
}
