package spike

import "math"

// Counts returns the number of spikes in [k w, (k+1) w) for the whole windows of w ms inside [0, T).
func Counts(times []float64, w, T float64) []float64 {
	n := int(math.Floor(T/w + 1e-9))
	c := make([]float64, max(0, n))
	for _, t := range times {
		if k := int(math.Floor(t / w)); t >= 0 && k < n {
			c[k]++
		}
	}
	return c
}

// Fano returns variance (divisor n-1) over mean of the counts, NaN for fewer than two windows or no spike.
func Fano(counts []float64) float64 {
	m := Mean(counts)
	if !(m > 0) {
		return math.NaN()
	}
	return Variance(counts) / m
}

// CV2 returns the mean of 2 |I' - I|/(I' + I) over neighbouring intervals (Holt et al. 1996): like the CV, 1 for a
// Poisson process, but blind to slow changes of rate. NaN for fewer than two intervals.
func CV2(times []float64) float64 {
	x := Intervals(times)
	if len(x) < 2 {
		return math.NaN()
	}
	s := 0.0
	for i := range x[1:] {
		s += 2 * math.Abs(x[i+1]-x[i]) / (x[i+1] + x[i])
	}
	return s / float64(len(x)-1)
}

// Lv returns the local variation (Shinomoto et al. 2003), the mean of 3 ((I - I')/(I + I'))^2; 1 for a Poisson process.
func Lv(times []float64) float64 {
	x := Intervals(times)
	if len(x) < 2 {
		return math.NaN()
	}
	s := 0.0
	for i := range x[1:] {
		q := (x[i] - x[i+1]) / (x[i] + x[i+1])
		s += 3 * q * q
	}
	return s / float64(len(x)-1)
}

// Correlogram returns how often train b has a spike at each lag after one of train a, in bins of width w (ms)
// centred on -most … most, as a rate in Hz per spike of a. With the same train twice the spikes' match with
// themselves (lag 0, same index) is left out: the autocorrelogram.
func Correlogram(a, b []float64, w, most float64, same bool) (lags, rate []float64) {
	half := int(math.Round(most / w))
	rate = make([]float64, 2*half+1)
	for k := -half; k <= half; k++ {
		lags = append(lags, float64(k)*w)
	}
	from := 0
	for i, t := range a {
		for from < len(b) && b[from] < t-most-w {
			from++
		}
		for j := from; j < len(b) && b[j] <= t+most+w; j++ {
			if same && i == j {
				continue
			}
			if k := int(math.Round((b[j]-t)/w)) + half; k >= 0 && k < len(rate) {
				rate[k]++
			}
		}
	}
	if len(a) > 0 {
		for k := range rate {
			rate[k] *= 1000 / (w * float64(len(a)))
		}
	}
	return lags, rate
}

// Spectrum returns the power spectral density (Hz: spikes^2/s) of the trains at the frequencies k/T, k = 1 … n, T in ms:
// the mean over trains of |sum exp(2 pi i f t)|^2/T. A Poisson train is flat at its rate.
func Spectrum(trains [][]float64, T float64, n int) (frequency, power []float64) {
	frequency, power = make([]float64, n), make([]float64, n)
	for k := range frequency {
		frequency[k] = 1000 * float64(k+1) / T
	}
	for _, train := range trains {
		for k := range power {
			var c, s float64
			for _, t := range train {
				sin, cos := math.Sincos(2 * math.Pi * float64(k+1) * t / T)
				c += cos
				s += sin
			}
			power[k] += (c*c + s*s) / (T / 1000) / float64(len(trains))
		}
	}
	return frequency, power
}

// VanRossum returns the distance of two trains (van Rossum 2001): each spike becomes a decaying exponential with tau
// (ms), and D^2 = (1/tau) int (f - g)^2 dt. One spike more costs D^2 = 1/2; two far from each other 1. Computed in
// closed form from pairs.
func VanRossum(a, b []float64, tau float64) float64 {
	pairs := func(x, y []float64) float64 {
		s := 0.0
		for _, u := range x {
			for _, v := range y {
				s += math.Exp(-math.Abs(u-v) / tau)
			}
		}
		return s / 2
	}
	return math.Sqrt(math.Max(0, pairs(a, a)+pairs(b, b)-2*pairs(a, b)))
}

// VictorPurpura returns the least cost of turning train a into b (Victor & Purpura 1996): 1 to insert or remove a spike,
// q per ms to move one. q = 0 compares counts only.
func VictorPurpura(a, b []float64, q float64) float64 {
	row := make([]float64, len(b)+1)
	for j := range row {
		row[j] = float64(j)
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = float64(i)
		for j := 1; j <= len(b); j++ {
			move := diagonal + q*math.Abs(a[i-1]-b[j-1])
			diagonal = row[j]
			row[j] = math.Min(move, math.Min(row[j], row[j-1])+1)
		}
	}
	return row[len(b)]
}
