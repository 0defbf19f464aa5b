package derive

import (
	"math"
	"math/big"
	"math/rand/v2"

	"coronium/grading/derive/precise"
)

// complexValue is a complex number over any real arithmetic.
type complexValue[F any] struct{ re, im F }

// complexNumber runs tapes over complex numbers, principal branches
// everywhere. It is used only where complex is declared.
type complexNumber[F any] struct{ r precise.Reals[F] }

func (k complexNumber[F]) real(x F) complexValue[F]           { return complexValue[F]{x, k.r.Int(0)} }
func (k complexNumber[F]) rat(x *big.Rat) complexValue[F]     { return k.real(k.r.Rat(x)) }
func (k complexNumber[F]) cost() int                          { return 4 + k.r.Bits()/16 }
func (k complexNumber[F]) constant(in *instr) complexValue[F] { return k.rat(in.rat) }
func (k complexNumber[F]) from(x float64) complexValue[F]     { return k.real(k.r.FromFloat(x)) }
func (k complexNumber[F]) pi() complexValue[F]                { return k.real(k.r.Pi()) }
func (k complexNumber[F]) imaginary() (complexValue[F], bool) {
	return complexValue[F]{k.r.Int(0), k.r.Int(1)}, true
}
func (k complexNumber[F]) float(a complexValue[F]) float64 { return k.r.Float(a.re) }
func (k complexNumber[F]) noise(complexValue[F]) float64   { return 0 }
func (k complexNumber[F]) size(a complexValue[F]) float64 {
	return math.Hypot(k.r.Float(a.re), k.r.Float(a.im))
}
func (k complexNumber[F]) finite(a complexValue[F]) bool { return k.r.Finite(a.re) && k.r.Finite(a.im) }
func (k complexNumber[F]) isReal(a complexValue[F]) bool { return k.r.Sign(a.im) == 0 }
func (k complexNumber[F]) isZero(a complexValue[F]) bool {
	return k.r.Sign(a.re) == 0 && k.r.Sign(a.im) == 0
}

func (k complexNumber[F]) add(a, b complexValue[F]) complexValue[F] {
	return complexValue[F]{k.r.Add(a.re, b.re), k.r.Add(a.im, b.im)}
}

func (k complexNumber[F]) sub(a, b complexValue[F]) complexValue[F] {
	return complexValue[F]{k.r.Sub(a.re, b.re), k.r.Sub(a.im, b.im)}
}

func (k complexNumber[F]) neg(a complexValue[F]) complexValue[F] {
	return complexValue[F]{k.r.Neg(a.re), k.r.Neg(a.im)}
}

func (k complexNumber[F]) mul(a, b complexValue[F]) complexValue[F] {
	return complexValue[F]{
		k.r.Sub(k.r.Mul(a.re, b.re), k.r.Mul(a.im, b.im)),
		k.r.Add(k.r.Mul(a.re, b.im), k.r.Mul(a.im, b.re)),
	}
}

func (k complexNumber[F]) quo(a, b complexValue[F]) (complexValue[F], status) {
	d := k.r.Add(k.r.Mul(b.re, b.re), k.r.Mul(b.im, b.im))
	if k.r.Sign(d) == 0 {
		return a, undefined
	}
	p := k.mul(a, complexValue[F]{b.re, k.r.Neg(b.im)})
	return complexValue[F]{k.r.Quo(p.re, d), k.r.Quo(p.im, d)}, fine
}

func (k complexNumber[F]) powInt(a complexValue[F], n int) (complexValue[F], status) {
	if k.isZero(a) && n <= 0 {
		return a, undefined
	}
	if n < 0 {
		p, _ := k.powInt(a, -n)
		return k.quo(k.from(1), p)
	}
	result := k.from(1)
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			result = k.mul(result, a)
		}
		a = k.mul(a, a)
	}
	return result, fine
}

func (k complexNumber[F]) powRat(a complexValue[F], p *big.Rat) (complexValue[F], status) {
	return k.pow(a, k.rat(p))
}

func (k complexNumber[F]) pow(a, b complexValue[F]) (complexValue[F], status) {
	if k.isZero(a) {
		return a, orUndefined(k.r.Sign(b.re) > 0)
	}
	if k.isReal(b) && k.r.Cmp(k.r.Round(b.re), b.re) == 0 && math.Abs(k.r.Float(b.re)) < 1e6 {
		return k.powInt(a, int(k.r.Float(b.re)))
	}
	l, st := k.log(a)
	if st != fine {
		return a, st
	}
	return k.exp(k.mul(l, b))
}

func (k complexNumber[F]) log(a complexValue[F]) (complexValue[F], status) {
	if k.isZero(a) {
		return a, undefined
	}
	m, ok := precise.Log(k.r, k.r.Add(k.r.Mul(a.re, a.re), k.r.Mul(a.im, a.im)))
	return complexValue[F]{k.r.Scale(m, -1), precise.Atan2(k.r, a.im, a.re)}, orUnsure(ok)
}

func (k complexNumber[F]) exp(a complexValue[F]) (complexValue[F], status) {
	e, ok := precise.Exp(k.r, a.re)
	s, c, ok2 := precise.SinCos(k.r, a.im)
	return complexValue[F]{k.r.Mul(e, c), k.r.Mul(e, s)}, orUnsure(ok && ok2)
}

func (k complexNumber[F]) sqrt(a complexValue[F]) complexValue[F] {
	m := k.r.Sqrt(k.r.Add(k.r.Mul(a.re, a.re), k.r.Mul(a.im, a.im)))
	if k.r.Sign(a.re) >= 0 {
		re := k.r.Sqrt(k.r.Scale(k.r.Add(m, a.re), -1))
		if k.r.Sign(re) == 0 {
			return k.from(0)
		}
		return complexValue[F]{re, k.r.Quo(k.r.Scale(a.im, -1), re)}
	}
	im := k.r.Sqrt(k.r.Scale(k.r.Sub(m, a.re), -1))
	if k.r.Sign(a.im) < 0 {
		im = k.r.Neg(im)
	}
	return complexValue[F]{k.r.Quo(k.r.Scale(a.im, -1), im), im}
}

func (k complexNumber[F]) call(name string, a, b complexValue[F]) (complexValue[F], status) {
	one, i := k.from(1), complexValue[F]{k.r.Int(0), k.r.Int(1)}
	half := k.from(0.5)
	switch name {
	case "exp":
		return k.exp(a)
	case "log":
		return k.log(a)
	case "sqrt":
		return k.sqrt(a), fine
	case "re":
		return k.real(a.re), fine
	case "im":
		return k.real(a.im), fine
	case "conj":
		return complexValue[F]{a.re, k.r.Neg(a.im)}, fine
	case "abs":
		return k.real(k.r.Sqrt(k.r.Add(k.r.Mul(a.re, a.re), k.r.Mul(a.im, a.im)))), fine
	case "sin", "cos", "tan":
		e, st := k.exp(k.mul(i, a))
		if st != fine {
			return a, st
		}
		f, st := k.quo(one, e)
		c := k.mul(half, k.add(e, f))
		s := k.mul(k.neg(i), k.mul(half, k.sub(e, f)))
		switch name {
		case "sin":
			return s, st
		case "cos":
			return c, st
		}
		return k.quo(s, c)
	case "sinh", "cosh", "tanh":
		e, st := k.exp(a)
		if st != fine {
			return a, st
		}
		f, st := k.quo(one, e)
		c, s := k.mul(half, k.add(e, f)), k.mul(half, k.sub(e, f))
		switch name {
		case "sinh":
			return s, st
		case "cosh":
			return c, st
		}
		return k.quo(s, c)
	case "atan": // (log(1+iz) - log(1-iz))/(2i)
		p, st := k.log(k.add(one, k.mul(i, a)))
		q, st2 := k.log(k.sub(one, k.mul(i, a)))
		if st != fine || st2 != fine {
			return a, undefined
		}
		return k.mul(k.mul(k.neg(i), half), k.sub(p, q)), fine
	case "asinh": // log(z + sqrt(z^2+1))
		return k.log(k.add(a, k.sqrt(k.add(k.mul(a, a), one))))
	case "asin": // -i asinh(iz)
		v, st := k.call("asinh", k.mul(i, a), b)
		return k.mul(k.neg(i), v), st
	case "acos":
		v, st := k.call("asin", a, b)
		return k.sub(k.mul(half, k.pi()), v), st
	case "acosh":
		return k.log(k.add(a, k.mul(k.sqrt(k.sub(a, one)), k.sqrt(k.add(a, one)))))
	case "atanh":
		p, st := k.log(k.add(one, a))
		q, st2 := k.log(k.sub(one, a))
		if st != fine || st2 != fine {
			return a, undefined
		}
		return k.mul(half, k.sub(p, q)), fine
	}
	if k.isReal(a) && k.isReal(b) {
		v, st := realNumber[F](k).call(name, a.re, b.re)
		return k.real(v), st
	}
	return a, undefined
}

// vanishesFurther computes both sides in 576 bits at a point at which they agree
// in 288: what is left of the difference must be smaller by as much.
func (c *comparison) vanishesFurther(p *point, in []complexValue[*big.Float]) bool {
	k := complexNumber[*big.Float]{big512}
	m := &machine[complexValue[*big.Float]]{k: k, budget: c.st.budget, digits: 28, models: p.models, scope: c.st.scope, step: 1e-24, from: 1}
	if c.t.limits || c.t.quad { // known to fewer digits
		return true
	}
	regs, f := m.run(c.t, in)
	if f != noFailure {
		return false
	}
	d, scale := spread[complexValue[*big.Float]](c, k, regs)
	return d <= 1e-110*scale
}

// compareComplex is the zero test where complex is declared: the declared
// complex names get complex values, the others real ones.
func (st *setting) compareComplex(a, b *node, t *tape) (outcome, error) {
	if st.identical(a, b) && !t.bounded {
		return outcome{verdict: Proved}, nil
	}
	s, err := st.sampler(a, b)
	if err != nil {
		return outcome{}, err
	}
	k := complexNumber[*big.Float]{big256}
	rng := rand.New(rand.NewPCG(st.seed, 77))
	agreeing, differing, misses := 0, 0, 0
	var bad outcome
	for i := 0; agreeing+differing < pointsWanted && misses < 30; i++ {
		p := s.draw(schedule[i%len(schedule)])
		if p == nil {
			if misses++; misses > 20 && agreeing+differing == 0 && !st.budget.exhausted {
				return outcome{}, errContradiction
			}
			continue
		}
		in := make([]complexValue[*big.Float], len(t.inputs))
		for j, name := range t.inputs {
			in[j] = k.from(p.values[name])
			if d := st.scope.lookup(name); d != nil && d.complex {
				in[j].im = k.r.FromFloat(specials[rng.IntN(len(specials))] * (0.5 + rng.Float64()))
			}
		}
		m := &machine[complexValue[*big.Float]]{k: k, budget: st.budget, digits: 28, models: p.models, scope: st.scope, step: 1e-24, from: 1}
		regs, f := m.run(t, in)
		if f != noFailure {
			misses++
			continue
		}
		x, y := regs[t.outputs[0]], regs[t.outputs[1]]
		c := &comparison{st: st, a: a, b: b, t: t}
		d, scale := spread[complexValue[*big.Float]](c, k, regs)
		switch same := d <= 1e-45*scale; {
		case same && c.vanishesFurther(p, in):
			agreeing++
		case same && st.budget.exhausted:
			misses++
		default:
			if differing++; bad.at == nil {
				bad = outcome{verdict: Different, at: p, left: k.float(x), right: k.float(y)}
			}
		}
		if len(s.names) == 0 || differing > 2 {
			break
		}
	}
	switch {
	case differing > 0:
		return bad, nil
	case agreeing >= minimumPoints || len(s.names) == 0 && agreeing > 0:
		return outcome{verdict: Certified}, nil
	}
	return outcome{verdict: Unknown, why: "too few points could be evaluated"}, nil
}
