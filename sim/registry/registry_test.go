package registry

import (
	"context"
	"errors"
	"maps"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"coronium/sim"
)

// Every entry is complete: words, units, ranges that hold their defaults, unique names, and a run at
// the defaults that returns every output it declares or leaves out only scalars.
func TestEntriesAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range All() {
		if seen[m.Name] {
			t.Errorf("%s is registered twice", m.Name)
		}
		seen[m.Name] = true
		if m.Title == "" || m.Source == "" || len(m.Doc) < 60 || m.Kind != sim.KindModel && m.Kind != sim.KindTheory {
			t.Errorf("%s: title, source, doc or kind is missing", m.Name)
		}
		names := map[string]bool{}
		for _, p := range m.Parameters {
			if p.Name == "" || p.Unit == "" || p.Means == "" || names[p.Name] {
				t.Errorf("%s: parameter %+v is incomplete or doubled", m.Name, p)
			}
			names[p.Name] = true
			if !(p.Min <= p.Default && p.Default <= p.Max) {
				t.Errorf("%s: default of %s lies outside its range", m.Name, p.Name)
			}
		}
		if len(m.Outputs) == 0 {
			t.Errorf("%s returns nothing", m.Name)
		}
		for _, o := range m.Outputs {
			if o.Name == "" || o.Unit == "" || o.Means == "" || o.Kind == "" {
				t.Errorf("%s: output %+v is incomplete", m.Name, o)
			}
		}
		for _, v := range m.Variants {
			if v.Name == "" || !strings.HasSuffix(v.Says, ".") {
				t.Errorf("%s: variant %+v is incomplete", m.Name, v)
			}
		}
	}
}

func TestDefaultsRunAndReturnWhatIsDeclared(t *testing.T) {
	for _, m := range All() {
		t.Run(m.Name, func(t *testing.T) {
			r, err := Run(context.Background(), m.Name, sim.Settings{Seed: 1, Traces: true})
			if err != nil {
				t.Fatal(err)
			}
			declared := map[string]sim.Kind{}
			for _, o := range m.Outputs {
				declared[o.Name] = o.Kind
				switch o.Kind {
				case sim.KindTrace:
					if len(r.Traces[o.Name]) == 0 {
						t.Errorf("trace %s is declared and empty", o.Name)
					}
				case sim.KindCurve: // a list of folds may be empty, but not missing
					if r.Traces[o.Name] == nil {
						t.Errorf("curve %s is declared and missing", o.Name)
					}
				case sim.KindTimes:
					if _, ok := r.Times[o.Name]; !ok {
						t.Errorf("times %s are declared and missing", o.Name)
					}
				}
			}
			for name := range r.Scalars {
				if declared[name] != sim.KindScalar {
					t.Errorf("scalar %s is not declared", name)
				}
			}
			for name := range r.Traces {
				if k := declared[name]; k != sim.KindTrace && k != sim.KindCurve {
					t.Errorf("trace %s is not declared", name)
				}
			}
			for name := range r.Times {
				if declared[name] != sim.KindTimes {
					t.Errorf("times %s are not declared", name)
				}
			}
		})
	}
}

// A variant is a different program: at the defaults, or at the values that it names, something in its result differs from the right model's. At the
// values that it names it must run: they are there to show it.
func TestVariantsDiffer(t *testing.T) {
	for _, m := range All() {
		for _, v := range m.Variants {
			small := probes(m)[0]
			maps.Copy(small, v.Where)
			if differs(t, m, v, small) || differs(t, m, v, v.Where) {
				continue
			}
			t.Errorf("%s: variant %s returns what the right model returns, at the defaults and at %v", m.Name, v.Name, v.Where)
		}
	}
}

func differs(t *testing.T, m sim.Model, v sim.Variant, values map[string]float64) bool {
	t.Helper()
	right, err := Run(context.Background(), m.Name, sim.Settings{Values: values, Seed: 1, Traces: true})
	if err != nil {
		t.Errorf("%s, variant %s: the right model does not run at %v: %v", m.Name, v.Name, values, err)
		return true
	}
	wrong, err := Run(context.Background(), m.Name, sim.Settings{Values: values, Seed: 1, Variant: v.Name, Traces: true})
	var diverged *sim.DivergedError
	switch {
	case errors.As(err, &diverged):
		return true // it runs away, and says so
	case err != nil:
		t.Errorf("%s: variant %s does not run at %v: %v", m.Name, v.Name, values, err)
		return true
	}
	return !same(right, wrong)
}

// probes are the defaults on a small scale, the same with each parameter moved up and down, and the defaults themselves.
func probes(m sim.Model) []map[string]float64 {
	small := map[string]float64{}
	for _, p := range m.Parameters {
		if least := math.Max(p.Min, 1e-3); sized(p) && p.Default > 2*least {
			small[p.Name] = least * math.Pow(p.Default/least, 0.85)
			if p.Integer {
				small[p.Name] = math.Round(small[p.Name])
			}
		}
	}
	all := []map[string]float64{small}
	for _, p := range m.Parameters {
		moves := []float64{p.Default + 0.1*(p.Max-p.Default), p.Default + 0.01*(p.Max-p.Default), p.Default - 0.1*(p.Default-p.Min)}
		if p.Integer {
			moves = []float64{math.Min(p.Max, p.Default+1)}
		}
		for _, v := range moves {
			if p.Name != "dt" && !sized(p) && v != p.Default {
				moved := maps.Clone(small)
				moved[p.Name] = v
				all = append(all, moved)
			}
		}
	}
	return append(all, map[string]float64{})
}

func same(a, b sim.Result) bool {
	if len(a.Scalars) != len(b.Scalars) || len(a.Times) != len(b.Times) {
		return false
	}
	for k, v := range a.Scalars {
		if w, ok := b.Scalars[k]; !ok || v != w {
			return false
		}
	}
	return sameSeries(a.Times, b.Times) && sameSeries(a.Traces, b.Traces)
}

func sameSeries(a, b map[string][]float64) bool {
	return maps.EqualFunc(a, b, func(x, y []float64) bool { return slices.Equal(x, y) })
}

// Same seed, same result, twice in one process.
func TestRunsRepeat(t *testing.T) {
	for _, m := range All() {
		small := probes(m)[0]
		a, err := Run(context.Background(), m.Name, sim.Settings{Values: small, Seed: 7})
		if err != nil {
			t.Errorf("%s: %v", m.Name, err)
			continue
		}
		if b, _ := Run(context.Background(), m.Name, sim.Settings{Values: small, Seed: 7}); !same(a, b) {
			t.Errorf("%s: two runs with one seed differ", m.Name)
		}
	}
}

// Every network gives the same result, to the last bit, on 1, 2 and 7 processors and, where it has workers, with as many of them.
func TestNetworksOnAnyNumberOfProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for name, values := range map[string]map[string]float64{
		"brunel": {"N": 400, "J": 0.5, "T": 100}, "cuba": {"N": 400, "p": 0.1, "T": 100}, "coba": {"N": 400, "p": 0.1, "T": 100}, "balanced": {"N": 200, "K": 50, "T": 60},
		"hopfield": {"N": 100}, "random-rate": {"N": 60, "networks": 2, "T": 20}, "low-rank": {"N": 200, "T": 50}, "ring": {"trials": 5, "T": 50}, "stdp-lif": {"N": 100, "T": 200},
	} {
		m, err := Lookup(name)
		if err != nil {
			t.Fatal(err)
		}
		_, hasWorkers := m.Parameter("workers")
		var first sim.Result
		for i, n := range []int{1, 2, 7} {
			runtime.GOMAXPROCS(n)
			if hasWorkers {
				values["workers"] = float64(n)
			}
			r, err := Run(context.Background(), name, sim.Settings{Values: values, Seed: 4, Traces: true})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if i == 0 {
				first = r
			} else if !reflect.DeepEqual(r, first) {
				t.Errorf("%s: another result on %d processors", name, n)
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	cases := []struct {
		model  string
		s      sim.Settings
		error  string
		target any
	}{
		{"liff", sim.Settings{}, `there is no model called "liff"; did you mean "lif"?`, new(*sim.NameError)},
		{"lif", sim.Settings{Values: map[string]float64{"Tau": 1}}, `there is no parameter of lif called "Tau"; did you mean "tau"?`, new(*sim.NameError)},
		{"lif", sim.Settings{Values: map[string]float64{"tau": -5}}, "lif: tau = -5 is not admissible; it must be from 0.01 to 10000 ms", new(*sim.ParameterError)},
		{"lif", sim.Settings{Values: map[string]float64{"tau": math.NaN()}}, "lif: tau = NaN is not admissible", new(*sim.ParameterError)},
		{"lif", sim.Settings{Values: map[string]float64{"I": math.Inf(1)}}, "lif: I = +Inf is not admissible", new(*sim.ParameterError)},
		{"lif", sim.Settings{Values: map[string]float64{"exact": 0.5}}, "lif: exact = 0.5 is not admissible; it must be a whole number from 0 to 1", new(*sim.ParameterError)},
		{"lif", sim.Settings{Values: map[string]float64{"dt": 11, "method": 1}}, "dt = 11 is not admissible; it must be at most tau/2 = 10 with an explicit method", new(*sim.ParameterError)},
		{"lif", sim.Settings{Values: map[string]float64{"dt": 1e-4, "T": 1e6}}, "dt = 0.0001 is not admissible; it must be at least T/4000000 = 0.25 for a run of this length", new(*sim.ParameterError)},
		{"lif-white-noise", sim.Settings{Values: map[string]float64{"exact": 1}, Variant: "sigma-is-sd"}, "exact = 1 is not admissible; it must be 0 with a wrong variant", new(*sim.ParameterError)},
		{"ou", sim.Settings{Values: map[string]float64{"exact": 1}, Variant: "frozen-noise"}, "exact = 1 is not admissible; it must be 0 with a wrong variant", new(*sim.ParameterError)},
		{"morris-lecar-bifurcation", sim.Settings{Values: map[string]float64{"from": 10, "to": 5}}, "morris-lecar-bifurcation: from = 10 is not admissible; it must be below to = 5", new(*sim.ParameterError)},
		{"izhikevich", sim.Settings{Values: map[string]float64{"exact": 1, "I": 200, "a": 1, "T": 1e5}}, "izhikevich: ", new(*sim.ParameterError)},
		{"lif", sim.Settings{Variant: "reset-to-zero"}, `did you mean "reset-to-rest"?`, new(*sim.NameError)},
	}
	for _, c := range cases {
		_, err := Run(context.Background(), c.model, c.s)
		if err == nil || !strings.Contains(err.Error(), c.error) || !errors.As(err, c.target) {
			t.Errorf("%s %+v: error %v, want %q", c.model, c.s, err, c.error)
		}
	}
}
