package neuron

import "math"

// Populations of independent neurons, as arrays: what a network's inner loop looks like without its synapses, and what the benchmarks
// against other simulators run. A step allocates nothing.

// LIFPopulation is a set of leaky integrate-and-fire neurons with one time constant and one drive R I (mV) each, threshold and reset
// relative to rest, exact steps, grid stamps: V >= Vth resets to Vr and holds Hold further steps.
type LIFPopulation struct {
	V, Drive []float64
	Free     []int32 // first step at which a neuron integrates again
	Count    []int32 // spikes so far
	Keep     float64 // exp(-dt/tau)
	Vth, Vr  float64
	Hold     int32
}

// Step advances all neurons over step k.
func (p *LIFPopulation) Step(k int32) {
	n := len(p.V)
	v, drive, free := p.V[:n], p.Drive[:n], p.Free[:n]
	keep, vth := p.Keep, p.Vth
	for i, x := range v {
		if free[i] > k {
			continue
		}
		d := drive[i]
		x = d + (x-d)*keep
		if x >= vth {
			x = p.Vr
			free[i] = k + p.Hold + 1
			p.Count[i]++
		}
		v[i] = x
	}
}

// AdExPopulation is a set of AdEx neurons with one parameter set and a current each, forward Euler with both slopes at the old state as in
// AdEx.Euler. The exponential is a polynomial of degree 9 after range reduction: better than 1e-11 relative, no branches, the same numbers
// with and without the build tag simd.
type AdExPopulation struct {
	AdEx
	V, W, I []float64
	Spikes  int
	Watch   int       // neuron whose spike times are kept
	Times   []float64 // ms
}

// Step advances all neurons over step k of dt.
func (p *AdExPopulation) Step(k int, dt float64) {
	q := adexStep{kc: dt / p.C, kw: dt / p.TauW, el: p.EL, vt: p.VT, id: 1 / p.D, gl: p.GL, gd: p.GL * p.D, a: p.A, cut: p.Vcut}
	q.advance(p.V, p.W, p.I, func(i int) {
		p.V[i] = p.Vr
		p.W[i] += p.B
		p.Spikes++
		if i == p.Watch {
			p.Times = append(p.Times, float64(k)*dt)
		}
	})
}

// adexStep holds the coefficients of a step.
type adexStep struct{ kc, kw, el, vt, id, gl, gd, a, cut float64 }

// scalar is the step in plain Go, the twin of the vector version.
func (q adexStep) scalar(v, w, current []float64, spiked func(i int)) {
	w, current = w[:len(v)], current[:len(v)]
	for i, x := range v {
		y := w[i]
		e := expPolynomial((x - q.vt) * q.id)
		d := q.el - x
		slope := float64(d*q.gl) + (float64(e*q.gd) + (current[i] - y))
		nx := x + float64(slope*q.kc)
		w[i] = y + float64(q.kw*(float64((x-q.el)*q.a)-y))
		v[i] = nx
		if nx >= q.cut {
			spiked(i)
		}
	}
}

// The constants of expPolynomial: adding magic rounds to a whole number and leaves that number plus 1023, the exponent's bias, in the low bits.
const (
	magic = 6755399441055744.0 + 1023
	ln2Hi = -6.93147180369123816490e-01
	ln2Lo = -1.90821492927058770002e-10
)

// expPolynomial is exp(x) for |x| < 700: x = k ln 2 + r, |r| <= ln 2/2, and 2^k times a polynomial of degree 9 in r, summed in pairs so that
// its products can overlap. Products are rounded before they are added: no compiler may fuse them, and the vector twin does the same.
func expPolynomial(x float64) float64 {
	t := float64(x*math.Log2E) + magic
	k := t - magic
	r := (x + float64(k*ln2Hi)) + float64(k*ln2Lo)
	r2 := r * r
	r4 := r2 * r2
	a := 1 + r
	b := 0.5 + float64(r*(1.0/6))
	c := 1.0/24 + float64(r*(1.0/120))
	d := 1.0/720 + float64(r*(1.0/5040))
	e := 1.0/40320 + float64(r*(1.0/362880))
	p := (a + float64(b*r2)) + float64(r4*((c+float64(d*r2))+float64(e*r4)))
	return p * math.Float64frombits(math.Float64bits(t)<<52)
}
