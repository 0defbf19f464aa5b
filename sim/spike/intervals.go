// Package spike measures spike trains: intervals and their variability, counts and Fano factors,
// correlograms and spectra, and distances between trains.
//
// A train is a slice of times in ms, in ascending order. Rates are in Hz, that is 1000 a ms. What
// is not defined for a train (the interval of one spike, the CV of one interval) is NaN here, and
// the models leave it out of their results.
//
// Sources: Cox & Lewis 1966 for intervals and counts; Dayan & Abbott §1.3-1.4; Shinomoto et al. 2003
// for Lv; van Rossum 2001 and Victor & Purpura 1996 for distances.
package spike

import "math"

// Intervals returns the differences between neighbouring spike times, one fewer than there are spikes.
func Intervals(times []float64) []float64 {
	if len(times) < 2 {
		return nil
	}
	out := make([]float64, len(times)-1)
	for i := range out {
		out[i] = times[i+1] - times[i]
	}
	return out
}

// Mean returns the arithmetic mean, NaN for none.
func Mean(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s / float64(len(x))
}

// Variance returns the unbiased sample variance (divisor n-1), NaN for fewer than two.
func Variance(x []float64) float64 {
	if len(x) < 2 {
		return math.NaN()
	}
	m, s := Mean(x), 0.0
	for _, v := range x {
		s += (v - m) * (v - m)
	}
	return s / float64(len(x)-1)
}

// CV returns the coefficient of variation of the intervals: standard deviation (divisor n, as is
// usual for it) over mean; 1 for a Poisson process, 0 for a clock. NaN for fewer than two intervals.
func CV(times []float64) float64 {
	x := Intervals(times)
	if len(x) < 2 {
		return math.NaN()
	}
	n := float64(len(x))
	return math.Sqrt(Variance(x)*(n-1)/n) / Mean(x)
}

// Rate returns the rate in Hz as the inverse of the mean interval, 0 for fewer than two spikes: one
// spike is not yet firing.
func Rate(times []float64) float64 {
	if len(times) < 2 {
		return 0
	}
	return 1000 * float64(len(times)-1) / (times[len(times)-1] - times[0])
}

// After returns the part of the train at or after the time t, sharing its memory.
func After(times []float64, t float64) []float64 {
	for i, v := range times {
		if v >= t {
			return times[i:]
		}
	}
	return nil
}
