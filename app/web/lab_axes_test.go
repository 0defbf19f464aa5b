package web

import (
	"strings"
	"testing"

	"coronium/sim/registry"
)

// Axes are named as the field does, by symbols or words: never by a name that only programs use.
func TestLabAxes(t *testing.T) {
	for _, c := range []struct{ name, means, want string }{
		{"V", "membrane potential", "V"}, {"tau_w", "time constant of adaptation", "τ_w"}, {"gCa", "maximal calcium conductance", "g_Ca"},
		{"cycle_input", "current density, where a stable cycle is", "current density"}, {"rate_simulated", "firing rate of the run, 1000 / mean interval", "firing rate of the run"},
		{"er", "error rate, closed form", "error rate"}, {"sd", "standard deviation of g over the run", "standard deviation of g over the run"}, {"Dl", "width of the threshold", "Δ"},
		{"win_x", strings.Repeat("a very long description ", 4), "win x"},
	} {
		if got := axisWords(c.name, c.means); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for _, m := range registry.All() {
		for _, o := range m.Outputs {
			if label := axisOf(o).Label; strings.Count(label, "_") > 1 || strings.Contains(label, "_") && !symbolic(label) {
				t.Errorf("%s: the axis of %s is called %q", m.Name, o.Name, label)
			}
		}
		for _, p := range m.Parameters {
			if label := axisWords(p.Name, p.Means); strings.Contains(label, "_") && !symbolic(label) {
				t.Errorf("%s: the axis of %s is called %q", m.Name, p.Name, label)
			}
		}
	}
}
