package bifurcation

import (
	"context"
	"math"
	"testing"

	"coronium/sim"
)

type set = map[string]float64

func values(t *testing.T, m sim.Model, change set) sim.Result {
	t.Helper()
	s := sim.Settings{Values: set{}, Traces: true}
	for _, p := range m.Parameters {
		s.Values[p.Name] = p.Default
	}
	for k, v := range change {
		if _, ok := s.Values[k]; !ok {
			t.Fatalf("%s has no parameter %s", m.Name, k)
		}
		s.Values[k] = v
	}
	r, err := m.Run(context.Background(), s)
	if err != nil {
		t.Fatalf("%s %v: %v", m.Name, change, err)
	}
	return r
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.10g, want %.10g within %g", what, got, want, tolerance)
	}
}

// Hodgkin-Huxley (E_L -54.387): Hopf points at 9.77544 and 154.5224 uA/cm^2 (AUTO and SciPy; .1 %), no fold.
func TestHodgkinHuxleyHopf(t *testing.T) {
	r := values(t, hodgkinHuxley(), nil)
	near(t, "lower Hopf", r.Scalars["hopf_1"], 9.77544, 1e-4)
	near(t, "upper Hopf", r.Scalars["hopf_2"], 154.5224, 1e-3)
	near(t, "number of Hopf points", r.Scalars["hopfs"], 2, 0)
	near(t, "number of folds", r.Scalars["folds"], 0, 0)
}

// Connor-Stevens: rest ends in a fold at 8.1141 uA/cm^2.
func TestConnorStevensFold(t *testing.T) {
	near(t, "fold", values(t, connorStevens(), nil).Scalars["fold_1"], 8.1141, 1e-4)
}

// Morris-Lecar (SciPy roots of trace and determinant): Hopf set 93.857618, 212.018816 at 12.6973 and 23.6508 Hz; SNIC set
// folds at 39.963153 and -9.949039 and a Hopf point at 97.787889 on its upper branch.
func TestMorrisLecar(t *testing.T) {
	r := values(t, morrisLecar(), nil)
	near(t, "lower Hopf", r.Scalars["hopf_1"], 93.857618, 1e-5)
	near(t, "upper Hopf", r.Scalars["hopf_2"], 212.018816, 1e-5)
	near(t, "V there", r.Scalars["hopf_1_V"], -25.270105, 1e-5)
	near(t, "frequency", r.Scalars["hopf_1_frequency"], 12.6973, 1e-3)
	near(t, "frequency", r.Scalars["hopf_2_frequency"], 23.6508, 1e-3)
	near(t, "folds", r.Scalars["folds"], 0, 0)
	r = values(t, morrisLecar(), set{"gCa": 4, "V3": 12, "V4": 17.4, "phi": 1.0 / 15})
	near(t, "fold", r.Scalars["fold_1"], 39.963153, 1e-5)
	near(t, "second fold", r.Scalars["fold_2"], -9.949039, 1e-5)
	near(t, "Hopf of the SNIC set", r.Traces["hopf_input"][len(r.Traces["hopf_input"])-1], 97.787889, 1e-4)
}

// FitzHugh-Nagumo: closed form, at 2 pi/omega = 45.6118 ms for tau 2.
func TestFitzHughNagumo(t *testing.T) {
	r := values(t, fitzHughNagumo(), set{"tau": 2})
	near(t, "lower Hopf", r.Scalars["hopf_1"], .33128134, 1e-7)
	near(t, "upper Hopf", r.Scalars["hopf_2"], 1.41871866, 1e-7)
	near(t, "period", 1000/r.Scalars["hopf_1_frequency"], 45.61183373, 1e-4)
}

// Planes: the numbers of the mock-up at I 90 (stable focus at -26.60, .129; trace -.0188, determinant .00654 per ms), and points on nullclines
// that make their slope zero.
func TestPlanes(t *testing.T) {
	r := values(t, morrisLecarPlane(), set{"I": 90})
	near(t, "V", r.Traces["fixed_x"][0], -26.60, .005)
	near(t, "w", r.Traces["fixed_y"][0], .129, .0005)
	near(t, "trace", r.Traces["trace"][0], -.0188, 5e-5)
	near(t, "determinant", r.Traces["determinant"][0], .00654, 5e-6)
	near(t, "frequency", r.Scalars["frequency"], 12.8, .05)
	near(t, "stable", r.Scalars["stable_points"], 1, 0)
	three := values(t, morrisLecarPlane(), set{"I": 0, "gCa": 4, "V3": 12, "V4": 17.4, "phi": 1.0 / 15})
	for i, want := range []float64{-59.473998, -9.4825, .1648} {
		near(t, "one of three", three.Traces["fixed_x"][i], want, 1e-4)
	}
	f := values(t, fitzHughNagumoPlane(), nil)
	for i, v := range f.Traces["null_v_x"] {
		near(t, "cubic", f.Traces["null_v_y"][i], v-v*v*v/3+.5, 1e-9)
	}
	near(t, "three fixed points of Wilson-Cowan at P 1", values(t, wilsonCowanPlane(), set{"P": 1}).Scalars["fixed_points"], 3, 0)
}

// Where cycles live, by stepping the input up and down: Hodgkin-Huxley from 6.26 (first repetitive firing; 50.2 Hz there) to its upper Hopf point at
// 154.52; Morris-Lecar's Hopf set from 88.3 (bistable to 93.86) to above its upper Hopf point, its SNIC set from 39.963; FitzHugh-Nagumo bistable
// from about .325, period 39.474 at .5; Wilson-Cowan from about 1.067, period 40.027 at P 1.25 (the numbers of the golden table).
func TestCycles(t *testing.T) {
	ends := func(m sim.Model, change set) (r sim.Result, lo, hi float64) {
		r = values(t, m, change)
		return r, r.Scalars["cycle_from"], r.Scalars["cycle_to"]
	}
	_, lo, hi := ends(hodgkinHuxley(), set{"from": 0})
	near(t, "first firing of hh", lo, 6.26, .08)
	near(t, "last firing of hh", hi, 154.5, 3)
	_, lo, _ = ends(morrisLecar(), set{"from": 60, "to": 120})
	near(t, "first firing of morris-lecar", lo, 88.4, .2)
	_, lo, _ = ends(morrisLecar(), set{"gCa": 4, "V3": 12, "V4": 17.4, "phi": 1.0 / 15, "from": 20, "to": 60})
	near(t, "first firing of the SNIC set", lo, 39.96, .2)
	r, lo, hi := ends(fitzHughNagumo(), set{"from": .3, "to": .5})
	near(t, "first firing of fitzhugh-nagumo", lo, .325, .002)
	near(t, "period at the end of the window", r.Traces["cycle_period"][len(r.Traces["cycle_period"])-1], 39.474415, .01)
	near(t, "last input", hi, .5, 0)
	r, lo, _ = ends(wilsonCowan(), set{"from": 1, "to": 1.25})
	near(t, "first cycle of wilson-cowan", lo, 1.067, .002)
	n := len(r.Traces["cycle_period"]) - 1
	near(t, "period at 1.25", r.Traces["cycle_period"][n], 40.0273, .01)
	near(t, "least E", r.Traces["cycle_low"][n], .101523, 1e-3)
	near(t, "greatest E", r.Traces["cycle_high"][n], .271487, 1e-3)
}
