package theory

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/integrate/quad"
)

// panel is the Gauss-Legendre rule that all quadratures here are composed of: 32 nodes on [-1, 1], exact
// for polynomials of degree 63.
var panel = sync.OnceValues(func() (x, w []float64) {
	x, w = make([]float64, 32), make([]float64, 32)
	quad.Legendre{}.FixedLocations(x, w, -1, 1)
	return x, w
})

// integral is the integral of f over [a, b] by n panels of 32 nodes.
func integral(f func(float64) float64, a, b float64, n int) float64 {
	x, w := panel()
	h := (b - a) / float64(n)
	sum := 0.0
	for p := 0; p < n; p++ {
		mid := a + (float64(p)+0.5)*h
		for i := range x {
			sum += w[i] * f(mid+h/2*x[i])
		}
	}
	return sum * h / 2
}

// Erfcx is exp(x^2) erfc(x) without overflow or cancellation: directly below 5, by the continued
// fraction of Abramowitz & Stegun 7.1.14 above. For x < -26 it overflows to +Inf, as it must.
func Erfcx(x float64) float64 {
	if x < 5 {
		return math.Exp(x*x) * math.Erfc(x)
	}
	// x + 1/2/(x + 1/(x + 3/2/(x + …))), evaluated from the tail; n terms leave exp(-2 x sqrt(2n)), 1e-24 for 16 at x = 5.
	tail := x
	for k := 16; k >= 1; k-- {
		tail = x + float64(k)/2/tail
	}
	return 1 / (math.Sqrt(math.Pi) * tail)
}

// logErfc is log erfc(x), finite for all x.
func logErfc(x float64) float64 {
	if x < 5 {
		return math.Log(math.Erfc(x))
	}
	return math.Log(Erfcx(x)) - x*x
}

// NormalCDF is the cumulative standard normal distribution.
func NormalCDF(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }
