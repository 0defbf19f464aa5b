package exercises

import (
	"math"

	"coronium/sim"
	"coronium/sim/registry"
)

// Explorable is a registered model that an exercise compares with, and the values that the variant's numbers give it.
type Explorable struct {
	Model  sim.Model
	Values map[string]float64 // of those parameters only that differ from the model's defaults
}

// Explore lists the registered models behind the exercise, each once: those of the predictions first, then the overlay's and the reference's. They answer what
// the predictions ask, so that nobody should be led to them before those are sealed.
func (v *Variant) Explore() []Explorable {
	var names []string
	add := func(name string) {
		for _, n := range names {
			if n == name {
				return
			}
		}
		names = append(names, name)
	}
	for _, p := range v.Exercise.Predict {
		add(p.Truth.Sim)
	}
	if d := v.Exercise.Derive; d != nil && d.Overlay != nil {
		add(d.Overlay.Sim)
	}
	if im := v.Exercise.Implement; im != nil && im.Reference != nil {
		add(im.Reference.Sim)
	}
	var out []Explorable
	for _, name := range names {
		m, err := registry.Lookup(name)
		if err != nil {
			continue // nothing, or the word solution
		}
		values := map[string]float64{}
		for _, p := range m.Parameters {
			x, ok := v.scope()(p.Name)
			if !ok || !x.IsNumber() {
				continue
			}
			if n := x.Data[0]; n != p.Default && n >= p.Min && n <= p.Max && (!p.Integer || n == math.Trunc(n)) {
				values[p.Name] = n
			}
		}
		out = append(out, Explorable{m, values})
	}
	return out
}
