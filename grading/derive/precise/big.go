package precise

import (
	"math"
	"math/big"
	"sync"
)

// Big is math/big.Float arithmetic at a fixed precision. Numbers are never
// changed in place. Its exponents reach far beyond float64; what leaves even
// them is infinite.
type Big struct {
	bits    uint
	pi, ln2 *big.Float
}

var (
	bigMu    sync.Mutex
	bigCache = map[uint]*Big{}
)

// NewBig gives the arithmetic with the given number of bits; constants are
// computed once per precision.
func NewBig(bits uint) *Big {
	bigMu.Lock()
	defer bigMu.Unlock()
	if b := bigCache[bits]; b != nil {
		return b
	}
	b := &Big{bits: bits}
	b.pi = machinPi(bits)
	b.ln2 = logTwo(bits)
	bigCache[bits] = b
	return b
}

func (r *Big) make() *big.Float { return new(big.Float).SetPrec(r.bits) }

func (r *Big) Int(n int64) *big.Float { return r.make().SetInt64(n) }
func (r *Big) FromFloat(x float64) *big.Float {
	if math.IsNaN(x) {
		return r.make().SetInf(false)
	}
	return r.make().SetFloat64(x)
}
func (r *Big) Rat(x *big.Rat) *big.Float { return r.make().SetRat(x) }

func (r *Big) Add(a, b *big.Float) *big.Float {
	if a.IsInf() || b.IsInf() {
		return r.make().SetInf(false)
	}
	if big, alone := r.dominant(a, b); alone {
		return big
	}
	return r.make().Add(a, b)
}

// dominant gives the operand beside which the other is lost to rounding;
// math/big would align their mantissas bit by bit, over millions of bits.
func (r *Big) dominant(a, b *big.Float) (*big.Float, bool) {
	if a.Sign() == 0 || b.Sign() == 0 {
		return nil, false
	}
	switch d := a.MantExp(nil) - b.MantExp(nil); {
	case d > int(r.bits)+64:
		return a, true
	case -d > int(r.bits)+64:
		return b, true
	}
	return nil, false
}

func (r *Big) Sub(a, b *big.Float) *big.Float {
	if a.IsInf() || b.IsInf() {
		return r.make().SetInf(false)
	}
	if big, alone := r.dominant(a, b); alone {
		if big == b {
			return r.Neg(b)
		}
		return big
	}
	return r.make().Sub(a, b)
}

func (r *Big) Mul(a, b *big.Float) *big.Float {
	if a.IsInf() || b.IsInf() {
		return r.make().SetInf(false)
	}
	return r.make().Mul(a, b)
}

func (r *Big) Quo(a, b *big.Float) *big.Float {
	if a.IsInf() || b.IsInf() || b.Sign() == 0 {
		return r.make().SetInf(false)
	}
	return r.make().Quo(a, b)
}

func (r *Big) Neg(a *big.Float) *big.Float { return r.make().Neg(a) }

func (r *Big) Sqrt(a *big.Float) *big.Float {
	if a.Sign() <= 0 {
		return r.make()
	}
	return r.make().Sqrt(a)
}

func (r *Big) Scale(a *big.Float, k int) *big.Float {
	if a.Sign() == 0 || a.IsInf() {
		return a
	}
	return r.make().SetMantExp(a, k)
}

func (r *Big) Cmp(a, b *big.Float) int { return a.Cmp(b) }
func (r *Big) Sign(a *big.Float) int   { return a.Sign() }

func (r *Big) Float(a *big.Float) float64 {
	x, _ := a.Float64()
	return x
}

func (r *Big) Round(a *big.Float) *big.Float {
	if a.IsInf() || a.MantExp(nil) > int(r.bits) {
		return a
	}
	half := r.make().SetFloat64(0.5)
	if a.Sign() < 0 {
		half.Neg(half)
	}
	n, _ := r.make().Add(a, half).Int(nil)
	return r.make().SetInt(n)
}

func (r *Big) Finite(a *big.Float) bool { return !a.IsInf() }

func (r *Big) Exponent(a *big.Float) int {
	if a.Sign() == 0 {
		return math.MinInt32
	}
	return a.MantExp(nil)
}

func (r *Big) Bits() int       { return int(r.bits) }
func (r *Big) Pi() *big.Float  { return r.pi }
func (r *Big) Ln2() *big.Float { return r.ln2 }

// machinPi is 16 atan(1/5) - 4 atan(1/239) (Machin 1706).
func machinPi(bits uint) *big.Float {
	p := bits + 32
	a := arctanInverse(5, p)
	b := arctanInverse(239, p)
	a.Mul(a, new(big.Float).SetPrec(p).SetInt64(16))
	b.Mul(b, new(big.Float).SetPrec(p).SetInt64(4))
	return new(big.Float).SetPrec(bits).Sub(a, b)
}

// arctanInverse is atan(1/n) by its Taylor series.
func arctanInverse(n int64, bits uint) *big.Float {
	x := new(big.Float).SetPrec(bits).Quo(big.NewFloat(1), new(big.Float).SetInt64(n))
	square := new(big.Float).SetPrec(bits).SetInt64(n * n)
	sum := new(big.Float).SetPrec(bits).Set(x)
	for k := int64(1); x.MantExp(nil) > -int(bits)-2; k++ {
		x.Quo(x, square)
		term := new(big.Float).SetPrec(bits).Quo(x, new(big.Float).SetInt64(2*k+1))
		if k%2 == 1 {
			sum.Sub(sum, term)
		} else {
			sum.Add(sum, term)
		}
	}
	return sum
}

// logTwo is 2 artanh(1/3) = log 2.
func logTwo(bits uint) *big.Float {
	p := bits + 32
	x := new(big.Float).SetPrec(p).Quo(new(big.Float).SetInt64(2), new(big.Float).SetPrec(p).SetInt64(3))
	nine := new(big.Float).SetPrec(p).SetInt64(9)
	sum := new(big.Float).SetPrec(p).Set(x)
	for k := int64(1); x.MantExp(nil) > -int(p)-2; k++ {
		x.Quo(x, nine)
		sum.Add(sum, new(big.Float).SetPrec(p).Quo(x, new(big.Float).SetInt64(2*k+1)))
	}
	return new(big.Float).SetPrec(bits).Set(sum)
}
