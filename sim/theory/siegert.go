package theory

import (
	"context"
	"math"

	"coronium/sim"
)

// NoisyLIF is the integrate-and-fire neuron driven by white noise,
//
//	tau dV = (mu - V) dt + sigma sqrt(tau) dW,    Var V = sigma^2/2 for the free membrane,
//
// with threshold Vth, reset Vr (mV) and refractory time Tref (ms).
type NoisyLIF struct {
	Tau, Tref, Vth, Vr float64
}

// Rate returns the stationary rate in Hz (Siegert 1951; Brunel & Hakim 1999),
//
//	1/nu = tref + sqrt(pi) tau int_a^b exp(x^2) (1 + erf x) dx,   a = (Vr - mu)/sigma, b = (Vth - mu)/sigma.
//
// Written so, the integrand overflows for b > 26 and loses all digits for x < -5. Here the part below 0
// uses exp(x^2)(1 + erf x) = erfcx(-x) on a hyperbolic grid, and the part above 0 uses
// 2 exp(x^2) - erfcx(x) with the factor exp(b^2) taken out: about 1e-13 relative wherever nu is not
// below the smallest float (then 0).
func (n NoisyLIF) Rate(mu, sigma float64) float64 {
	below, above, logScale := n.passage(mu, sigma, 1)
	return n.rateFrom(below, above, logScale)
}

// rateFrom puts 1/nu = tref + sqrt(pi) tau (below + above e^logScale) together.
func (n NoisyLIF) rateFrom(below, above, logScale float64) float64 {
	e := math.Exp(-logScale)
	return 1000 * e / (n.Tref*e + math.Sqrt(math.Pi)*n.Tau*(below*e+above))
}

// passage splits the integral into the part below 0 and, with exp(logScale) taken out, the part above.
// density multiplies the number of panels.
func (n NoisyLIF) passage(mu, sigma float64, density int) (below, above, logScale float64) {
	a, b := (n.Vr-mu)/sigma, (n.Vth-mu)/sigma
	if a < 0 {
		// x = -sinh(s) covers decades of |x| evenly.
		s0, s1 := math.Asinh(-math.Min(b, 0)), math.Asinh(-a)
		below = integral(func(s float64) float64 { return Erfcx(math.Sinh(s)) * math.Cosh(s) }, s0, s1, 4*density)
	}
	if b <= 0 {
		return below, 0, 0
	}
	lo := math.Max(a, 0)
	logScale = b * b
	// exp(x^2 - b^2) falls below e^-80 a distance of about 40/b under b: nothing is lost below that.
	from := lo
	if cut := b*b - 80; cut > 0 {
		from = math.Max(lo, math.Sqrt(cut))
	}
	above = integral(func(x float64) float64 { return 2 * math.Exp(x*x-b*b) }, from, b, 6*density)
	above -= math.Exp(-b*b) * integral(Erfcx, lo, b, 4*density)
	return below, above, logScale
}

// RateError returns an estimate of the relative error of Rate: its change with twice the panels.
func (n NoisyLIF) RateError(mu, sigma float64) float64 {
	fine := n.rateFrom(n.passage(mu, sigma, 2))
	if fine == 0 {
		return 0
	}
	return math.Abs(n.Rate(mu, sigma)-fine)/fine + 1e-15
}

// CV returns the coefficient of variation of the intervals (Brunel 2000, appendix),
//
//	CV^2 = 2 pi (nu tau)^2 int_a^b exp(x^2) dx int_-inf^x exp(y^2) (1 + erf y)^2 dy,
//
// with all exponents collected before they are taken. 0 < CV; it tends to 1 far below threshold.
func (n NoisyLIF) CV(mu, sigma float64) float64 {
	a, b := (n.Vr-mu)/sigma, (n.Vth-mu)/sigma
	scale := math.Max(b, 0) * math.Max(b, 0)
	inner := func(x float64) float64 {
		// u = x - y. For x < 0 the weight falls as exp(-(2|x| u + u^2)); for x > 0 it is concentrated within
		// 1/x of x, with a foot that ends near y = -6.4.
		reach := x + 6.4
		if x < 0 {
			reach = 40 / (-x + math.Sqrt(x*x+40))
		}
		f := func(u float64) float64 {
			y := x - u
			return math.Exp(x*x + y*y + 2*logErfc(-y) - 2*scale)
		}
		sum, lo := 0.0, 0.0
		for _, hi := range []float64{1.0 / 256, 1.0 / 64, 1.0 / 16, 1.0 / 4, 1} {
			sum += integral(f, lo*reach, hi*reach, 1)
			lo = hi
		}
		return sum
	}
	outer := 0.0
	if a < 0 {
		s0, s1 := math.Asinh(-math.Min(b, 0)), math.Asinh(-a)
		outer += integral(func(s float64) float64 { return inner(-math.Sinh(s)) * math.Cosh(s) }, s0, s1, 4)
	}
	if b > 0 {
		from := math.Max(a, 0)
		if cut := b*b - 80; cut > 0 {
			from = math.Max(from, math.Sqrt(cut))
		}
		outer += integral(inner, from, b, 4)
	}
	below, above, logScale := n.passage(mu, sigma, 1)
	e := math.Exp(-logScale)
	// nu tau with exp(scale) taken out; scale and logScale are the same number.
	rate := 1 / (n.Tref/n.Tau*e + math.Sqrt(math.Pi)*(below*e+above))
	return math.Sqrt(2*math.Pi*outer) * rate
}

var siegertVariants = []sim.Variant{
	{Name: "sigma-is-sd", Says: "sigma is taken as the standard deviation of the free membrane."},
	{Name: "sigma-squared", Says: "The limits are divided by sigma^2."},
	{Name: "no-sqrt-pi", Says: "The factor sqrt(pi) is missing."},
	{Name: "erfc-for-1+erf", Says: "erfc(x) stands for 1 + erf(x)."},
	{Name: "erf-alone", Says: "erf(x) stands for 1 + erf(x)."},
	{Name: "exp-minus", Says: "The exponent has the wrong sign."},
	{Name: "reset-at-rest", Says: "The lower limit has reset at rest (0 mV)."},
	{Name: "no-tref", Says: "The refractory time is left out."},
}

// wrongRate computes a variant of Rate in Hz; ok is false where it has no finite value.
func (n NoisyLIF) wrongRate(mu, sigma float64, variant string) (rate float64, ok bool) {
	a, b, factor, tref := (n.Vr-mu)/sigma, (n.Vth-mu)/sigma, math.Sqrt(math.Pi), n.Tref
	f := func(x float64) float64 { return Erfcx(-x) }
	switch variant {
	case "sigma-is-sd":
		return n.Rate(mu, sigma*math.Sqrt2), true
	case "sigma-squared":
		return n.Rate(mu, sigma*sigma), true
	case "reset-at-rest":
		n.Vr = 0
		return n.Rate(mu, sigma), n.Vth > 0
	case "no-tref":
		n.Tref = 0
		return n.Rate(mu, sigma), true
	case "no-sqrt-pi":
		factor = 1
	case "erfc-for-1+erf":
		f = Erfcx
	case "erf-alone":
		f = func(x float64) float64 { return math.Exp(x*x) * math.Erf(x) }
	case "exp-minus":
		f = func(x float64) float64 { return math.Exp(-x*x) * (1 + math.Erf(x)) }
	}
	rate = 1000 / (tref + factor*n.Tau*integral(f, a, b, 64))
	return rate, !math.IsNaN(rate) && !math.IsInf(rate, 0)
}

func siegertModel() sim.Model {
	return sim.Model{
		Name: "siegert", Title: "Rate of the integrate-and-fire neuron with white noise (Siegert)", Kind: sim.KindTheory,
		Doc: `1/nu = tref + sqrt(pi) tau int exp(x^2)(1 + erf x) dx from (Vr - mu)/sigma to (Vth - mu)/sigma; Var V = sigma^2/2 for the free membrane. ` +
			`Stable for any mu and sigma: erfcx below 0, the largest exponential taken out above; nu_error is the estimated relative error. CV by Brunel's double integral. NEST's siegert_neuron evaluates the same integral; where a text writes sigma for the standard deviation of V, its sigma is smaller by sqrt 2.`,
		Source: "Siegert 1951, Phys. Rev. 81:617; Brunel & Hakim 1999, Neural Comput. 11:1621; Brunel 2000, J. Comput. Neurosci. 8:183, appendix (CV)",
		Parameters: []sim.Parameter{
			sim.Par("mu", "mV", "mean of the free membrane", 15, -1000, 1000),
			sim.Par("sigma", "mV", "noise strength; Var V = sigma^2/2", 5, 0.01, 200),
			sim.Par("tau", "ms", "membrane time constant", 20, 0.1, 1000),
			sim.Par("tref", "ms", "refractory time", 2, 0, 100),
			sim.Par("Vth", "mV", "threshold", 20, -200, 200),
			sim.Par("Vr", "mV", "reset", 10, -200, 200),
		},
		Outputs: []sim.Output{
			sim.Scalar("nu", "Hz", "firing rate"), sim.Scalar("nu_error", "1", "estimated relative error of nu"),
			sim.Scalar("cv", "1", "coefficient of variation of the intervals; absent when nu is 0"),
			sim.Scalar("nu_noiseless", "Hz", "rate of the same neuron without noise"),
		},
		Variants: siegertVariants,
		Run: func(_ context.Context, s sim.Settings) (sim.Result, error) {
			p := s.Values
			n := NoisyLIF{p["tau"], p["tref"], p["Vth"], p["Vr"]}
			if !(n.Vr < n.Vth) {
				return sim.Result{}, &sim.ParameterError{Model: "siegert", Parameter: "Vr", Value: n.Vr, Range: "below Vth = " + sim.Format(n.Vth) + " mV"}
			}
			out := map[string]float64{"nu_noiseless": LIF{Tau: n.Tau, R: 1, Vth: n.Vth, Vr: n.Vr, Tref: n.Tref}.Rate(p["mu"])}
			if s.Variant != "" {
				nu, ok := n.wrongRate(p["mu"], p["sigma"], s.Variant)
				if !ok {
					return sim.Result{}, &sim.DivergedError{Model: "siegert", Quantity: "the wrong formula", Mend: "move mu towards Vth or raise sigma"}
				}
				out["nu"] = nu
				return sim.Result{Scalars: out}, nil
			}
			out["nu"], out["nu_error"] = n.Rate(p["mu"], p["sigma"]), n.RateError(p["mu"], p["sigma"])
			if cv := n.CV(p["mu"], p["sigma"]); out["nu"] > 0 && !math.IsNaN(cv) {
				out["cv"] = cv
			}
			return sim.Result{Scalars: out}, nil
		},
	}
}
