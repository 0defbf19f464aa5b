package derive

import (
	"math"
	"math/big"

	"coronium/grading/derive/precise"
)

// numeric is an arithmetic in which a tape runs. The second result of the
// partial operations says whether there is a value.
type numeric[F any] interface {
	rat(x *big.Rat) F
	constant(in *instr) F
	cost() int // of one operation, in operations of float64
	from(x float64) F
	pi() F
	imaginary() (F, bool)
	float(a F) float64
	size(a F) float64  // |a|
	noise(a F) float64 // bound of the rounding error carried by a, 0 if not tracked
	add(a, b F) F
	sub(a, b F) F
	mul(a, b F) F
	neg(a F) F
	quo(a, b F) (F, status)
	powInt(a F, n int) (F, status)
	powRat(a F, p *big.Rat) (F, status)
	pow(a, b F) (F, status)
	call(name string, a, b F) (F, status)
	finite(a F) bool
}

// status says why an operation has no value.
type status uint8

const (
	fine      status = iota
	undefined        // outside the domain: log(-1), 1/0, 0^0
	unsure           // overflow, or the error bound hides the answer
	spent            // the budget is exhausted
	diverges         // an integral or sum without a value
)

// realNumber runs tapes over double-double or big numbers.
type realNumber[F any] struct{ r precise.Reals[F] }

func (k realNumber[F]) rat(x *big.Rat) F { return k.r.Rat(x) }
func (k realNumber[F]) cost() int        { return 1 + k.r.Bits()/32 }
func (k realNumber[F]) constant(in *instr) F {
	if d, ok := any(in.dd).(F); ok {
		return d
	}
	return k.r.Rat(in.rat)
}
func (k realNumber[F]) from(x float64) F     { return k.r.FromFloat(x) }
func (k realNumber[F]) pi() F                { return k.r.Pi() }
func (k realNumber[F]) imaginary() (F, bool) { return k.r.Int(0), false }
func (k realNumber[F]) float(a F) float64    { return k.r.Float(a) }
func (k realNumber[F]) size(a F) float64     { return math.Abs(k.r.Float(a)) }
func (k realNumber[F]) noise(F) float64      { return 0 }
func (k realNumber[F]) add(a, b F) F         { return k.r.Add(a, b) }
func (k realNumber[F]) sub(a, b F) F         { return k.r.Sub(a, b) }
func (k realNumber[F]) mul(a, b F) F         { return k.r.Mul(a, b) }
func (k realNumber[F]) neg(a F) F            { return k.r.Neg(a) }
func (k realNumber[F]) finite(a F) bool      { return k.r.Finite(a) }

func (k realNumber[F]) quo(a, b F) (F, status) {
	if k.r.Sign(b) == 0 {
		return a, undefined
	}
	return k.r.Quo(a, b), fine
}

func (k realNumber[F]) powInt(a F, n int) (F, status) {
	if k.r.Sign(a) == 0 && n <= 0 {
		return a, undefined
	}
	return precise.PowInt(k.r, a, n), fine
}

func (k realNumber[F]) powRat(a F, p *big.Rat) (F, status) {
	switch s := k.r.Sign(a); {
	case s < 0:
		return a, undefined
	case s == 0:
		if p.Sign() <= 0 {
			return a, undefined
		}
		return a, fine
	}
	if p.Denom().IsInt64() && p.Denom().Int64() == 2 && p.Num().IsInt64() && p.Num().Int64() < 1000 && p.Num().Int64() > -1000 {
		return k.powInt(k.r.Sqrt(a), int(p.Num().Int64()))
	}
	v, ok := precise.Pow(k.r, a, k.r.Rat(p))
	return v, orUnsure(ok)
}

func orUnsure(ok bool) status {
	if ok {
		return fine
	}
	return unsure
}

func orUndefined(ok bool) status {
	if ok {
		return fine
	}
	return undefined
}

// pow is a^b; a negative base only with an exponent that is an integer.
func (k realNumber[F]) pow(a, b F) (F, status) {
	switch s := k.r.Sign(a); {
	case s == 0:
		if k.r.Sign(b) <= 0 {
			return a, undefined
		}
		return a, fine
	case s < 0:
		n := k.r.Round(b)
		if k.r.Cmp(n, b) != 0 || math.Abs(k.r.Float(n)) > 1e6 {
			return a, undefined
		}
		return k.powInt(a, int(k.r.Float(n)))
	}
	v, ok := precise.Pow(k.r, a, b)
	return v, orUnsure(ok)
}

func (k realNumber[F]) call(name string, a, b F) (F, status) {
	r := k.r
	switch name {
	case "exp":
		v, ok := precise.Exp(r, a)
		return v, orUnsure(ok)
	case "log":
		if r.Sign(a) <= 0 {
			return a, undefined
		}
		v, ok := precise.Log(r, a)
		return v, orUnsure(ok)
	case "sqrt":
		if r.Sign(a) < 0 {
			return a, undefined
		}
		return r.Sqrt(a), fine
	case "sin", "cos", "tan":
		return k.trigonometric(name, a)
	case "sinh", "cosh":
		s, c, ok := precise.SinhCosh(r, a)
		if name == "sinh" {
			return s, orUnsure(ok)
		}
		return c, orUnsure(ok)
	case "tanh":
		return precise.Tanh(r, a), fine
	case "abs":
		return precise.Abs(r, a), fine
	case "sign":
		return r.Int(int64(r.Sign(a))), fine
	case "H":
		if r.Sign(a) == 0 {
			return a, undefined
		}
		return r.Int(int64(r.Sign(a)+1) / 2), fine
	case "min", "max":
		if (r.Cmp(a, b) < 0) == (name == "min") {
			return a, fine
		}
		return b, fine
	case "re", "conj":
		return a, fine
	case "im":
		return r.Int(0), fine
	}
	return k.less(name, a)
}

func (k realNumber[F]) trigonometric(name string, a F) (F, status) {
	s, c, ok := precise.SinCos(k.r, a)
	if !ok {
		return a, unsure
	}
	switch name {
	case "sin":
		return s, fine
	case "cos":
		return c, fine
	}
	return k.quo(s, c)
}

// less are the functions that are called less often.
func (k realNumber[F]) less(name string, a F) (F, status) {
	r := k.r
	switch name {
	case "atan":
		return precise.Atan(r, a), fine
	case "asin":
		v, ok := precise.Asin(r, a)
		return v, orUndefined(ok)
	case "acos":
		v, ok := precise.Acos(r, a)
		return v, orUndefined(ok)
	case "asinh":
		v, ok := precise.Asinh(r, a)
		return v, orUnsure(ok)
	case "acosh":
		v, ok := precise.Acosh(r, a)
		return v, orUndefined(ok)
	case "atanh":
		v, ok := precise.Atanh(r, a)
		return v, orUndefined(ok)
	case "erf":
		return precise.Erf(r, a), fine
	case "erfc":
		return precise.Erfc(r, a), fine
	case "erfcx":
		v, ok := precise.Erfcx(r, a)
		return v, orUnsure(ok)
	case "gamma":
		if r.Sign(a) <= 0 && r.Cmp(r.Round(a), a) == 0 {
			return a, undefined
		}
		v, ok := precise.Gamma(r, a)
		return v, orUnsure(ok)
	case "psi":
		v, ok := precise.Psi(r, a)
		return v, orUnsure(ok)
	}
	return a, undefined
}
