// Package registry is the list of all models and theory functions, and the one door to them.
//
// Run fills in the defaults, refuses unknown names (with the nearest known one), values out of range,
// fractions where a count is wanted, NaN and infinities, and only then calls the model. What comes
// back is checked too: a NaN never leaves this package, it becomes a typed error.
//
// Adding a model is one file in its package, its entry in that package's Models, and its golden
// numbers as tests.
package registry

import (
	"context"
	"math"
	"sort"
	"strings"
	"sync"

	"coronium/sim"
	"coronium/sim/bifurcation"
	"coronium/sim/cable"
	"coronium/sim/decision"
	"coronium/sim/glm"
	"coronium/sim/inference"
	"coronium/sim/network"
	"coronium/sim/neuron"
	"coronium/sim/plasticity"
	"coronium/sim/rate"
	"coronium/sim/spike"
	"coronium/sim/synapse"
	"coronium/sim/theory"
)

// catalogue is built once: the entries are values and never change.
var catalogue = sync.OnceValue(func() []sim.Model {
	var all []sim.Model
	for _, models := range [][]sim.Model{
		bifurcation.Models(),
		cable.Models(),
		decision.Models(),
		glm.Models(),
		inference.Models(),
		network.Models(),
		neuron.Models(),
		plasticity.Models(),
		rate.Models(),
		spike.Models(),
		synapse.Models(),
		theory.Models(),
	} {
		all = append(all, models...)
	}
	for i := range all {
		all[i] = bifurcation.Portray(all[i])
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
})

// All returns every entry, in alphabetical order of name.
func All() []sim.Model { return append([]sim.Model(nil), catalogue()...) }

// Lookup returns the entry of that name, or a *sim.NameError that suggests the nearest.
func Lookup(name string) (sim.Model, error) {
	all := catalogue()
	i := sort.Search(len(all), func(i int) bool { return all[i].Name >= name })
	if i < len(all) && all[i].Name == name {
		return all[i], nil
	}
	known := make([]string, len(all))
	for i, m := range all {
		known[i] = m.Name
	}
	return sim.Model{}, &sim.NameError{What: "model", Name: name, Nearest: Nearest(name, known), Known: known}
}

// Run runs a model by name. Missing values take their defaults. Errors: *sim.NameError,
// *sim.ParameterError, *sim.DivergedError, or the context's own.
func Run(ctx context.Context, name string, s sim.Settings) (sim.Result, error) {
	m, s, err := prepare(ctx, name, s)
	if err != nil {
		return sim.Result{}, err
	}
	r, err := m.Run(ctx, s)
	if err != nil {
		return sim.Result{}, err
	}
	return r, finite(m.Name, r)
}

// prepare looks the model up, completes its values and checks the variant's name.
func prepare(ctx context.Context, name string, s sim.Settings) (sim.Model, sim.Settings, error) {
	m, err := Lookup(name)
	if err != nil {
		return m, s, err
	}
	s.Values, err = Complete(m, s.Values)
	if err != nil {
		return m, s, err
	}
	if s.Variant != "" && !m.HasVariant(s.Variant) {
		known := make([]string, len(m.Variants))
		for i, v := range m.Variants {
			known[i] = v.Name
		}
		return m, s, &sim.NameError{What: "variant of " + m.Name, Name: s.Variant, Nearest: Nearest(s.Variant, known), Known: known}
	}
	return m, s, ctx.Err()
}

// Complete returns a copy of values with the model's defaults filled in, or the first fault in it:
// a *sim.NameError or a *sim.ParameterError.
func Complete(m sim.Model, values map[string]float64) (map[string]float64, error) {
	out := make(map[string]float64, len(m.Parameters))
	known := make([]string, 0, len(m.Parameters))
	for _, p := range m.Parameters {
		known = append(known, p.Name)
		out[p.Name] = p.Default
		v, given := values[p.Name]
		if !given {
			continue
		}
		if err := admissible(m.Name, p, v); err != nil {
			return nil, err
		}
		out[p.Name] = v
	}
	unknown, found := "", false
	for name := range values {
		if _, ok := out[name]; !ok && (!found || name < unknown) {
			unknown, found = name, true // the first in the alphabet, so that the message does not depend on chance
		}
	}
	if found {
		return nil, &sim.NameError{What: "parameter of " + m.Name, Name: unknown, Nearest: Nearest(unknown, known), Known: known}
	}
	return out, nil
}

func admissible(model string, p sim.Parameter, v float64) error {
	bad := &sim.ParameterError{Parameter: p.Name, Value: v, Range: sim.Between(p.Min, p.Max, p.Unit), Model: model}
	if p.Integer {
		bad.Range = "a whole number " + bad.Range
	}
	if !(v >= p.Min && v <= p.Max) || p.Integer && v != math.Trunc(v) {
		return bad // NaN fails the first comparison
	}
	return nil
}

// finite makes a silent NaN or infinity in a result into a typed error.
func finite(model string, r sim.Result) error {
	bad := func(name string, at float64) error {
		return &sim.DivergedError{Model: model, Quantity: name, At: at, Mend: "these values lie outside what can be computed; shorten dt or move them towards the defaults"}
	}
	for _, name := range sortedKeys(r.Scalars) {
		if v := r.Scalars[name]; math.IsNaN(v) || math.IsInf(v, 0) {
			return bad(name, 0)
		}
	}
	for _, series := range []map[string][]float64{r.Traces, r.Times} {
		for _, name := range sortedKeys(series) {
			for i, v := range series[name] {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					at := float64(i)
					if t := r.Traces["t"]; len(t) == len(series[name]) {
						at = t[i]
					}
					return bad(name, at)
				}
			}
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Nearest returns the known name most like name, "" when none is within a third of its length
// (letters' case does not count).
func Nearest(name string, known []string) string {
	best, least := "", len(name)/3+2
	for _, k := range known {
		d := distance(strings.ToLower(name), strings.ToLower(k))
		if strings.HasPrefix(k, name) && name != "" {
			d = 1
		}
		if d < least {
			best, least = k, d
		}
	}
	return best
}

// distance is the edit distance of Levenshtein. Names longer than 64 bytes are not compared.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return 1 << 10
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
