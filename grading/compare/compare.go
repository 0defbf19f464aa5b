// Package compare holds what a program returned against what a reference model returns.
//
// It is pure functions over arrays and knows nothing of exercises: samples of a trace, event
// times, numbers. trace.go lays two traces over each other and finds where they part; events.go
// matches spikes, measures intervals and what happens after a spike; order.go estimates the order
// of convergence; statistics.go holds equivalence tests with a stated false-fail probability;
// recognise.go finds which wrong model an output is closest to. Every comparison gives a Finding:
// a verdict in three words, a number with its unit, the place, and a sentence that can be shown.
// Times are in the caller's unit throughout (ms everywhere in this product).
package compare

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Verdicts of a finding.
const (
	Holds   = "holds"
	Differs = "differs"
	Explain = "explain" // it can't be told; Says gives the reason
)

// A Finding is the outcome of one comparison.
type Finding struct {
	Verdict string
	Number  float64 // the measured difference, order or count
	Unit    string
	Where   string // "t = 21.9 ms (sample 220)", or empty
	Sample  int    // the sample of the first difference, -1 if there is none
	Says    string // what differs, one or two sentences
}

// OK reports whether the comparison holds.
func (f Finding) OK() bool { return f.Verdict == Holds }

// A Tolerance is met when |difference| <= Absolute + Relative*|reference|. The zero Tolerance asks for equality.
type Tolerance struct {
	Absolute, Relative float64
}

// Allows reports whether got is close enough to want. Two numbers that are both not a number, or the same infinity, agree.
func (t Tolerance) Allows(got, want float64) bool {
	if math.IsNaN(got) || math.IsNaN(want) {
		return math.IsNaN(got) && math.IsNaN(want)
	}
	if got == want {
		return true
	}
	return math.Abs(got-want) <= t.at(want)
}

func (t Tolerance) at(want float64) float64 { return t.Absolute + t.Relative*math.Abs(want) }

// Apart writes two numbers that differ with as many digits as it takes to see that, six at least: 1.01241 beside 1.01241
// would tell nobody what is wrong.
func Apart(a, b float64, unit string) (string, string) {
	digits := 6
	for digits < 17 && a != b && Format(a, digits, "") == Format(b, digits, "") {
		digits++
	}
	if digits > 6 && digits < 16 {
		digits++
	}
	return Format(a, digits, unit), Format(b, digits, unit)
}

// Slip says of two numbers that one is a power of a thousand of the other, as where ms stand for s or V for mV; else it is empty.
func Slip(got, want float64) string {
	for _, power := range []float64{3, 6} {
		factor := math.Pow(10, power)
		switch quotient := got / want; {
		case math.Abs(quotient/factor-1) < .005:
			return fmt.Sprintf(", %.0f times too large", factor)
		case math.Abs(quotient*factor-1) < .005:
			return fmt.Sprintf(", %.0f times too small", factor)
		}
	}
	return ""
}

// Format writes a number with at most digits significant digits, without trailing zeros or an exponent where it can be
// avoided, and with its unit.
func Format(x float64, digits int, unit string) string {
	if x == 1 && (unit == "samples" || unit == "steps" || unit == "spikes") {
		unit = strings.TrimSuffix(unit, "s")
	}
	var s string
	switch {
	case math.IsNaN(x):
		s = "not a number"
	case math.IsInf(x, 1):
		s = "infinite"
	case math.IsInf(x, -1):
		s = "minus infinite"
	case x == 0:
		s = "0"
	default:
		s = strconv.FormatFloat(x, 'g', digits, 64)
		if magnitude := math.Abs(x); magnitude >= 1e-4 && magnitude < 1e7 {
			decimals := max(0, digits-1-int(math.Floor(math.Log10(magnitude))))
			s = strconv.FormatFloat(x, 'f', decimals, 64)
			if strings.Contains(s, ".") {
				s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
			}
		}
	}
	if s == "-0" {
		s = "0"
	}
	s = strings.ReplaceAll(s, "-", "−")
	if unit == "" || math.IsNaN(x) {
		return s
	}
	return s + " " + unit
}

// plural gives "1 spike", "3 spikes".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
