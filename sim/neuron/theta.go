package neuron

import (
	"context"
	"math"

	"coronium/sim"
)

// Theta is the quadratic integrate-and-fire neuron on a circle, x = tan(theta/2):
//
//	tau theta' = 1 - cos theta + (1 + cos theta) (I - I_c).
//
// It spikes at theta = pi, where input has no effect, and nothing is reset: 2 pi is subtracted and the
// overshoot kept, so that the period is pi tau/sqrt(I - I_c) without a cut-off. On the circle even
// Euler's *period* is of second order, since the change of log theta' around a closed loop is zero.
//
// In Brian2 it is these two lines with threshold="theta > pi" and reset="theta -= 2*pi"; stamps are then those of steps, not interpolated.
//
// Source: Ermentrout & Kopell 1986; Ermentrout 1996.
type Theta struct {
	Tau, Ic float64
	Variant string
}

var thetaVariants = []sim.Variant{
	{Name: "forgets-Ic", Says: "The distance from onset is taken as I, not I - I_c."},
	{Name: "reset-to-zero", Says: "theta is set to 0 at a spike: half the circle is skipped."},
	{Name: "no-tau", Says: "The slope is not divided by tau."},
	{Name: "signs-swapped", Says: "1 + cos and 1 - cos have changed places: the circle is turned by half."},
	{Name: "half-angle-lost", Says: "x = tan(theta) stands for tan(theta/2): two passes a turn."},
	{Name: "eta-everywhere", Says: "The input acts with weight 1 instead of 1 + cos theta."},
	{Name: "no-wrap", Says: "2 pi is not subtracted at a spike: every later step is one."},
	{Name: "set-at-spike", Says: "theta is set to -pi at a spike: the overshoot is lost and intervals are rounded up to steps."},
}

// Slope returns dtheta/dt (rad/ms) as a function of theta at drive I.
func (n Theta) Slope(I float64) func(theta float64) float64 {
	eta := I - n.Ic
	switch n.Variant {
	case "forgets-Ic":
		eta = I
	case "no-tau":
		return func(h float64) float64 { return 1 - math.Cos(h) + (1+math.Cos(h))*eta }
	case "signs-swapped":
		return func(h float64) float64 { return (1 + math.Cos(h) + (1-math.Cos(h))*eta) / n.Tau }
	case "half-angle-lost":
		return func(h float64) float64 { return (1 - math.Cos(2*h) + (1+math.Cos(2*h))*eta) / (2 * n.Tau) }
	case "eta-everywhere":
		return func(h float64) float64 { return (1 - math.Cos(h) + eta) / n.Tau }
	}
	return func(h float64) float64 { c := math.Cos(h); return (1 - c + (1+c)*eta) / n.Tau }
}

func thetaModel() sim.Model {
	return sim.Model{
		Name: "theta", Title: "Theta neuron", Kind: sim.KindModel,
		Doc: `tau theta' = 1 - cos theta + (1 + cos theta)(I - I_c): the quadratic integrate-and-fire neuron on a circle, x = tan(theta/2). ` +
			`It spikes at pi; 2 pi is subtracted, never set, so that the overshoot is kept as phase. Rate sqrt(I - I_c)/(pi tau) for I > I_c, else it rests at -2 atan(sqrt(I_c - I)). ` +
			`In Brian2 it is this equation with threshold theta > pi and reset theta -= 2*pi; stamps are then those of steps, where here the crossing is interpolated.`,
		Source: "Ermentrout & Kopell 1986, SIAM J. Appl. Math. 46:233; Ermentrout 1996, Neural Comput. 8:979",
		Parameters: []sim.Parameter{
			sim.Par("tau", "ms", "time scale", 10, 0.1, 1000),
			sim.Par("I", "1", "drive", 0.75, -100, 1000),
			sim.Par("I_c", "1", "critical drive", 0.5, -10, 10),
			sim.Par("th_0", "1", "start (radian)", -math.Pi, -math.Pi, 3.14159),
			sim.Step(0.05, 1e-4, 10), sim.Duration(500, 1e5),
			sim.Whole("method", "0 Runge-Kutta 4, 1 Euler", 0, 0, 1),
		},
		Outputs:  append(trainOutputs(), sim.Time(), sim.Trace("th", "1", "phase (radian)")),
		Variants: thetaVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			n := Theta{Tau: p["tau"], Ic: p["I_c"], Variant: s.Variant}
			if fastest := n.Tau / math.Max(2, 2*math.Abs(p["I"]-n.Ic)); p["dt"] > math.Pi*fastest {
				return sim.Result{}, &sim.ParameterError{Model: "theta", Parameter: "dt", Value: p["dt"], Range: "at most " + sim.Format(math.Pi*fastest) + " ms here: theta must not turn by more than pi in a step"}
			}
			after := func(h float64) float64 {
				switch s.Variant {
				case "reset-to-zero":
					return 0
				case "no-wrap":
					return h
				case "set-at-spike":
					return -math.Pi
				}
				return h - 2*math.Pi
			}
			return phaseRun{model: "theta", next: stepper(n.Slope(p["I"]), p["method"] == 1), cut: math.Pi, start: p["th_0"], record: "th", after: after}.run(ctx, s)
		},
	}
}
