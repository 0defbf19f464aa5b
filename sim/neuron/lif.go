package neuron

import (
	"context"
	"math"

	"coronium/sim"
)

// LIF is the leaky integrate-and-fire neuron
//
//	tau dV/dt = -(V - E_L) + R I,    V >= V_th: spike, V <- V_r, held there for t_ref.
//
// Symbols: tau membrane time constant (ms); R input resistance (MOhm); E_L resting potential, V_th
// threshold, V_r reset (mV); t_ref refractory time (ms); I current (nA, positive depolarises). MOhm
// times nA is mV: no factor anywhere. The capacitance does not appear, it is tau/R.
//
// Between spikes V = E_L + R I + (V_0 - E_L - R I) exp(-t/tau), so that from reset to threshold it
// takes tau log((E_L + R I - V_r)/(E_L + R I - V_th)): see theory.LIF.
//
// # Convention
//
// In each step: integrate; test V* >= V_th; stamp; reset. A spike found in the step from t_k to
// t_k + dt is stamped t_k + dt (V_th - V_k)/(V* - V_k), V* being the value before the reset (Grid
// stamps t_k + dt instead). V[k+1] = V_r, and then round(t_ref/dt) further steps are held at V_r, so
// that V_r appears round(t_ref/dt) + 1 times. Whole steps are counted and times never compared.
// Input during the hold is discarded.
//
// The reset waits for the grid, so that intervals carry an error between -dt and dt which does not
// shrink in proportion to dt; the first spike does not carry it. Exact removes it: the crossing is
// found from the closed form and the hold begins and ends inside steps.
//
// # Elsewhere
//
// NEST's iaf_psc_* integrate exactly, stamp at the end of the step (our Grid) and hold for as many
// steps as here; its _ps models are our Exact. Brian2 tests whatever condition one writes (V > V_th in
// its examples, strictly), stamps at the beginning of the step in which the test succeeds, and lets V
// run again round(t_ref/dt) steps after that stamp (since 2.1.3 counted in whole steps): V_r
// appears round(t_ref/dt) times, once less than here, and intervals are a step shorter. With t_ref = 0
// the two agree.
//
// Sources: Dayan & Abbott eqs 5.8-5.11; Lapicque 1907 (the membrane, not the reset: Brunel & van Rossum
// 2007); Stein 1965; Hansel, Mato, Meunier & Neltner 1998 and Morrison et al. 2007 for what the grid costs.
type LIF struct {
	Tau, R, EL, Vth, Vr, Tref float64
	Method                    Method
	Grid                      bool   // stamp spikes at the end of their step
	Exact                     bool   // cross and restart inside the step; Method and Grid are not used
	Variant                   string // a misconception of lifVariants, on the grid only; "" is the right model
}

// Method is a one-step scheme for the membrane equation.
type Method int

// The schemes. The equation is linear, so that exponential Euler is exact between spikes.
const (
	ExponentialEuler Method = iota // exact between spikes
	Euler                          // order 1
	RungeKutta4                    // order 4
)

// LIFRun is what Simulate returns.
type LIFRun struct {
	V      []float64 // V[k] at k dt, n+1 of them; nil unless recorded
	Spikes []float64 // ms
	After  float64   // mV, the sample after the first spike; NaN when silent
	Held   int       // how many samples stay at After from there on; 0 when silent
	Lowest float64   // mV
	Top    float64   // mV
	Last   float64   // mV
}

// lifVariants are the misconceptions that trainees' programs show, each in one line of code.
var lifVariants = []sim.Variant{
	{Name: "reset-to-rest", Says: "After a spike V goes to E_L, not to V_r."},
	{Name: "no-refractory", Says: "Nothing is held after a spike."},
	{Name: "integrates-while-refractory", Says: "The spike is blocked during t_ref but V runs on."},
	{Name: "off-by-one", Says: "V is held one step too many."},
	{Name: "no-tau", Says: "The derivative is not divided by tau: mV stands where mV/ms is needed."},
	{Name: "i-not-r", Says: "The current enters as I, not as R I."},
	{Name: "leak-to-zero", Says: "The leak pulls to 0 mV, not to E_L."},
	{Name: "leak-sign", Says: "The leak pushes away from E_L: it amplifies."},
	{Name: "no-dt", Says: "The slope is added without dt: a step of 0.1 ms does what 1 ms should."},
	{Name: "threshold-by-sample", Says: "The spike is dated at the sample that lies above threshold, not where V crossed."},
	{Name: "relative-refractory", Says: "Instead of holding V, the threshold is twice as far from reset during t_ref."},
	{Name: "no-reset", Says: "V stays where it was when the threshold was crossed."},
}

// Simulate runs the neuron from V = E_L for round(T/dt) steps under the constant current I (nA).
// It returns a *sim.ParameterError for values that make no sense together, a *sim.DivergedError when
// V leaves the finite numbers, or the error of ctx.
func (n LIF) Simulate(ctx context.Context, I, dt, T float64, record bool) (LIFRun, error) {
	if err := n.check(dt); err != nil {
		return LIFRun{}, err
	}
	steps, err := sim.Steps("lif", T, dt, record)
	if err != nil {
		return LIFRun{}, err
	}
	if n.Exact {
		return n.exact(ctx, I, dt, steps, record)
	}
	return n.onGrid(ctx, I, dt, steps, record)
}

// check refuses what no single range can: relations between parameters.
func (n LIF) check(dt float64) error {
	bad := func(name string, value float64, says string) error {
		return &sim.ParameterError{Model: "lif", Parameter: name, Value: value, Range: says}
	}
	switch {
	case !(n.Tau > 0):
		return bad("tau", n.Tau, "above 0 ms")
	case !(dt > 0):
		return bad("dt", dt, "above 0 ms")
	case !(n.Tref >= 0):
		return bad("t_ref", n.Tref, "0 ms or more")
	case !(n.Vr < n.Vth):
		return bad("V_r", n.Vr, "below V_th = "+sim.Format(n.Vth)+" mV, or every step would be a spike")
	case n.Exact && n.Variant != "":
		return bad("exact", 1, "0 with a wrong variant: the variants are programs on a grid")
	case n.Method != ExponentialEuler && !n.Exact:
		return sim.Explicit("lif", dt, n.Tau, "tau")
	}
	return nil
}

// slope is dV/dt = lambda (V - rest) + drive: the membrane equation, or a variant's account of it.
func (n LIF) slope(I float64) (lambda, rest, drive float64) {
	tau := n.Tau
	lambda, rest, drive = -1/tau, n.EL, n.R*I/tau
	switch n.Variant {
	case "no-tau":
		lambda, drive = -1, n.R*I
	case "i-not-r":
		drive = I / tau
	case "leak-to-zero":
		rest = 0
	case "leak-sign":
		lambda = 1 / tau
	}
	return lambda, rest, drive
}

// gain is what a step of the scheme multiplies the slope by: dt for Euler, (e^z - 1)/lambda exactly,
// its Taylor polynomial for Runge-Kutta, where z = lambda dt.
func (n LIF) gain(lambda, dt float64) float64 {
	z := lambda * dt
	switch n.Method {
	case Euler:
		return dt
	case RungeKutta4:
		return dt * (1 + z/2*(1+z/3*(1+z/4)))
	}
	return math.Expm1(z) / lambda
}

func (n LIF) onGrid(ctx context.Context, I, dt float64, steps int, record bool) (LIFRun, error) {
	lambda, rest, drive := n.slope(I)
	gain := n.gain(lambda, dt)
	hold := int(math.Round(n.Tref / dt)) // steps held *after* the sample of the reset itself
	switch n.Variant {
	case "no-refractory":
		hold = 0
	case "off-by-one":
		hold++
	}
	runsOn := n.Variant == "integrates-while-refractory" || n.Variant == "relative-refractory"
	if n.Variant == "no-dt" {
		gain = 1
	}

	out := newLIFRun(n.EL, steps, record)
	v, left := n.EL, 0
	for k := 0; k < steps; k++ {
		if err := sim.Cancelled(ctx, k); err != nil {
			return LIFRun{}, err
		}
		next := v
		if left == 0 || runsOn {
			next = v + gain*(lambda*(v-rest)+drive)
		}
		fired := left == 0 && next >= n.Vth || n.Variant == "relative-refractory" && next >= 2*n.Vth-n.Vr
		if left > 0 {
			left--
		}
		if fired {
			out.Spikes = append(out.Spikes, n.stamp(k, dt, v, next))
			next = n.reset(next)
			left = hold
		}
		if math.IsNaN(next) || math.IsInf(next, 0) {
			return LIFRun{}, &sim.DivergedError{Model: "lif", Quantity: "V", At: float64(k+1) * dt, Mend: "this program has no stable rest; shorten T"}
		}
		v = next
		out.sample(k+1, v, fired)
	}
	return out, nil
}

// stamp dates a spike by linear interpolation of the crossing. A neuron that was above threshold
// already (E_L above V_th at the start, or one that never resets) is dated at the start of the step.
func (n LIF) stamp(k int, dt, before, after float64) float64 {
	t := float64(k) * dt
	if n.Grid || n.Variant == "threshold-by-sample" {
		return float64(k+1) * dt
	}
	if before >= n.Vth {
		return t
	}
	return t + dt*(n.Vth-before)/(after-before)
}

func (n LIF) reset(overshoot float64) float64 {
	switch n.Variant {
	case "reset-to-rest":
		return n.EL
	case "no-reset":
		return overshoot
	}
	return n.Vr
}

// exact walks from spike to spike by the closed form and reads V off at the grid points.
func (n LIF) exact(ctx context.Context, I, dt float64, steps int, record bool) (LIFRun, error) {
	T := float64(steps) * dt
	vInf := n.EL + n.R*I
	passage := func(from float64) float64 { // infinite when the threshold is out of reach
		if from >= n.Vth {
			return 0
		}
		if vInf <= n.Vth {
			return math.Inf(1)
		}
		return n.Tau * math.Log((vInf-from)/(vInf-n.Vth))
	}
	if every := n.Tref + passage(n.Vr); T/every > sim.MaxSteps {
		return LIFRun{}, &sim.ParameterError{Model: "lif", Parameter: "I", Value: I,
			Range: "small enough for fewer than " + sim.Format(sim.MaxSteps) + " spikes"}
	}
	out := newLIFRun(n.EL, steps, record)
	origin, from := 0.0, n.EL // V starts at from at the time origin; before it, V is held at from
	next := passage(from)     // time of the next spike
	for k := 1; k <= steps; k++ {
		if err := sim.Cancelled(ctx, k); err != nil {
			return LIFRun{}, err
		}
		t, fired := float64(k)*dt, false
		for next <= t {
			out.Spikes = append(out.Spikes, next)
			origin, from, fired = next+n.Tref, n.Vr, true
			next = origin + passage(from)
		}
		v := from
		if t > origin {
			v = vInf + (from-vInf)*math.Exp(-(t-origin)/n.Tau)
		}
		// A crossing lies at or after the sample; rounding must not show V above the threshold.
		out.sample(k, math.Min(v, math.Nextafter(n.Vth, math.Inf(-1))), fired)
	}
	return out, nil
}

func newLIFRun(start float64, steps int, record bool) LIFRun {
	out := LIFRun{After: math.NaN(), Lowest: start, Top: start, Last: start}
	if record {
		out.V = make([]float64, steps+1)
		out.V[0] = start
	}
	return out
}

// sample takes V[k] into the run, and counts how long it stays where the first spike left it.
func (r *LIFRun) sample(k int, v float64, fired bool) {
	if r.V != nil {
		r.V[k] = v
	}
	r.Lowest, r.Top = math.Min(r.Lowest, v), math.Max(r.Top, v)
	switch {
	case len(r.Spikes) == 1 && fired:
		r.After, r.Held = v, 1
	case len(r.Spikes) == 1 && r.Held > 0 && v == r.After && r.Last == r.After:
		r.Held++
	}
	r.Last = v
}
