package registry

import (
	"context"
	"math"
	"slices"
	"testing"

	"coronium/sim"
)

// Every model with a picture has it at its defaults, at each of its presets and for each wrong variant, inside its window and without a number that is none.
func TestPortraits(t *testing.T) {
	ctx := context.Background()
	planes, sweeps := 0, 0
	for _, m := range All() {
		settings := []sim.Settings{{}}
		for _, p := range m.Presets {
			settings = append(settings, sim.Settings{Values: p.Values})
		}
		for _, v := range m.Variants {
			settings = append(settings, sim.Settings{Variant: v.Name})
		}
		if m.PhasePlane != nil {
			planes++
			for _, s := range settings {
				p, err := PhasePlane(ctx, m.Name, s)
				if err != nil {
					t.Errorf("%s %v: %v", m.Name, s, err)
					continue
				}
				checkPlane(t, m.Name, s, p)
			}
		}
		if m.Bifurcation != nil {
			sweeps++
			d, err := BifurcationDiagram(ctx, m.Name, sim.Settings{}, math.NaN(), math.NaN())
			if err != nil || len(d.Branch) < 10 || d.Input.Name == "" || d.State.Name == "" {
				t.Errorf("%s: %d points on the branch, %v", m.Name, len(d.Branch), err)
			}
			if _, err := BifurcationDiagram(ctx, m.Name, sim.Settings{}, 1, -1); err == nil {
				t.Errorf("%s: a window upside down passes", m.Name)
			}
		}
	}
	if planes < 8 || sweeps < 8 {
		t.Errorf("%d planes and %d diagrams", planes, sweeps)
	}
	if _, err := PhasePlane(ctx, "lif-rate", sim.Settings{}); err == nil {
		t.Error("a theory function has a phase plane")
	}
}

func checkPlane(t *testing.T, name string, s sim.Settings, p sim.PhasePlane) {
	t.Helper()
	if !(p.X.Min < p.X.Max && p.Y.Min < p.Y.Max) || p.X.Name == "" || p.Y.Name == "" {
		t.Errorf("%s %v: window %+v %+v", name, s, p.X, p.Y)
	}
	lines := len(p.Line)
	for _, n := range p.Nullclines {
		for _, l := range n.Lines {
			lines += len(l)
			if slices.ContainsFunc(l, func(q sim.Point) bool {
				return !(q.X >= p.X.Min && q.X <= p.X.Max && q.Y >= p.Y.Min && q.Y <= p.Y.Max)
			}) {
				t.Errorf("%s %v: a nullcline leaves the window", name, s)
			}
		}
	}
	if lines < 100 {
		t.Errorf("%s %v: %d points of lines", name, s, lines)
	}
	for _, f := range p.FixedPoints {
		if f.Class == "" || len(f.Eigenvalues) == 0 || f.Stable != (f.Eigenvalues[0].Re < 0) {
			t.Errorf("%s %v: fixed point %+v", name, s, f)
		}
	}
}

// Planes against arithmetic: the fixed points of izhikevich with b 0.2 at I 0 are the roots of .04 v^2 + 4.8 v + 140 (-70 and -50 mV),
// those of qif at I 0.25 and I_c 0.5 are -+1/2; those of adex with the Brette-Gerstner set without current are
// SciPy's (brentq).
func TestPlanesOfSpikingModels(t *testing.T) {
	for _, c := range []struct {
		model  string
		values map[string]float64
		x      []float64
		class  []string
	}{
		{"izhikevich", map[string]float64{"I": 0}, []float64{-70, -50}, []string{"stable node", "saddle"}},
		{"qif", map[string]float64{"I": 0.25}, []float64{-.5, .5}, []string{"stable node", "unstable node"}},
		{"theta", map[string]float64{"I": 0.25}, []float64{-2 * math.Atan(.5), 2 * math.Atan(.5)}, []string{"stable node", "unstable node"}},
		{"adex", map[string]float64{"C": 281, "g_L": 30, "E_L": -70.6, "V_T": -50.4, "a": 4, "tau_w": 144, "I": 0}, []float64{-70.59992750, -45.05509208}, []string{"stable node", "saddle"}},
	} {
		p, err := PhasePlane(context.Background(), c.model, sim.Settings{Values: c.values})
		if err != nil || len(p.FixedPoints) != len(c.x) {
			t.Errorf("%s: %+v, %v", c.model, p.FixedPoints, err)
			continue
		}
		for i, f := range p.FixedPoints {
			if math.Abs(f.X-c.x[i]) > 1e-6 || f.Class != c.class[i] {
				t.Errorf("%s: %+v, want %g %v", c.model, f, c.x[i], c.class)
			}
		}
	}
}
