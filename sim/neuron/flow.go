package neuron

import (
	"context"
	"errors"
	"math"

	"coronium/sim"
	"coronium/sim/solve"
	"coronium/sim/spike"
)

// flow is a neuron without a reset: a smooth field whose first component is the membrane potential
// (or what stands for it), and a level whose upward crossing is called a spike. The crossing is
// interpolated linearly between samples; the Dormand-Prince method locates it instead.
type flow struct {
	model  string
	field  solve.Field
	states []string // names of the components, as traces
	level  float64  // of component 0
	start  []float64
}

// Methods of the smooth models, the values of the parameter "method".
const (
	byRungeKutta4 = iota
	byHeun
	byEuler
	byDormandPrince
)

func flowMethod() sim.Parameter {
	return sim.Whole("method", "0 Runge-Kutta 4, 1 Heun, 2 Euler, 3 Dormand-Prince (tolerance 1e-9, crossings located)", 0, 0, 3)
}

// flowOutputs declares what run reports, beside the traces of the states.
func flowOutputs(v, unit string) []sim.Output {
	return append(trainOutputs(),
		sim.Time(),
		sim.Scalar(v+"_min", unit, "lowest value of "+v+" in the last half"),
		sim.Scalar(v+"_max", unit, "highest value of "+v+" in the last half"),
		sim.Scalar("peak", unit, "highest value of "+v+" in the whole run, by a parabola through three samples"),
		sim.Scalar("amplitude", unit, "amplitude, "+v+"_max - "+v+"_min"),
		sim.Scalar(v+"_end", unit, "last value of "+v),
		sim.Scalar("period", "ms", "mean interval in the last half; absent with fewer than two spikes there"),
	)
}

// flowRecord collects what a run reports, sample by sample.
type flowRecord struct {
	flow
	dt        float64
	half      int
	traces    [][]float64
	spikes    []float64
	low, high float64
	peak      float64
	a, b      float64 // the two samples of component 0 before the last
	last      []float64
	samples   int
}

// run integrates for round(T/dt) steps. Rate and period are those of the last half, so that a few
// spikes at the onset of a step are not called firing.
func (f flow) run(ctx context.Context, s sim.Settings) (sim.Result, error) {
	dt := s.Values["dt"]
	steps, err := sim.Steps(f.model, s.Values["T"], dt, s.Traces)
	if err != nil {
		return sim.Result{}, err
	}
	r := &flowRecord{flow: f, dt: dt, half: steps / 2, low: math.Inf(1), high: math.Inf(-1), peak: math.Inf(-1)}
	if s.Traces {
		r.traces = make([][]float64, len(f.states))
		for i := range r.traces {
			r.traces[i] = make([]float64, 0, steps+1)
		}
	}
	x := append([]float64(nil), f.start...)
	r.take(x)
	if s.Values["method"] == byDormandPrince {
		err = f.adaptive(ctx, x, r, float64(steps)*dt)
	} else {
		err = f.fixed(ctx, x, r, steps, solve.Scheme([...]int{2, 1, 0}[int(s.Values["method"])]))
	}
	if err != nil {
		return sim.Result{}, err
	}
	return r.result(steps), nil
}

func (f flow) fixed(ctx context.Context, x []float64, r *flowRecord, steps int, scheme solve.Scheme) error {
	stepper := solve.NewStepper(scheme, len(x))
	for k := 0; k < steps; k++ {
		if err := sim.Cancelled(ctx, k); err != nil {
			return err
		}
		before := x[0]
		stepper.Step(f.field, float64(k)*r.dt, x, r.dt)
		if !solve.Finite(x) {
			return f.diverged(float64(k+1) * r.dt)
		}
		if before < f.level && x[0] >= f.level {
			r.spikes = append(r.spikes, (float64(k)+(f.level-before)/(x[0]-before))*r.dt)
		}
		r.take(x)
	}
	return nil
}

func (f flow) adaptive(ctx context.Context, x []float64, r *flowRecord, end float64) error {
	a := solve.Adaptive{Relative: 1e-9, Absolute: 1e-9, Every: r.dt, MaxSteps: sim.MaxSteps,
		Observe: func(_ float64, x []float64) { r.take(x) }}
	last := append([]float64(nil), x...)
	_, err := a.Integrate(ctx, f.field, 0, last, end*(1+1e-12), solve.Event{
		Of:        func(_ float64, x []float64) float64 { return x[0] - f.level },
		Direction: 1,
		On: func(t float64, _ []float64) bool {
			r.spikes = append(r.spikes, t)
			return false
		}})
	if err == nil && !solve.Finite(last) {
		return f.diverged(end)
	}
	return stopped(err, f.model, f.states[0], end, "shorten T, or move the parameters towards the defaults")
}

// stopped says in the model's own words why the integrator did not reach T: too many steps on the way, or a solution that runs away.
func stopped(err error, model, quantity string, T float64, mend string) error {
	var s *solve.StepError
	switch {
	case !errors.As(err, &s):
		return err
	case s.Spent:
		return &sim.ParameterError{Model: model, Parameter: "T", Value: T, Range: "shorter: at " + sim.Format(s.At) + " ms the integrator had taken all the steps that a run may take"}
	}
	return &sim.DivergedError{Model: model, Quantity: quantity, At: s.At, Mend: mend}
}

func (f flow) diverged(t float64) error {
	return &sim.DivergedError{Model: f.model, Quantity: f.states[0], At: t, Mend: "shorten dt, or use method 3"}
}

// take records one sample.
func (r *flowRecord) take(x []float64) {
	v := x[0]
	for i := range r.traces {
		r.traces[i] = append(r.traces[i], x[i])
	}
	if r.samples >= r.half {
		r.low, r.high = math.Min(r.low, v), math.Max(r.high, v)
	}
	r.peak = math.Max(r.peak, v)
	if r.samples >= 2 && r.b > r.a && r.b >= v && r.b > r.peak-1 { // a local maximum: its parabola
		r.peak = math.Max(r.peak, r.b+(v-r.a)*(v-r.a)/(8*(2*r.b-r.a-v)))
	}
	r.a, r.b = r.b, v
	r.last = append(r.last[:0], x...)
	r.samples++
}

func (r *flowRecord) result(steps int) sim.Result {
	v := r.states[0]
	out := sim.Result{Scalars: map[string]float64{
		v + "_min": r.low, v + "_max": r.high, "peak": r.peak, "amplitude": r.high - r.low, v + "_end": r.last[0],
	}, Times: map[string][]float64{"spikes": r.spikes}}
	describe(out.Scalars, r.spikes)
	late := spike.After(r.spikes, float64(steps-steps/2)*r.dt)
	out.Scalars["rate"] = spike.Rate(late)
	if x := spike.Intervals(late); len(x) > 0 {
		out.Scalars["period"] = spike.Mean(x)
	}
	if r.traces != nil {
		out.Traces = map[string][]float64{"t": timeAxis(len(r.traces[0])-1, r.dt)}
		for i, name := range r.states {
			out.Traces[name] = r.traces[i]
		}
	}
	return out
}

// steady is the steady state of a gate: alpha/(alpha + beta).
func steady(alpha, beta float64) float64 { return alpha / (alpha + beta) }
