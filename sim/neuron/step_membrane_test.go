package neuron

import "testing"

// The signatures of the five explanations (independent program: NumPy, Runge-Kutta, dt 0.1 ms, no noise; C .2, g .01,
// k .012, tau_w 120, g_c .025, g_d .006, C_d .7, I .08, b = .3 g^3/I^2). A leaky bag gives 2, 1, 2 and 0 exactly.
func TestFiveExplanations(t *testing.T) {
	for kind, want := range [][5]float64{
		{2, 1, 2, 0, 8.000}, {2, 1.0001, 3.0625, .0061, 5.391}, {2, 1.7055, 1.6241, -.0021, 3.636}, {1.58748, 1, 1.9012, 0, 6.632},
	} {
		r := values(t, stepMembraneModel(), "", set{"explanation": float64(kind)}).Scalars
		for i, name := range []string{"double", "sag", "shape", "late"} {
			near(t, name, r[name], want[i], 4e-3)
		}
		near(t, "plateau", r["plateau"], want[4], 4e-3)
	}
	// Charge alone: the plateau is the ramp at 90 % of the time, the middle fifth stands at 50 %.
	r := values(t, stepMembraneModel(), "", set{"explanation": 4}).Scalars
	near(t, "shape of a ramp", r["shape"], 1.5, 1e-3)
	near(t, "growth of a ramp", r["late"], 4.0/9, 1e-3)
}
