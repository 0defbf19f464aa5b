package registry

import (
	"context"
	"errors"
	"math"
	"os"
	"strconv"
	"testing"
	"time"

	"coronium/sim"
	"coronium/sim/random"
)

// soakSets is how many random parameter sets a model is tried with: few in the ordinary test run,
// as many as CORONIUM_SOAK says otherwise.
func soakSets() int {
	if n, err := strconv.Atoi(os.Getenv("CORONIUM_SOAK")); err == nil && n > 0 {
		return n
	}
	return 25
}

// tryRandom runs a model once with random values and reports whether it gave a result.
func tryRandom(t *testing.T, m sim.Model, r *random.Source) bool {
	s := sim.Settings{Values: map[string]float64{}, Seed: r.Uint64(), Traces: r.Float64() < 0.3}
	for _, p := range m.Parameters {
		if v, ok := draw(p, r); ok {
			s.Values[p.Name] = v
		}
	}
	if len(m.Variants) > 0 && r.Float64() < 0.5 {
		s.Variant = m.Variants[r.Intn(len(m.Variants))].Name
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	out, err := Run(ctx, m.Name, s)
	if err == nil {
		if e := finite(m.Name, out); e != nil {
			t.Errorf("%v: %v", s, e)
		}
		return true
	}
	var bad interface{ BadInput() bool }
	if !errors.As(err, &bad) || !bad.BadInput() {
		t.Errorf("%+v: %v", s, err)
	}
	return false
}

// size names the parameters that set how long a run takes.
var size = map[string]bool{"T": true, "N": true, "trials": true, "draws": true, "n": true, "networks": true, "tasks": true, "cues": true, "passes": true, "iters": true}

// draw chooses a value: mostly the default, else something in the range (on a logarithmic scale when
// the range spans decades), sometimes an end of it, rarely one outside.
func draw(p sim.Parameter, r *random.Source) (float64, bool) {
	if size[p.Name] && p.Default > 2*p.Min {
		// The longest runs are bounded by the models, but a test of thousands of them is not: small sizes, on a logarithmic scale.
		v := math.Max(p.Min, 1e-3) * math.Pow(p.Default/math.Max(p.Min, 1e-3), 0.85*r.Float64())
		if p.Integer {
			v = math.Round(v)
		}
		return math.Min(math.Max(v, p.Min), p.Max), true
	}
	switch u := r.Float64(); {
	case u < 0.55:
		return 0, false
	case u < 0.60:
		return p.Min, true
	case u < 0.64:
		return p.Max, true
	case u < 0.66:
		return []float64{math.NaN(), math.Inf(1), p.Min - 1, p.Max + 1, -p.Default}[r.Intn(5)], true
	}
	v := p.Min + (p.Max-p.Min)*r.Float64()
	if p.Min > 0 && p.Max > 100*p.Min {
		v = p.Min * math.Pow(p.Max/p.Min, r.Float64())
	}
	if r.Float64() < 0.5 { // near the default, where most people stay
		v = p.Default * (0.5 + r.Float64())
	}
	if p.Integer {
		v = math.Round(v)
	}
	return math.Min(math.Max(v, p.Min), p.Max), true
}

// FuzzRun feeds any numbers to any model: a result or a typed error. Sizes are kept small so that a run is quick; everything else is taken as
// it comes.
func FuzzRun(f *testing.F) {
	f.Add(uint8(0), uint64(1), 0.5, 1.0, -3.0, uint8(0))
	f.Add(uint8(30), uint64(2), math.NaN(), 1e300, 0.0, uint8(3))
	all := All()
	f.Fuzz(func(t *testing.T, which uint8, seed uint64, a, b, c float64, variant uint8) {
		m := all[int(which)%len(all)]
		r := random.New(seed)
		s := sim.Settings{Values: map[string]float64{}, Seed: seed, Traces: seed&1 == 0}
		for _, p := range m.Parameters {
			if size[p.Name] && p.Default > 2*p.Min {
				if v, ok := draw(p, r); ok {
					s.Values[p.Name] = v
				}
				continue
			}
			if u := r.Intn(8); u < 3 {
				s.Values[p.Name] = []float64{a, b, c}[u]
			}
		}
		if len(m.Variants) > 0 && variant > 0 {
			s.Variant = m.Variants[int(variant)%len(m.Variants)].Name
		}
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		out, err := Run(ctx, m.Name, s)
		var bad interface{ BadInput() bool }
		if err != nil && (!errors.As(err, &bad) || !bad.BadInput()) {
			t.Errorf("%s %+v: %v", m.Name, s, err)
		}
		if err == nil {
			if e := finite(m.Name, out); e != nil {
				t.Error(e)
			}
		}
	})
}
