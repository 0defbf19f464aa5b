package cable

import (
	"context"
	"math"
	"testing"

	"coronium/sim"
	"coronium/sim/neuron"
	"coronium/sim/random"
)

type set = map[string]float64

func values(t *testing.T, m sim.Model, variant string, change set) sim.Result {
	t.Helper()
	s := sim.Settings{Values: set{}, Variant: variant, Seed: 1, Traces: true}
	for _, p := range m.Parameters {
		s.Values[p.Name] = p.Default
	}
	for k, v := range change {
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

// d 2 um, Rm 20 k, Ri 150, L 1 mm (closed forms; independent NumPy program for the compartments).
func TestCableGolden(t *testing.T) {
	c := Cylinder{D: 2, Rm: 20000, Ri: 150, L: 1000}
	near(t, "lambda", c.Lambda(), 816.4966, 1e-4)
	near(t, "R_inf", c.RInf(), 389.84840062, 1e-8)
	near(t, "R_in sealed", c.Input(), 463.5268, 1e-4)
	near(t, "R_in sealed", c.Input(), 463.52679195, 1e-8)
	near(t, "attenuation", c.Profile(1000), .5409601, 1e-7)
	k := c
	k.Killed = true
	near(t, "R_in killed", k.Input(), 327.88131798, 1e-8)
	near(t, "the killed end", k.Profile(1000), 0, 1e-16)
	v := c.Steady(20, 0, 0.05, "")
	for node, want := range map[int]float64{0: 23.16702549, 5: 18.20295784, 10: 14.95825008, 20: 12.53445272} {
		near(t, "V", v[node], want, 1e-8)
	}
	sum := 0.0
	for i, g := range c.Cut(20, 1, "").Leak {
		sum += g * v[i]
	}
	near(t, "all current leaks", sum, 0.05, 1e-13)
	near(t, "reciprocity", c.Steady(20, 4, 0.05, "")[15], c.Steady(20, 15, 0.05, "")[4], 1e-13)
	near(t, "reciprocity", c.Steady(20, 4, 0.05, "")[15], 13.522064795235577, 1e-10)
	tau0, tau1 := c.TimeConstants(1)
	near(t, "tau_0", tau0, 20, 1e-12)
	near(t, "tau_1", tau1, 2.6386, 1e-4)
	long := Cylinder{D: 1, Rm: 1000, Ri: 1000, L: 1e5}
	near(t, "a long cable does not overflow", long.Profile(long.Lambda()), math.Exp(-1), 1e-12)
}

// Second order in the length of an interval, sealed and killed; first order with whole compartments at
// the ends (ratios of the independent program).
func TestCableConverges(t *testing.T) {
	fault := func(n int, killed bool, variant string) float64 {
		c := Cylinder{D: 2, Rm: 20000, Ri: 150, L: 1000, Killed: killed}
		return c.Steady(n, 0, 0.05, variant)[0] - 0.05*c.Input()
	}
	for i, n := range []int{5, 10, 20} {
		near(t, "sealed", fault(n, false, "")/fault(2*n, false, ""), []float64{3.966363966, 3.991510238, 3.997872453}[i], 1e-6)
		near(t, "killed", fault(n, true, "")/fault(2*n, true, ""), []float64{3.966519223, 3.991549870, 3.997882410}[i], 1e-6)
		near(t, "whole ends", fault(n, false, "full-end-compartments")/fault(2*n, false, "full-end-compartments"), []float64{1.852742190, 1.919583488, 1.957830412}[i], 1e-6)
	}
}

// Backward Euler: V(0) at 10 ms at four steps (independent program), and the alpha current at the far end.
func TestCableInTime(t *testing.T) {
	for _, c := range []struct{ dt, v float64 }{{.2, 13.380087}, {.1, 13.399116}, {.05, 13.408603}, {.025, 13.413340}} {
		near(t, "V(0)", values(t, stepModel(), "", set{"dt": c.dt, "T": 10}).Scalars["V_0"], c.v, 1e-6)
	}
	at := func(dt float64) float64 {
		return values(t, stepModel(), "", set{"dt": dt, "T": 10}).Scalars["V_0"]
	}
	near(t, "order 1: halving the step divides the error by", (at(.2)-at(.1))/(at(.1)-at(.05)), 2, .02)
	r := values(t, stepModel(), "", set{"kind": 2, "n": 40, "dt": 0.02, "T": 60})
	near(t, "local peak", r.Scalars["peak_L"], 5.513, 1e-3)
	near(t, "peak at x = 0", r.Scalars["peak_0"], 1.2105, 1e-3)
	near(t, "delay", r.Scalars["time_0"]-r.Scalars["time_L"], 8.58, 0.021)
}

// A random diagonally dominant system: residual at rounding, inputs untouched.
func TestSolveTridiagonal(t *testing.T) {
	r, n := random.New(4), 50
	lo, di, up, b := make([]float64, n-1), make([]float64, n), make([]float64, n-1), make([]float64, n)
	for i := range di {
		di[i], b[i] = 3+r.Float64(), r.Normal()
		if i < n-1 {
			lo[i], up[i] = r.Normal()/2, r.Normal()/2
		}
	}
	before := append([]float64(nil), di...)
	x := SolveTridiagonal(lo, di, up, b)
	for i := range x {
		s := di[i]*x[i] - b[i]
		if i > 0 {
			s += lo[i-1] * x[i-1]
		}
		if i < n-1 {
			s += up[i] * x[i+1]
		}
		near(t, "residual", s, 0, 1e-13)
		near(t, "input", di[i], before[i], 0)
	}
}

// The tree of rall-equivalent-cylinder: resistances and potentials, the law, its breach, and the compartments.
func TestRallTree(t *testing.T) {
	tree := Rall(4, 2.8, 1, .3, .4, .5, 20000, 150)
	for i, want := range []float64{4, 2.8, 2.22312128, 1.76388947, 1.76388947, 1.40047865, 1.40047865} {
		near(t, "diameter", tree.D[i], want, 1e-8)
	}
	v := tree.Voltages(0.05)
	for i, want := range []float64{8.26674637, 6.5429129, 5.14829989, 5.14829989, 4.56560956} {
		near(t, "V", v[i], want, 1e-8)
	}
	near(t, "R_in", v[0]/0.05, 165.33492731, 1e-8)
	ok, x := tree.Equivalent()
	if !ok || math.Abs(x-1.2) > 1e-12 {
		t.Errorf("equivalent: %v at %v", ok, x)
	}
	numeric := tree.Hines(60, -1, 0.05)
	for i, want := range []float64{8.2667117, 6.5428847, 5.1482799, 5.1482799, 4.5655949} {
		near(t, "Hines", numeric[i], want, 1e-7)
	}
	tip := tree.Hines(60, 3, 0.05)
	near(t, "local potential of a tip", tip[4], 17.196818, 1e-6)
	near(t, "reciprocity", tip[0], numeric[4], 1e-12)
	if ok, _ := Rall(4, 2.8, 1.1, .3, .4, .5, 20000, 150).Equivalent(); ok {
		t.Error("a tree that breaks the law passes for a cylinder")
	}
	// equal cross-section and equal diameters instead of the law: trunk .4, two daughters .6
	two := func(d float64) float64 {
		q := Tree{Parent: []int{-1, 0, 0}, D: []float64{4, d, d}, Rm: 20000, Ri: 150, L: make([]float64, 3)}
		for i := range q.L {
			q.L[i] = [...]float64{.4, .6, .6}[i] * q.cylinder(i).Lambda()
		}
		return q.Voltages(1)[0]
	}
	near(t, "law", two(4*math.Pow(2, -2.0/3)), 180.97857, 1e-5)
	near(t, "equal cross-section", two(4/math.Sqrt2), 168.1489, 1e-4)
	near(t, "equal diameters", two(4), 133.47698, 1e-5)
	chain := Tree{Rm: 20000, Ri: 150}
	for i := range 2000 {
		chain.Parent, chain.D, chain.L = append(chain.Parent, i-1), append(chain.D, 2), append(chain.L, .5)
	}
	near(t, "a chain of 2000 pieces is one cable", chain.Voltages(1)[0], 463.52679195, 1e-6)
}

// Squid axon at 18.5 degrees, radius 238 um, Ri 35.4: Hodgkin & Huxley 1952 computed 18.8 m/s, NEURON 18.70; 2 %.
// Velocity grows as the square root of the diameter (on a length scaled alike).
func TestAxonVelocity(t *testing.T) {
	r := values(t, axonModel(), "", nil)
	near(t, "velocity", r.Scalars["velocity"], 18.75, 0.02*18.75)
	quarter := values(t, axonModel(), "", set{"d": 119, "L": 30000, "I": 2500})
	near(t, "at a quarter of the diameter", quarter.Scalars["velocity"], r.Scalars["velocity"]/2, 0.002*r.Scalars["velocity"])
	if blocked := values(t, axonModel(), "", set{"I": 100}); blocked.Scalars["conducts"] != 0 {
		t.Error("a weak pulse conducts")
	}
	a := Axon{Membrane: neuron.Squid, D: 476, Ri: 35.4, L: 60000, N: 30}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := a.Speed(ctx, 1, 1, 0.01, 1, nil); err == nil {
		t.Error("a cancelled run goes on")
	}
}

// Gates by relaxation, V by Crank-Nicolson, half a step apart: order 2 in the step, on V(1 ms) at the stimulated end of a short piece, before the upstroke; order 2 in the
// interval, on the same number.
func TestAxonConverges(t *testing.T) {
	at := func(n int, dt float64) (last float64) {
		a := Axon{Membrane: neuron.Squid, D: 476, Ri: 35.4, L: 6000, N: n}
		if _, _, err := a.Speed(context.Background(), 1500, 2, dt, 1, func(_ int, v []float64) { last = v[0] }); err != nil {
			t.Fatal(err)
		}
		return last
	}
	near(t, "halving the step divides the error by", (at(12, .02)-at(12, .01))/(at(12, .01)-at(12, .005)), 4, .4)
	near(t, "halving the interval", (at(12, .01)-at(24, .01))/(at(24, .01)-at(48, .01)), 4, .4)
}
