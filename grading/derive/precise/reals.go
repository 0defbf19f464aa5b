// Package precise computes with real numbers of more than float64 precision:
// double-double (106 bits, fast) and math/big (any number of bits), with the
// elementary functions, erf, erfc, gamma and digamma on top of either. The
// four basic functions are written for each arithmetic by a different method, and
// all others once, over the operations of Reals, so that the two arithmetics check
// each other: where they agree to 1e-29 neither is at fault. Accuracy is relative and close to the
// working precision for arguments of moderate size (|x| below 1e6 for sin, cos);
// results that leave the range of the number type are not finite, which callers
// must test with Finite. Nothing here allocates beyond the numbers themselves,
// and every series has a bound on its number of terms.
package precise

import "math/big"

// Reals are the operations that a number type F offers.
type Reals[F any] interface {
	Int(n int64) F
	Rat(x *big.Rat) F
	FromFloat(x float64) F
	Add(a, b F) F
	Sub(a, b F) F
	Mul(a, b F) F
	Quo(a, b F) F // b must not be zero
	Neg(a F) F
	Sqrt(a F) F         // a >= 0
	Scale(a F, k int) F // a * 2^k
	Cmp(a, b F) int     // -1, 0, 1
	Sign(a F) int       // -1, 0, 1
	Float(a F) float64  // nearest float64
	Round(a F) F        // nearest integer
	Finite(a F) bool    // neither infinite nor NaN
	Exponent(a F) int   // k with 2^(k-1) <= |a| < 2^k; very negative for 0
	Bits() int          // working precision
	Pi() F
	Ln2() F
	Exp(a F) (F, bool)                // ok is false when it leaves the range
	Log(a F) (F, bool)                // a > 0
	SinCos(a F) (sin, cos F, ok bool) // ok is false for huge arguments
	Atan(a F) F
}

// Abs is |a|.
func Abs[F any](r Reals[F], a F) F {
	if r.Sign(a) < 0 {
		return r.Neg(a)
	}
	return a
}

// PowInt is a^n by repeated squaring; n may be negative if a is not zero.
func PowInt[F any](r Reals[F], a F, n int) F {
	if n < 0 {
		return r.Quo(r.Int(1), PowInt(r, a, -n))
	}
	result := r.Int(1)
	for n > 0 {
		if n&1 == 1 {
			result = r.Mul(result, a)
		}
		a = r.Mul(a, a)
		n >>= 1
	}
	return result
}

// negligible reports whether term no longer changes sum at the working
// precision.
func negligible[F any](r Reals[F], term, sum F) bool {
	return r.Sign(term) == 0 || r.Exponent(term) < r.Exponent(sum)-r.Bits()-4
}
