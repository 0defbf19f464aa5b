package rate

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/solve"
)

// WilsonCowan is an excitatory and an inhibitory population
//
//	te E' = -E + (1 - r E) Se(wee E - wei I + P),   ti I' = -I + (1 - r I) Si(wie E - wii I + Q),
//
// S(x) = 1/(1 + exp(-a (x - th))) - 1/(1 + exp(a th)), so that no input gives no activity. E and I are active fractions measured from
// rest; wei acts *from* I *on* E and is positive. r = 1 as published (only cells that are not refractory can be recruited).
// The set of their figure 11, with te = ti = 8 ms, has ae 1.3, the 4, ai 2, thi 3.7, weights 16, 12, 15, 3: a cycle of 40.03 ms at P 1.25, which lives
// from about 1.067 to a Hopf point at 1.9093; rest ends in a fold at 1.0830.
//
// Source: Wilson & Cowan 1972, Biophys. J. 12:1.
type WilsonCowan struct {
	Wee, Wei, Wie, Wii, Ae, The, Ai, Thi, Te, Ti, P, Q, R float64
	Variant                                               string
}

var wcVariants = []sim.Variant{
	{Name: "no-refractory-factor", Says: "The factor 1 - E is left out: everybody can be recruited."},
	{Name: "sigmoid-not-shifted", Says: "S(0) is not subtracted: no input gives some activity."},
	{Name: "inhibition-excites", Says: "wei I is added to the drive of E."},
	{Name: "taus-swapped", Says: "te and ti have changed places.", Where: map[string]float64{"te": 12}},
	{Name: "weights-transposed", Says: "wei and wie have changed places."},
	{Name: "sigmoid-of-each", Says: "Inputs pass the sigmoid one by one and are added after it."},
}

func (w WilsonCowan) sigmoid(x, a, th float64) float64 {
	s := 1 / (1 + math.Exp(-a*(x-th)))
	if w.Variant == "sigmoid-not-shifted" {
		return s
	}
	return s - 1/(1+math.Exp(a*th))
}

// Field returns the right-hand side for the state E, I.
func (w WilsonCowan) Field() solve.Field {
	r := w.R
	switch w.Variant {
	case "no-refractory-factor":
		r = 0
	case "taus-swapped":
		w.Te, w.Ti = w.Ti, w.Te
	case "weights-transposed":
		w.Wei, w.Wie = w.Wie, w.Wei
	}
	sign := -1.0
	if w.Variant == "inhibition-excites" {
		sign = 1
	}
	each := w.Variant == "sigmoid-of-each"
	return func(_ float64, x, dx []float64) {
		E, I := x[0], x[1]
		var se, si float64
		if each {
			se = w.sigmoid(w.Wee*E, w.Ae, w.The) - w.sigmoid(w.Wei*I, w.Ae, w.The) + w.sigmoid(w.P, w.Ae, w.The)
			si = w.sigmoid(w.Wie*E, w.Ai, w.Thi) - w.sigmoid(w.Wii*I, w.Ai, w.Thi) + w.sigmoid(w.Q, w.Ai, w.Thi)
		} else {
			se = w.sigmoid(w.Wee*E+sign*w.Wei*I+w.P, w.Ae, w.The)
			si = w.sigmoid(w.Wie*E-w.Wii*I+w.Q, w.Ai, w.Thi)
		}
		dx[0] = (-E + (1-r*E)*se) / w.Te
		dx[1] = (-I + (1-r*I)*si) / w.Ti
	}
}

// Rests returns the fixed points of the right model in ascending E: every I gives E by the second equation in closed form, and the first
// is then searched for zeros along that curve.
func (w WilsonCowan) Rests() [][2]float64 {
	inverse := func(s, a, th float64) float64 { // of the sigmoid; NaN outside its range
		q := s + 1/(1+math.Exp(a*th))
		return th - math.Log(1/q-1)/a
	}
	E := func(I float64) float64 { return (inverse(I/(1-w.R*I), w.Ai, w.Thi) + w.Wii*I - w.Q) / w.Wie }
	g := func(I float64) float64 {
		e := E(I)
		return -e + (1-w.R*e)*w.sigmoid(w.Wee*e-w.Wei*I+w.P, w.Ae, w.The)
	}
	var out [][2]float64
	for _, I := range solve.Roots(g, -0.0999, 0.999/(1+w.R), 10001) {
		if e := E(I); !math.IsNaN(e) && e > -0.2 && e < 1.2 {
			out = append(out, [2]float64{e, I})
		}
	}
	for i := range out { // few: sort by E
		for k := i; k > 0 && out[k][0] < out[k-1][0]; k-- {
			out[k], out[k-1] = out[k-1], out[k]
		}
	}
	return out
}

func wilsonCowanModel() sim.Model {
	return sim.Model{
		Name: "wilson-cowan", Title: "Wilson-Cowan populations", Kind: sim.KindModel,
		Doc: `te E' = -E + (1 - r E) Se(wee E - wei I + P), ti I' = -I + (1 - r I) Si(wie E - wii I + Q), S(x) = 1/(1 + exp(-a(x - th))) - 1/(1 + exp(a th)). ` +
			`start 0: from (0, 0); start 1: from (.2, .1), a running state. Between P 1.067 and 1.083 they end differently; Hopf at 1.9093, above it a slow decay. Runge-Kutta 4; the period is measured between upward crossings of the mid level in the last half.`,
		Source: "Wilson & Cowan 1972, Biophys. J. 12:1-24, eqs 11 and 12; weights, slopes and thresholds of their figure 11",
		Parameters: []sim.Parameter{
			sim.Par("P", "1", "drive to E", 1.25, -10, 20), sim.Par("Q", "1", "drive to I", 0, -10, 20),
			sim.Par("wee", "1", "weight E to E", 16, 0, 100), sim.Par("wei", "1", "weight from I on E", 12, 0, 100), sim.Par("wie", "1", "weight from E on I", 15, 0.1, 100), sim.Par("wii", "1", "weight I to I", 3, 0, 100),
			sim.Par("ae", "1", "slope of E's sigmoid", 1.3, 0.05, 10), sim.Par("the", "1", "threshold of E's sigmoid", 4, -5, 20), sim.Par("ai", "1", "slope of I's sigmoid", 2, 0.05, 10), sim.Par("thi", "1", "threshold of I's sigmoid", 3.7, -5, 20),
			sim.Par("te", "ms", "time constant of E", 8, 0.5, 200), sim.Par("ti", "ms", "time constant of I", 8, 0.5, 200), sim.Par("r", "1", "refractory factor; 1 as published", 1, 0, 2),
			sim.Whole("start", "0 from rest, 1 running", 1, 0, 1), sim.Step(0.05, 1e-3, 1), sim.Duration(2000, 5e4),
		},
		Outputs: []sim.Output{
			sim.Scalar("period", "ms", "period in the last half; absent without a cycle"), sim.Scalar("E_min", "1", "least E in the last half"), sim.Scalar("E_max", "1", "largest E in the last half"), sim.Scalar("amplitude", "1", "amplitude, E_max - E_min"),
			sim.Scalar("E_end", "1", "E at the end"), sim.Scalar("I_end", "1", "I at the end"), sim.Scalar("I_mean", "1", "mean I in the last half"),
			sim.Scalar("rests", "1", "number of fixed points"), sim.Scalar("E_rest", "1", "lowest fixed point, E; absent when there is none"), sim.Scalar("I_rest", "1", "lowest fixed point, I"),
			sim.Time(), sim.Trace("E", "1", "active fraction of E"), sim.Trace("I", "1", "active fraction of I"),
		},
		Variants: wcVariants,
		Run:      runWilsonCowan,
	}
}

func runWilsonCowan(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p := s.Values
	w := WilsonCowan{p["wee"], p["wei"], p["wie"], p["wii"], p["ae"], p["the"], p["ai"], p["thi"], p["te"], p["ti"], p["P"], p["Q"], p["r"], s.Variant}
	if err := sim.Explicit("wilson-cowan", p["dt"], math.Min(p["te"], p["ti"]), "the shorter time constant"); err != nil {
		return sim.Result{}, err
	}
	steps, err := sim.Steps("wilson-cowan", p["T"], p["dt"], true)
	if err != nil {
		return sim.Result{}, err
	}
	x := []float64{0, 0}
	if p["start"] == 1 {
		x = []float64{0.2, 0.1}
	}
	stepper, field := solve.NewStepper(solve.RungeKutta4, 2), w.Field()
	E, I := make([]float64, steps+1), make([]float64, steps+1)
	E[0], I[0] = x[0], x[1]
	for k := 0; k < steps; k++ {
		if err := sim.Cancelled(ctx, k); err != nil {
			return sim.Result{}, err
		}
		stepper.Step(field, 0, x, p["dt"])
		if !solve.Finite(x) {
			return sim.Result{}, &sim.DivergedError{Model: "wilson-cowan", Quantity: "E", At: float64(k+1) * p["dt"], Mend: "shorten dt"}
		}
		E[k+1], I[k+1] = x[0], x[1]
	}
	late := E[steps/2:]
	lo, hi, mean := math.Inf(1), math.Inf(-1), 0.0
	for k, v := range late {
		lo, hi = math.Min(lo, v), math.Max(hi, v)
		mean += I[steps/2+k] / float64(len(late))
	}
	out := sim.Result{Scalars: map[string]float64{"E_min": lo, "E_max": hi, "amplitude": hi - lo, "E_end": x[0], "I_end": x[1], "I_mean": mean}}
	if c := crossings(late, (lo+hi)/2, p["dt"]); hi-lo > 1e-3 && len(c) > 2 {
		out.Scalars["period"] = (c[len(c)-1] - c[0]) / float64(len(c)-1)
	}
	right := w
	right.Variant = ""
	rests := right.Rests()
	out.Scalars["rests"] = float64(len(rests))
	if len(rests) > 0 {
		out.Scalars["E_rest"], out.Scalars["I_rest"] = rests[0][0], rests[0][1]
	}
	if s.Traces {
		out.Traces = map[string][]float64{"t": timeAxis(steps, p["dt"]), "E": E, "I": I}
	}
	return out, nil
}

// crossings returns the interpolated times of upward crossings.
func crossings(x []float64, level, dt float64) []float64 {
	var out []float64
	for k := 1; k < len(x); k++ {
		if x[k-1] < level && x[k] >= level {
			out = append(out, (float64(k-1)+(level-x[k-1])/(x[k]-x[k-1]))*dt)
		}
	}
	return out
}
