package derive

import (
	"math"
	"math/big"

	"coronium/grading/derive/precise"
)

// ball is a float64 with a bound of its rounding error, carried through
// every operation to first order with a safety factor. A difference that
// exceeds its bound by far is a difference; that is all it is used for.
type ball struct{ v, e float64 }

const ulp = 1.2e-16

type ballNumber struct{}

func newBall(v, e float64) ball { return ball{v, e + math.Abs(v)*ulp} }

func (ballNumber) rat(x *big.Rat) ball {
	v, exact := x.Float64()
	if exact {
		return ball{v, 0}
	}
	return newBall(v, 0)
}
func (ballNumber) cost() int               { return 1 }
func (ballNumber) constant(in *instr) ball { return in.near }
func (ballNumber) from(x float64) ball     { return ball{x, 0} }
func (ballNumber) pi() ball                { return newBall(math.Pi, 0) }
func (ballNumber) imaginary() (ball, bool) { return ball{}, false }
func (ballNumber) float(a ball) float64    { return a.v }
func (ballNumber) size(a ball) float64     { return math.Abs(a.v) }
func (ballNumber) noise(a ball) float64    { return a.e }
func (k ballNumber) sub(a, b ball) ball    { return k.add(a, k.neg(b)) }
func (ballNumber) neg(a ball) ball         { return ball{-a.v, a.e} }
func (ballNumber) finite(a ball) bool {
	return !math.IsInf(a.v, 0) && !math.IsNaN(a.v) && !math.IsInf(a.e, 0) && !math.IsNaN(a.e)
}

// Sums, products and quotients of exact numbers that need no rounding stay exact: whether an exponent such as 2*n is whole hangs on it.
func (ballNumber) add(a, b ball) ball {
	v := a.v + b.v
	if a.e == 0 && b.e == 0 && v-a.v == b.v && v-b.v == a.v {
		return ball{v, 0}
	}
	return newBall(v, a.e+b.e)
}

func (ballNumber) mul(a, b ball) ball {
	if v := a.v * b.v; a.e == 0 && b.e == 0 && math.FMA(a.v, b.v, -v) == 0 {
		return ball{v, 0}
	}
	return newBall(a.v*b.v, math.Abs(a.v)*b.e+math.Abs(b.v)*a.e+a.e*b.e)
}

func (ballNumber) quo(a, b ball) (ball, status) {
	if b.v == 0 && b.e == 0 {
		return a, undefined
	}
	if math.Abs(b.v) <= b.e {
		return a, unsure
	}
	q := a.v / b.v
	if a.e == 0 && b.e == 0 && math.FMA(q, b.v, -a.v) == 0 {
		return ball{q, 0}, fine
	}
	return newBall(q, (a.e+math.Abs(q)*b.e)/(math.Abs(b.v)-b.e)), fine
}

func (k ballNumber) powInt(a ball, n int) (ball, status) {
	if n < 0 {
		p, _ := k.powInt(a, -n)
		return k.quo(ball{1, 0}, p)
	}
	if n == 0 {
		if a.v == 0 && a.e == 0 {
			return a, undefined
		}
		return ball{1, 0}, fine
	}
	result := ball{1, 0}
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			result = k.mul(result, a)
		}
		a = k.mul(a, a)
	}
	return result, fine
}

func (k ballNumber) powRat(a ball, p *big.Rat) (ball, status) {
	e, _ := p.Float64()
	switch {
	case a.v == 0 && a.e == 0:
		return a, orUndefined(e > 0)
	case a.v < 0 && -a.v > a.e:
		return a, undefined
	case a.v <= a.e:
		return a, unsure
	}
	v := math.Pow(a.v, e)
	return newBall(v, 2*math.Abs(e*v)*a.e/(a.v-a.e)+math.Abs(v)*4*ulp), fine
}

func (k ballNumber) pow(a, b ball) (ball, status) {
	switch {
	case a.v == 0 && a.e == 0:
		return a, orUndefined(b.v > 0)
	case a.v < 0 && -a.v > a.e:
		if b.e == 0 && b.v == math.Round(b.v) && math.Abs(b.v) < 1e6 {
			return k.powInt(a, int(b.v))
		}
		if math.Abs(b.v-math.Round(b.v)) <= b.e {
			return a, unsure // it may be an integer: other arithmetics will tell
		}
		return a, undefined
	case a.v <= a.e:
		return a, unsure
	}
	v := math.Pow(a.v, b.v)
	e := math.Abs(v) * (math.Abs(b.v)*a.e/(a.v-a.e) + math.Abs(math.Log(a.v))*b.e)
	return newBall(v, 2*e+math.Abs(v)*(4+math.Abs(b.v))*ulp), fine
}

// call gives f(a) with the error |f'(a)| e, doubled for the curvature.
func (k ballNumber) call(name string, a, b ball) (ball, status) {
	near := func(v, slope float64) (ball, status) {
		return newBall(v, 2*math.Abs(slope)*a.e+math.Abs(v)*4*ulp), orUnsure(a.e < 0.1 || a.e < 0.1*math.Abs(a.v))
	}
	x := a.v
	switch name {
	case "exp":
		if x > 700 {
			return a, unsure
		}
		v := math.Exp(x)
		if x+a.e < -745 {
			return ball{0, 5e-324}, fine
		}
		return newBall(v, v*(2*a.e+(2+math.Abs(x))*ulp)), orUnsure(a.e < 0.5)
	case "log":
		return k.ofPositive(a, math.Log(x), 1/x, false)
	case "sqrt":
		return k.ofPositive(a, math.Sqrt(x), 0.5/math.Sqrt(x), true)
	case "sin":
		v, st := near(math.Sin(x), math.Cos(x))
		return newBall(v.v, v.e+a.e*a.e), st
	case "cos":
		v, st := near(math.Cos(x), math.Sin(x))
		return newBall(v.v, v.e+a.e*a.e), st
	case "tan":
		s, st := k.call("sin", a, b)
		c, st2 := k.call("cos", a, b)
		if st != fine || st2 != fine {
			return a, unsure
		}
		return k.quo(s, c)
	case "sinh", "cosh":
		if math.Abs(x) > 700 {
			return a, unsure
		}
		if name == "sinh" {
			return near(math.Sinh(x), math.Cosh(x))
		}
		return near(math.Cosh(x), math.Cosh(x))
	case "tanh":
		return near(math.Tanh(x), 1)
	case "abs":
		return ball{math.Abs(x), a.e}, fine
	case "re", "conj":
		return a, fine
	case "im":
		return ball{}, fine
	case "sign", "H":
		return k.step(name, a)
	case "min", "max":
		if (a.v < b.v) == (name == "min") {
			return a, fine
		}
		return b, fine
	case "atan":
		return near(math.Atan(x), 1/(1+x*x))
	case "asinh":
		return near(math.Asinh(x), 1)
	}
	return k.special(name, a)
}

// ofPositive is f(a) for a function defined on a > 0 (or a >= 0).
func (ballNumber) ofPositive(a ball, v, slope float64, zero bool) (ball, status) {
	switch {
	case a.v == 0 && a.e == 0 && zero:
		return a, fine
	case a.v <= 0 && -a.v >= a.e:
		return a, undefined
	case a.v <= 2*a.e:
		return a, unsure
	}
	return newBall(v, 2*math.Abs(slope)*a.e+math.Abs(v)*2*ulp), fine
}

func (ballNumber) step(name string, a ball) (ball, status) {
	s := 0.0
	switch {
	case a.v > a.e:
		s = 1
	case a.v < -a.e:
		s = -1
	case a.v == 0 && a.e == 0:
		if name == "H" {
			return a, undefined
		}
	default:
		return a, unsure
	}
	if name == "H" {
		s = (s + 1) / 2
	}
	return ball{s, 0}, fine
}

func (k ballNumber) special(name string, a ball) (ball, status) {
	x := a.v
	out := func(v, slope float64) (ball, status) {
		return newBall(v, 2*math.Abs(slope)*a.e+math.Abs(v)*16*ulp), fine
	}
	switch name {
	case "asin", "acos", "atanh":
		d := 1 - x*x
		if d < 0 && math.Abs(x)-1 > a.e || name == "atanh" && d == 0 {
			return a, undefined
		}
		if d <= 4*a.e && a.e > 0 {
			return a, unsure
		}
		switch name {
		case "asin":
			return out(math.Asin(x), 1/math.Sqrt(d+1e-300))
		case "acos":
			return out(math.Acos(x), 1/math.Sqrt(d+1e-300))
		}
		return out(math.Atanh(x), 1/d)
	case "acosh":
		if x < 1-a.e {
			return a, undefined
		}
		if x-1 <= 2*a.e && a.e > 0 {
			return a, unsure
		}
		return out(math.Acosh(x), 1/math.Sqrt(x*x-1+1e-300))
	case "erf":
		return out(math.Erf(x), 1.2*math.Exp(-x*x))
	case "erfc":
		v := math.Erfc(x)
		return out(v, 1.2*math.Exp(-x*x)+2*math.Abs(x)*v)
	case "erfcx":
		if x > 5 {
			v, _ := precise.Erfcx[precise.DD](precise.DoubleDouble{}, precise.DD{Hi: x})
			return out(v.Hi, v.Hi)
		}
		if x < -26 {
			return a, unsure
		}
		v := math.Exp(x*x) * math.Erfc(x)
		return newBall(v, (2*math.Abs(x)*v+1.2)*a.e*2+v*(16+2*x*x)*ulp), fine
	case "gamma", "psi":
		if x <= 0 && x == math.Round(x) {
			return a, orUnsureIf(a.e > 0)
		}
		return k.gammas(name, a)
	}
	return a, undefined
}

func orUnsureIf(u bool) status {
	if u {
		return unsure
	}
	return undefined
}

// gammas are gamma and digamma. math.Gamma is right to about 1e-14 where it is
// used; close to a pole the relative error of the argument is what counts.
func (ballNumber) gammas(name string, a ball) (ball, status) {
	x := a.v
	if math.Abs(x) > 150 || x < 0.5 && math.Abs(x-math.Round(x)) < 1e-3+4*a.e {
		return precisely(name, a)
	}
	p := digamma(x)
	if name == "psi" {
		return newBall(p, 2*(p*p+2+1/(x*x))*a.e+(math.Abs(p)+2)*64*ulp), orUnsure(a.e < 0.01)
	}
	v := math.Gamma(x)
	return newBall(v, 2*math.Abs(v*p)*a.e+math.Abs(v)*(200+4*math.Abs(x))*ulp), orUnsure(a.e < 0.01)
}

// precisely takes gamma or digamma from double-double arithmetic.
func precisely(name string, a ball) (ball, status) {
	x := precise.DD{Hi: a.v}
	v, ok := precise.Gamma[precise.DD](precise.DoubleDouble{}, x)
	p, ok2 := precise.Psi[precise.DD](precise.DoubleDouble{}, x)
	if !ok || !ok2 {
		return a, unsure
	}
	slope := v.Hi * p.Hi
	if name == "psi" {
		v, slope = p, 2*p.Hi*p.Hi+2
	}
	return newBall(v.Hi, 2*math.Abs(slope)*a.e+math.Abs(v.Hi)*16*ulp), fine
}

// digamma in float64: recurrence to x > 10, then the asymptotic series
// (A&S 6.3.18), good to about 1e-14 away from its zeros and poles.
func digamma(x float64) float64 {
	if x < 0.5 {
		return digamma(1-x) - math.Pi/math.Tan(math.Pi*x)
	}
	shift := 0.0
	for ; x < 10; x++ {
		shift -= 1 / x
	}
	s := 1 / (x * x)
	return shift + math.Log(x) - 0.5/x - s*(1.0/12-s*(1.0/120-s*(1.0/252-s*(1.0/240-s/132))))
}
