package understand

import (
	"fmt"
	"math"
)

// mostPoints bounds a series of a figure.
const mostPoints = 400

// compareFigure draws the first trace that the program returns, as it is and as changed, in two panels with the same
// axes; nil if the program returns no trace. Where both fire, the first five periods of either are shown.
func (b *bench) compareFigure(own, changed reply) *Figure {
	for i, o := range b.outs {
		if (o.Kind != KindTrace && o.Kind != kindVector) || i >= len(changed.values) || len(changed.values[i].x) < 3 || len(own.values[i].x) < 3 {
			continue
		}
		x, y := own.values[i].x, changed.values[i].x
		step, label, unit := 1.0, "sample", ""
		if dt := b.timeStep(); dt != nil && o.Kind == KindTrace && b.hasLoop() {
			step, label, unit = dt.Value, "t", dt.Unit
		}
		n := max(b.interesting(x), b.interesting(y))
		name := o.Name
		if name == "" {
			name = "returned value"
		}
		f := &Figure{
			Title:       "Your program and the changed one",
			Description: fmt.Sprintf("Two traces of %s over %s %s: above as your program gives it (from %s to %s), below as the changed program gives it (from %s to %s).", name, trimFloat(step*float64(n)), orSamples(unit), digits(-largest(negated(x)), 3), digits(largest(x), 3), digits(-largest(negated(y)), 3), digits(largest(y), 3)),
			X:           Axis{Label: label, Unit: unit, Min: 0, Max: step * float64(n-1)},
		}
		low := math.Min(-largest(negated(x[:min(n, len(x))])), -largest(negated(y[:min(n, len(y))])))
		high := math.Max(largest(x[:min(n, len(x))]), largest(y[:min(n, len(y))]))
		if low == high {
			low, high = low-1, high+1
		}
		f.Y = Axis{Label: name, Unit: o.Unit, Min: low, Max: high}
		f.Panels = []Panel{
			{Title: "your program", Series: []Series{series("your program", "yours", x, n, step)}},
			{Title: "the changed program", Series: []Series{series("the changed program", "changed", y, n, step)}},
		}
		return f
	}
	return nil
}

func orSamples(unit string) string {
	if unit == "" {
		return "samples"
	}
	return unit
}

// interesting is how many samples show the first five jumps, or all.
func (b *bench) interesting(x []float64) int {
	if j := jumps(x); len(j) > 6 && j[5] > 20 {
		return min(len(x), j[5]+5)
	}
	return len(x)
}

// series thins a trace to at most mostPoints points, keeping the extremes of every stretch so that no spike is lost.
func series(name, role string, x []float64, n int, step float64) Series {
	n = min(n, len(x))
	s := Series{Name: name, Role: role}
	add := func(k int) {
		if v := x[k]; !math.IsNaN(v) && !math.IsInf(v, 0) {
			s.X, s.Y = append(s.X, step*float64(k)), append(s.Y, v)
		}
	}
	if n <= mostPoints {
		for k := range n {
			add(k)
		}
		return s
	}
	width := float64(n) / float64(mostPoints/2)
	for i := range mostPoints / 2 {
		from, to := int(float64(i)*width), min(int(float64(i+1)*width), n)
		lo, hi := from, from
		for k := from; k < to; k++ {
			if x[k] < x[lo] {
				lo = k
			}
			if x[k] > x[hi] {
				hi = k
			}
		}
		add(min(lo, hi))
		if lo != hi {
			add(max(lo, hi))
		}
	}
	return s
}
