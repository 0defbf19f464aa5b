package compare

import (
	"fmt"
	"math"
)

// Intervals are the differences of neighbouring times.
func Intervals(times []float64) []float64 {
	if len(times) < 2 {
		return nil
	}
	d := make([]float64, len(times)-1)
	for i := range d {
		d[i] = times[i+1] - times[i]
	}
	return d
}

// SampleAfter is the index of the first sample that comes after an event at time t on the grid k*dt: a spike stamped
// anywhere in (k*dt, (k+1)*dt] is followed by sample k+1. An event exactly on the grid belongs to the step that ends
// there, whether its stamp came by interpolation or as the end of the step. It is -1 outside the samples.
func SampleAfter(t, dt float64, samples int) int {
	if !(dt > 0) || math.IsNaN(t) || math.IsInf(t, 0) {
		return -1
	}
	// A stamp that is a grid time up to rounding counts as on the grid.
	k := math.Ceil(t/dt - 1e-6)
	if k < 0 || k >= float64(samples) {
		return -1
	}
	return int(k)
}

// After is the first sample after the event number i, or NaN if there is none.
func After(trace, times []float64, dt float64, i int) float64 {
	if i < 0 || i >= len(times) {
		return math.NaN()
	}
	k := SampleAfter(times[i], dt, len(trace))
	if k < 0 {
		return math.NaN()
	}
	return trace[k]
}

// Held counts the samples after event number i that keep the value of the first of them (up to tolerance), the first
// included; NaN if there is no such event. A run that is cut by the end of the trace does not count as measured.
func Held(trace, times []float64, dt float64, i int, tolerance float64) float64 {
	if i < 0 || i >= len(times) {
		return math.NaN()
	}
	k := SampleAfter(times[i], dt, len(trace))
	if k < 0 {
		return math.NaN()
	}
	n := k
	for n < len(trace) && math.Abs(trace[n]-trace[k]) <= tolerance {
		n++
	}
	if n == len(trace) {
		return math.NaN()
	}
	return float64(n - k)
}

// Crossings are the times at which a trace sampled at k*dt crosses a level upwards, by linear interpolation.
func Crossings(trace []float64, level, dt float64) []float64 {
	var times []float64
	for k := 1; k < len(trace); k++ {
		a, b := trace[k-1], trace[k]
		if a < level && b >= level {
			times = append(times, (float64(k-1)+(level-a)/(b-a))*dt)
		}
	}
	return times
}

// Count compares the numbers of events.
func Count(got, want []float64, noun string) Finding {
	f := Finding{Verdict: Holds, Number: float64(len(got)), Sample: -1,
		Says: fmt.Sprintf("%s, as in the reference", plural(len(got), noun))}
	if len(got) != len(want) {
		f.Verdict = Differs
		f.Says = fmt.Sprintf("%s; the reference has %d", plural(len(got), noun), len(want))
	}
	return f
}

// First compares the times of the first event.
func First(got, want []float64, tol Tolerance, noun, unit string) Finding {
	switch {
	case len(got) == 0 && len(want) == 0:
		return Finding{Verdict: Holds, Number: 0, Unit: unit, Sample: -1, Says: "no " + noun + ", as in the reference"}
	case len(got) == 0:
		return Finding{Verdict: Differs, Number: math.NaN(), Unit: unit, Sample: -1,
			Says: fmt.Sprintf("no %s; the reference has its first at %s", noun, Format(want[0], 6, unit))}
	case len(want) == 0:
		return Finding{Verdict: Differs, Number: got[0], Unit: unit, Sample: -1, Where: "t = " + Format(got[0], 6, unit),
			Says: fmt.Sprintf("the first %s comes at %s; the reference has none", noun, Format(got[0], 6, unit))}
	}
	return Close(got[0], want[0], tol, "the first "+noun, unit)
}

// MeanInterval compares the mean intervals between events.
func MeanInterval(got, want []float64, tol Tolerance, noun, unit string) Finding {
	a, b := Intervals(got), Intervals(want)
	if len(b) == 0 {
		return Finding{Verdict: Explain, Number: math.NaN(), Sample: -1, Says: "the reference has fewer than two events, so there is no interval to compare"}
	}
	if len(a) == 0 {
		return Finding{Verdict: Differs, Number: math.NaN(), Unit: unit, Sample: -1,
			Says: fmt.Sprintf("%s in all, so there is no interval; the reference's mean interval is %s", plural(len(got), noun), Format(Mean(b), 6, unit))}
	}
	return Close(Mean(a), Mean(b), tol, "the mean interval", unit)
}

// EachInterval compares the intervals one by one, as far as both go; one event more or less at the end is no difference.
func EachInterval(got, want []float64, tol Tolerance, noun, unit string) Finding {
	a, b := Intervals(got), Intervals(want)
	if n := len(a) - len(b); n > 1 || n < -1 {
		f := Count(got, want, noun)
		f.Verdict = Differs
		return f
	}
	worst, at := 0.0, -1
	for i := range min(len(a), len(b)) {
		d := math.Abs(a[i] - b[i])
		if !tol.Allows(a[i], b[i]) {
			mine, theirs := Apart(a[i], b[i], unit)
			return Finding{Verdict: Differs, Number: a[i] - b[i], Unit: unit, Sample: i, Where: fmt.Sprintf("between %s %d and %d, t = %s", noun, i+1, i+2, Format(got[i], 6, unit)),
				Says: fmt.Sprintf("interval %d is %s; the reference has %s", i+1, mine, theirs)}
		}
		if d >= worst {
			worst, at = d, i
		}
	}
	return Finding{Verdict: Holds, Number: worst, Unit: unit, Sample: at, Says: fmt.Sprintf("all intervals agree within %s", Format(worst, 3, unit))}
}

// A Match pairs events of two lists.
type Match struct {
	Pairs   [][2]int // indices into got and want
	Missing []int    // events of want without a partner
	Extra   []int    // events of got without a partner
}

// Spikes pairs events that are no further apart than window, in order: the pairing with the most pairs, and among those
// the one with the least total distance would need a table; for times that both increase the greedy pairing of
// neighbours finds as many.
func Spikes(got, want []float64, window float64) Match {
	var m Match
	i, j := 0, 0
	for i < len(got) && j < len(want) {
		d := got[i] - want[j]
		switch {
		case math.Abs(d) <= window:
			m.Pairs = append(m.Pairs, [2]int{i, j})
			i++
			j++
		case d < 0:
			m.Extra = append(m.Extra, i)
			i++
		default:
			m.Missing = append(m.Missing, j)
			j++
		}
	}
	for ; i < len(got); i++ {
		m.Extra = append(m.Extra, i)
	}
	for ; j < len(want); j++ {
		m.Missing = append(m.Missing, j)
	}
	return m
}

// Times compares event times one by one within a window. An event within one window of the end may be missing on
// either side: it is then a question of rounding.
func Times(got, want []float64, window, end float64, noun, unit string) Finding {
	m := Spikes(got, want, window)
	first := math.Inf(1)
	says := ""
	for _, i := range m.Extra {
		if end-got[i] > window && got[i] < first {
			first, says = got[i], fmt.Sprintf("%s at %s is not in the reference", article(noun), Format(got[i], 6, unit))
		}
	}
	for _, j := range m.Missing {
		if end-want[j] > window && want[j] < first {
			first, says = want[j], fmt.Sprintf("the reference has %s at %s, yours has none within %s", article(noun), Format(want[j], 6, unit), Format(window, 3, unit))
		}
	}
	if says != "" {
		return Finding{Verdict: Differs, Number: float64(len(m.Extra) + len(m.Missing)), Sample: -1, Where: "t = " + Format(first, 6, unit), Says: says}
	}
	worst := 0.0
	for _, p := range m.Pairs {
		worst = math.Max(worst, math.Abs(got[p[0]]-want[p[1]]))
	}
	return Finding{Verdict: Holds, Number: worst, Unit: unit, Sample: -1, Says: fmt.Sprintf("%s, all within %s of the reference", plural(len(m.Pairs), noun), Format(worst, 3, unit))}
}

func article(noun string) string { return "a " + noun }
