package precise

import (
	"math"
	"math/big"
)

// The elementary functions of Big work in fixed point: integers scaled by
// 2^w with w a few words above the precision. Additions are then additions of
// integers, and a division by a small number is one pass over the words.

// fixed converts to fixed point at scale 2^w, rounding towards zero.
func fixed(x *big.Float, w uint) *big.Int {
	n, _ := new(big.Float).SetPrec(x.Prec()).SetMantExp(x, int(w)).Int(nil)
	return n
}

func (r *Big) fromFixed(n *big.Int, w uint) *big.Float {
	f := r.make().SetInt(n)
	return f.SetMantExp(f, -int(w))
}

// Exp reduces to |y| <= log(2)/2^9 and squares eight times.
func (r *Big) Exp(x *big.Float) (*big.Float, bool) {
	if x.IsInf() {
		return x, false
	}
	f, _ := x.Float64()
	if math.Abs(f) > 1e9 {
		return r.make(), f < 0
	}
	if x.Sign() == 0 || x.MantExp(nil) < -int(r.bits) {
		return r.Add(r.Int(1), x), true
	}
	const halvings = 8
	k := int(math.Round(f / math.Ln2))
	w := r.bits + 40
	wide := NewBig(w + 32)
	y := wide.Sub(x, wide.Mul(wide.Int(int64(k)), wide.ln2))
	u := fixed(y, w-halvings)
	one := new(big.Int).Lsh(big.NewInt(1), w)
	sum := new(big.Int).Set(u)
	term := new(big.Int).Set(u)
	var small big.Int
	for n := int64(2); n < 200 && term.Sign() != 0; n++ {
		term.Mul(term, u)
		term.Rsh(term, w)
		term.Quo(term, small.SetInt64(n))
		sum.Add(sum, term)
	}
	t := new(big.Int)
	for range halvings { // exp(2y)-1 = 2(exp(y)-1) + (exp(y)-1)^2
		t.Mul(sum, sum)
		t.Rsh(t, w)
		sum.Lsh(sum, 1)
		sum.Add(sum, t)
	}
	result := r.fromFixed(sum.Add(sum, one), w)
	result.SetMantExp(result, k)
	return result, !result.IsInf()
}

// Log: one Halley step on exp triples the 104 bits of double-double; more
// steps where more are wanted.
func (r *Big) Log(x *big.Float) (*big.Float, bool) {
	if x.Sign() <= 0 || x.IsInf() {
		return x, false
	}
	m := r.make()
	k := x.MantExp(m)
	if k > -2 && k < 3 {
		k = 0
		m = x
	}
	hi, _ := m.Float64()
	rest, _ := new(big.Float).SetPrec(r.bits).Sub(m, big.NewFloat(hi)).Float64()
	start, ok := DoubleDouble{}.Log(DD{hi, rest})
	if !ok {
		return x, false
	}
	y := r.Add(r.FromFloat(start.Hi), r.FromFloat(start.Lo))
	for bits := uint(98); bits < r.bits+8; bits *= 3 {
		e, ok := r.Exp(y)
		if !ok {
			return x, false
		}
		y = r.Add(y, r.Scale(r.Quo(r.Sub(m, e), r.Add(m, e)), 1))
	}
	if k != 0 {
		y = r.Add(y, r.Mul(r.Int(int64(k)), r.ln2))
	}
	return y, true
}

// SinCos reduces to |y| <= pi/4, takes 1-cos of y/64 by its series, and doubles
// the angle six times: 1-cos 2a = 2 (1-cos a)(1+cos a).
func (r *Big) SinCos(x *big.Float) (sin, cos *big.Float, ok bool) {
	f, _ := x.Float64()
	if x.IsInf() || math.Abs(f) > 1e12 {
		return x, x, false
	}
	w := r.bits + 64
	wide := NewBig(w + 64)
	half := wide.Scale(wide.pi, -1)
	n := math.Round(f / (math.Pi / 2))
	y := wide.Sub(x, wide.Mul(wide.FromFloat(n), half))
	if y.Sign() == 0 || y.MantExp(nil) < -40 {
		small := r.make().Set(y)
		sin, cos = sinTaylor(Reals[*big.Float](r), small), cosTaylor(Reals[*big.Float](r), small)
	} else {
		sin, cos = r.byDoubling(y, w)
	}
	switch int64(n) & 3 {
	case 1:
		sin, cos = cos, r.Neg(sin)
	case 2:
		sin, cos = r.Neg(sin), r.Neg(cos)
	case 3:
		sin, cos = r.Neg(cos), sin
	}
	return sin, cos, true
}

func (r *Big) byDoubling(y *big.Float, w uint) (sin, cos *big.Float) {
	const doublings = 6
	a := fixed(y, w-doublings)
	square := new(big.Int).Mul(a, a)
	square.Rsh(square, w)
	term := new(big.Int).Rsh(square, 1)
	u := new(big.Int).Set(term) // 1 - cos
	var small big.Int
	for n := int64(3); n < 200 && term.Sign() != 0; n += 2 {
		term.Mul(term, square)
		term.Rsh(term, w)
		term.Quo(term, small.SetInt64(n*(n+1)))
		term.Neg(term)
		u.Add(u, term)
	}
	two := new(big.Int).Lsh(big.NewInt(1), w+1)
	t := new(big.Int)
	for range doublings {
		t.Sub(two, u)
		u.Mul(u, t)
		u.Rsh(u, w-1)
	}
	one := new(big.Int).Lsh(big.NewInt(1), w)
	cos = r.fromFixed(new(big.Int).Sub(one, u), w)
	t.Sub(two, u)
	t.Mul(t, u)
	sin = r.fromFixed(t.Sqrt(t), w)
	if y.Sign() < 0 {
		sin.Neg(sin)
	}
	return sin, cos
}

// Atan: as for double-double, with as many terms of the last arc tangent as
// the precision needs.
func (r *Big) Atan(x *big.Float) *big.Float {
	if x.Sign() == 0 {
		return x
	}
	f, _ := x.Float64()
	start := DoubleDouble{}.Atan(DD{f, 0})
	if x.MantExp(nil) > 400 || x.MantExp(nil) < -60 {
		start = DD{}
	}
	if x.MantExp(nil) > 400 {
		v := r.Sub(r.Scale(r.pi, -1), r.Quo(r.Int(1), r.make().Abs(x)))
		if x.Sign() < 0 {
			v.Neg(v)
		}
		return v
	}
	y := r.FromFloat(start.Hi)
	s, c, _ := r.SinCos(y)
	t := r.Quo(r.Sub(r.Mul(x, c), s), r.Add(c, r.Mul(x, s)))
	square := r.Neg(r.Mul(t, t))
	power, sum := t, t
	for n := int64(3); n < 60; n += 2 {
		power = r.Mul(power, square)
		term := r.Quo(power, r.Int(n))
		sum = r.Add(sum, term)
		if negligible(Reals[*big.Float](r), term, sum) {
			break
		}
	}
	return r.Add(y, sum)
}

// erf sums 2^n x^(2n+1)/(2n+1)!! in fixed point; for 0 < x below the point where
// erf is 1 to the precision.
func (r *Big) erf(x *big.Float) *big.Float {
	w := r.bits + 64
	square := new(big.Float).SetPrec(w+32).Mul(x, x)
	grows, _ := square.Float64()
	w += uint(1.5 * grows) // the sum is as large as exp(x^2)
	u := fixed(x, w)
	two := fixed(new(big.Float).SetPrec(w+32).Mul(square, big.NewFloat(2)), w)
	term, sum := new(big.Int).Set(u), new(big.Int).Set(u)
	var small big.Int
	for n := int64(1); n < 20000 && term.Sign() != 0; n++ {
		term.Mul(term, two)
		term.Rsh(term, w)
		term.Quo(term, small.SetInt64(2*n+1))
		sum.Add(sum, term)
	}
	e, _ := r.Exp(r.Neg(r.Mul(x, x)))
	return r.Quo(r.Scale(r.Mul(e, r.fromFixed(sum, w)), 1), r.Sqrt(r.pi))
}
