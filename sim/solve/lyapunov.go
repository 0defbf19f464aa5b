package solve

import "math"

// Lyapunov returns the largest Lyapunov exponent (1/time unit) of the map step, which advances a
// state in place by dt: the mean logarithmic growth of a small separation, renormalised every
// renew steps (Benettin et al. 1980). burn steps are dropped first; x is used up.
func Lyapunov(step func(x []float64), x []float64, dt float64, burn, steps, renew int) float64 {
	const small = 1e-7
	for range burn {
		step(x)
	}
	y := append([]float64(nil), x...)
	d := small / math.Sqrt(float64(len(x)))
	for i := range y {
		y[i] += d
	}
	sum, n := 0.0, 0
	for k := 1; k <= steps; k++ {
		step(x)
		step(y)
		if k%renew != 0 {
			continue
		}
		s := 0.0
		for i := range x {
			s += (y[i] - x[i]) * (y[i] - x[i])
		}
		s = math.Sqrt(s)
		if s == 0 {
			return math.Inf(-1) // the two have merged: contraction below rounding
		}
		sum += math.Log(s / small)
		n += renew
		for i := range x {
			y[i] = x[i] + (y[i]-x[i])*small/s
		}
	}
	return sum / (float64(n) * dt)
}
