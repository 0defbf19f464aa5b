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
// AdEx.Euler. The step is collected into few products, and the exponential is a polynomial of degree 7 after range reduction: better than 1e-10
// relative, no branches, the same numbers with and without the build tag simd.
type AdExPopulation struct {
	AdEx
	V, W, I []float64
	Spikes  int
	Watch   int       // neuron whose spike times are kept
	Times   []float64 // ms
	fired   []int32
}

// Step advances all neurons over step k of dt.
func (p *AdExPopulation) Step(k int, dt float64) {
	if cap(p.fired) < len(p.V) {
		p.fired = make([]int32, 0, len(p.V))
	}
	p.fired = newAdExStep(p.AdEx, dt).advance(p.V, p.W, p.I, p.fired[:0])
	for _, i := range p.fired {
		p.V[i] = p.Vr
		p.W[i] += p.B
		p.Spikes++
		if int(i) == p.Watch {
			p.Times = append(p.Times, float64(k)*dt)
		}
	}
}

// adexStep holds the coefficients of a step:
//
//	V <- keep V + cv + kc (I - w) + 2^(scale V + shift),    w <- keepW w + cw + kw V.
type adexStep struct{ keep, cv, kc, scale, shift, keepW, cw, kw, cut float64 }

func newAdExStep(n AdEx, dt float64) adexStep {
	kc, scale := dt/n.C, math.Log2E/n.D
	return adexStep{keep: 1 - kc*n.GL, cv: kc * n.GL * n.EL, kc: kc, scale: scale, shift: math.Log2(kc*n.GL*n.D) - scale*n.VT,
		keepW: 1 - dt/n.TauW, cw: -dt / n.TauW * n.A * n.EL, kw: dt / n.TauW * n.A, cut: n.Vcut}
}

// scalar is the step in plain Go, the twin of the vector version. It appends to fired the neurons that reached the cut, in ascending order.
func (q adexStep) scalar(v, w, current []float64, fired []int32) []int32 {
	w, current = w[:len(v)], current[:len(v)]
	for i, x := range v {
		y := w[i]
		power, f := exp2Reduced(float64(x*q.scale) + q.shift)
		nx := (float64(x*q.keep) + q.cv) + (float64((current[i]-y)*q.kc) + float64(exp2Near0(f)*power))
		w[i] = (float64(y*q.keepW) + q.cw) + float64(x*q.kw)
		v[i] = nx
		if nx >= q.cut {
			fired = append(fired, int32(i))
		}
	}
	return fired
}

// The polynomial of degree 7 that is nearest to 2^f on [-1/2, 1/2] in relative error, 4.1e-11 at most (Remez's algorithm).
const (
	pow0 = 0.999999999961682
	pow1 = 0.6931471807284456
	pow2 = 0.24022651198157208
	pow3 = 0.055504103534532084
	pow4 = 0.009618027253711369
	pow5 = 0.0013333922559077525
	pow6 = 0.0001546929113080106
	pow7 = 1.5201922641975562e-05
	// Adding magic rounds to a whole number and leaves that number plus 1023, the exponent's bias, in the low bits.
	magic = 6755399441055744.0 + 1023
)

// exp2Polynomial is 2^x for |x| < 1000: x = k + f, |f| <= 1/2, and 2^k times the polynomial in f. In two halves, small enough for the compiler to
// put them into the loop.
func exp2Polynomial(x float64) float64 {
	power, f := exp2Reduced(x)
	return exp2Near0(f) * power
}

// exp2Reduced returns 2^k and f.
func exp2Reduced(x float64) (power, f float64) {
	t := x + magic
	return math.Float64frombits(math.Float64bits(t) << 52), x - (t - magic)
}

// exp2Near0 is the polynomial, summed in pairs so that its products can overlap. Products are rounded before they are added: no compiler may fuse them,
// and the vector twin does the same.
func exp2Near0(f float64) float64 {
	f2 := f * f
	low := (pow0 + float64(f*pow1)) + float64(f2*(pow2+float64(f*pow3)))
	high := (pow4 + float64(f*pow5)) + float64(f2*(pow6+float64(f*pow7)))
	return low + float64(float64(f2*f2)*high)
}
