package neuron

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/solve"
)

// AdEx is the adaptive exponential integrate-and-fire neuron
//
//	C V' = -g_L (V - E_L) + g_L D exp((V - V_T)/D) - w + I
//	tau_w w' = a (V - E_L) - w;    V >= V_cut: spike, V <- V_r, w <- w + b.
//
// Units pF, nS, mV, pA, ms close without a factor. V_T is where the exponential's slope balances the
// leak's, not where it spikes; V_cut only ends the upstroke.
//
// On the grid: forward Euler with both slopes at the old (V, w), the exponent capped at 60 (a guard
// against overflow only); a spike is stamped by interpolation between V and V*, and w* + b is kept.
// During t_ref V is held and w runs on. Exact integrates by Dormand-Prince with the spike as a located
// event; Euler at dt .01 is .04-.17 ms late.
//
// NEST's aeif models integrate by Runge-Kutta-Fehlberg, reset after the inner step of it that passed the
// cut, and stamp at the end of the grid's step; Brian2's examples use Euler or Runge-Kutta 4 with a
// cut-off at V_T + 5 D. EIF is the case a = b = 0.
//
// Sources: Fourcaud-Trocmé et al. 2003; Brette & Gerstner 2005; Naud et al. 2008; Touboul & Brette 2008.
type AdEx struct {
	C, GL, EL, VT, D, TauW, A, B, Vr, Vcut, Tref float64
	Variant                                      string
}

// BretteGerstner is the set of Brette & Gerstner 2005.
var BretteGerstner = AdEx{C: 281, GL: 30, EL: -70.6, VT: -50.4, D: 2, TauW: 144, A: 4, B: 80.5, Vr: -70.6, Vcut: 20}

var adexVariants = []sim.Variant{
	{Name: "spike-at-VT", Says: "The cell spikes at V_T, where the exponential has only begun."},
	{Name: "exp-from-E_L", Says: "The exponential is measured from E_L, not from V_T."},
	{Name: "no-D-prefactor", Says: "D is missing in front of the exponential."},
	{Name: "exp-not-over-D", Says: "The exponent is V - V_T, not divided by D."},
	{Name: "w-sign", Says: "w is added instead of subtracted."},
	{Name: "w-set-to-b", Says: "A spike sets w to b instead of adding b."},
	{Name: "no-b", Says: "Spikes leave w alone."},
	{Name: "reset-to-E_L", Says: "V goes to E_L after a spike, not to V_r."},
	{Name: "a-times-V", Says: "a multiplies V, not the distance from E_L."},
	{Name: "w-uses-new-V", Says: "w is driven by the overshoot V* of the same step."},
}

// Slopes returns V' (mV/ms) and w' (pA/ms) at a current I (pA).
func (n AdEx) Slopes(v, w, I float64) (dv, dw float64) {
	ref, front, inner, sign := n.VT, n.GL*n.D, n.D, -1.0
	switch n.Variant {
	case "exp-from-E_L":
		ref = n.EL
	case "no-D-prefactor":
		front = n.GL
	case "exp-not-over-D":
		inner = 1
	case "w-sign":
		sign = 1
	}
	dv = (-n.GL*(v-n.EL) + front*math.Exp(math.Min((v-ref)/inner, 60)) + sign*w + I) / n.C
	return dv, n.recovery(v, w)
}

func (n AdEx) recovery(v, w float64) float64 {
	if n.Variant == "a-times-V" {
		return (n.A*v - w) / n.TauW
	}
	return (n.A*(v-n.EL) - w) / n.TauW
}

// spiked returns the state after a spike.
func (n AdEx) spiked(w float64) (float64, float64) {
	v := n.Vr
	switch n.Variant {
	case "reset-to-E_L":
		v = n.EL
	case "w-set-to-b":
		return v, n.B
	case "no-b":
		return v, w
	}
	return v, w + n.B
}

// AdExRun is what a simulation returns.
type AdExRun struct {
	V, W   []float64 // samples, nil unless recorded
	Spikes []float64
	FirstW float64 // w just after the first spike, NaN when silent
	MeanW  float64 // mean of w over whole intervals of the last half, NaN without two spikes there
	LastV  float64
	LastW  float64
}

// Euler simulates on the grid from V = E_L, w = 0.
func (n AdEx) Euler(ctx context.Context, model string, I, dt float64, steps int, record bool) (AdExRun, error) {
	out := AdExRun{FirstW: math.NaN(), MeanW: math.NaN()}
	out.keep(record, n.EL, 0)
	cut := n.Vcut
	if n.Variant == "spike-at-VT" {
		cut = n.VT
	}
	hold, left := int(math.Round(n.Tref/dt)), 0
	v, w := n.EL, 0.0
	mean := wholeIntervals{after: steps / 2}
	for k := 0; k < steps; k++ {
		if err := sim.Cancelled(ctx, k); err != nil {
			return out, err
		}
		dv, dw := n.Slopes(v, w, I)
		next := v
		if left == 0 {
			next = v + dt*dv
		}
		if n.Variant == "w-uses-new-V" {
			dw = n.recovery(math.Min(next, cut), w)
		}
		nextW := w + dt*dw
		fired := left == 0 && next >= cut
		if left > 0 {
			left--
		}
		if fired {
			f := math.Min(1, math.Max(0, (cut-v)/(next-v)))
			out.Spikes = append(out.Spikes, (float64(k)+f)*dt)
			next, nextW = n.spiked(nextW)
			left = hold
			if len(out.Spikes) == 1 {
				out.FirstW = nextW
			}
		}
		if math.IsNaN(next) || math.IsInf(next, 0) || math.IsNaN(nextW) || math.IsInf(nextW, 0) {
			return out, &sim.DivergedError{Model: model, Quantity: "V", At: float64(k+1) * dt, Mend: "shorten dt, or lower V_r below the take-off point"}
		}
		v, w = next, nextW
		mean.add(k, w, fired)
		out.keep(record, v, w)
	}
	out.MeanW, out.LastV, out.LastW = mean.value(), v, w
	return out, nil
}

func (r *AdExRun) keep(record bool, v, w float64) {
	if record {
		r.V, r.W = append(r.V, v), append(r.W, w)
	}
}

// wholeIntervals averages a quantity over whole interspike intervals that begin after a step.
type wholeIntervals struct {
	after        int
	begun        bool
	sum, kept    float64
	n, keptCount int
}

func (m *wholeIntervals) add(k int, x float64, fired bool) {
	if fired && k >= m.after {
		if m.begun {
			m.kept, m.keptCount = m.sum, m.n
		}
		m.begun = true
	}
	if m.begun {
		m.sum += x
		m.n++
	}
}

func (m *wholeIntervals) value() float64 {
	if m.keptCount == 0 {
		return math.NaN()
	}
	return m.kept / float64(m.keptCount)
}

// Exact simulates with located spikes: Dormand-Prince, tolerance 1e-9. Between spikes (and their
// refractory holds) it integrates from sample to sample when samples are wanted, else in one go.
func (n AdEx) Exact(ctx context.Context, model string, I, dt float64, steps int, record bool) (AdExRun, error) {
	out := AdExRun{FirstW: math.NaN(), MeanW: math.NaN()}
	out.keep(record, n.EL, 0)
	free := func(_ float64, x, dx []float64) {
		dx[0] = (-n.GL*(x[0]-n.EL) + n.GL*n.D*math.Exp((x[0]-n.VT)/n.D) - x[1] + I) / n.C
		dx[1] = n.recovery(x[0], x[1])
	}
	held := func(_ float64, x, dx []float64) { dx[0], dx[1] = 0, n.recovery(x[0], x[1]) }
	// Past V_T + 15 D the exponential is all there is (the rest is 1e-5 of it), and the remaining
	// upstroke takes (C/g_L) (e^-15 - exp(-(V_cut - V_T)/D)) ms: below the resolution of t for high cuts.
	locate := math.Min(n.Vcut, n.VT+15*n.D)
	upstroke := n.C / n.GL * (math.Exp(-(locate-n.VT)/n.D) - math.Exp(-(n.Vcut-n.VT)/n.D))
	fired := false
	spike := solve.Event{Direction: 1, Of: func(_ float64, x []float64) float64 { return x[0] - locate },
		On: func(float64, []float64) bool { fired = true; return true }}
	solver := solve.Adaptive{Relative: 1e-9, Absolute: 1e-9, MaxSteps: sim.MaxSteps / 4}

	end, t, next := float64(steps)*dt, 0.0, 1
	holdUntil := 0.0
	x := []float64{n.EL, 0}
	for t < end {
		stop := end
		if record {
			stop = math.Min(end, float64(next)*dt)
		}
		var err error
		if t < holdUntil {
			t, err = solver.Integrate(ctx, held, t, x, math.Min(stop, holdUntil))
		} else {
			t, err = solver.Integrate(ctx, free, t, x, stop, spike)
		}
		err = stopped(err, model, "V", end, "lower V_r or b")
		if err != nil {
			return out, err
		}
		if fired {
			fired = false
			out.Spikes = append(out.Spikes, t+upstroke)
			x[0], x[1] = n.spiked(x[1])
			holdUntil = t + upstroke + n.Tref
			if len(out.Spikes) == 1 {
				out.FirstW = x[1]
			}
			if len(out.Spikes) > maxLocated {
				return out, &sim.ParameterError{Model: model, Parameter: "I", Value: I, Range: "smaller, or exact 0: there are more than " + sim.Format(maxLocated) + " spikes to locate"}
			}
		}
		if record && t >= float64(next)*dt {
			out.keep(true, x[0], x[1])
			next++
		}
	}
	out.LastV, out.LastW = x[0], x[1]
	return out, nil
}

// maxLocated bounds the spikes of one exact run.
const maxLocated = 20000
