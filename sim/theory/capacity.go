package theory

import (
	"math"
	"sync"

	"coronium/sim/solve"
	"gonum.org/v1/gonum/integrate/quad"
)

// HopfieldLoad returns the load alpha = P/N of a Hopfield network at which the retrieval state has m = erf(x), after Amit,
// Gutfreund & Sompolinsky 1985: m = erf(x), x = m/sqrt(2 alpha r), r = 1/(1 - C)^2, C = 2 x exp(-x^2)/(sqrt(pi) m), solved for alpha:
//
//	sqrt(alpha) = (erf(x) - 2 x exp(-x^2)/sqrt(pi))/(sqrt(2) x).
func HopfieldLoad(x float64) float64 {
	s := (math.Erf(x) - 2*x*math.Exp(-x*x)/math.Sqrt(math.Pi)) / (math.Sqrt2 * x)
	return s * s
}

// HopfieldCapacity returns the largest load with retrieval, alpha_c = .13790557, and the overlap there, .96741712.
func HopfieldCapacity() (alpha, m float64) {
	h := 1e-5
	slope := func(x float64) float64 { return HopfieldLoad(x+h) - HopfieldLoad(x-h) }
	x, _ := solve.Root(slope, 1, 3)
	return HopfieldLoad(x), math.Erf(x)
}

// HopfieldOverlap returns the overlap m of the retrieval state at a load, 0 above capacity.
func HopfieldOverlap(alpha float64) float64 {
	if alpha <= 0 {
		return 1
	}
	top, _ := solve.Root(func(x float64) float64 { return HopfieldLoad(x+1e-5) - HopfieldLoad(x-1e-5) }, 1, 3)
	if alpha > HopfieldLoad(top) {
		return 0
	}
	x, ok := solve.Root(func(x float64) float64 { return HopfieldLoad(x) - alpha }, top, 1e4)
	if !ok {
		return 1
	}
	return math.Erf(x)
}

// HopfieldUnstable returns the share of bits of a stored pattern that are unstable in one step, (1 - erf(1/sqrt(2 alpha)))/2.
func HopfieldUnstable(alpha float64) float64 { return math.Erfc(1/math.Sqrt(2*alpha)) / 2 }

// hermite holds nodes and weights of a standard normal average: 100 points, exact for polynomials of degree 199.
var hermite = sync.OnceValues(func() (x, w []float64) {
	x, w = make([]float64, 100), make([]float64, 100)
	quad.Hermite{}.FixedLocations(x, w, math.Inf(-1), math.Inf(1))
	for i := range x {
		x[i] *= math.Sqrt2
		w[i] /= math.Sqrt(math.Pi)
	}
	return x, w
})

// Normal returns the mean of f over a standard normal variable.
func Normal(f func(z float64) float64) float64 {
	x, w := hermite()
	s := 0.0
	for i := range x {
		s += w[i] * f(x[i])
	}
	return s
}

// logCosh is log cosh x without overflow.
func logCosh(x float64) float64 {
	x = math.Abs(x)
	return x + math.Log1p(math.Exp(-2*x)) - math.Ln2
}

// RandomRateVariance returns the stationary variance D0 of the currents of a large random network x' = -x + J tanh(x), J_ij of variance
// g^2/N, by dynamic mean field (Sompolinsky, Crisanti & Sommers 1988): D0^2/2 = g^2 (<L^2> - <L>^2), L = log cosh(sqrt(D0) z); 0 for
// g <= 1. About 1e-6 for g up to 3.
func RandomRateVariance(g float64) float64 {
	if g <= 1 {
		return 0
	}
	f := func(D float64) float64 {
		s := math.Sqrt(D)
		m := Normal(func(z float64) float64 { return logCosh(s * z) })
		q := Normal(func(z float64) float64 { l := logCosh(s * z); return l * l })
		return 0.5 - g*g*(q-m*m)/(D*D)
	}
	D, ok := solve.Root(f, 1e-3*(g-1), 4*g*g)
	if !ok {
		return 0
	}
	return D
}

// Bump is the stationary state h = A (cos x - cos q) of a ring of threshold-linear cells with kernel J0 + J1 cos(x - y), averaged over y
// in (-pi, pi], under a uniform input I0: 1 = J1 (q - sin q cos q)/(2 pi) and A = I0/(-cos q - J0 (sin q - q cos q)/pi). ok is false for
// J1 <= 2 (the uniform state) and where the height runs away.
//
// Ben-Yishai, Bar-Or & Sompolinsky 1995 have orientations with period pi and J2 cos 2(x - y): the same formula with half the widths.
func Bump(J0, J1, I0 float64) (q, A float64, ok bool) {
	if J1 <= 2 {
		return 0, 0, false
	}
	q, ok = solve.Root(func(q float64) float64 { return J1*(q-math.Sin(q)*math.Cos(q))/(2*math.Pi) - 1 }, 1e-6, math.Pi)
	if !ok {
		return 0, 0, false
	}
	d := -math.Cos(q) - J0*(math.Sin(q)-q*math.Cos(q))/math.Pi
	if d <= 0 {
		return q, 0, false
	}
	return q, I0 / d, true
}

// BumpDiffusion returns the rate at which the variance of the bump's direction grows, sigma^2 J1/(N tau A^2) rad^2/ms.
func BumpDiffusion(J1, A, sigma, tau, N float64) float64 {
	return sigma * sigma * J1 / (N * tau * A * A)
}

// LowRank returns the stable latent state of a rank-one network with phi(x) = erf(sqrt(pi) x/2): sqrt(2 (smn^2 - 1)/(pi sm^2)), 0 for smn <= 1.
func LowRank(smn, sm float64) float64 {
	if smn <= 1 {
		return 0
	}
	return math.Sqrt(2 * (smn*smn - 1) / (math.Pi * sm * sm))
}
