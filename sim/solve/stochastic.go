package solve

import (
	"math"

	"coronium/sim/random"
)

// Langevin is dx_i = f_i(t, x) dt + g_i(t, x) dW_i with independent noise in each component.
type Langevin struct {
	Drift     Field
	Diffusion Field // writes g
	f, g      []float64
	f2, g2, y []float64
	dw        []float64
}

// NewLangevin allocates the work space for dimension n.
func NewLangevin(drift, diffusion Field, n int) *Langevin {
	w := make([]float64, 6*n)
	return &Langevin{Drift: drift, Diffusion: diffusion, f: w[:n], g: w[n : 2*n], f2: w[2*n : 3*n], g2: w[3*n : 4*n], y: w[4*n : 5*n], dw: w[5*n:]}
}

// EulerMaruyama advances x in place: x += f dt + g sqrt(dt) xi, the Itô reading. Strong order 1/2 (1 for
// additive noise), weak order 1.
func (l *Langevin) EulerMaruyama(t float64, x []float64, dt float64, r *random.Source) {
	l.draw(dt, r)
	l.EulerMaruyamaAlong(t, x, dt, l.dw)
}

// EulerMaruyamaAlong is EulerMaruyama on a given path of the noise: dw holds the increment of each component.
func (l *Langevin) EulerMaruyamaAlong(t float64, x []float64, dt float64, dw []float64) {
	l.Drift(t, x, l.f)
	l.Diffusion(t, x, l.g)
	for i := range x {
		x[i] += l.f[i]*dt + l.g[i]*dw[i]
	}
}

// Heun advances x in place by the stochastic trapezium rule, the Stratonovich reading: for noise
// whose strength depends on x it converges to another process than EulerMaruyama does.
// Strong order 1 for noise in one component; for additive noise both readings agree, and the weak order is 2.
func (l *Langevin) Heun(t float64, x []float64, dt float64, r *random.Source) {
	l.draw(dt, r)
	l.HeunAlong(t, x, dt, l.dw)
}

// HeunAlong is Heun on a given path of the noise.
func (l *Langevin) HeunAlong(t float64, x []float64, dt float64, dw []float64) {
	l.Drift(t, x, l.f)
	l.Diffusion(t, x, l.g)
	for i := range x {
		l.y[i] = x[i] + l.f[i]*dt + l.g[i]*dw[i]
	}
	l.Drift(t+dt, l.y, l.f2)
	l.Diffusion(t+dt, l.y, l.g2)
	for i := range x {
		x[i] += dt/2*(l.f[i]+l.f2[i]) + (l.g[i]+l.g2[i])/2*dw[i]
	}
}

// draw writes the increments of a step of dt.
func (l *Langevin) draw(dt float64, r *random.Source) {
	s := math.Sqrt(dt)
	for i := range l.dw {
		l.dw[i] = s * r.Normal()
	}
}

// Reaction is one channel of a jump process: its rate (1/ms) in a state and what it changes.
type Reaction struct {
	Rate   func(state []int) float64
	Change []int
}

// Gillespie is the direct method: waiting times are exponential with the total rate, the reaction is
// chosen in proportion to its rate. Exact for rates that change only by jumps.
type Gillespie struct {
	Reactions []Reaction
	rates     []float64
}

// Next returns the time of the next jump after t and applies it to state; +Inf and no change when
// nothing can happen any more.
func (g *Gillespie) Next(t float64, state []int, r *random.Source) float64 {
	if g.rates == nil {
		g.rates = make([]float64, len(g.Reactions))
	}
	total := 0.0
	for i, q := range g.Reactions {
		g.rates[i] = q.Rate(state)
		total += g.rates[i]
	}
	if !(total > 0) {
		return math.Inf(1)
	}
	t += r.Exp() / total
	u := r.Float64() * total
	chosen := 0
	for i, rate := range g.rates {
		if rate > 0 {
			chosen = i
			if u < rate {
				break
			}
		}
		u -= rate
	}
	for i, c := range g.Reactions[chosen].Change {
		state[i] += c
	}
	return t
}
