package precise

import (
	"math"
	"math/big"
	"sync"
)

// Erf is the error function, by the series
// erf x = 2/sqrt(pi) exp(-x^2) sum 2^n x^(2n+1)/(2n+1)!!, whose terms all have
// one sign (Abramowitz & Stegun 7.1.6).
func Erf[F any](r Reals[F], x F) F {
	if r.Sign(x) < 0 {
		return r.Neg(Erf(r, r.Neg(x)))
	}
	if r.Sign(x) == 0 {
		return x
	}
	f := r.Float(x)
	if f*f > 0.7*float64(r.Bits())+4 {
		return r.Int(1)
	}
	if b, ok := any(r).(interface{ erf(F) F }); ok && r.Exponent(x) > -40 {
		return b.erf(x)
	}
	square := r.Mul(x, x)
	two := r.Scale(square, 1)
	term, sum := x, x
	for n := int64(1); n < 20000; n++ {
		term = r.Quo(r.Mul(term, two), r.Int(2*n+1))
		sum = r.Add(sum, term)
		if negligible(r, term, sum) {
			break
		}
	}
	e, _ := Exp(r, r.Neg(square))
	return r.Quo(r.Scale(r.Mul(e, sum), 1), r.Sqrt(r.Pi()))
}

// Erfcx is exp(x^2) erfc(x), which neither underflows nor cancels for x > 0.
func Erfcx[F any](r Reals[F], x F) (F, bool) {
	f := r.Float(x)
	threshold := 2.0
	if r.Bits() > 128 {
		threshold = 4
	}
	if f > threshold {
		return erfcxFraction(r, x), true
	}
	e, ok := Exp(r, r.Mul(x, x))
	return r.Mul(e, r.Sub(r.Int(1), Erf(r, x))), ok
}

// Erfc is the complementary error function with full relative accuracy.
func Erfc[F any](r Reals[F], x F) F {
	if r.Float(x) <= 2 {
		return r.Sub(r.Int(1), Erf(r, x))
	}
	y, _ := Erfcx(r, x)
	e, _ := Exp(r, r.Neg(r.Mul(x, x)))
	return r.Mul(e, y)
}

// erfcxFraction is the continued fraction
// sqrt(pi) erfcx(x) = 1/(x+ (1/2)/(x+ 1/(x+ (3/2)/(x+ …)))) evaluated backwards
// (A&S 7.1.14); its n-th convergent is right to about exp(-2 x sqrt(2n)).
func erfcxFraction[F any](r Reals[F], x F) F {
	f := r.Float(x)
	digits := float64(r.Bits()) * math.Ln2
	n := int64(digits*digits/(6*f*f)) + 24
	tail := x
	for ; n > 0; n-- {
		tail = r.Add(x, r.Quo(r.Scale(r.Int(n), -1), tail))
	}
	return r.Quo(r.Int(1), r.Mul(r.Sqrt(r.Pi()), tail))
}

var (
	bernoulliMu   sync.Mutex
	bernoulliList []*big.Rat // B_0, B_2, B_4, …
)

// bernoulli is B_2k, by the recurrence of their definition.
func bernoulli(k int) *big.Rat {
	bernoulliMu.Lock()
	defer bernoulliMu.Unlock()
	for m := len(bernoulliList); m <= k; m++ {
		if m == 0 {
			bernoulliList = append(bernoulliList, big.NewRat(1, 1))
			continue
		}
		// sum over j < 2m of binom(2m+1, j) B_j = -(2m+1) B_2m; B_1 = -1/2.
		n := int64(2*m + 1)
		total := new(big.Rat).Mul(big.NewRat(n, 1), big.NewRat(-1, 2))
		for j := 0; j < m; j++ {
			c := new(big.Int).Binomial(n, int64(2*j))
			total.Add(total, new(big.Rat).Mul(new(big.Rat).SetInt(c), bernoulliList[j]))
		}
		bernoulliList = append(bernoulliList, total.Quo(total, big.NewRat(-n, 1)))
	}
	return bernoulliList[k]
}

// stirlingTables holds B_2k/(2k(2k-1)) by precision, as numbers of its type.
var stirlingTables sync.Map

// stirling is B_2k/(2k(2k-1)), kept for the next call.
func stirling[F any](r Reals[F], k int) F {
	type key struct{ bits, k int }
	if v, ok := stirlingTables.Load(key{r.Bits(), k}); ok {
		return v.(F)
	}
	x := new(big.Rat).Quo(bernoulli(k), big.NewRat(int64(2*k*(2*k-1)), 1))
	v := r.Rat(x)
	stirlingTables.Store(key{r.Bits(), k}, v)
	return v
}

// Gamma is the gamma function; ok is false at its poles and where it leaves
// the number range. Stirling's series after a shift to large arguments.
func Gamma[F any](r Reals[F], x F) (F, bool) {
	f := r.Float(x)
	if !r.Finite(x) || math.Abs(f) > 1e5 {
		return x, false
	}
	if f >= 1 && f <= 150 && r.Cmp(r.Round(x), x) == 0 {
		return r.Rat(new(big.Rat).SetInt(new(big.Int).MulRange(1, int64(f)-1))), true
	}
	if r.Sign(x) <= 0 || f < 0.5 {
		if r.Cmp(r.Round(x), x) == 0 {
			return x, r.Sign(x) > 0
		}
		s, _, ok := SinCos(r, r.Mul(r.Pi(), x))
		g, ok2 := Gamma(r, r.Sub(r.Int(1), x))
		if !ok || !ok2 || r.Sign(s) == 0 {
			return x, false
		}
		return r.Quo(r.Pi(), r.Mul(s, g)), true
	}
	shift := r.Int(1)
	large := float64(r.Bits())*0.22 + 2
	for r.Float(x) < large {
		shift = r.Mul(shift, x)
		x = r.Add(x, r.Int(1))
	}
	l, ok := Log(r, x)
	if !ok {
		return x, false
	}
	// (x-1/2) log x - x + log(2 pi)/2 + sum B_2k/(2k(2k-1) x^(2k-1))
	twoPi, _ := Log(r, r.Scale(r.Pi(), 1))
	sum := r.Add(r.Sub(r.Mul(r.Sub(x, r.FromFloat(0.5)), l), x), r.Scale(twoPi, -1))
	power := r.Quo(r.Int(1), x)
	square := r.Mul(power, power)
	for k := int64(1); k < 80; k++ {
		term := r.Mul(stirling(r, int(k)), power)
		sum = r.Add(sum, term)
		if negligible(r, term, sum) {
			break
		}
		power = r.Mul(power, square)
	}
	e, ok := Exp(r, sum)
	if !ok {
		return x, false
	}
	return r.Quo(e, shift), true
}

// Psi is the digamma function, the derivative of log gamma.
func Psi[F any](r Reals[F], x F) (F, bool) {
	f := r.Float(x)
	if !r.Finite(x) || math.Abs(f) > 1e8 {
		return x, false
	}
	if r.Sign(x) <= 0 || f < 0.5 {
		s, c, ok := SinCos(r, r.Mul(r.Pi(), x))
		if !ok || r.Cmp(r.Round(x), x) == 0 {
			return x, false
		}
		p, ok := Psi(r, r.Sub(r.Int(1), x))
		return r.Sub(p, r.Quo(r.Mul(r.Pi(), c), s)), ok
	}
	shift := r.Int(0)
	large := float64(r.Bits())*0.22 + 2
	for r.Float(x) < large {
		shift = r.Add(shift, r.Quo(r.Int(1), x))
		x = r.Add(x, r.Int(1))
	}
	l, ok := Log(r, x)
	sum := r.Sub(l, r.Quo(r.FromFloat(0.5), x))
	square := r.Quo(r.Int(1), r.Mul(x, x))
	power := square
	for k := int64(1); k < 80; k++ {
		term := r.Quo(r.Mul(r.Rat(bernoulli(int(k))), power), r.Int(2*k))
		sum = r.Sub(sum, term)
		if negligible(r, term, sum) {
			break
		}
		power = r.Mul(power, square)
	}
	return r.Sub(sum, shift), ok
}
