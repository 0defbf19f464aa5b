package theory

import (
	"math"
	"testing"
)

// Squid at 6.3 and mammal at 37 degrees (independent program for nernst-ghk).
func TestNernstAndGHK(t *testing.T) {
	near(t, "E_K squid", Nernst(20, 400, 1, 6.3), -72.1406, 1e-4)
	near(t, "E_Na squid", Nernst(440, 50, 1, 6.3), 52.3705, 1e-4)
	near(t, "E_Cl squid", Nernst(560, 52, -1, 6.3), -57.2335, 1e-4)
	near(t, "E_Ca", Nernst(1.5, 1e-4, 2, 37), 128.4992, 1e-4)
	near(t, "rest squid", GHKVoltage(1, .04, .45, 20, 400, 440, 50, 560, 52, 6.3), -57.1261, 1e-4)
	near(t, "peak squid", GHKVoltage(1, 20, .45, 20, 400, 440, 50, 560, 52, 6.3), 40.4006, 1e-4)
	for Ko, want := range map[float64]float64{2: -72.8979, 4: -68.5602, 8: -61.5558, 16: -51.4214, 40: -33.6172, 140: -4.0213} {
		r := run(t, ghkModel(), "", map[string]float64{"K_o": Ko})
		near(t, "V", r.Scalars["V"], want, 1e-4)
		near(t, "zero of the currents", r.Scalars["root"], r.Scalars["V"], 1e-9)
	}
	for v, want := range map[float64]float64{0: 1312.2005, -40: 508.7502, 20: 1892.7214} {
		near(t, "K current", GHKCurrent(v, 1, 4, 140, 1, 37), want, 1e-4)
	}
	near(t, "continuous at 0", GHKCurrent(1e-9, 1, 4, 140, 1, 37), GHKCurrent(0, 1, 4, 140, 1, 37), 1e-4)
	near(t, "no current at Nernst", GHKCurrent(Nernst(4, 140, 1, 37), 1, 4, 140, 1, 37), 0, 1e-10)
	near(t, "chord", run(t, ghkModel(), "chord", map[string]float64{"K_o": 20, "K_i": 400, "Na_o": 440, "Na_i": 50, "Cl_o": 560, "Cl_i": 52, "P_Na": .04, "P_Cl": .45, "T_C": 6.3}).Scalars["V"], -64.2959, 1e-4)
}

// QIF: closed form (63.66198 Hz at eta 4, tau 10); EIF against an independent quadrature (exercise eif-adex) and the golden 34.64763 Hz.
func TestQuadraticAndExponential(t *testing.T) {
	near(t, "QIF", QIFRate(4, 10, math.Inf(1)), 63.66198, 1e-5)
	near(t, "QIF with a cut", 1000/QIFRate(.25, 10, 40), 62.331879111021394, 1e-10)
	n := EIF{20, 1, -70, -50, 2, -60, 0, 0}
	for RI, want := range map[float64]float64{18.05: 1.8032678715550206, 18.2: 3.680684340012146, 19: 8.848244588634016, 20: 13.383424454241204, 25: 31.129890216613433} {
		near(t, "EIF", n.Rate(RI), want, 1e-8)
	}
	near(t, "golden EIF", EIF{10, 1, 0, 15, 2, 5, 1e9, 0}.Rate(16), 34.64763, 1e-5)
	if n.Rate(18) != 0 {
		t.Error("the EIF fires at rheobase")
	}
}
