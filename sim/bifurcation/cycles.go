package bifurcation

import (
	"cmp"
	"context"
	"math"
	"slices"

	"coronium/sim"
	"coronium/sim/solve"
)

// Stable limit cycles are found as an experimenter would: the input is stepped up through the window and down again, each time from the state in which the last
// input left the model, so that both ends of a bistable range show. Where a cycle is lost, its end is narrowed down by halving. Unstable cycles are not seen this way,
// and of a cycle whose period grows without bound (a saddle-node on the cycle, a homoclinic orbit) the last piece is missing.

const (
	inputs   = 60        // steps through a whole window
	patience = 40        // chunks before an input is given up
	settling = 60_000    // steps of the integrator before it is
	stiff    = 6_000     // steps in one chunk: a membrane that takes more is far outside its physiology
	sweep    = 2_000_000 // steps of the integrator before a diagram is
)

// cycleSweep is one journey through the inputs.
type cycleSweep struct {
	ctx    context.Context
	model  string
	family func(input float64) solve.Field
	scales []float64 // of the components
	chunk  float64   // ms, about two slow periods
	steps  int       // of the integrator so far
}

// cycles returns the stable cycles between two inputs, as lines of ascending input.
func (y system) cycles(ctx context.Context, s sim.Settings, from, to float64) ([][]sim.Cycle, error) {
	w := &cycleSweep{ctx: ctx, model: y.model, family: func(input float64) solve.Field { return y.field(y.at(s, input)) }, scales: y.scales, chunk: y.chunk}
	n := max(6, min(inputs, int(math.Ceil(inputs*(to-from)/(y.input.Max-y.input.Min)))))
	found := make([]*sim.Cycle, n+1)
	var ends []sim.Cycle
	for _, up := range []bool{true, false} {
		first := from
		if !up {
			first = to
		}
		starts := y.starts(y.at(s, first))
		if len(starts) == 0 {
			return nil, nil
		}
		x := append([]float64(nil), starts[0]...)
		var last *sim.Cycle
		var before []float64
		for k := 0; k <= n; k++ {
			i := k
			if !up {
				i = n - k
			}
			input := from + (to-from)*float64(i)/float64(n)
			c, err := w.settle(input, x)
			if err != nil {
				return nil, err
			}
			if c == nil && last != nil {
				end, err := w.end(*last, input, before)
				if err != nil {
					return nil, err
				}
				ends = append(ends, end...)
			}
			if c != nil {
				before = append(before[:0], x...)
				if found[i] == nil {
					found[i] = c
				}
			}
			last = c
		}
	}
	return lines(found, ends, (to-from)/float64(n)), nil
}

// settle runs the model at one input from x, which it moves along, until a cycle repeats itself; nil when the model comes to rest, or does neither in time.
func (w *cycleSweep) settle(input float64, x []float64) (*sim.Cycle, error) {
	field := w.family(input)
	x[0] += 1e-3 * w.scales[0] // off a fixed point that may have become unstable
	r := returns{scales: w.scales, level: x[0]}
	chunk, swing := w.chunk/10, 0.0 // short at first: most inputs only move a fixed point a little, which a stiff membrane takes many steps to follow
	for began, k := w.steps, 0; k < patience && w.steps-began < settling; k++ {
		if err := w.ctx.Err(); err != nil {
			return nil, err
		}
		if w.steps > sweep {
			return nil, &sim.ParameterError{Model: w.model, Parameter: "from", Value: input, Range: "part of a narrower window: at these values the model settles so slowly that its cycles can't be looked for at all of these inputs"}
		}
		if w.rests(field, x) {
			return nil, nil
		}
		if !w.follow(field, &r, x, chunk) {
			return nil, w.ctx.Err() // no cycle to show
		}
		size := r.high - r.low
		if r.period > 0 {
			return w.measure(input, field, &r, x), w.ctx.Err()
		}
		switch {
		case k == 1:
			chunk = w.chunk
		case k > 1 && len(r.laps) < 3 && size > 0.02*w.scales[0]:
			chunk = math.Min(chunk*1.5, 50*w.chunk)
		case k > 2 && size < swing && size < 0.02*w.scales[0]:
			return nil, nil
		}
		swing, r.level = size, (r.low+r.high)/2
	}
	return nil, nil
}

// rests tells whether x lies next to a stable fixed point: within a hundredth of what each component counts as large.
func (w *cycleSweep) rests(field solve.Field, x []float64) bool {
	p, err := solve.Newton(field, x)
	if err != nil || !p.Stable() {
		return false
	}
	for i := range x {
		if !(math.Abs(p.X[i]-x[i]) < 0.01*w.scales[i]) {
			return false
		}
	}
	copy(x, p.X)
	return true
}

// follow integrates a chunk, or until the cycle has repeated itself; false when the solution runs away or takes too many steps.
func (w *cycleSweep) follow(field solve.Field, r *returns, x []float64, chunk float64) bool {
	r.begin()
	run := solve.Adaptive{Relative: 1e-7, Absolute: 1e-9, MaxSteps: stiff, Observe: func(_ float64, x []float64) {
		w.steps++
		r.see(x[0])
	}}
	_, err := run.Integrate(w.ctx, field, 0, x, chunk, solve.Event{Direction: 1, Of: func(_ float64, x []float64) float64 { return x[0] - r.level }, On: r.lap})
	return err == nil && solve.Finite(x)
}

// measure goes once more round a cycle that repeats itself, for its extremes; nil when it is too small to be one.
func (w *cycleSweep) measure(input float64, field solve.Field, r *returns, x []float64) *sim.Cycle {
	c := &sim.Cycle{Input: input, Low: x[0], High: x[0], Period: r.period, Stable: true}
	run := solve.Adaptive{Relative: 1e-7, Absolute: 1e-9, MaxSteps: 20000, Every: r.period / 1000, Observe: func(_ float64, x []float64) {
		c.Low, c.High = math.Min(c.Low, x[0]), math.Max(c.High, x[0])
	}}
	if _, err := run.Integrate(w.ctx, field, 0, x, r.period); err != nil || !solve.Finite(x) || !(c.High-c.Low > 0.02*w.scales[0]) {
		return nil
	}
	return c
}

// returns watches a solution come back to a level of its first component from below.
type returns struct {
	scales        []float64
	level         float64
	laps          []lap
	low, high     float64 // of the first component in this chunk
	lapLow, lapHi float64 // since the last return
	period        float64 // of the cycle, once it repeats itself; else 0
}

// lap is one return: when, where, and how far the first component has swung on the way.
type lap struct {
	t, size float64
	x       []float64
}

func (r *returns) begin() {
	r.laps, r.period = r.laps[:0], 0
	r.low, r.high, r.lapLow, r.lapHi = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
}

func (r *returns) see(v float64) {
	r.low, r.high = math.Min(r.low, v), math.Max(r.high, v)
	r.lapLow, r.lapHi = math.Min(r.lapLow, v), math.Max(r.lapHi, v)
}

// longest is the greatest number of returns that one period of a cycle may have.
const longest = 4

// lap notes a return and tells whether the cycle now repeats itself: every first, second, third or fourth return comes to the same state. The distances of the last returns
// shrink by a factor; what they would still move, if it went on so, must be a hundred thousandth of the cycle.
func (r *returns) lap(t float64, x []float64) bool {
	r.laps = append(r.laps, lap{t, r.lapHi - r.lapLow, append([]float64(nil), x...)})
	r.lapLow, r.lapHi = math.Inf(1), math.Inf(-1)
	n := len(r.laps) - 1
	for p := 1; p <= longest && n > 2*p; p++ {
		size := 0.0
		for _, l := range r.laps[n-p+1:] {
			size = math.Max(size, l.size/r.scales[0])
		}
		d, was := r.apart(n, n-p), r.apart(n-p, n-2*p)
		still := d < 1e-6*size || d < was && d*d < 1e-5*size*(was-d)
		nearer := false // a shorter lag is as good, or will be: the approach swings from side to side
		for q := 1; q < p; q++ {
			nearer = nearer || r.apart(n, n-q) < 1e-3*size
		}
		if still && !nearer && d < 1e-3*size && size > 0.015 {
			r.period = r.laps[n].t - r.laps[n-p].t
			return true
		}
	}
	return false
}

// apart is how far two returns lie from each other, in units of what counts as large.
func (r *returns) apart(i, j int) float64 {
	d := 0.0
	for k, v := range r.laps[i].x {
		d = math.Max(d, math.Abs(v-r.laps[j].x[k])/r.scales[k])
	}
	return d
}

// end walks from the last input that had a cycle, and the state on it, towards the next, in steps that are halved whenever one loses the cycle: near its end the
// cycle has a narrow basin, and a long step leaves it. The cycles met on the way come back.
func (w *cycleSweep) end(last sim.Cycle, next float64, state []float64) ([]sim.Cycle, error) {
	var met []sim.Cycle
	good, step := last.Input, (next-last.Input)/4
	least := math.Abs(step) / 32
	x := append([]float64(nil), state...)
	for math.Abs(step) >= least && math.Abs(next-good) > math.Abs(step) {
		at := append([]float64(nil), x...)
		c, err := w.settle(good+step, at)
		if err != nil {
			return nil, err
		}
		if c == nil {
			step /= 2
			continue
		}
		good, x = good+step, at
		met = append(met, *c)
	}
	return met, nil
}

// lines puts what was found into lines of neighbouring inputs.
func lines(found []*sim.Cycle, ends []sim.Cycle, step float64) [][]sim.Cycle {
	var all []sim.Cycle
	for _, c := range found {
		if c != nil {
			all = append(all, *c)
		}
	}
	all = append(all, ends...)
	slices.SortFunc(all, func(a, b sim.Cycle) int { return cmp.Compare(a.Input, b.Input) })
	var out [][]sim.Cycle
	for i, c := range all {
		if i == 0 || c.Input-all[i-1].Input > 1.5*step {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], c)
	}
	return out
}
