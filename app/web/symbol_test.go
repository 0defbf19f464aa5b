package web

import (
	"testing"

	"coronium/content"
	"coronium/exercises"
)

// Names stand as the prose of their exercise has them, though they are typed without a line or abbreviated.
func TestSymbolsOfExercises(t *testing.T) {
	library, err := exercises.Load(content.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ exercise, name, want string }{
		{"conductance-shunting", "gL", "g_{L}"}, {"conductance-shunting", "Vth", "V_{th}"}, {"conductance-shunting", "tref", "t_{ref}"}, {"conductance-shunting", "dt", `\mathit{dt}`},
		{"morris-lecar", "gCa_S", "g_{Ca,S}"}, {"morris-lecar", "tr", `\mathrm{tr}`}, {"escape-noise", "th", `\theta`}, {"escape-noise", "rho0", `\rho_{0}`},
		{"synapse-kinetics", "tr", `\tau_r`}, {"channel-noise", "al", `\alpha`}, {"lif-interspike-interval", "V_th", "V_{th}"}, {"siegert", "mu", `\mu`}, {"rall-equivalent-cylinder", "ratio", `\mathit{ratio}`},
	} {
		e, err := library.Exercise(c.exercise)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(symbolIn(e, c.name)); got != c.want {
			t.Errorf("%s of %s is set as %s, want %s", c.name, c.exercise, got, c.want)
		}
	}
}
