package precise

// Expm1 is exp(x)-1, accurate for small x. ok is false when the result would
// leave the range of the number type.
func Expm1[F any](r Reals[F], x F) (F, bool) {
	if !r.Finite(x) {
		return x, false
	}
	if r.Exponent(x) > -2 {
		e, ok := r.Exp(x)
		return r.Sub(e, r.Int(1)), ok
	}
	halvings := 4 + r.Bits()/32
	y := r.Scale(x, -halvings)
	term, sum := y, y
	for n := int64(2); n < 400; n++ {
		term = r.Quo(r.Mul(term, y), r.Int(n))
		sum = r.Add(sum, term)
		if negligible(r, term, sum) {
			break
		}
	}
	for range halvings {
		sum = r.Add(r.Scale(sum, 1), r.Mul(sum, sum))
	}
	return sum, true
}

// Exp is the exponential.
func Exp[F any](r Reals[F], x F) (F, bool) { return r.Exp(x) }

// Log is the natural logarithm of x > 0.
func Log[F any](r Reals[F], x F) (F, bool) {
	if r.Sign(x) <= 0 || !r.Finite(x) {
		return x, false
	}
	return r.Log(x)
}

// SinCos gives both.
func SinCos[F any](r Reals[F], x F) (sin, cos F, ok bool) { return r.SinCos(x) }

func sinTaylor[F any](r Reals[F], y F) F {
	return alternating(r, y, r.Mul(y, y), 1)
}

func cosTaylor[F any](r Reals[F], y F) F {
	return alternating(r, r.Int(1), r.Mul(y, y), 0)
}

// alternating sums first*(1 - s/((k+1)(k+2)) + …), the series of sin (k=1) and
// cos (k=0).
func alternating[F any](r Reals[F], first, square F, k int64) F {
	term, sum := first, first
	for n := k + 1; n < 400; n += 2 {
		term = r.Neg(r.Quo(r.Mul(term, square), r.Int(n*(n+1))))
		sum = r.Add(sum, term)
		if negligible(r, term, sum) {
			break
		}
	}
	return sum
}

// Atan is the arc tangent.
func Atan[F any](r Reals[F], x F) F { return r.Atan(x) }

// Atan2 is the angle of the point (x, y), in (-pi, pi].
func Atan2[F any](r Reals[F], y, x F) F {
	switch {
	case r.Sign(x) > 0:
		return Atan(r, r.Quo(y, x))
	case r.Sign(x) < 0 && r.Sign(y) < 0:
		return r.Sub(Atan(r, r.Quo(y, x)), r.Pi())
	case r.Sign(x) < 0:
		return r.Add(Atan(r, r.Quo(y, x)), r.Pi())
	case r.Sign(y) > 0:
		return r.Scale(r.Pi(), -1)
	case r.Sign(y) < 0:
		return r.Neg(r.Scale(r.Pi(), -1))
	}
	return r.Int(0)
}

// Asin is the arc sine on [-1, 1].
func Asin[F any](r Reals[F], x F) (F, bool) {
	one := r.Int(1)
	c := r.Mul(r.Sub(one, x), r.Add(one, x))
	if r.Sign(c) < 0 {
		return x, false
	}
	return Atan2(r, x, r.Sqrt(c)), true
}

// Acos is the arc cosine on [-1, 1].
func Acos[F any](r Reals[F], x F) (F, bool) {
	one := r.Int(1)
	c := r.Mul(r.Sub(one, x), r.Add(one, x))
	if r.Sign(c) < 0 {
		return x, false
	}
	return Atan2(r, r.Sqrt(c), x), true
}

// SinhCosh gives both, without loss for small arguments.
func SinhCosh[F any](r Reals[F], x F) (sinh, cosh F, ok bool) {
	y, ok := Expm1(r, Abs(r, x))
	if !ok {
		return x, x, false
	}
	one := r.Int(1)
	inverse := r.Quo(y, r.Add(y, one)) // 1 - exp(-|x|)
	sinh = r.Scale(r.Add(y, inverse), -1)
	if r.Sign(x) < 0 {
		sinh = r.Neg(sinh)
	}
	cosh = r.Add(one, r.Scale(r.Sub(y, inverse), -1))
	return sinh, cosh, true
}

// Tanh is the hyperbolic tangent; it is 1 to working precision for large x.
func Tanh[F any](r Reals[F], x F) F {
	y, ok := Expm1(r, r.Neg(r.Scale(Abs(r, x), 1)))
	t := r.Int(1)
	if ok {
		t = r.Quo(r.Neg(y), r.Add(y, r.Int(2)))
	}
	if r.Sign(x) < 0 {
		return r.Neg(t)
	}
	return t
}

// Asinh is the inverse of sinh.
func Asinh[F any](r Reals[F], x F) (F, bool) {
	a := Abs(r, x)
	y, ok := Log(r, r.Add(a, r.Sqrt(r.Add(r.Mul(a, a), r.Int(1)))))
	if r.Sign(x) < 0 {
		y = r.Neg(y)
	}
	return y, ok
}

// Acosh is the inverse of cosh on [1, inf).
func Acosh[F any](r Reals[F], x F) (F, bool) {
	one := r.Int(1)
	if r.Cmp(x, one) < 0 {
		return x, false
	}
	return Log(r, r.Add(x, r.Sqrt(r.Mul(r.Sub(x, one), r.Add(x, one)))))
}

// Atanh is the inverse of tanh on (-1, 1).
func Atanh[F any](r Reals[F], x F) (F, bool) {
	one := r.Int(1)
	if r.Cmp(Abs(r, x), one) >= 0 {
		return x, false
	}
	y, ok := Log(r, r.Quo(r.Add(one, x), r.Sub(one, x)))
	return r.Scale(y, -1), ok
}

// Pow is x^y for x > 0.
func Pow[F any](r Reals[F], x, y F) (F, bool) {
	l, ok := Log(r, x)
	if !ok {
		return x, false
	}
	return Exp(r, r.Mul(l, y))
}
