package rate

import (
	"context"
	"math"
	"testing"

	"coronium/sim"
	"coronium/sim/random"
	"coronium/sim/solve"
	"coronium/sim/theory"
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

// Wilson & Cowan's set, te = ti = 8, r 1 (independent Runge-Kutta program): cycle at P 1.25, fixed points at 1, bistability, fold, Hopf.
func TestWilsonCowan(t *testing.T) {
	r := values(t, wilsonCowanModel(), "", nil)
	near(t, "period", r.Scalars["period"], 40.0273, 1e-3)
	near(t, "E_min", r.Scalars["E_min"], .101523, 1e-5)
	near(t, "E_max", r.Scalars["E_max"], .271487, 1e-5)
	w := WilsonCowan{16, 12, 15, 3, 1.3, 4, 2, 3.7, 8, 8, 1, 0, 1, ""}
	rests := w.Rests()
	if len(rests) != 3 {
		t.Fatalf("%d fixed points at P 1", len(rests))
	}
	for i, want := range [][2]float64{{.028658, .000823}, {.090532, .008053}, {.171862, .062922}} {
		near(t, "E", rests[i][0], want[0], 5e-5) // read off a table there
		near(t, "I", rests[i][1], want[1], 5e-5)
		dx := make([]float64, 2)
		w.Field()(0, rests[i][:], dx)
		near(t, "E' there", dx[0], 0, 1e-12)
	}
	for _, c := range []struct{ P, start, amplitude float64 }{{1.07, 0, 0}, {1.07, 1, .17}, {1.06, 1, 0}, {1.09, 0, .17}, {1.85, 1, .02}} {
		r := values(t, wilsonCowanModel(), "", set{"P": c.P, "start": c.start, "T": 6000})
		if got := r.Scalars["amplitude"]; (got > .01) != (c.amplitude > .01) {
			t.Errorf("P %v start %v: amplitude %v", c.P, c.start, got)
		}
	}
	b, err := solve.Continuation{From: 0, To: 3, Step: .01}.Follow(context.Background(), func(P float64) solve.Field {
		v := w
		v.P = P
		return v.Field()
	}, []float64{0, 0})
	if err != nil || len(b.Bifurcations) != 3 {
		t.Fatalf("%+v %v", b.Bifurcations, err)
	}
	near(t, "upper fold", b.Bifurcations[0].Parameter, 1.083016, 1e-5)
	near(t, "lower fold", b.Bifurcations[1].Parameter, .903197, 1e-5)
	near(t, "Hopf", b.Bifurcations[2].Parameter, 1.909253, 1e-5)
	near(t, "its frequency", b.Bifurcations[2].Frequency*2*math.Pi, .336921, 1e-5)
	at := func(P, Q float64) float64 {
		return values(t, wilsonCowanModel(), "", set{"P": P, "Q": Q, "T": 8000}).Scalars["I_end"]
	}
	near(t, "pushing interneurons lowers them", at(2.2, .1)-at(2.2, 0), -.008893, 1e-5)
	near(t, "or raises them", at(.5, .1)-at(.5, 0), .000161, 1e-6)
}

// Ring: a given step (J0 -2, J1 4, I0 1, tau 10; 20 steps of .5 ms), height and width, turning by a shifted kernel, diffusion.
func TestRing(t *testing.T) {
	r := &Ring{J0: -2, J1: 4, I0: 1, Tau: 10, N: 64}
	h := make([]float64, 64)
	for k := range h {
		h[k] = .5 + .4*math.Cos(-math.Pi+2*math.Pi*float64(k)/64-.7)
	}
	for range 20 {
		r.Step(h, .5, nil)
	}
	for k, want := range map[int]float64{0: -.34050895, 16: -.24207975, 32: .90767800, 48: .80924881} {
		near(t, "h", h[k], want, 1e-8)
	}
	near(t, "direction", r.Direction(h), .69988796, 1e-8)
	v := values(t, ringModel(), "", set{"sigma": 0, "trials": 1, "T": 500})
	near(t, "peak", v.Scalars["peak"], 1.57206, 1e-3)
	near(t, "width in degrees", v.Scalars["width"]*180/math.Pi, 90, 3)
	for dl, want := range map[float64]float64{.05: .005004, .1: .010031, .2: .020251, .4: .042094} {
		v := values(t, ringModel(), "", set{"sigma": 0, "trials": 1, "dl": dl, "T": 2000})
		near(t, "turning", v.Scalars["turn"], want, 1e-5)
	}
	v = values(t, ringModel(), "", set{"trials": 400, "T": 1000})
	near(t, "diffusion over theory", v.Scalars["var-psi"]/v.Scalars["var-psi_theory"], 1, 5*math.Sqrt(2.0/400))
	cue := values(t, ringModel(), "", set{"sigma": 0, "trials": 1, "eps": .02, "psi0": 2, "T": 1000})
	for k, want := range map[int]float64{200: 1.88040, 1000: 1.37572, 2000: .82704} {
		near(t, "drawn by a cue", cue.Traces["psi"][k], want, 1e-4)
	}
}

// Random network: a given one of three cells, the statistics at g 2 (12 % over 8 matrices), silence below 1.
func TestRandomRate(t *testing.T) {
	w := &RandomNetwork{N: 3, J: []float64{0, 2, -1, -2, 0, 1.5, 1, -1.5, 0}, phi: make([]float64, 3), in: make([]float64, 3)}
	x := []float64{.5, -.2, .1}
	for range 20 {
		w.Step(x, .1)
	}
	for i, want := range []float64{.1268187, -.0119403, -.0435527} {
		near(t, "x", x[i], want, 1e-7)
	}
	r := values(t, randomRateModel(), "", set{"g": 2, "N": 400, "networks": 8})
	near(t, "theory", r.Scalars["variance"], 1.924805, 1e-5)
	near(t, "variance over theory", r.Scalars["variance_simulated"]/1.924805, 1, .12)
	if r.Scalars["lyapunov"] < .02 || r.Scalars["lyapunov"] > .2 {
		t.Errorf("Lyapunov exponent %v", r.Scalars["lyapunov"])
	}
	quiet := values(t, randomRateModel(), "", set{"g": .5, "T": 200})
	if quiet.Scalars["variance_simulated"] > 1e-6 || quiet.Scalars["lyapunov"] > 0 {
		t.Errorf("at g .5: %v", quiet.Scalars)
	}
	near(t, "static theory at 1.5", staticVariance(1.5)/theory.RandomRateVariance(1.5), 1.061, .01)
	if n := testing.AllocsPerRun(20, func() { w.Step(x, .1) }); n != 0 {
		t.Errorf("a step allocates %v times", n)
	}
}

// Low rank: four given cells, the reduced equations, the switching pulse (independent program), memory in networks.
func TestLowRank(t *testing.T) {
	w := &LowRankNetwork{M: []float64{1, -.5, .8, -1.2}, N: []float64{2, -1, .5, -2}, I: []float64{.5, 1, -1, 0}, Tau: 10}
	x := []float64{.1, 0, -.1, .2}
	for range 20 {
		w.Step(x, .8, .5)
	}
	for i, want := range []float64{.2103652, .5542558, -.6147311, .1702040} {
		near(t, "x", x[i], want, 1e-7)
	}
	k, v := w.Latents(x)
	near(t, "k", k, -.101707, 1e-6)
	near(t, "v", v, .530135, 1e-6)
	u, ok := SwitchPulse(2, 1.2, .5, 1.3, 10, 50)
	if !ok {
		t.Fatal("nothing switches")
	}
	near(t, "switching input", u, .8969, 1e-4)
	sum := 0.0
	for seed := uint64(1); seed <= 8; seed++ {
		m := lowRankModel()
		s := sim.Settings{Values: set{}, Seed: seed}
		for _, p := range m.Parameters {
			s.Values[p.Name] = p.Default
		}
		s.Values["N"], s.Values["u"] = 4000, 3
		r, err := m.Run(context.Background(), s)
		if err != nil {
			t.Fatal(err)
		}
		sum += r.Scalars["k_end"] / 8
	}
	near(t, "memory over 8 networks", sum/theory.LowRank(2, 1.2), 1, .06)
}

func BenchmarkRandomNetwork1000(b *testing.B) {
	r := random.New(1)
	w := NewRandomNetwork(1000, 1.5, r)
	x := make([]float64, 1000)
	for i := range x {
		x[i] = r.Normal()
	}
	b.ReportAllocs()
	for b.Loop() { // 100 time constants
		for range 1000 {
			w.Step(x, .1)
		}
	}
}
