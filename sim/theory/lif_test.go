package theory

import (
	"math"
	"testing"
)

func near(t *testing.T, name string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.10g, want %.10g within %g", name, got, want, tolerance)
	}
}

// tau 10, threshold 15 above rest and reset, t_ref 2: closed form, 1000/(2 + 10 log(RI/(RI-15))).
func TestLIFGoldenRates(t *testing.T) {
	n := LIF{Tau: 10, R: 1, Vth: 15, Tref: 2}
	near(t, "RI 16", n.Rate(16), 33.6407, 1e-4)
	near(t, "RI 20", n.Rate(20), 63.0400, 1e-4)
	near(t, "RI 30", n.Rate(30), 111.9636, 1e-4)
	if n.Rate(15) != 0 || n.Rate(-3) != 0 {
		t.Error("it fires at or below rheobase")
	}
}

// The reference numbers of the exercise lif-interspike-interval (independent NumPy program):
// first spike, interval, rate.
func TestLIFReferenceSet(t *testing.T) {
	n := LIF{Tau: 20, R: 50, EL: -70, Vth: -50, Vr: -60, Tref: 3}
	near(t, "rheobase", n.Rheobase(), 0.4, 1e-15)
	for _, c := range []struct{ I, first, interval, rate float64 }{
		{.42, 60.89044875, 50.95790546, 19.62404049},
		{.5, 32.18875825, 24.97224577, 40.04445612},
		{.6, 21.97224577, 16.86294361, 59.30162747},
		{1, 10.21651248, 8.75364145, 114.23817229},
		{2, 4.46287103, 5.35566071, 186.71832544},
	} {
		near(t, "first spike", n.FirstSpike(c.I), c.first, 1e-7)
		near(t, "interval", n.Interval(c.I), c.interval, 1e-7)
		near(t, "rate", n.Rate(c.I), c.rate, 1e-7)
	}
	near(t, "far above", n.Rate(100), 328.93434364, 1e-7)
}

// Without a refractory time the rate grows as R I/(tau (V_th - V_r)): 250 Hz/nA for the reference
// set; at I 50 the independent program gives 248.4997.
func TestLIFSlopeFarAboveRheobase(t *testing.T) {
	n := LIF{Tau: 20, R: 50, EL: -70, Vth: -50, Vr: -60}
	near(t, "slope at 50", n.Rate(50)/50, 248.49966465422557, 1e-6)
	near(t, "slope at 1e6", n.Rate(1e6)/1e6, 250, 1e-3)
}

// Just above rheobase the interval is tau log((V_th-V_r)/(R dI)) however small dI is: log1p keeps
// its digits where the textbook form has lost them all.
func TestLIFNearRheobase(t *testing.T) {
	n := LIF{Tau: 10, R: 1, Vth: 15}
	for _, over := range []float64{1e-3, 1e-6, 1e-9} {
		I := 15 + over
		near(t, "passage", n.Interval(I), 10*math.Log(I/(I-15)), 1e-9)
	}
	strong := 1e12
	near(t, "strong drive", n.Interval(strong)*strong, 150, 1e-6)
}
