package registry

import (
	"context"
	"reflect"
	"testing"

	"coronium/sim"
)

// Every entry stands in one field, every name in a field and every entry with equations is an entry.
func TestFields(t *testing.T) {
	count := map[string]int{}
	for _, f := range Fields() {
		if f.Key == "more" {
			t.Errorf("no field names %v", f.Names)
		}
		for _, name := range f.Names {
			count[name]++
			if _, err := Lookup(name); err != nil {
				t.Errorf("field %s: %v", f.Key, err)
			}
			if FieldOf(name).Key != f.Key {
				t.Errorf("%s is in %s, FieldOf says %q", name, f.Key, FieldOf(name).Key)
			}
		}
	}
	for _, m := range All() {
		if count[m.Name] != 1 {
			t.Errorf("%s stands in %d fields", m.Name, count[m.Name])
		}
	}
	for name := range equations {
		if _, err := Lookup(name); err != nil {
			t.Errorf("equations: %v", err)
		}
	}
}

// A model whose result depends on the seed says so, or its page would offer no seed. Only quick entries are run twice.
func TestUsesChance(t *testing.T) {
	if testing.Short() {
		t.Skip("runs every model twice")
	}
	small := map[string]map[string]float64{
		"brunel": {"N": 200, "T": 300}, "coba": {"N": 200, "T": 300}, "cuba": {"N": 200, "T": 300}, "balanced": {"N": 100, "K": 10, "T": 300}, "axon": {"n": 60, "T": 1},
		"population-code": {"N": 10, "trials": 5}, "random-rate": {"N": 20, "networks": 1, "T": 20}, "ring": {"N": 16, "trials": 3, "T": 50}, "low-rank": {"N": 50},
		"q-learner": {"n": 50}, "ou": {"N": 3}, "lif-white-noise": {"N": 2}, "stdp": {"T": 2000}, "wilson-cowan": {"T": 200},
	}
	for _, m := range All() {
		run := func(seed uint64) sim.Result {
			r, err := Run(context.Background(), m.Name, sim.Settings{Values: small[m.Name], Seed: seed})
			if err != nil {
				t.Fatalf("%s: %v", m.Name, err)
			}
			return r
		}
		if a, b := run(1), run(2); !reflect.DeepEqual(a, b) && !UsesChance(m) {
			t.Errorf("%s depends on the seed, and byChance does not say so", m.Name)
		}
	}
}
