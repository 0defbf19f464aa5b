package compare

import (
	"fmt"
	"math"
)

// Order is what a sweep of the step size says about convergence.
type Order struct {
	Ratios []float64 // error(step i) / error(step i+1); for steps that are halved 2^p at order p
	Slope  float64   // least-squares slope of log|error| on log step; NaN if an error is zero
}

// Convergence measures the order from errors at decreasing steps.
func Convergence(steps, errors []float64) Order {
	var o Order
	var x, y []float64
	for i := range steps {
		if i > 0 {
			o.Ratios = append(o.Ratios, math.Abs(errors[i-1])/math.Abs(errors[i]))
		}
		x = append(x, math.Log(steps[i]))
		y = append(y, math.Log(math.Abs(errors[i])))
	}
	o.Slope = Slope(x, y)
	return o
}

// Slope is the least-squares slope of y on x; NaN for fewer than two distinct x.
func Slope(x, y []float64) float64 {
	mx, my := Mean(x), Mean(y)
	sxy, sxx := 0.0, 0.0
	for i := range x {
		sxy += (x[i] - mx) * (y[i] - my)
		sxx += (x[i] - mx) * (x[i] - mx)
	}
	if sxx == 0 {
		return math.NaN()
	}
	return sxy / sxx
}

// AtLeastOrder says whether errors shrink at least with the given order. A halving is asked for 0.9*2^order (in
// general 0.9*(coarse/fine)^order), since an honest scheme of that order is a little off it at a finite step; a finer
// error below floor counts as converged, since an interpolated crossing of a high-order scheme has no clean order.
func AtLeastOrder(steps, errors []float64, order, floor float64, what, unit string) Finding {
	return judgeOrder(steps, errors, floor, what, unit, func(coarse, fine float64) (lo, hi float64) {
		return 0.9 * math.Pow(coarse/fine, order), math.Inf(1)
	})
}

// RatioBetween says whether neighbouring errors have a ratio between lo and hi.
func RatioBetween(steps, errors []float64, lo, hi, floor float64, what, unit string) Finding {
	return judgeOrder(steps, errors, floor, what, unit, func(coarse, fine float64) (float64, float64) { return lo, hi })
}

func judgeOrder(steps, errors []float64, floor float64, what, unit string, bounds func(coarse, fine float64) (lo, hi float64)) Finding {
	o := Convergence(steps, errors)
	f := Finding{Verdict: Holds, Number: o.Slope, Sample: -1}
	for i, ratio := range o.Ratios {
		lo, hi := bounds(steps[i], steps[i+1])
		coarse, fine := math.Abs(errors[i]), math.Abs(errors[i+1])
		if math.IsNaN(coarse) || math.IsNaN(fine) || math.IsInf(coarse, 0) || math.IsInf(fine, 0) {
			return Finding{Verdict: Differs, Number: math.NaN(), Sample: -1, Where: fmt.Sprintf("at step %s", Format(steps[i+1], 4, "")),
				Says: fmt.Sprintf("%s has no value at step %s, so its error can't shrink", what, Format(steps[i+1], 4, ""))}
		}
		if fine <= floor && math.IsInf(hi, 1) {
			continue
		}
		if ratio < lo || ratio > hi || math.IsNaN(ratio) {
			f.Verdict, f.Number = Differs, ratio
			f.Where = fmt.Sprintf("between steps %s and %s", Format(steps[i], 4, ""), Format(steps[i+1], 4, ""))
			asked := "at least " + Format(lo, 3, "")
			if !math.IsInf(hi, 1) {
				asked = fmt.Sprintf("%s to %s", Format(lo, 3, ""), Format(hi, 3, ""))
			}
			f.Says = fmt.Sprintf("the error of %s goes from %s to %s %s: a factor %s where %s is expected", what,
				Format(coarse, 3, unit), Format(fine, 3, unit), f.Where, Format(ratio, 3, ""), asked)
			return f
		}
	}
	f.Says = fmt.Sprintf("the error of %s shrinks with order %s", what, Format(o.Slope, 3, ""))
	if math.IsNaN(o.Slope) || math.IsInf(o.Slope, 0) {
		f.Number = 0
		f.Says = fmt.Sprintf("the error of %s is zero or too small to have an order", what)
	}
	return f
}
