package precise

import (
	"math"
	"math/big"
)

// inverseFactorials holds 1/n! in double-double.
var inverseFactorials = func() [30]DD {
	var t [30]DD
	f := big.NewInt(1)
	for n := range t {
		if n > 1 {
			f.Mul(f, big.NewInt(int64(n)))
		}
		t[n] = DoubleDouble{}.Rat(new(big.Rat).SetFrac(big.NewInt(1), f))
	}
	return t
}()

// Exp: exp(x) = 2^k (exp(r/512))^512 with |r| <= log(2)/2; the powers are taken of
// Exp-1, which keeps the small bits.
func (d DoubleDouble) Exp(x DD) (DD, bool) {
	switch {
	case math.IsNaN(x.Hi) || x.Hi > 709:
		return x, false
	case x.Hi < -745:
		return DD{}, true
	}
	k := math.Round(x.Hi / math.Ln2)
	r := d.Sub(x, d.Mul(DD{k, 0}, d.Ln2()))
	r = DD{r.Hi / 512, r.Lo / 512}
	sum := d.Add(r, d.Mul(d.Mul(r, r), DD{0.5, 0}))
	p := d.Mul(r, r)
	for n := 3; n <= 8; n++ {
		p = d.Mul(p, r)
		sum = d.Add(sum, d.Mul(p, inverseFactorials[n]))
	}
	for range 9 {
		sum = d.Add(DD{2 * sum.Hi, 2 * sum.Lo}, d.Mul(sum, sum))
	}
	return d.Scale(d.Add(sum, DD{1, 0}), int(k)), true
}

// Log: one Newton step doubles the 53 bits of math.Log.
func (d DoubleDouble) Log(x DD) (DD, bool) {
	if x.Hi <= 0 || math.IsInf(x.Hi, 0) {
		return x, false
	}
	k := 0
	if x.Hi < 1e-290 || x.Hi > 1e290 {
		_, k = math.Frexp(x.Hi)
		x = d.Scale(x, -k)
	}
	y := DD{math.Log(x.Hi), 0}
	e, ok := d.Exp(d.Neg(y))
	y = d.Add(y, d.Sub(d.Mul(x, e), DD{1, 0}))
	if k != 0 {
		y = d.Add(y, d.Mul(DD{float64(k), 0}, d.Ln2()))
	}
	return y, ok
}

var halfPi = [3]float64{1.5707963267948966e+00, 6.1232339957367660e-17, -1.4973849048591833e-33}

func (d DoubleDouble) SinCos(x DD) (DD, DD, bool) {
	if math.IsNaN(x.Hi) || math.Abs(x.Hi) > 1e9 {
		return x, x, false
	}
	n := math.Round(x.Hi / halfPi[0])
	r := x
	for _, part := range halfPi {
		r = d.Sub(r, d.Mul(DD{n, 0}, DD{part, 0}))
	}
	square := d.Mul(r, r)
	sin, cos := DD{}, DD{}
	for k := 13; k >= 0; k-- { // Horner, alternating
		sin = d.Sub(inverseFactorials[2*k+1], d.Mul(sin, square))
		cos = d.Sub(inverseFactorials[2*k], d.Mul(cos, square))
	}
	sin = d.Mul(sin, r)
	switch int64(n) & 3 {
	case 1:
		sin, cos = cos, d.Neg(sin)
	case 2:
		sin, cos = d.Neg(sin), d.Neg(cos)
	case 3:
		sin, cos = d.Neg(cos), sin
	}
	return sin, cos, true
}

// Atan: with y = math.Atan(x), atan x = y + atan((x cos y - sin y)/(cos y + x sin y)),
// and the last argument is below 1e-15.
func (d DoubleDouble) Atan(x DD) DD {
	if math.Abs(x.Hi) > 1e150 {
		return DD{math.Copysign(halfPi[0], x.Hi), math.Copysign(halfPi[1], x.Hi)}
	}
	y := DD{math.Atan(x.Hi), 0}
	s, c, _ := d.SinCos(y)
	t := d.Quo(d.Sub(d.Mul(x, c), s), d.Add(c, d.Mul(x, s)))
	return d.Add(y, t)
}
