package neuron

import (
	"context"
	"math"
	"testing"

	"coronium/sim/theory"
)

func TestExp2Polynomial(t *testing.T) {
	for x := -90.0; x < 90; x += 0.0137 {
		if e := math.Abs(exp2Polynomial(x)/math.Exp2(x) - 1); e > 4.2e-11 {
			t.Fatalf("2^%v is off by %.2g", x, e)
		}
	}
}

// The population is AdEx.Euler neuron by neuron: spikes of the watched neuron agree with it to a step (stamps are on the grid here), and the
// vector step is the scalar one.
func TestAdExPopulation(t *testing.T) {
	n := BretteGerstner
	n.Vcut = n.VT + 5*n.D
	p := &AdExPopulation{AdEx: n, V: make([]float64, 101), W: make([]float64, 101), I: make([]float64, 101), Watch: 50}
	for i := range p.V {
		p.V[i], p.I[i] = n.EL, 500+10*float64(i)
	}
	v, w := append([]float64(nil), p.V...), make([]float64, 101)
	q := newAdExStep(n, .1)
	for k := range 3000 {
		p.Step(k, .1)
		for _, i := range q.scalar(v, w, p.I, nil) {
			v[i], w[i] = n.Vr, w[i]+n.B
		}
		for i := range v {
			if v[i] != p.V[i] || w[i] != p.W[i] {
				t.Fatalf("step %d neuron %d: %v and %v", k, i, p.V[i], v[i])
			}
		}
	}
	if n := testing.AllocsPerRun(10, func() { p.Step(3000, .1) }); n != 0 {
		t.Errorf("a step allocates %v times", n)
	}
	one, err := n.Euler(context.Background(), "adex", 1000, .1, 3000, false)
	if err != nil {
		t.Fatal(err)
	}
	if len(one.Spikes) != len(p.Times) {
		t.Fatalf("%d spikes alone, %d in the population", len(one.Spikes), len(p.Times))
	}
	for i := range p.Times {
		if d := one.Spikes[i] - p.Times[i]; d < 0 || d > .1 {
			t.Errorf("spike %d: %v alone, %v in the population", i, one.Spikes[i], p.Times[i])
		}
	}
}

// f-I curve of a population on the grid: within f^2 dt of the closed form.
func TestLIFPopulation(t *testing.T) {
	p := fiPopulation(1000)
	for k := range int32(20000) {
		p.Step(k)
	}
	th := theory.LIF{Tau: 10, R: 1, Vth: 15, Tref: 2}
	for i, d := range p.Drive {
		f := th.Rate(d)
		if got := float64(p.Count[i]) / 2; math.Abs(got-f) > f*f*.1e-3+1 {
			t.Errorf("drive %v: %v Hz, closed form %v", d, got, f)
		}
	}
	if n := testing.AllocsPerRun(10, func() { p.Step(99999) }); n != 0 {
		t.Errorf("a step allocates %v times", n)
	}
}

// fiPopulation has drives from 10 to 40 mV over n neurons, tau 10, threshold 15, t_ref 2, dt .1.
func fiPopulation(n int) *LIFPopulation {
	p := &LIFPopulation{V: make([]float64, n), Drive: make([]float64, n), Free: make([]int32, n), Count: make([]int32, n), Keep: math.Exp(-.1 / 10), Vth: 15, Hold: 20}
	for i := range p.Drive {
		p.Drive[i] = 10 + 30*float64(i)/float64(n-1)
	}
	return p
}

func BenchmarkFICurve10000(b *testing.B) {
	b.ReportAllocs()
	p := fiPopulation(10000)
	k := int32(0)
	for b.Loop() { // one second
		for range 10000 {
			p.Step(k)
			k++
		}
	}
}

func BenchmarkAdEx4000(b *testing.B) {
	n := BretteGerstner
	n.Vcut = n.VT + 5*n.D
	p := &AdExPopulation{AdEx: n, V: make([]float64, 4000), W: make([]float64, 4000), I: make([]float64, 4000), Watch: -1}
	for i := range p.V {
		p.V[i], p.I[i] = n.EL, 500+1000*float64(i)/3999
	}
	p.Step(0, .1) // makes its list of those that fired
	b.ReportAllocs()
	k := 1
	for b.Loop() { // one second
		for range 10000 {
			p.Step(k, .1)
			k++
		}
	}
}
