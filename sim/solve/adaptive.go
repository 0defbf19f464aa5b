package solve

import (
	"context"
	"fmt"
	"math"
)

// Event is a scalar function whose zeros are located while integrating. Only zeros passed in the
// given direction count. On is called with the state at the zero and may change it (a reset); it
// returns true to stop there. The state handed to On lies just past the zero, so that an event
// does not fire twice for one crossing.
type Event struct {
	Of        func(t float64, x []float64) float64
	Direction int // +1 rising, -1 falling, 0 both
	On        func(t float64, x []float64) (stop bool)
}

// Adaptive is the Dormand-Prince 5(4) method with step-size control, dense output of order 4 and
// event location by bisection on the dense output, to 1e-12 relative in time.
//
// The zero value integrates with relative and absolute tolerance 1e-8, at most 1e6 steps, and no
// largest step.
type Adaptive struct {
	Relative, Absolute float64
	LargestStep        float64 // 0: no limit; events shorter than a step need one
	MaxSteps           int
	Observe            func(t float64, x []float64) // called at Every, 2 Every, … with dense output
	Every              float64                      // 0: Observe is called after each step instead
}

// StepError says that integration could not go on.
type StepError struct {
	At     float64 // time
	Reason string
	Spent  bool // the steps that were allowed did not reach the end: a shorter time may
}

func (e *StepError) Error() string {
	return fmt.Sprintf("the integrator stopped at t = %.6g: %s", e.At, e.Reason)
}

// BadInput marks the error as the fault of the equations it was given.
func (*StepError) BadInput() bool { return true }

// The tableau of Dormand & Prince 1980 (Hairer, Nørsett & Wanner, table II.5.2).
var (
	dpC = [7]float64{0, 1. / 5, 3. / 10, 4. / 5, 8. / 9, 1, 1}
	dpA = [7][6]float64{
		{},
		{1. / 5},
		{3. / 40, 9. / 40},
		{44. / 45, -56. / 15, 32. / 9},
		{19372. / 6561, -25360. / 2187, 64448. / 6561, -212. / 729},
		{9017. / 3168, -355. / 33, 46732. / 5247, 49. / 176, -5103. / 18656},
		{35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84},
	}
	dpE = [7]float64{71. / 57600, 0, -71. / 16695, 71. / 1920, -17253. / 339200, 22. / 525, -1. / 40}
	// Dense output of Hairer's DOPRI5.
	dpD = [7]float64{-12715105075. / 11282082432, 0, 87487479700. / 32700410799, -10690763975. / 1880347072,
		701980252875. / 199316789632, -1453857185. / 822651844, 69997945. / 29380423}
)

// Integrate advances x in place from t0 towards t1 and returns the time reached: t1, or that of an
// event that stopped it. Errors: *StepError, or the context's.
func (a Adaptive) Integrate(ctx context.Context, f Field, t0 float64, x []float64, t1 float64, events ...Event) (float64, error) {
	if a.Relative == 0 {
		a.Relative = 1e-8
	}
	if a.Absolute == 0 {
		a.Absolute = 1e-8
	}
	if a.MaxSteps == 0 {
		a.MaxSteps = 1_000_000
	}
	run := newDense(f, len(x), a)
	return run.integrate(ctx, t0, x, t1, events)
}

// dense is one integration: work space, and the interpolant of the last step.
type dense struct {
	Adaptive
	f        Field
	k        [7][]float64
	y, trial []float64
	r        [5][]float64 // coefficients of the interpolant
	from, h  float64
	before   []float64 // values of the events at the start of the step
	observed float64   // next time at which Observe is due
	at       []float64 // state handed to Observe and to event functions
}

func newDense(f Field, n int, a Adaptive) *dense {
	d := &dense{Adaptive: a, f: f, y: make([]float64, n), trial: make([]float64, n), at: make([]float64, n)}
	for i := range d.k {
		d.k[i] = make([]float64, n)
	}
	for i := range d.r {
		d.r[i] = make([]float64, n)
	}
	return d
}

func (d *dense) integrate(ctx context.Context, t float64, x []float64, t1 float64, events []Event) (float64, error) {
	d.before = make([]float64, len(events))
	d.observed = t + d.Every
	copy(d.y, x)
	defer func() { copy(x, d.y) }()
	d.restart(t, events)
	h := d.firstStep(t, t1)
	for step := 0; t < t1; step++ {
		if step >= d.MaxSteps {
			return t, &StepError{t, fmt.Sprintf("%d steps were not enough", d.MaxSteps), true}
		}
		if step&255 == 0 && ctx.Err() != nil {
			return t, ctx.Err()
		}
		if d.LargestStep > 0 {
			h = math.Min(h, d.LargestStep)
		}
		last := t+h*(1+1e-10) >= t1
		if last {
			h = t1 - t
		}
		if h <= 1e-14*math.Abs(t) || h < 1e-300 {
			if last {
				return t1, nil
			}
			return t, &StepError{t, "the step became too small; the solution may run to infinity", false}
		}
		err := d.tryStep(t, h)
		if !(err <= 1) {
			if math.IsNaN(err) || math.IsInf(err, 0) {
				h *= 0.1
			} else {
				h *= math.Max(0.2, 0.9*math.Pow(err, -0.2))
			}
			continue
		}
		end := t + h
		if last {
			end = t1
		}
		d.interpolant(t, h)
		which, when := d.firstEvent(events, t, end)
		if which < 0 {
			d.observeUpTo(end)
			copy(d.y, d.trial)
			d.k[0], d.k[6] = d.k[6], d.k[0] // first same as last
			t = end
			if !d.eventValues(t, events) {
				return t, &StepError{t, "an event function is not a number", false}
			}
			if d.Observe != nil && d.Every == 0 {
				d.Observe(t, d.y)
			}
			h *= math.Min(5, math.Max(0.3, 0.9*math.Pow(math.Max(err, 1e-8), -0.2)))
			continue
		}
		d.observeUpTo(when)
		d.evaluate(when, d.y)
		t = when
		rising, at := d.before[which] < 0, events[which].Of(t, d.y)
		if events[which].On(t, d.y) {
			return t, nil
		}
		d.restart(t, events)
		if d.before[which] == at {
			// On changed nothing: the event is past, whatever rounding says of its value here.
			d.before[which] = math.SmallestNonzeroFloat64
			if !rising {
				d.before[which] = -math.SmallestNonzeroFloat64
			}
		}
		h = math.Min(h, d.firstStep(t, t1))
	}
	return t, nil
}

// restart evaluates slope and events at a new start.
func (d *dense) restart(t float64, events []Event) {
	d.f(t, d.y, d.k[0])
	d.eventValues(t, events)
}

func (d *dense) eventValues(t float64, events []Event) bool {
	ok := true
	for i, e := range events {
		d.before[i] = e.Of(t, d.y)
		ok = ok && !math.IsNaN(d.before[i])
	}
	return ok
}

// firstStep guesses a step from the size of the slope.
func (d *dense) firstStep(t, t1 float64) float64 {
	var size, slope float64
	for i, v := range d.y {
		scale := d.Absolute + d.Relative*math.Abs(v)
		size += v / scale * v / scale
		slope += d.k[0][i] / scale * d.k[0][i] / scale
	}
	h := 1e-3 * (t1 - t)
	if size > 1e-10 && slope > 1e-10 {
		h = 0.01 * math.Sqrt(size/slope)
	}
	if math.IsNaN(h) {
		h = 0
	}
	return math.Min(math.Max(h, 1e-13*math.Abs(t)), t1-t)
}

// tryStep computes the stages, leaves the new state in trial and returns the scaled error.
func (d *dense) tryStep(t, h float64) float64 {
	n := len(d.y)
	for s := 1; s < 7; s++ {
		row := dpA[s]
		for i := 0; i < n; i++ {
			sum := 0.0
			for j := 0; j < s; j++ {
				sum += row[j] * d.k[j][i]
			}
			d.trial[i] = d.y[i] + h*sum
		}
		d.f(t+dpC[s]*h, d.trial, d.k[s])
	}
	total := 0.0
	for i := 0; i < n; i++ {
		e := 0.0
		for s := 0; s < 7; s++ {
			e += dpE[s] * d.k[s][i]
		}
		scale := d.Absolute + d.Relative*math.Max(math.Abs(d.y[i]), math.Abs(d.trial[i]))
		e *= h / scale
		total += e * e
	}
	return math.Sqrt(total / float64(n))
}

func (d *dense) interpolant(t, h float64) {
	d.from, d.h = t, h
	for i := range d.y {
		diff := d.trial[i] - d.y[i]
		bspl := h*d.k[0][i] - diff
		sum := 0.0
		for s := 0; s < 7; s++ {
			sum += dpD[s] * d.k[s][i]
		}
		d.r[0][i], d.r[1][i], d.r[2][i] = d.y[i], diff, bspl
		d.r[3][i] = diff - h*d.k[6][i] - bspl
		d.r[4][i] = h * sum
	}
}

// evaluate writes the interpolated state at time t.
func (d *dense) evaluate(t float64, x []float64) {
	th := (t - d.from) / d.h
	for i := range x {
		x[i] = d.r[0][i] + th*(d.r[1][i]+(1-th)*(d.r[2][i]+th*(d.r[3][i]+(1-th)*d.r[4][i])))
	}
}

func (d *dense) observeUpTo(t float64) {
	if d.Observe == nil || d.Every == 0 {
		return
	}
	for d.observed <= t {
		d.evaluate(d.observed, d.at)
		d.Observe(d.observed, d.at)
		d.observed += d.Every
	}
}

// firstEvent returns the earliest event of the step and a time just past its zero, or -1.
func (d *dense) firstEvent(events []Event, t, end float64) (int, float64) {
	which, when := -1, end
	for i, e := range events {
		after := e.Of(end, d.trial)
		up := d.before[i] < 0 && after >= 0
		down := d.before[i] > 0 && after <= 0
		if !(up && e.Direction >= 0 || down && e.Direction <= 0) {
			continue
		}
		lo, hi := t, end
		for hi-lo > 1e-12*math.Max(1, math.Abs(hi)) {
			mid := lo + (hi-lo)/2
			if mid == lo || mid == hi {
				break
			}
			d.evaluate(mid, d.at)
			if v := e.Of(mid, d.at); v < 0 == (d.before[i] < 0) && v != 0 {
				lo = mid
			} else {
				hi = mid
			}
		}
		if which < 0 || hi < when {
			which, when = i, hi
		}
	}
	return which, when
}
