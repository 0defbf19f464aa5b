package understand

import (
	"math"
)

// exponential reports whether a stretch of samples relaxes (or grows) exponentially or runs straight: consecutive
// differences keep one ratio. Only then does "how long until" have a short argument by hand.
func exponential(x []float64) bool {
	scale := largest(x) + largest(negated(x))
	if len(x) < 6 || !(scale > 0) {
		return false
	}
	var ratios []float64
	for k := 0; k+2 < len(x) && len(ratios) < 300; k++ {
		a, b := x[k+1]-x[k], x[k+2]-x[k+1]
		if math.Abs(a) < 1e-7*scale {
			if len(ratios) == 0 {
				continue // held at the start
			}
			break // arrived
		}
		ratios = append(ratios, b/a)
	}
	if len(ratios) < 4 {
		return false
	}
	mean := sum(ratios) / float64(len(ratios))
	for _, r := range ratios {
		if math.Abs(r-mean) > .01*math.Abs(1-mean)+1e-6 {
			return false
		}
	}
	return true
}

// settled reports whether the last tenth of the samples moves by less than 1 % of the whole range.
func settled(x []float64) bool {
	n := len(x)
	if n < 20 {
		return false
	}
	tail := x[n-n/10:]
	return largest(tail)+largest(negated(tail)) <= .01*(largest(x)+largest(negated(x)))
}

// climb is the first stretch of a trace before anything jumps: up to the first difference that is ten times larger than
// the largest before it, or has the other sign and is ten times larger.
func climb(x []float64) []float64 {
	top := 0.0
	for k := 0; k+1 < len(x); k++ {
		d := math.Abs(x[k+1] - x[k])
		if top > 0 && d > 10*top {
			return x[:k+1]
		}
		top = math.Max(top, d)
	}
	return x
}

// jumps lists the sample numbers behind the large downward or upward jumps of a trace: the resets of a spiking model.
// A jump is a difference above half of the largest one, in its direction, and above a tenth of the whole range.
func jumps(x []float64) []int {
	scale := largest(x) + largest(negated(x))
	down, up := 0.0, 0.0
	for k := 0; k+1 < len(x); k++ {
		d := x[k+1] - x[k]
		down, up = math.Min(down, d), math.Max(up, d)
	}
	sign, top := 1.0, up
	if -down > up {
		sign, top = -1, -down
	}
	var list []int
	for k := 0; k+1 < len(x); k++ {
		if sign*(x[k+1]-x[k]) > math.Max(.5*top, .1*scale) {
			list = append(list, k+1)
		}
	}
	return list
}

// hasLoop reports whether the model steps through time or iterates; without a loop its results are formulae.
func (b *bench) hasLoop() bool {
	if b.target == nil {
		return true
	}
	return len(b.src.root.all("for_statement", "while_statement", "for_in_clause")) > 0
}

// shortWork is how many executed lines of a program can be followed with a calculator.
const shortWork = 45

// short reports whether the whole run can be followed by hand.
func (b *bench) short() bool { return b.lines > 0 && b.lines <= shortWork }

// byHand reports whether questions about when and how often have a short argument: the model relaxes exponentially
// between events, as its traces (returned or hooked) show.
func (b *bench) byHand() bool {
	for i, o := range b.outs {
		if o.Kind == KindTrace && exponential(climb(b.base.values[i].x)) {
			return true
		}
	}
	for _, x := range b.hooked() {
		if exponential(climb(x)) {
			return true
		}
	}
	return false
}
