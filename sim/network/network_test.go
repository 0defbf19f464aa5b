package network

import (
	"context"
	"math"
	"testing"

	"coronium/sim"
	"coronium/sim/random"
)

var ctx = context.Background()

type set = map[string]float64

func values(t *testing.T, m sim.Model, variant string, seed uint64, change set) sim.Result {
	t.Helper()
	s := sim.Settings{Values: set{}, Variant: variant, Seed: seed}
	for _, p := range m.Parameters {
		s.Values[p.Name] = p.Default
	}
	for k, v := range change {
		if _, ok := s.Values[k]; !ok {
			t.Fatalf("%s has no parameter %s", m.Name, k)
		}
		s.Values[k] = v
	}
	r, err := m.Run(ctx, s)
	if err != nil {
		t.Fatalf("%s %v: %v", m.Name, change, err)
	}
	return r
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.6g, want %.6g within %g", what, got, want, tolerance)
	}
}

// The same spikes for 1, 2 and 7 workers, and again in the same process; another seed gives others.
func TestBrunelDoesNotDependOnWorkers(t *testing.T) {
	b := ModelA
	b.NE = 1600
	ref, err := b.Run(ctx, 5, 1500, 1)
	if err != nil || len(ref) < 1000 {
		t.Fatalf("%d spikes, %v", len(ref), err)
	}
	for _, workers := range []int{1, 2, 7} {
		got, err := b.Run(ctx, 5, 1500, workers)
		if err != nil || len(got) != len(ref) {
			t.Fatalf("%d workers: %d spikes instead of %d, %v", workers, len(got), len(ref), err)
		}
		for i := range ref {
			if got[i] != ref[i] {
				t.Fatalf("%d workers: spike %d is %v, not %v", workers, i, got[i], ref[i])
			}
		}
	}
	if other, _ := b.Run(ctx, 6, 1500, 2); len(other) == len(ref) && other[10] == ref[10] && other[500] == ref[500] {
		t.Error("another seed gives the same spikes")
	}
}

// N 12 500 against three programs (NEST, Brian2, an independent C program): g 5 eta 2 37.0-37.7 Hz, g 6 eta 4 58.2-59.5, g 4.5 eta .9
// 4.8-6.1; CV about .4 at g 5. One run of a second, the first 200 ms dropped; rates of such networks vary by .03-.4 Hz between seeds.
func TestBrunelRates(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates 12 500 neurons")
	}
	for _, c := range []struct{ g, eta, low, high float64 }{{5, 2, 37.0, 37.7}, {6, 4, 58.2, 59.5}, {4.5, .9, 4.8, 6.1}} {
		b := ModelA
		b.G, b.Eta = c.g, c.eta
		spikes, err := b.Run(ctx, 1, 10000, 2)
		if err != nil {
			t.Fatal(err)
		}
		s := Measure(spikes, 0, 12500, .1, 200, 1000)
		if s.Rate < c.low || s.Rate > c.high {
			t.Errorf("g %v eta %v: %.3f Hz, want %v to %v", c.g, c.eta, s.Rate, c.low, c.high)
		}
		if c.g == 5 && (s.CV < .3 || s.CV > .5) {
			t.Errorf("CV %.3f, want about .4", s.CV)
		}
	}
}

// reference is the mean of an independent program's runs with its standard error.
type reference struct{ mean, se float64 }

// equivalent compares the mean over seeds with a reference: a difference above 3.89 standard errors (of both) has a chance of 1e-4 when the two programs are the same network.
func equivalent(t *testing.T, what string, got []float64, want reference) {
	t.Helper()
	m, v := 0.0, 0.0
	for _, x := range got {
		m += x / float64(len(got))
	}
	for _, x := range got {
		v += (x - m) * (x - m) / float64(len(got)-1) / float64(len(got))
	}
	if tolerance := 3.89 * math.Hypot(math.Sqrt(v), want.se); !(math.Abs(m-want.mean) < tolerance) {
		t.Errorf("%s: %.4f over %d seeds, want %.4f within %.4f: %.4v", what, m, len(got), want.mean, tolerance, got)
	}
}

// Equivalence over 8 seeds of a smaller network (1000 + 250 neurons, CE 100, J .5, g 5, eta 2, 700 ms, the first 200 dropped) with Brian2, 12 seeds, a new
// network each: rate 60.96 Hz (standard error .475), CV .7100 (.0034). With inhibition excitatory the rate goes to its ceiling instead.
func TestBrunelSeedsAndVariants(t *testing.T) {
	var rates, cvs []float64
	for seed := uint64(1); seed <= 8; seed++ {
		r := values(t, brunelModel(), "", seed, set{"N": 1000, "J": .5, "T": 700}).Scalars
		rates, cvs = append(rates, r["rate"]), append(cvs, r["cv"])
	}
	equivalent(t, "rate", rates, reference{60.958, .4751})
	equivalent(t, "CV", cvs, reference{.71001, .00336})
	if r := values(t, brunelModel(), "inhibition-excites", 1, set{"N": 1000, "J": .5, "T": 300}).Scalars["rate"]; r < 300 {
		t.Errorf("without inhibition it fires at %v Hz", r)
	}
}

// Alias tables: mean and variance of a Poisson count from 2^20 draws, five standard errors.
func TestAlias(t *testing.T) {
	for _, mean := range []float64{.1, 2, 15, 60} {
		a, r := NewAlias(mean), random.New(4)
		var s, q float64
		const n = 1 << 20
		for range n {
			x := float64(a.Draw(uint32(r.Uint64()))) - mean
			s += x
			q += x * x
		}
		near(t, "mean", s/n, 0, 5*math.Sqrt(mean/n))
		near(t, "variance", q/n, mean, 5*mean*math.Sqrt((2+1/mean)/n))
	}
}

// Connections: exact and distinct in-degrees for Brunel (dense and sparse) and the balanced network, none to itself for the latter; a share p for Bernoulli.
func TestConnections(t *testing.T) {
	for _, size := range []struct {
		NE      int
		epsilon float64
		in      [2]int
	}{{400, 0.1, [2]int{40, 10}}, {4000, 0.001, [2]int{4, 1}}} {
		b := ModelA
		b.NE, b.Epsilon = size.NE, size.epsilon
		net, err := b.Build(ctx, 3, 3)
		if err != nil {
			t.Fatal(err)
		}
		in := make([][2]int, b.N())
		for _, s := range net.shards {
			for i := range b.N() {
				kind := i / b.NE
				net.b.deliver(s, [][]Spike{{{0, int32(i)}}})
				slot := s.slot(net.b.delay)
				for j, arrived := range slot {
					count := arrived / [2]uint32{excitatorySpike, inhibitorySpike}[kind]
					if count > 1 {
						t.Fatalf("%d sends twice to %d", i, s.lo+j)
					}
					in[s.lo+j][kind] += int(count)
				}
				clear(slot)
			}
		}
		for j := range in {
			if in[j] != size.in {
				t.Fatalf("neuron %d gets %v synapses", j, in[j])
			}
		}
	}
	c := Balanced{K: 20}.Connect(100, 100, random.New(2))
	count := make([][2]int, 200)
	for i := range 200 {
		for _, j := range c.Target[c.Offset[i]:c.Offset[i+1]] {
			if int(j) == i {
				t.Fatalf("%d sends to itself", i)
			}
			count[j][i/100]++
		}
	}
	for j := range count {
		if count[j] != [2]int{20, 20} {
			t.Fatalf("cell %d gets %v", j, count[j])
		}
	}
	d := Bernoulli(1000, 1000, .02, random.New(1))
	near(t, "Bernoulli connections", float64(len(d.Target)), 20000, 5*math.Sqrt(20000*.98))
}

// CUBA: equivalence over 8 seeds with Brian2 (12 seeds, a second each, the first 200 ms dropped: rate 5.619 Hz, standard error .070; CV of neurons with at least nine
// intervals .4513, .0039); unconnected cells fire at the closed form.
func TestCUBA(t *testing.T) {
	var rates, cvs []float64
	for seed := uint64(1); seed <= 8; seed++ {
		spikes, err := BretteCUBA.Run(ctx, .1, 10000, seed)
		if err != nil {
			t.Fatal(err)
		}
		s := Measure(spikes, 0, 4000, .1, 200, 1000)
		rates, cvs = append(rates, s.Rate), append(cvs, s.CV)
	}
	equivalent(t, "rate", rates, reference{5.6190, .0699})
	equivalent(t, "CV", cvs, reference{.45135, .00385})
	c := BretteCUBA
	c.P, c.N = 0, 20
	spikes, err := c.Run(ctx, .1, 100000, 1)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "unconnected rate", Measure(spikes, 0, 20, .1, 1000, 10000).Rate, 1000/(5+20*math.Log(11)), .2)
}

// The vector step and its scalar twin give the same numbers; without the build tag both are the scalar one.
func TestVectorStepEqualsScalar(t *testing.T) {
	r := random.New(6)
	make4 := func() *cubaState {
		n := 1003
		return &cubaState{make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]int32, 0, n)}
	}
	a, b := make4(), make4()
	for i := range a.V {
		a.V[i], a.Ge[i], a.Gi[i], a.Free[i] = -60+11*r.Float64(), 3*r.Float64(), -5*r.Float64(), math.Floor(10*r.Float64())
		b.V[i], b.Ge[i], b.Gi[i], b.Free[i] = a.V[i], a.Ge[i], a.Gi[i], a.Free[i]
	}
	q := BretteCUBA.propagator(.1)
	for k := range 50 {
		q.advance(a, float64(k))
		q.scalar(b, float64(k))
		if len(a.fired) != len(b.fired) {
			t.Fatalf("step %d: %d and %d fired", k, len(a.fired), len(b.fired))
		}
		for i := range a.V {
			if a.V[i] != b.V[i] || a.Ge[i] != b.Ge[i] || a.Gi[i] != b.Gi[i] {
				t.Fatalf("step %d neuron %d: %v and %v", k, i, a.V[i], b.V[i])
			}
		}
	}
	if n := testing.AllocsPerRun(20, func() { q.advance(a, 100) }); n != 0 && len(a.V)%8 == 0 {
		t.Errorf("a step allocates %v times", n)
	}
}

// COBA: from its start the network either falls silent within 200 ms or stays active; 8 of 12 runs of Brian2 are active from 200 to 500 ms, at 19.21 Hz
// (standard error .70) with a CV of 1.202 (.019). Equivalence over the first 8 active seeds of ours, which must not take more than 24 seeds. Without weights it is silent.
// exp(x) for small x is good to 1e-7.
func TestCOBA(t *testing.T) {
	var rates, cvs []float64
	seed := uint64(0)
	for len(rates) < 8 && seed < 24 {
		seed++
		spikes, err := BretteCOBA.Run(ctx, .1, 5000, seed)
		if err != nil {
			t.Fatal(err)
		}
		if s := Measure(spikes, 0, 4000, .1, 200, 500); s.Count > 0 {
			rates, cvs = append(rates, s.Rate), append(cvs, s.CV)
		}
	}
	if len(rates) < 8 {
		t.Fatalf("%d of %d runs are active", len(rates), seed)
	}
	equivalent(t, "rate", rates, reference{19.211, .70})
	equivalent(t, "CV", cvs, reference{1.2018, .0191})
	c := BretteCOBA
	c.P = 0
	spikes, _ := c.Run(ctx, .1, 5000, 1)
	if s := Measure(spikes, 0, 4000, .1, 200, 500); s.Count != 0 {
		t.Errorf("without synapses it fires %d times", s.Count)
	}
	for x := -.5; x < 0; x += .001 {
		near(t, "phi", phiNear0(-x), math.Expm1(x)/x, 8e-8)
	}
}

// Exponential Euler with decaying conductances is of order 1, on V(4 ms) of one cell below threshold.
func TestCOBAConverges(t *testing.T) {
	at := func(dt float64) float64 {
		c := BretteCOBA
		q := cobaStep{ee: math.Exp(-dt / c.TauE), ei: math.Exp(-dt / c.TauI), lead: c.Gl * (c.El - c.Ee), gl: c.Gl, Ei: c.Ei - c.Ee, rate: dt / c.C, vt: 0}
		v, ge, gi, live := []float64{-60}, []float64{30}, []float64{20}, []float64{dt / c.C}
		for range int(math.Round(4 / dt)) {
			if len(q.advance(v, ge, gi, live, nil)) > 0 {
				t.Fatal("it fires")
			}
		}
		return v[0]
	}
	near(t, "halving the step divides the error by", (at(.1)-at(.05))/(at(.05)-at(.025)), 2, .05)
}

// The balanced network: limits, finite-K theory, an isolated cell, rates and CV of simulations (independent programs).
func TestBalanced(t *testing.T) {
	b := Balanced{JEE: 6, JEI: 18, JIE: 12, JII: 16, EE: 6, EI: 3, Tau: 20, Tref: 2, Vth: 20, Vr: 10, K: 100}
	rE, rI := b.Limit()
	near(t, "limit E", rE, 17.5, 1e-12)
	near(t, "limit I", rI, 22.5, 1e-12)
	for K, want := range map[int][2]float64{25: {17.3741, 16.1258}, 50: {18.1783, 18.4220}, 100: {18.4088, 19.8593}, 200: {18.3777, 20.7683}, 400: {18.2467, 21.3495}} {
		c := b
		c.K = K
		tE, tI, ok := c.FiniteK()
		if !ok {
			t.Errorf("K %d does not settle", K)
		}
		near(t, "theory E", tE, want[0], 2e-4)
		near(t, "theory I", tI, want[1], 2e-4)
	}
	alone := CSR{Offset: make([]int32, 3)}
	spikes, _ := b.Run(ctx, alone, 1, []float64{10, 10}, .1, 2000)
	first := -1
	for _, s := range spikes {
		if s.ID == 0 {
			if first >= 0 {
				near(t, "interval of an isolated cell", float64(int(s.Step)-first)*.1, 6.5, 1e-9)
			}
			first = int(s.Step)
		}
	}
	r := values(t, balancedModel(), "", 1, set{"T": 1200})
	near(t, "rate E", r.Scalars["rate_E"], 18.65, .4)
	near(t, "rate I", r.Scalars["rate_I"], 19.55, .4)
	near(t, "CV", r.Scalars["cv"], .957, .06)
	if fast := values(t, balancedModel(), "one-over-K", 1, set{"T": 300}); fast.Scalars["rate"] < 90 || fast.Scalars["cv"] > .2 {
		t.Errorf("with J/K: %v Hz, CV %v", fast.Scalars["rate"], fast.Scalars["cv"])
	}
	if quiet := values(t, balancedModel(), "drive-not-scaled", 1, set{"T": 300}); quiet.Scalars["spikes"] > 0 {
		t.Error("with an unscaled drive it fires")
	}
}

// Equivalence over 8 seeds (N 800 + 800, K 100, first 200 ms dropped): the mean rates lie within 4 % of the finite-K theory, as those of
// independent programs (+1.3, -1.5 %); the standard error over seeds makes a false failure rarer than 1e-4.
func TestBalancedSeeds(t *testing.T) {
	var e, i, ee float64
	for seed := uint64(1); seed <= 8; seed++ {
		r := values(t, balancedModel(), "", seed, set{"T": 900})
		e, i, ee = e+r.Scalars["rate_E"]/8, i+r.Scalars["rate_I"]/8, ee+r.Scalars["rate_E"]*r.Scalars["rate_E"]/8
	}
	se := math.Sqrt((ee - e*e) / 7)
	near(t, "rate E", e, 18.4088, .04*18.4088+3.89*se)
	near(t, "rate I", i, 19.8593, .04*19.8593+3.89*se)
	if se > .02*e {
		t.Errorf("seeds scatter with a standard error of %.3f Hz", se)
	}
}

// Eight cells by hand (exercise hopfield): weights, energies, ties; energy never rises; overlaps against theory and simulation.
func TestHopfield(t *testing.T) {
	x := [][]float64{{1, 1, 1, 1, -1, -1, -1, -1}, {1, -1, 1, -1, 1, -1, 1, -1}, {1, 1, -1, -1, 1, 1, -1, -1}}
	h := Store(x, "")
	for j, want := range []float64{0, 1, 1, -1, 1, -1, -1, -3} {
		near(t, "8 W", 8*h.W[j], want, 1e-12)
	}
	for _, p := range x {
		near(t, "energy", h.Energy(p), -2.5, 1e-12)
	}
	tie := &Hopfield{N: 3, W: []float64{0, .5, -.5, .5, 0, 0, -.5, 0, 0}}
	s := []float64{-1, 1, 1}
	tie.Sweep(s, []int{0})
	if s[0] != 1 {
		t.Error("a field of 0 does not give +1")
	}
	pair := &Hopfield{N: 2, W: []float64{0, -.5, -.5, 0}}
	s = []float64{1, 1}
	pair.Sweep(s, []int{0, 1})
	if s[0] != -1 || s[1] != 1 {
		t.Errorf("two cells that inhibit each other end at %v", s)
	}
	r := random.New(3)
	patterns := make([][]float64, 20)
	for k := range patterns {
		patterns[k] = make([]float64, 100)
		for i := range patterns[k] {
			patterns[k][i] = float64(2*r.Intn(2) - 1)
		}
	}
	big := Store(patterns, "")
	state, order := make([]float64, 100), make([]int, 100)
	for i := range state {
		state[i], order[i] = float64(2*r.Intn(2)-1), i
	}
	last := big.Energy(state)
	for range 5 {
		r.Shuffle(order)
		for _, i := range order {
			big.Sweep(state, []int{i})
			if e := big.Energy(state); e > last+1e-12 {
				t.Fatalf("the energy rose from %v to %v", last, e)
			} else {
				last = e
			}
		}
	}
	v := values(t, hopfieldModel(), "", 1, set{"N": 1000, "a": .1, "cues": 12})
	near(t, "overlap", v.Scalars["m_simulated"], .9988, 2e-3)
	v = values(t, hopfieldModel(), "", 1, set{"N": 1000, "a": .2, "cues": 12})
	near(t, "overlap past capacity", v.Scalars["m_simulated"], .397, .08)
	near(t, "unstable share", v.Scalars["unstable"], .0125, .003)
	if v.Scalars["m"] != 0 {
		t.Error("theory retrieves past capacity")
	}
}

func TestCancelled(t *testing.T) {
	done, cancel := context.WithCancel(ctx)
	cancel()
	b := ModelA
	b.NE = 400
	for _, workers := range []int{1, 3} {
		if net, err := b.Build(ctx, 1, workers); err != nil {
			t.Fatal(err)
		} else if _, err := net.Run(done, 1000); err == nil {
			t.Errorf("%d workers go on", workers)
		}
	}
	if _, err := BretteCUBA.Run(done, .1, 1000, 1); err == nil {
		t.Error("CUBA goes on")
	}
}

func BenchmarkBrunelSecond(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		net, err := ModelA.Build(ctx, 1, 1)
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if _, err := net.Run(ctx, 10000); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCUBASecond(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := BretteCUBA.Run(ctx, .1, 10000, 1); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCOBASecond(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := BretteCOBA.Run(ctx, .1, 10000, 1); err != nil {
			b.Fatal(err)
		}
	}
}

// The inner loops alone, past their start: nothing is allocated in them. What the benchmarks of whole seconds allocate are networks and lists of spikes.
func BenchmarkBrunelStretch(b *testing.B) {
	net, err := ModelA.Build(ctx, 1, 1)
	if err != nil {
		b.Fatal(err)
	}
	s, k, all := net.shards[0], int32(0), make([][]Spike, 1)
	s.spikes = make([]Spike, 0, 1<<23) // room for ten thousand stretches
	stretch := func() {
		net.b.step(s, k, k+net.b.delay)
		all[0] = s.out
		net.b.deliver(s, all)
		k += net.b.delay
	}
	for range 100 {
		stretch()
	}
	b.ReportAllocs()
	for b.Loop() {
		stretch()
	}
}

func BenchmarkCUBAStep(b *testing.B) {
	n := BretteCUBA.N
	s := &cubaState{make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]int32, 0, n)}
	q := BretteCUBA.propagator(.1)
	b.ReportAllocs()
	for b.Loop() {
		q.advance(s, 0)
	}
}

func BenchmarkCOBAStep(b *testing.B) {
	c, n := BretteCOBA, BretteCOBA.N
	q := cobaStep{ee: math.Exp(-.1 / c.TauE), ei: math.Exp(-.1 / c.TauI), lead: c.Gl * (c.El - c.Ee), gl: c.Gl, Ei: c.Ei - c.Ee, rate: .1 / c.C, vt: c.Vt - c.Ee}
	v, ge, gi, live, fired := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]int32, 0, n)
	b.ReportAllocs()
	for b.Loop() {
		fired = q.advance(v, ge, gi, live, fired[:0])
	}
}
