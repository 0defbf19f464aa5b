package derive

import (
	"fmt"
	"math/big"
)

// ratio is a small exact fraction in lowest terms with a positive
// denominator, used for the exponents of units. The zero value is invalid;
// use whole(0).
type ratio struct{ n, d int64 }

func whole(n int64) ratio { return ratio{n, 1} }

func newRatio(n, d int64) ratio {
	if d < 0 {
		n, d = -n, -d
	}
	a, b := n, d
	if a < 0 {
		a = -a
	}
	for b != 0 {
		a, b = b, a%b
	}
	if a == 0 {
		return ratio{0, 1}
	}
	return ratio{n / a, d / a}
}

func (r ratio) add(s ratio) ratio { return newRatio(r.n*s.d+s.n*r.d, r.d*s.d) }
func (r ratio) mul(s ratio) ratio { return newRatio(r.n*s.n, r.d*s.d) }
func (r ratio) zero() bool        { return r.n == 0 }

func (r ratio) String() string {
	if r.d == 1 {
		return fmt.Sprint(r.n)
	}
	return fmt.Sprintf("%d/%d", r.n, r.d)
}

// ratioOf converts an exponent; fractions too large for a unit are refused.
func ratioOf(x *big.Rat) (ratio, bool) {
	if !x.Num().IsInt64() || !x.Denom().IsInt64() {
		return ratio{}, false
	}
	n, d := x.Num().Int64(), x.Denom().Int64()
	if n > 1000 || n < -1000 || d > 1000 {
		return ratio{}, false
	}
	return newRatio(n, d), true
}
