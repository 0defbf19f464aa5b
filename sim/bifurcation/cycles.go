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
	inputs   = 60 // steps through a whole window
	patience = 40 // chunks before an input is given up
)

// cycleSweep is one journey through the inputs.
type cycleSweep struct {
	ctx    context.Context
	family func(input float64) solve.Field
	scale  float64 // of the shown component
	chunk  float64 // ms, about two slow periods
}

// cycles returns the stable cycles between two inputs, as lines of ascending input.
func (y system) cycles(ctx context.Context, s sim.Settings, from, to float64) ([][]sim.Cycle, error) {
	w := cycleSweep{ctx: ctx, family: func(input float64) solve.Field { return y.field(y.at(s, input)) }, scale: y.scales[0], chunk: y.chunk}
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
func (w cycleSweep) settle(input float64, x []float64) (*sim.Cycle, error) {
	field := w.family(input)
	x[0] += 1e-3 * w.scale // off a fixed point that may have become unstable
	level, chunk, swing := x[0], w.chunk, 0.0
	var was sim.Cycle
	for k := range patience {
		if err := w.ctx.Err(); err != nil {
			return nil, err
		}
		c := sim.Cycle{Input: input, Low: math.Inf(1), High: math.Inf(-1), Stable: true}
		var crossings []float64
		run := solve.Adaptive{Relative: 1e-7, Absolute: 1e-9, MaxSteps: 20000, Observe: func(_ float64, x []float64) {
			c.Low, c.High = math.Min(c.Low, x[0]), math.Max(c.High, x[0])
		}}
		_, err := run.Integrate(w.ctx, field, 0, x, chunk, solve.Event{Direction: 1, Of: func(_ float64, x []float64) float64 { return x[0] - level },
			On: func(t float64, _ []float64) bool { crossings = append(crossings, t); return false }})
		if w.ctx.Err() != nil {
			return nil, w.ctx.Err()
		}
		if err != nil || !solve.Finite(x) {
			return nil, nil // these values run away: there is no cycle to show
		}
		size := c.High - c.Low
		if n := len(crossings); n >= 3 && k > 0 {
			c.Period = crossings[n-1] - crossings[n-2]
			steady := math.Abs(c.Period-was.Period) < 1e-4*c.Period && math.Abs(c.High-was.High)+math.Abs(c.Low-was.Low) < 2e-3*size
			if steady && size > 0.02*w.scale {
				return &c, nil
			}
		} else if n < 3 && size > 0.02*w.scale {
			chunk = math.Min(chunk*1.5, 50*w.chunk)
		}
		if k > 0 && size < swing && size < 0.02*w.scale {
			return nil, nil
		}
		swing, level, was = size, (c.Low+c.High)/2, c
	}
	return nil, nil
}

// end walks from the last input that had a cycle, and the state on it, towards the next, in steps that are halved whenever one loses the cycle: near its end the
// cycle has a narrow basin, and a long step leaves it. The cycles met on the way come back.
func (w cycleSweep) end(last sim.Cycle, next float64, state []float64) ([]sim.Cycle, error) {
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
