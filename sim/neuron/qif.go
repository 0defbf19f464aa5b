package neuron

import (
	"context"
	"math"

	"coronium/sim"
)

// QIF is the quadratic integrate-and-fire neuron
//
//	tau x' = x^2 + I - I_c;   x >= x_p: spike, x <- -x_p.
//
// x, I, I_c and x_p are pure numbers, tau is in ms. It is the normal form of a saddle-node on the
// invariant circle: above I_c the passage from -x_p to x_p takes 2 tau/sqrt(eta) atan(x_p/sqrt(eta)) with
// eta = I - I_c, and pi tau/sqrt(eta) without a cut-off, so that the rate grows as a square root.
//
// A step integrates (Runge-Kutta 4 or Euler), tests, stamps by interpolation, resets; the reset waits
// for the grid. Exact uses the solution x = sqrt(eta) tan(sqrt(eta) t/tau + const).
//
// Sources: Ermentrout & Kopell 1986; Latham et al. 2000; Neuronal Dynamics §5.3.
type QIF struct {
	Tau, Ic, Xp float64
	Variant     string
}

var qifVariants = []sim.Variant{
	{Name: "forgets-Ic", Says: "The distance from onset is taken as I, not I - I_c."},
	{Name: "reset-to-zero", Says: "Reset is at 0: half the passage is skipped."},
	{Name: "no-tau", Says: "The slope is not divided by tau."},
	{Name: "tau-on-square-only", Says: "tau divides x^2 only, not the input."},
	{Name: "eta-times-x", Says: "The input is multiplied by x instead of added."},
}

// Slope returns dx/dt (1/ms) as a function of x at drive I.
func (q QIF) Slope(I float64) func(x float64) float64 {
	eta := I - q.Ic
	switch q.Variant {
	case "forgets-Ic":
		eta = I
	case "no-tau":
		return func(x float64) float64 { return x*x + eta }
	case "tau-on-square-only":
		return func(x float64) float64 { return x*x/q.Tau + eta }
	case "eta-times-x":
		return func(x float64) float64 { return (x*x + eta*x) / q.Tau }
	}
	return func(x float64) float64 { return (x*x + eta) / q.Tau }
}

// Passage returns the time in ms from x = from to x_p at drive I, +Inf when it is never reached.
func (q QIF) Passage(I, from float64) float64 {
	eta := I - q.Ic
	switch {
	case from >= q.Xp:
		return 0
	case eta > 0:
		r := math.Sqrt(eta)
		return q.Tau / r * (math.Atan(q.Xp/r) - math.Atan(from/r))
	case eta == 0:
		if from <= 0 {
			return math.Inf(1)
		}
		return q.Tau * (1/from - 1/q.Xp)
	}
	s := math.Sqrt(-eta)
	if from <= s {
		return math.Inf(1)
	}
	return q.Tau / (2 * s) * math.Log((q.Xp-s)/(q.Xp+s)*(from+s)/(from-s))
}

// at returns x a time t after it was at from, for t before the next spike.
func (q QIF) at(I, from, t float64) float64 {
	eta := I - q.Ic
	switch {
	case eta > 0:
		r := math.Sqrt(eta)
		return r * math.Tan(math.Atan(from/r)+r*t/q.Tau)
	case eta == 0:
		return from / (1 - from*t/q.Tau)
	}
	s := math.Sqrt(-eta)
	if from == -s {
		return from
	}
	e := (from - s) / (from + s) * math.Exp(2*s*t/q.Tau)
	if math.IsInf(e, 0) {
		return -s
	}
	return s * (1 + e) / (1 - e)
}

// stepper is a one-step scheme for a scalar equation: Runge-Kutta 4, or Euler.
func stepper(f func(float64) float64, euler bool) func(x, dt float64) float64 {
	if euler {
		return func(x, dt float64) float64 { return x + dt*f(x) }
	}
	return func(x, dt float64) float64 {
		a := f(x)
		b := f(x + dt/2*a)
		c := f(x + dt/2*b)
		d := f(x + dt*c)
		return x + dt/6*(a+2*b+2*c+d)
	}
}

// phaseRun is the common loop of QIF and theta neuron: one variable, one cut.
type phaseRun struct {
	model  string
	next   func(x, dt float64) float64
	cut    float64
	after  func(overshoot float64) float64 // where a spike leaves the variable
	start  float64
	record string // name of the trace
}

func (p phaseRun) run(ctx context.Context, s sim.Settings) (sim.Result, error) {
	dt := s.Values["dt"]
	steps, err := sim.Steps(p.model, s.Values["T"], dt, s.Traces)
	if err != nil {
		return sim.Result{}, err
	}
	trace := []float64{p.start}
	var spikes []float64
	x := p.start
	for k := 0; k < steps; k++ {
		if err := sim.Cancelled(ctx, k); err != nil {
			return sim.Result{}, err
		}
		y := p.next(x, dt)
		if math.IsNaN(y) {
			y = math.Inf(1) // the quadratic ran away within the step: it has spiked
		}
		if y >= p.cut {
			f := 0.0
			if x < p.cut {
				f = (p.cut - x) / (y - x)
			}
			spikes = append(spikes, (float64(k)+f)*dt)
			y = p.after(y)
		}
		if math.IsInf(y, 0) {
			return sim.Result{}, &sim.DivergedError{Model: p.model, Quantity: p.record, At: float64(k+1) * dt, Mend: "shorten dt"}
		}
		x = y
		if s.Traces {
			trace = append(trace, x)
		}
	}
	return p.result(s, dt, trace, spikes), nil
}

func (p phaseRun) result(s sim.Settings, dt float64, trace, spikes []float64) sim.Result {
	out := sim.Result{Scalars: map[string]float64{}, Times: map[string][]float64{"spikes": spikes}}
	describe(out.Scalars, spikes)
	if s.Traces {
		out.Traces = map[string][]float64{"t": timeAxis(len(trace)-1, dt), p.record: trace}
	}
	return out
}

// exactQIF walks from spike to spike by the closed form.
func exactQIF(ctx context.Context, q QIF, s sim.Settings) (sim.Result, error) {
	p := s.Values
	steps, err := sim.Steps("qif", p["T"], p["dt"], s.Traces)
	if err != nil {
		return sim.Result{}, err
	}
	every := q.Passage(p["I"], -q.Xp)
	if p["T"]/every > sim.MaxSteps {
		return sim.Result{}, &sim.ParameterError{Model: "qif", Parameter: "I", Value: p["I"], Range: "smaller: there would be more spikes than " + sim.Format(sim.MaxSteps)}
	}
	trace := []float64{p["x_0"]}
	var spikes []float64
	origin, from := 0.0, p["x_0"]
	next := q.Passage(p["I"], from)
	for k := 1; k <= steps; k++ {
		if err := sim.Cancelled(ctx, k); err != nil {
			return sim.Result{}, err
		}
		t := float64(k) * p["dt"]
		for next <= t {
			spikes = append(spikes, next)
			origin, from = next, -q.Xp
			next = origin + every
		}
		if s.Traces {
			trace = append(trace, math.Min(q.at(p["I"], from, t-origin), q.Xp))
		}
	}
	return phaseRun{model: "qif", record: "x"}.result(s, p["dt"], trace, spikes), nil
}

func qifModel() sim.Model {
	return sim.Model{
		Name: "qif", Title: "Quadratic integrate-and-fire neuron", Kind: sim.KindModel,
		Doc: `tau x' = x^2 + I - I_c; at x >= x_p a spike, x <- -x_p. The normal form of a saddle-node on a circle: rate = sqrt(I - I_c)/(pi tau) for x_p -> infinity. ` +
			`Spikes are dated by linear interpolation; the reset waits for the grid; exact = 1 uses the closed form. In Brian2 it is an equation with a threshold, tested once a step: spikes up to a step late, and a reset at the end of it.`,
		Source: "Ermentrout & Kopell 1986, SIAM J. Appl. Math. 46:233; Latham et al. 2000, J. Neurophysiol. 83:808; Neuronal Dynamics §5.3",
		Parameters: []sim.Parameter{
			sim.Par("tau", "ms", "time scale", 10, 0.1, 1000),
			sim.Par("I", "1", "drive", 0.75, -100, 1000),
			sim.Par("I_c", "1", "critical drive", 0.5, -10, 10),
			sim.Par("x_p", "1", "cut-off; reset is at -x_p", 40, 1, 1e4),
			sim.Par("x_0", "1", "start", -40, -1e4, 1e4),
			sim.Step(0.01, 1e-4, 10), sim.Duration(500, 1e5),
			sim.Whole("method", "0 Runge-Kutta 4, 1 Euler", 0, 0, 1),
			sim.Whole("exact", "1: the closed form", 0, 0, 1),
		},
		Outputs:  append(trainOutputs(), sim.Time(), sim.Trace("x", "1", "scaled voltage")),
		Variants: qifVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			q := QIF{Tau: p["tau"], Ic: p["I_c"], Xp: p["x_p"], Variant: s.Variant}
			if !(p["x_0"] < q.Xp) {
				return sim.Result{}, &sim.ParameterError{Model: "qif", Parameter: "x_0", Value: p["x_0"], Range: "below x_p = " + sim.Format(q.Xp)}
			}
			if p["exact"] == 1 {
				if s.Variant != "" {
					return sim.Result{}, &sim.ParameterError{Model: "qif", Parameter: "exact", Value: 1, Range: "0 with a wrong variant: the variants are programs on a grid"}
				}
				return exactQIF(ctx, q, s)
			}
			reset := -q.Xp
			if s.Variant == "reset-to-zero" {
				reset = 0
			}
			return phaseRun{model: "qif", next: stepper(q.Slope(p["I"]), p["method"] == 1), cut: q.Xp, start: p["x_0"], record: "x",
				after: func(float64) float64 { return reset }}.run(ctx, s)
		},
	}
}
