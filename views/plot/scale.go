package plot

import (
	"math"
	"strconv"
	"strings"
)

// scale maps data to pixels, linearly or by the logarithm.
type scale struct {
	min, max float64 // data
	from, to float64 // pixels
	log      bool
}

func (s scale) at(v float64) float64 {
	if s.log {
		return s.from + (math.Log(v)-math.Log(s.min))/(math.Log(s.max)-math.Log(s.min))*(s.to-s.from)
	}
	return s.from + (v-s.min)/(s.max-s.min)*(s.to-s.from)
}

// holds says whether v lies on the axis, with a hair's breadth to spare.
func (s scale) holds(v float64) bool {
	if !finite(v) || s.log && v <= 0 {
		return false
	}
	slack := (s.max - s.min) * 1e-9
	return v >= s.min-slack && v <= s.max+slack
}

// newScale takes the axis's own range, or one that holds all values. An axis
// of data gets 4 % of air; rates and other quantities that begin at zero keep
// their zero.
func newScale(a Axis, from, to float64, values []float64) scale {
	s := scale{min: a.Min, max: a.Max, from: from, to: to, log: a.Log}
	if a.Max > a.Min && (!a.Log || a.Min > 0) {
		return s
	}
	s.min, s.max = bounds(values, a.Log)
	if a.Log {
		s.min, s.max = math.Pow(10, math.Floor(math.Log10(s.min))), math.Pow(10, math.Ceil(math.Log10(s.max)))
		if s.min == s.max {
			s.max *= 10
		}
		return s
	}
	if s.min == s.max {
		s.min, s.max = s.min-math.Max(.5, math.Abs(s.min)*.1), s.max+math.Max(.5, math.Abs(s.max)*.1)
	}
	air := (s.max - s.min) * .04
	if s.min != 0 {
		s.min -= air
	}
	s.max += air
	return s
}

// tight is newScale without air: time runs to the edges.
func tight(a Axis, from, to float64, values []float64) scale {
	if a.Max > a.Min || a.Log {
		return newScale(a, from, to, values)
	}
	s := scale{from: from, to: to}
	s.min, s.max = bounds(values, false)
	if s.min == s.max {
		s.min, s.max = s.min-.5, s.max+.5
	}
	return s
}

func bounds(values []float64, positive bool) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !finite(v) || positive && v <= 0 {
			continue
		}
		low, high = math.Min(low, v), math.Max(high, v)
	}
	if low > high {
		if positive {
			return 1, 10
		}
		return 0, 1
	}
	return low, high
}

// ticks gives at most about n round values on the axis.
func (s scale) ticks(n int) []float64 {
	if s.log {
		return s.decades()
	}
	step := roundStep((s.max - s.min) / float64(n))
	var all []float64
	for k := math.Ceil(s.min/step - 1e-9); k*step <= s.max+step*1e-9; k++ {
		all = append(all, k*step)
		if len(all) > 50 {
			break
		}
	}
	return all
}

func (s scale) decades() []float64 {
	var all []float64
	low, high := int(math.Ceil(math.Log10(s.min)-1e-9)), int(math.Floor(math.Log10(s.max)+1e-9))
	every := max(1, (high-low)/6)
	for d := low; d <= high; d += every {
		all = append(all, math.Pow(10, float64(d)))
	}
	return all
}

// roundStep is the smallest of 1, 2, 2.5, 5 times a power of ten that is at least want.
func roundStep(want float64) float64 {
	if !(want > 0) || math.IsInf(want, 0) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(want)))
	for _, m := range []float64{1, 2, 2.5, 5} {
		if m*power >= want*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// Number writes a value as people read it: four significant digits at most, a
// true minus, no trailing zeros.
func Number(v float64) string {
	switch {
	case math.IsNaN(v):
		return "not a number"
	case math.IsInf(v, 1):
		return "∞"
	case math.IsInf(v, -1):
		return "−∞"
	case v == 0:
		return "0"
	}
	size := math.Abs(v)
	if size >= 1e6 || size < 1e-4 {
		mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', 2, 64), "e")
		mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
		power, err := strconv.Atoi(exponent)
		if err != nil {
			return minus(mantissa)
		}
		return minus(mantissa + "·10" + superscript(power))
	}
	digits := 3 - int(math.Floor(math.Log10(size)))
	s := strconv.FormatFloat(v, 'f', max(0, digits), 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return minus(group(s))
}

// group sets a thin space before the last three of five or more digits.
func group(s string) string {
	whole, rest, hasRest := strings.Cut(s, ".")
	if n := len(strings.TrimPrefix(whole, "-")); n >= 5 {
		whole = whole[:len(whole)-3] + "\u202f" + whole[len(whole)-3:]
	}
	if hasRest {
		return whole + "." + rest
	}
	return whole
}

func superscript(n int) string {
	return strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹", "-", "⁻").Replace(strconv.Itoa(n))
}

func minus(s string) string { return strings.Replace(s, "-", "−", 1) }

// tickLabel writes a tick with the digits that the spacing needs.
func tickLabel(v, step float64) string {
	if math.Abs(v) < step*1e-6 {
		return "0"
	}
	if math.Abs(v) >= 1e6 || step < 1e-4 {
		return Number(v)
	}
	digits := 0
	for digits < 6 && math.Abs(math.Round(step*math.Pow(10, float64(digits)))-step*math.Pow(10, float64(digits))) > 1e-6*step*math.Pow(10, float64(digits)) {
		digits++
	}
	return minus(group(strconv.FormatFloat(v, 'f', digits, 64)))
}
