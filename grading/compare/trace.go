package compare

import (
	"fmt"
	"math"
)

// Close compares two numbers; what is named in the sentence ("the first spike").
func Close(got, want float64, tol Tolerance, what, unit string) Finding {
	f := Finding{Verdict: Holds, Number: got - want, Unit: unit, Sample: -1}
	if !tol.Allows(got, want) {
		f.Verdict = Differs
		mine, theirs := Apart(got, want, unit)
		f.Says = fmt.Sprintf("%s is %s%s; the reference gives %s", what, mine, Slip(got, want), theirs)
		return f
	}
	f.Says = fmt.Sprintf("%s is %s, within %s of the reference", what, Format(got, 6, unit), Format(math.Abs(got-want), 3, unit))
	return f
}

// Overlay is two traces on the same samples and their difference.
type Overlay struct {
	Residual []float64 // got - want
	Largest  float64   // of |Residual|
	At       int       // its sample
	First    int       // the first sample outside the tolerance, -1 if there is none
}

// Trace lays two traces over each other, sample by sample, as far as both go. Values that are not a number in both
// agree; in one they differ infinitely.
func Trace(got, want []float64, tol Tolerance) Overlay {
	n := min(len(got), len(want))
	o := Overlay{Residual: make([]float64, n), At: -1, First: -1}
	for k := range n {
		d := got[k] - want[k]
		switch {
		case got[k] == want[k] || math.IsNaN(got[k]) && math.IsNaN(want[k]):
			d = 0
		case math.IsNaN(d):
			d = math.Inf(1)
		}
		o.Residual[k] = d
		if o.At < 0 || math.Abs(d) > o.Largest {
			o.Largest, o.At = math.Abs(d), k
		}
		if o.First < 0 && !tol.Allows(got[k], want[k]) {
			o.First = k
		}
	}
	return o
}

// CompareTraces says whether two traces agree on samples from <= k < until and where they first part. at gives the
// place of a sample in words; what and unit name the trace.
func CompareTraces(got, want []float64, tol Tolerance, from, until int, what, unit string, at func(k int) string) Finding {
	until = min(until, len(want), len(got))
	from = max(from, 0)
	if from >= until {
		return Finding{Verdict: Explain, Number: math.NaN(), Unit: unit, Sample: -1, Says: "there are no samples to compare"}
	}
	o := Trace(got[from:until], want[from:until], tol)
	if o.First < 0 {
		return Finding{Verdict: Holds, Number: o.Largest, Unit: unit, Sample: from + o.At, Where: at(from + o.At),
			Says: fmt.Sprintf("%s agrees with the reference within %s", what, Format(o.Largest, 3, unit))}
	}
	k := from + o.First
	mine, theirs := Apart(got[k], want[k], unit)
	return Finding{Verdict: Differs, Number: got[k] - want[k], Unit: unit, Sample: k, Where: at(k),
		Says: fmt.Sprintf("%s first leaves the reference at %s: %s for %s; the largest difference is %s at %s", what, at(k),
			mine, theirs, Format(o.Largest, 3, unit), at(from+o.At))}
}

// Mean of the values; NaN for none.
func Mean(x []float64) float64 {
	if len(x) == 0 {
		return math.NaN()
	}
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// Finite is the index of the first value that is not finite, or -1.
func Finite(x []float64) int {
	for i, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return i
		}
	}
	return -1
}
