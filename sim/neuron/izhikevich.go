package neuron

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/solve"
)

// Izhikevich is the two-variable neuron of Izhikevich 2003
//
//	v' = 0.04 v^2 + 5 v + 140 - u + I,   u' = a (b v - u);   v >= 30: v <- c, u <- u + d.
//
// v in mV, t in ms, the other numbers are fitted. The published program takes steps of 1 ms in which v
// makes two Euler steps of half a millisecond and u one whole one with the new v; a spike is noticed
// and reset at the beginning of the next step. Its counts are properties of that scheme: with
// a converged integration the same parameters fire more, up to twice as often and beyond (in 500 ms at I 10: regular
// spiking 12 instead of 10, chattering 47 instead of 23, fast spiking 69 instead of 31).
//
// NEST's izhikevich takes the published scheme with consistent_integration false and one Euler step by default;
// Brian2's examples use Euler at .1 ms or less, near the converged counts.
//
// Source: Izhikevich 2003, IEEE Trans. Neural Networks 14:1569, eqs 1-3, figure 2 and its program.
type Izhikevich struct {
	A, B, C, D float64
	Variant    string
}

var izhikevichVariants = []sim.Variant{
	{Name: "u-before-v", Says: "u takes its step first, with the old v."},
	{Name: "one-step-for-v", Says: "v takes one whole Euler step, not two halves."},
	{Name: "u-set-to-d", Says: "A spike sets u to d instead of adding d."},
	{Name: "no-d", Says: "Spikes leave u alone."},
	{Name: "b-outside", Says: "Recovery is a b (v - u): u follows v itself."},
	{Name: "u-added", Says: "u is added to v' instead of subtracted: recovery excites."},
}

// Published runs the published scheme with steps of dt (1 ms in the paper), from v = -65, u = b v, and
// returns spike times at the start of the step in which they are noticed.
func (n Izhikevich) Published(ctx context.Context, I, dt float64, steps int, record bool) (v, u, spikes []float64, err error) {
	x, y := -65.0, -65*n.B
	for k := 0; k <= steps; k++ {
		if err := sim.Cancelled(ctx, k); err != nil {
			return nil, nil, nil, err
		}
		if record {
			v, u = append(v, math.Min(x, 30)), append(u, y)
		}
		if k == steps {
			break
		}
		if x >= 30 {
			spikes = append(spikes, float64(k)*dt)
			x, y = n.C, n.jumped(y)
		}
		x, y = n.step(x, y, I, dt)
		if math.IsNaN(x) || math.Abs(x) > 1e150 || math.IsNaN(y) || math.Abs(y) > 1e150 {
			return nil, nil, nil, &sim.DivergedError{Model: "izhikevich", Quantity: "v", At: float64(k+1) * dt, Mend: "use exact 1"}
		}
	}
	return v, u, spikes, nil
}

// step is one step of the published scheme, or a variant of it.
func (n Izhikevich) step(x, y, I, dt float64) (float64, float64) {
	sign := -1.0
	if n.Variant == "u-added" {
		sign = 1
	}
	rise := func(x, y float64) float64 { return 0.04*x*x + 5*x + 140 + sign*y + I }
	recovery := func(x, y float64) float64 {
		if n.Variant == "b-outside" {
			return n.A * n.B * (x - y)
		}
		return n.A * (n.B*x - y)
	}
	if n.Variant == "u-before-v" {
		y += dt * recovery(x, y)
	}
	if n.Variant == "one-step-for-v" {
		x += dt * rise(x, y)
	} else {
		x += dt / 2 * rise(x, y)
		x += dt / 2 * rise(x, y)
	}
	if n.Variant != "u-before-v" {
		y += dt * recovery(x, y)
	}
	return x, y
}

// jumped is u after a spike.
func (n Izhikevich) jumped(u float64) float64 {
	switch n.Variant {
	case "u-set-to-d":
		return n.D
	case "no-d":
		return u
	}
	return u + n.D
}

// Converged integrates with located spikes (Dormand-Prince, tolerance 1e-9).
func (n Izhikevich) Converged(ctx context.Context, I, dt float64, steps int, record bool) (v, u, spikes []float64, err error) {
	x := []float64{-65, -65 * n.B}
	field := func(_ float64, x, dx []float64) {
		dx[0], dx[1] = 0.04*x[0]*x[0]+5*x[0]+140-x[1]+I, n.A*(n.B*x[0]-x[1])
	}
	a := solve.Adaptive{Relative: 1e-9, Absolute: 1e-9, MaxSteps: sim.MaxSteps / 4}
	if record {
		v, u = append(v, x[0]), append(u, x[1])
		a.Every, a.Observe = dt, func(_ float64, x []float64) { v, u = append(v, x[0]), append(u, x[1]) }
	}
	tooMany := false
	_, err = a.Integrate(ctx, field, 0, x, float64(steps)*dt*(1+1e-12), solve.Event{
		Direction: 1, Of: func(_ float64, x []float64) float64 { return x[0] - 30 },
		On: func(t float64, x []float64) bool {
			spikes = append(spikes, t)
			x[0], x[1] = n.C, x[1]+n.D
			tooMany = len(spikes) > maxLocated
			return tooMany
		}})
	if tooMany {
		return nil, nil, nil, &sim.ParameterError{Model: "izhikevich", Parameter: "I", Value: I, Range: "smaller: there are more than " + sim.Format(maxLocated) + " spikes"}
	}
	return v, u, spikes, stopped(err, "izhikevich", "v", float64(steps)*dt, "move the parameters towards the defaults")
}

func izhikevichModel() sim.Model {
	set := func(a, b, c, d float64) map[string]float64 {
		return map[string]float64{"a": a, "b": b, "c": c, "d": d, "I": 10}
	}
	return sim.Model{
		Name: "izhikevich", Title: "Izhikevich neuron", Kind: sim.KindModel,
		Doc: `v' = 0.04 v^2 + 5 v + 140 - u + I, u' = a (b v - u); at v >= 30 v <- c, u <- u + d. Starts at v -65, u = b v. ` +
			`exact 0 is the published program: steps of dt = 1 ms, v in two half steps, then u; its counts belong to that scheme. exact 1 integrates to convergence with located spikes and fires more (fast spiking 69 instead of 31 spikes in 500 ms). ` +
			`NEST's izhikevich takes the published scheme with consistent_integration false; Brian2's examples use Euler at .1 ms or less.`,
		Source: "Izhikevich 2003, IEEE Trans. Neural Networks 14:1569-1572, eqs 1-3 and its program",
		Parameters: []sim.Parameter{
			sim.Par("a", "1/ms", "rate of recovery", 0.02, 0.001, 1),
			sim.Par("b", "1", "sensitivity of recovery to v", 0.2, -1, 2),
			sim.Par("c", "mV", "reset", -65, -100, 0),
			sim.Par("d", "1", "increment of u at a spike", 8, -20, 50),
			sim.Par("I", "1", "drive", 10, -100, 200),
			sim.Step(1, 0.01, 1), sim.Duration(500, 1e5),
			sim.Whole("exact", "1: converged, with located spikes", 0, 0, 1),
		},
		Outputs:  append(trainOutputs(), sim.Time(), sim.Trace("v", "mV", "membrane potential, cut at 30"), sim.Trace("u", "1", "recovery")),
		Variants: izhikevichVariants,
		Presets: []sim.Preset{
			{Name: "regular spiking", Says: "Excitatory cells that adapt.", Values: set(0.02, 0.2, -65, 8)},
			{Name: "intrinsically bursting", Says: "A burst, then single spikes.", Values: set(0.02, 0.2, -55, 4)},
			{Name: "chattering", Says: "Repeated bursts.", Values: set(0.02, 0.2, -50, 2)},
			{Name: "fast spiking", Says: "Inhibitory cells without adaptation.", Values: set(0.1, 0.2, -65, 2)},
			{Name: "low-threshold spiking", Says: "Inhibitory cells that adapt.", Values: set(0.02, 0.25, -65, 2)},
		},
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			n := Izhikevich{p["a"], p["b"], p["c"], p["d"], s.Variant}
			if p["exact"] == 1 && s.Variant != "" {
				return sim.Result{}, &sim.ParameterError{Model: "izhikevich", Parameter: "exact", Value: 1, Range: "0 with a wrong variant: the variants are programs on a grid"}
			}
			steps, err := sim.Steps("izhikevich", p["T"], p["dt"], s.Traces)
			if err != nil {
				return sim.Result{}, err
			}
			simulate := n.Published
			if p["exact"] == 1 {
				simulate = n.Converged
			}
			v, u, spikes, err := simulate(ctx, p["I"], p["dt"], steps, s.Traces)
			if err != nil {
				return sim.Result{}, err
			}
			out := sim.Result{Scalars: map[string]float64{}, Times: map[string][]float64{"spikes": spikes}}
			describe(out.Scalars, spikes)
			if s.Traces {
				out.Traces = map[string][]float64{"t": timeAxis(len(v)-1, p["dt"]), "v": v, "u": u}
			}
			return out, nil
		},
	}
}
