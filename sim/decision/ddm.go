package decision

import (
	"context"
	"math"

	"coronium/sim"
	"coronium/sim/random"
)

// Diffusion is evidence that drifts and diffuses between two bounds, dx = A dt + c dW, from X0, until x = +Z (right, for
// A > 0) or -Z. Time in s, A in 1/s, c in 1/sqrt(s).
//
//	P(upper) = (1 - exp(-k (X0 + Z)))/(1 - exp(-2 k Z)),  k = 2A/c^2;   mean time = (2 Z P(upper) - (X0 + Z))/A.
//
// At X0 = 0 the error rate is 1/(1 + exp(2AZ/c^2)), the mean time (Z/A) tanh(AZ/c^2), and right and wrong answers have
// the same distribution of times. Euler's walk overshoots its bounds by about .5826 c sqrt(dt) (Siegmund 1979), so that simulated
// times are too long by a term in sqrt(dt); Bridge removes it by drawing crossings between samples.
//
// Sources: Ratcliff 1978; Bogacz et al. 2006; Cox & Miller 1965, ch. 5.
type Diffusion struct {
	A, Z, C, X0 float64
	Variant     string
}

var theoryVariants = []sim.Variant{
	{Name: "no-two", Says: "The exponent is A z/c^2, without the factor 2."},
	{Name: "c-not-squared", Says: "The exponent has c, not c^2.", Where: map[string]float64{"c": 0.5}},
	{Name: "bounds-half", Says: "z is taken as the distance between the bounds."},
	{Name: "x0-ignored", Says: "The start is taken in the middle.", Where: map[string]float64{"x0": 0.4}},
	{Name: "x0-sign", Says: "The start is on the wrong side.", Where: map[string]float64{"x0": 0.4}},
	{Name: "er-is-accuracy", Says: "The share of right answers is returned as the error rate."},
	{Name: "z-over-A", Says: "The time is (z - x0)/A: wrong answers never end the walk."},
	{Name: "no-tanh-correct", Says: "The sum over right answers is divided by all trials."},
}

var walkVariants = []sim.Variant{
	{Name: "no-sqrt", Says: "The noise of a step is c dt."},
	{Name: "c-squared", Says: "The noise of a step is c^2 sqrt(dt).", Where: map[string]float64{"c": 0.5}},
	{Name: "drift-no-dt", Says: "The drift of a step is A sqrt(dt)."},
	{Name: "one-bound", Says: "Only the upper bound stops the walk."},
	{Name: "off-by-one", Says: "The step that crosses takes no time."},
	{Name: "shifted", Says: "The bounds are moved inwards by .5826 c sqrt(dt): the bias is hidden."},
}

// Theory returns the error rate (probability of the lower bound) and the mean decision time in s.
func (d Diffusion) Theory() (errors, seconds float64) {
	z, x0, k := d.Z, d.X0, 2*d.A/(d.C*d.C)
	switch d.Variant {
	case "no-two":
		k /= 2
	case "c-not-squared":
		k = 2 * d.A / d.C
	case "bounds-half":
		z /= 2
		x0 = math.Max(-z, math.Min(z, x0))
	case "x0-ignored":
		x0 = 0
	case "x0-sign":
		x0 = -x0
	}
	var u float64
	if math.Abs(k*z) < 1e-6 {
		u, seconds = (x0+z)/(2*z), (z*z-x0*x0)/(d.C*d.C)
	} else {
		u = rising(k, x0+z, 2*z)
		seconds = (2*z*u - (x0 + z)) / d.A
	}
	switch d.Variant {
	case "er-is-accuracy":
		u = 1 - u
	case "z-over-A":
		seconds = (z - x0) / d.A
	case "no-tanh-correct":
		seconds *= u
	}
	return 1 - u, seconds
}

// rising is (1 - e^{-k a})/(1 - e^{-k b}) for 0 <= a <= b, without overflow for k of either sign.
func rising(k, a, b float64) float64 {
	if k < 0 {
		return math.Exp(k*(b-a)) * math.Expm1(k*a) / math.Expm1(k*b)
	}
	return math.Expm1(-k*a) / math.Expm1(-k*b)
}

// Walk simulates one trial with steps of dt (s): x += A dt + c sqrt(dt) xi; a bound is reached if x >= Z or x <= -Z at the end
// of a step; choice is +1, -1, or 0 after most steps. bridge also counts crossings within a step (exact up to the time inside the step).
func (d Diffusion) Walk(dt float64, most int, bridge bool, normal, uniform func() float64) (choice, steps int) {
	drift, noise, z := d.A*dt, d.C*math.Sqrt(dt), d.Z
	switch d.Variant {
	case "no-sqrt":
		noise = d.C * dt
	case "c-squared":
		noise = d.C * d.C * math.Sqrt(dt)
	case "drift-no-dt":
		drift = d.A * math.Sqrt(dt)
	case "shifted":
		z -= 0.5826 * d.C * math.Sqrt(dt)
	}
	x := d.X0
	for k := 1; k <= most; k++ {
		next := x + drift + noise*normal()
		up, down := next >= z, next <= -z && d.Variant != "one-bound"
		if bridge && !up && !down {
			up = touches(z-x, z-next, noise, uniform)
			down = !up && touches(x+z, next+z, noise, uniform)
		}
		x = next
		if up || down {
			if d.Variant == "off-by-one" {
				k--
			}
			if up {
				return 1, k
			}
			return -1, k
		}
	}
	return 0, most
}

// touches draws whether a Brownian bridge between two points at distances a and b below a bound has touched it: exp(-2ab/noise^2).
func touches(a, b, noise float64, uniform func() float64) bool {
	e := -2 * a * b / (noise * noise)
	return e > -40 && uniform() < math.Exp(e)
}

func ddmModel() sim.Model {
	return sim.Model{
		Name: "ddm", Title: "Drift diffusion between two bounds", Kind: sim.KindModel,
		Doc: `dx = A dt + c dW from x0 until +z or -z; x += A dt + c sqrt(dt) xi, tested at the end of each step, rt = (k+1) dt. er and dt_theory are closed forms, er_simulated and rt those of the walks. ` +
			`Euler overshoots the bounds by .5826 c sqrt(dt): times too long by a term in sqrt(dt); bridge = 1 removes it. An error is an answer at the lower bound, whatever the sign of A. Ratcliff's boundary separation a is our 2 z, his start our x0 + z, and his fits have c = .1 (HDDM: c = 1). Trials that take longer than 60 times the mean are left out and counted.`,
		Source: "Ratcliff 1978, Psychol. Rev. 85:59; Bogacz, Brown, Moehlis, Holmes & Cohen 2006, Psychol. Rev. 113:700; Siegmund 1979, Adv. Appl. Probab. 11:701",
		Parameters: []sim.Parameter{
			sim.Par("A", "1/s", "drift", 1, -50, 50), sim.Par("z", "1", "bounds at +z and -z", 1, 0.01, 20), sim.Par("c", "1/sqrt(s)", "noise", 1, 0.01, 20),
			sim.Par("x0", "1", "start, between the bounds", 0, -20, 20), sim.Par("dt", "s", "time step", 0.005, 1e-5, 1),
			sim.Whole("trials", "simulated trials", 5000, 1, 200000), sim.Whole("bridge", "1: count crossings within a step", 0, 0, 1),
		},
		Outputs: []sim.Output{
			sim.Scalar("er", "1", "error rate, closed form"), sim.Scalar("dt_theory", "s", "mean decision time, closed form"),
			sim.Scalar("er_simulated", "1", "error rate of the walks"), sim.Scalar("rt", "s", "mean time of the walks"), sim.Scalar("rt_se", "s", "standard error of the mean time"),
			sim.Scalar("rt_right", "s", "mean time at the upper bound; absent when none ended there"), sim.Scalar("rt_wrong", "s", "mean time at the lower bound"),
			sim.Scalar("unfinished", "1", "share of trials that did not end"), sim.Scalar("overshoot", "1", ".5826 c sqrt(dt)"),
			sim.Curve("rt_axis", "s", "decision time, centres of the bins of rt_density"), sim.Curve("rt_density", "1/s", "density of decision times against rt_axis"),
			sim.Curve("path_t", "s", "time, of path"), sim.Curve("path", "1", "evidence of the first trial"),
		},
		Variants: append(append([]sim.Variant(nil), theoryVariants...), walkVariants...),
		Run:      runDDM,
	}
}

func runDDM(ctx context.Context, s sim.Settings) (sim.Result, error) {
	p := s.Values
	d := Diffusion{p["A"], p["z"], p["c"], p["x0"], s.Variant}
	if !(math.Abs(d.X0) < d.Z) {
		return sim.Result{}, &sim.ParameterError{Model: "ddm", Parameter: "x0", Value: d.X0, Range: "between -z and z = " + sim.Format(d.Z)}
	}
	right := d
	right.Variant = ""
	_, mean := right.Theory()
	most := int(math.Min(1e6, math.Max(100, 60*mean/p["dt"])))
	// A time bound in expectation: walks end after mean/dt steps on average, the wrong ones at most "most".
	if steps := math.Max(1, mean/p["dt"]) * p["trials"]; steps > 5e7 {
		return sim.Result{}, &sim.ParameterError{Model: "ddm", Parameter: "trials", Value: p["trials"], Range: "at most " + sim.Format(math.Max(1, math.Floor(5e7/math.Max(1, mean/p["dt"])))) + " for steps so short"}
	}
	er, dt := d.Theory()
	out := sim.Result{Scalars: map[string]float64{"er": er, "dt_theory": dt, "overshoot": 0.5826 * d.C * math.Sqrt(p["dt"])}, Traces: map[string][]float64{}}
	r := random.New(s.Seed)
	n := int(p["trials"])
	var sum, square, wrong, sumWrong, done float64
	times := make([]float64, 0, n)
	budget := 200_000_000
	for k := 0; k < n; k++ {
		if k&255 == 0 && ctx.Err() != nil {
			return sim.Result{}, ctx.Err()
		}
		choice, steps := d.Walk(p["dt"], most, p["bridge"] == 1, r.Normal, r.Float64)
		if budget -= steps; budget < 0 {
			return sim.Result{}, &sim.ParameterError{Model: "ddm", Parameter: "trials", Value: p["trials"], Range: "fewer: these walks take too many steps"}
		}
		if choice == 0 {
			continue
		}
		t := float64(steps) * p["dt"]
		times = append(times, t)
		done++
		sum, square = sum+t, square+t*t
		if choice < 0 {
			wrong++
			sumWrong += t
		}
	}
	out.Scalars["unfinished"] = 1 - done/float64(n)
	if done > 0 {
		out.Scalars["er_simulated"], out.Scalars["rt"] = wrong/done, sum/done
		out.Scalars["rt_se"] = math.Sqrt(math.Max(0, square/done-sum*sum/done/done) / done)
	}
	if wrong > 0 {
		out.Scalars["rt_wrong"] = sumWrong / wrong
	}
	if done > wrong {
		out.Scalars["rt_right"] = (sum - sumWrong) / (done - wrong)
	}
	if s.Traces {
		out.Traces["rt_axis"], out.Traces["rt_density"] = density(times, 60)
		out.Traces["path_t"], out.Traces["path"] = d.path(p["dt"], most, random.New(s.Seed))
	}
	return out, nil
}

// density returns a histogram of positive numbers as a density over n bins up to their largest.
func density(x []float64, n int) (axis, d []float64) {
	axis, d = make([]float64, n), make([]float64, n)
	top := 0.0
	for _, v := range x {
		top = math.Max(top, v)
	}
	if top == 0 {
		top = 1
	}
	w := top / float64(n)
	for k := range axis {
		axis[k] = (float64(k) + 0.5) * w
	}
	for _, v := range x {
		d[min(n-1, int(v/w))] += 1 / (w * float64(len(x)))
	}
	return axis, d
}

// path records the first trial.
func (d Diffusion) path(dt float64, most int, r *random.Source) (t, x []float64) {
	t, x = []float64{0}, []float64{d.X0}
	for k := 1; k <= min(most, sim.MaxSamples); k++ {
		v := x[k-1] + d.A*dt + d.C*math.Sqrt(dt)*r.Normal()
		t, x = append(t, float64(k)*dt), append(x, v)
		if math.Abs(v) >= d.Z {
			break
		}
	}
	return t, x
}

// Race simulates n accumulators x_i' = A_i dt + c dW_i with x_i >= 0, the first at Z wins; a tie in a step goes to the largest.
func Race(drift []float64, z, c, dt float64, most int, normal func() float64) (winner, steps int) {
	return race(drift, z, c, dt, most, normal, "")
}

var raceVariants = []sim.Variant{
	{Name: "no-floor", Says: "Evidence may fall below 0: the racers of bad luck never come back."},
	{Name: "dt-not-sqrt", Says: "The noise of a step is c dt, not c sqrt(dt)."},
	{Name: "common-noise", Says: "All accumulators get the same noise."},
	{Name: "first-listed-wins", Says: "Of several past the bound in one step the first in the list wins, not the furthest."},
	{Name: "no-dt", Says: "The drift is added without dt."},
}

// race is Race, or a variant of it.
func race(drift []float64, z, c, dt float64, most int, normal func() float64, variant string) (winner, steps int) {
	x := make([]float64, len(drift))
	noise, push, floor := c*math.Sqrt(dt), dt, 0.0
	switch variant {
	case "no-floor":
		floor = math.Inf(-1)
	case "dt-not-sqrt":
		noise = c * dt
	case "no-dt":
		push = 1
	}
	if variant == "common-noise" {
		own := normal
		z0, calls := 0.0, 0
		normal = func() float64 {
			if calls%len(drift) == 0 {
				z0 = own()
			}
			calls++
			return z0
		}
	}
	for k := 1; k <= most; k++ {
		best := -1
		for i := range x {
			x[i] = math.Max(floor, x[i]+drift[i]*push+noise*normal())
			if x[i] >= z && (best < 0 || x[i] > x[best] && variant != "first-listed-wins") {
				best = i
			}
		}
		if best >= 0 {
			return best, k
		}
	}
	return -1, most
}

func raceModel() sim.Model {
	return sim.Model{
		Name: "race", Title: "Race of accumulators to a bound", Kind: sim.KindModel,
		Doc:    `x_i += A_i dt + c sqrt(dt) xi_i, floored at 0 and tested at the end of each step, rt = (k+1) dt. n independent accumulators, the first with drift A, the others with B; the first to reach z decides. Without noise the time is z/max drift. Unlike drift diffusion, wrong answers are slower than right ones as a rule.`,
		Source: "Vickers 1970, Ergonomics 13:37; Usher & McClelland 2001, Psychol. Rev. 108:550 (without leak and inhibition)",
		Parameters: []sim.Parameter{
			sim.Par("A", "1/s", "drift of the right one", 1.5, 0, 50), sim.Par("B", "1/s", "drift of the others", 0.8, 0, 50), sim.Par("z", "1", "bound", 1, 0.01, 20),
			sim.Par("c", "1/sqrt(s)", "noise", 0.7, 0, 20), sim.Whole("n", "accumulators", 2, 1, 20), sim.Par("dt", "s", "time step", 0.005, 1e-4, 0.5),
			sim.Whole("trials", "trials", 2000, 1, 100000),
		},
		Outputs: []sim.Output{
			sim.Scalar("correct", "1", "share won by the first; absent when no trial ended"), sim.Scalar("rt", "s", "mean time"), sim.Scalar("rt_right", "s", "mean time of right answers"), sim.Scalar("rt_wrong", "s", "mean time of wrong answers"),
			sim.Scalar("unfinished", "1", "share of trials that did not end in 60 s"),
			sim.Curve("rt_axis", "s", "decision time, centres of the bins of rt_density"), sim.Curve("rt_density", "1/s", "density of decision times"),
		},
		Variants: raceVariants,
		Run: func(ctx context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			drift := make([]float64, int(p["n"]))
			for i := range drift {
				drift[i] = p["B"]
			}
			drift[0] = p["A"]
			r := random.New(s.Seed)
			most, budget := int(math.Max(1, 60/p["dt"])), 60_000_000
			var right, wrong, tr, tw float64
			var times []float64
			for k := 0; k < int(p["trials"]); k++ {
				if k&63 == 0 && ctx.Err() != nil {
					return sim.Result{}, ctx.Err()
				}
				who, steps := race(drift, p["z"], p["c"], p["dt"], most, r.Normal, s.Variant)
				if budget -= steps * len(drift); budget < 0 {
					return sim.Result{}, &sim.ParameterError{Model: "race", Parameter: "trials", Value: p["trials"], Range: "fewer: these races take too many steps"}
				}
				t := float64(steps) * p["dt"]
				switch {
				case who == 0:
					right, tr, times = right+1, tr+t, append(times, t)
				case who > 0:
					wrong, tw, times = wrong+1, tw+t, append(times, t)
				}
			}
			out := sim.Result{Scalars: map[string]float64{"unfinished": 1 - (right+wrong)/p["trials"]}}
			if right+wrong > 0 {
				out.Scalars["correct"], out.Scalars["rt"] = right/(right+wrong), (tr+tw)/(right+wrong)
			}
			if right > 0 {
				out.Scalars["rt_right"] = tr / right
			}
			if wrong > 0 {
				out.Scalars["rt_wrong"] = tw / wrong
			}
			if s.Traces {
				axis, d := density(times, 60)
				out.Traces = map[string][]float64{"rt_axis": axis, "rt_density": d}
			}
			return out, nil
		},
	}
}
