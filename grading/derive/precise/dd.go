package precise

import (
	"math"
	"math/big"
)

// DD is the unevaluated sum of two float64, |Lo| <= ulp(Hi)/2: 106 bits.
// Algorithms after Dekker (1971), Knuth (TAOCP 2, 4.2.2) and Hida, Li and
// Bailey (2001).
type DD struct{ Hi, Lo float64 }

// DoubleDouble is the arithmetic of DD.
type DoubleDouble struct{}

func twoSum(a, b float64) DD {
	s := a + b
	bb := s - a
	return DD{s, (a - (s - bb)) + (b - bb)}
}

func quickTwoSum(a, b float64) DD {
	s := a + b
	return DD{s, b - (s - a)}
}

func twoProd(a, b float64) DD {
	p := a * b
	return DD{p, math.FMA(a, b, -p)}
}

func (DoubleDouble) Int(n int64) DD {
	hi := float64(n)
	if math.Abs(hi) < 1<<53 {
		return DD{hi, 0}
	}
	return DD{hi, float64(n - int64(hi))}
}

func (DoubleDouble) FromFloat(x float64) DD { return DD{x, 0} }

func (DoubleDouble) Rat(x *big.Rat) DD {
	hi, exact := x.Float64()
	if exact || math.IsInf(hi, 0) {
		return DD{hi, 0}
	}
	rest := new(big.Rat).SetFloat64(hi)
	lo, _ := rest.Sub(x, rest).Float64()
	return DD{hi, lo}
}

func (DoubleDouble) Add(a, b DD) DD {
	s, t := twoSum(a.Hi, b.Hi), twoSum(a.Lo, b.Lo)
	s.Lo += t.Hi
	s = quickTwoSum(s.Hi, s.Lo)
	s.Lo += t.Lo
	return quickTwoSum(s.Hi, s.Lo)
}

func (r DoubleDouble) Sub(a, b DD) DD { return r.Add(a, DD{-b.Hi, -b.Lo}) }

func (DoubleDouble) Mul(a, b DD) DD {
	p := twoProd(a.Hi, b.Hi)
	p.Lo += a.Hi*b.Lo + a.Lo*b.Hi
	return quickTwoSum(p.Hi, p.Lo)
}

func (r DoubleDouble) Quo(a, b DD) DD {
	q1 := a.Hi / b.Hi
	if math.IsInf(q1, 0) || math.IsNaN(q1) {
		return DD{q1, 0}
	}
	rest := r.Sub(a, r.Mul(b, DD{q1, 0}))
	q2 := rest.Hi / b.Hi
	rest = r.Sub(rest, r.Mul(b, DD{q2, 0}))
	q3 := rest.Hi / b.Hi
	s := quickTwoSum(q1, q2)
	return r.Add(s, DD{q3, 0})
}

func (DoubleDouble) Neg(a DD) DD { return DD{-a.Hi, -a.Lo} }

func (r DoubleDouble) Sqrt(a DD) DD {
	if a.Hi <= 0 {
		return DD{}
	}
	x := 1 / math.Sqrt(a.Hi)
	ax := a.Hi * x
	rest := r.Sub(a, twoProd(ax, ax)).Hi * (x / 2)
	return twoSum(ax, rest)
}

func (DoubleDouble) Scale(a DD, k int) DD { return DD{math.Ldexp(a.Hi, k), math.Ldexp(a.Lo, k)} }

func (DoubleDouble) Cmp(a, b DD) int {
	switch {
	case a.Hi < b.Hi || a.Hi == b.Hi && a.Lo < b.Lo:
		return -1
	case a.Hi == b.Hi && a.Lo == b.Lo:
		return 0
	}
	return 1
}

func (DoubleDouble) Sign(a DD) int {
	switch {
	case a.Hi > 0:
		return 1
	case a.Hi < 0:
		return -1
	}
	return 0
}

func (DoubleDouble) Float(a DD) float64 { return a.Hi }

func (r DoubleDouble) Round(a DD) DD {
	hi := math.Round(a.Hi)
	if hi == a.Hi {
		return quickTwoSum(hi, math.Round(a.Lo))
	}
	if math.Abs(hi-a.Hi) == 0.5 && a.Lo != 0 {
		hi = math.Floor(a.Hi)
		if a.Lo > 0 {
			hi++
		}
	}
	return DD{hi, 0}
}

func (DoubleDouble) Finite(a DD) bool { return !math.IsInf(a.Hi, 0) && !math.IsNaN(a.Hi) }

func (DoubleDouble) Exponent(a DD) int {
	if a.Hi == 0 {
		return math.MinInt32
	}
	_, e := math.Frexp(a.Hi)
	return e
}

func (DoubleDouble) Bits() int { return 104 }

// Digits of pi and log 2: OEIS A000796, A002162.
func (DoubleDouble) Pi() DD  { return DD{3.141592653589793116, 1.224646799147353207e-16} }
func (DoubleDouble) Ln2() DD { return DD{6.931471805599452862e-01, 2.319046813846299558e-17} }
