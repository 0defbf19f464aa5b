package theory

import (
	"math"
	"testing"
)

// Amit, Gutfreund & Sompolinsky 1985: alpha_c .1379056, m_c .96742; overlaps below (independent program to 1e-8).
func TestHopfieldTheory(t *testing.T) {
	a, m := HopfieldCapacity()
	near(t, "alpha_c", a, .13790557, 1e-8)
	near(t, "m_c", m, .96741712, 1e-6)
	for alpha, want := range map[float64]float64{.05: .9999922, .08: .9995574, .1: .9979993, .12: .9932227, .13: .9872119, .135: .9807913} {
		near(t, "overlap", HopfieldOverlap(alpha), want, 1e-7)
	}
	if HopfieldOverlap(.138) != 0 {
		t.Error("retrieval above capacity")
	}
	near(t, "unstable share", HopfieldUnstable(.1), 7.827e-4, 1e-7)
}

// Dynamic mean field of the random network (independent program): 1e-6.
func TestRandomRateVariance(t *testing.T) {
	for g, want := range map[float64]float64{1.05: .0528322, 1.1: .1110632, 1.2: .2426289, 1.3: .3931662, 1.5: .7476864, 1.8: 1.4056011, 2: 1.9248054, 2.5: 3.4953424, 3: 5.4463225} {
		near(t, "D0", RandomRateVariance(g), want, 3e-6*want)
	}
	if RandomRateVariance(.9) != 0 {
		t.Error("variance below g = 1")
	}
}

// Ben-Yishai's half-widths are half of ours: 52.681, 45.000, 37.319 degrees for J2 3, 4, 6; heights of the exercise ring-attractor.
func TestBump(t *testing.T) {
	for J, want := range map[float64]float64{3: 52.681, 4: 45, 6: 37.319} {
		q, _, _ := Bump(-2, J, 1)
		near(t, "half-width in Ben-Yishai's convention", q*90/math.Pi, want, 1e-3)
	}
	_, A, _ := Bump(-2, 3, 1)
	near(t, "A", A, .841072, 1e-6)
	q, A, _ := Bump(-4, 5, 1)
	near(t, "q", q, 1.412399, 1e-6)
	near(t, "A", A, 1.225635, 1e-6)
	if _, _, ok := Bump(-2, 2, 1); ok {
		t.Error("a bump at J1 = 2")
	}
	near(t, "diffusion", BumpDiffusion(4, math.Pi/2, .1, 10, 64), 2.53303e-5, 1e-10)
	near(t, "low rank", LowRank(2, 1.2), 1.151647, 1e-6)
	near(t, "low rank", LowRank(2.5, .9), 2.031315, 1e-6)
}

// iaf with DC, NEST test_iaf_ps_dc_accuracy.py: tau 10 ms, C 250 pF, I 1000 pA (R I = 40 mV), threshold 15 mV: first spike at
// 10 log(40/25) = 4.7000363 ms.
func TestFirstSpikeAgainstNEST(t *testing.T) {
	near(t, "first spike", LIF{Tau: 10, R: 0.04, Vth: 15, Tref: 2}.FirstSpike(1000), 4.7000363, 1e-7)
}
