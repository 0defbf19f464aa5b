package derive

import (
	"math"
)

// machine runs tapes in one arithmetic.
type machine[F any] struct {
	k       numeric[F]
	budget  *budget
	models  map[string]*model
	digits  int     // decimal digits to which integrals and sums are computed
	step    float64 // distance from the point at which limits are taken
	from    int     // side from which two-sided limits are taken, -1 or +1
	scope   *scope
	nesting int
}

// failure says which register has no value, and why.
type failure struct {
	register int
	why      status
}

var noFailure = failure{-1, fine}

// run fills the registers. Inputs are in the order of t.inputs.
func (m *machine[F]) run(t *tape, in []F) ([]F, failure) {
	regs := make([]F, len(t.code))
	return regs, m.runInto(t, in, regs)
}

func (m *machine[F]) runInto(t *tape, in, regs []F) failure {
	if m.budget.spend(len(t.code) * m.k.cost()) {
		return failure{0, spent}
	}
	k := m.k
	for i := range t.code {
		c := &t.code[i]
		st := fine
		switch c.code {
		case codeConst:
			regs[i] = k.constant(c)
		case codePi:
			regs[i] = k.pi()
		case codeImaginary:
			var ok bool
			regs[i], ok = k.imaginary()
			st = orUndefined(ok)
		case codeInput:
			regs[i] = in[c.a]
		case codeAdd:
			regs[i] = k.add(regs[c.a], regs[c.b])
		case codeMul:
			regs[i] = k.mul(regs[c.a], regs[c.b])
		case codeNeg:
			regs[i] = k.neg(regs[c.a])
		case codeDiv:
			regs[i], st = k.quo(regs[c.a], regs[c.b])
		case codePowInt:
			regs[i], st = k.powInt(regs[c.a], c.n)
		case codePowRat:
			regs[i], st = k.powRat(regs[c.a], c.rat)
		case codePow:
			regs[i], st = k.pow(regs[c.a], regs[c.b])
		case codeCall:
			regs[i], st = k.call(c.name, regs[c.a], regs[c.b])
		case codeApply:
			regs[i], st = m.apply(c, regs[c.a])
		case codeIntegral:
			regs[i], st = m.integral(c.sub, regs)
		case codeSum:
			regs[i], st = m.series(c.sub, regs)
		case codeLimit:
			regs[i], st = m.limit(c.sub, regs)
		}
		if st == fine && !k.finite(regs[i]) {
			st = unsure
		}
		if st != fine {
			return failure{i, st}
		}
	}
	return noFailure
}

// value runs a tape with one output.
func (m *machine[F]) value(t *tape, in []F) (F, failure) {
	regs, f := m.run(t, in)
	if f != noFailure {
		var zero F
		return zero, f
	}
	return regs[t.outputs[0]], noFailure
}

// model stands for a declared but unknown function at one sample point: a
// smooth function with random coefficients, so that a claim about all functions
// fails for it. s = a + b x + c sin(w x + p) + d cos(v x + q); for a positive
// function, exp(s/2).
type model struct {
	a, b, c, w, p, d, v, q float64
	positive               bool
}

func (m *machine[F]) apply(c *instr, x F) (F, status) {
	f := m.models[c.name]
	if f == nil {
		return x, undefined
	}
	s := make([]F, c.n+1)
	for n := range s {
		v, st := m.modelDerivative(f, n, x)
		if st != fine {
			return x, st
		}
		s[n] = v
	}
	if !f.positive {
		return s[c.n], fine
	}
	k := m.k
	half := k.from(0.5)
	e, st := k.call("exp", k.mul(half, s[0]), s[0])
	if st != fine || c.n == 0 {
		return e, st
	}
	g1 := k.mul(half, s[1])
	switch c.n {
	case 1:
		return k.mul(e, g1), fine
	case 2:
		return k.mul(e, k.add(k.mul(half, s[2]), k.mul(g1, g1))), fine
	}
	return x, unsure
}

// modelDerivative is the n-th derivative of s.
func (m *machine[F]) modelDerivative(f *model, n int, x F) (F, status) {
	k := m.k
	sine, st := k.call("sin", k.add(k.add(k.mul(k.from(f.w), x), k.from(f.p)), k.mul(k.pi(), k.from(float64(n)/2))), x)
	cosine, st2 := k.call("cos", k.add(k.add(k.mul(k.from(f.v), x), k.from(f.q)), k.mul(k.pi(), k.from(float64(n)/2))), x)
	if st != fine || st2 != fine {
		return x, unsure
	}
	wn, vn := k.from(1), k.from(1)
	for range n {
		wn, vn = k.mul(wn, k.from(f.w)), k.mul(vn, k.from(f.v))
	}
	total := k.add(k.mul(k.mul(k.from(f.c), wn), sine), k.mul(k.mul(k.from(f.d), vn), cosine))
	switch n {
	case 0:
		total = k.add(total, k.add(k.from(f.a), k.mul(k.from(f.b), x)))
	case 1:
		total = k.add(total, k.from(f.b))
	}
	return total, fine
}

// body prepares the evaluation of an operator's body as a function of its
// bound variable.
func (m *machine[F]) body(o *operator, regs []F) func(x F) (F, status) {
	in := make([]F, len(o.body.inputs))
	for _, pair := range o.outer {
		in[pair[0]] = regs[pair[1]]
	}
	inner := make([]F, len(o.body.code))
	return func(x F) (F, status) {
		if o.bound >= 0 {
			in[o.bound] = x
		}
		if f := m.runInto(o.body, in, inner); f != noFailure {
			return x, f.why
		}
		return inner[o.body.outputs[0]], fine
	}
}

// series adds up the terms from lo to hi, or until they no longer count.
func (m *machine[F]) series(o *operator, regs []F) (F, status) {
	k := m.k
	zero := k.from(0)
	if o.loInf != 0 {
		return zero, unsure
	}
	lo := k.float(regs[o.lo])
	hi := math.Inf(1)
	if o.hiInf == 0 {
		hi = k.float(regs[o.hi])
	} else if o.hiInf < 0 {
		return zero, unsure
	}
	if lo != math.Round(lo) || hi != math.Round(hi) {
		return zero, undefined
	}
	f := m.body(o, regs)
	total, quiet := zero, 0
	tiny := math.Pow10(-m.digits - 3)
	var terms []F
	for n := lo; n <= hi; n++ {
		if n-lo > 20000 || math.IsInf(hi, 1) && n-lo > 4000 {
			return zero, unsure
		}
		if math.IsInf(hi, 1) && n-lo == 60 && quiet == 0 && !m.budget.spend(800*m.k.cost()) {
			switch m.tail(terms) {
			case diverges:
				return zero, diverges
			case fine:
				if v, ok := m.accelerate(terms); ok && !m.falls(terms) {
					return v, fine
				}
			}
		}
		term, st := f(k.from(n))
		if st != fine {
			return zero, st
		}
		total = k.add(total, term)
		if math.IsInf(hi, 1) {
			if len(terms) < 60 {
				terms = append(terms, term)
			}
			if k.size(term) <= tiny*(k.size(total)+1e-300) {
				if quiet++; quiet > 8 {
					return total, fine
				}
			} else {
				quiet = 0
			}
		}
	}
	return total, fine
}

// limit takes the value of the body near its point: at a distance of step,
// or at 1/step for a limit at infinity. The zero test watches how differences
// shrink with step.
func (m *machine[F]) limit(o *operator, regs []F) (F, status) {
	k := m.k
	side := m.from
	switch o.side {
	case "+":
		side = 1
	case "-":
		side = -1
	}
	var x F
	if o.loInf != 0 {
		x = k.from(float64(o.loInf) / m.step)
	} else {
		// a distance that is not a power of two, relative to the point's size
		x = k.add(regs[o.lo], k.from(float64(side)*m.step*0.9371))
	}
	return m.body(o, regs)(x)
}

// tail judges from the first sixty terms whether a series can converge: fine,
// diverges, or unsure. Acceleration gives values to divergent series as well
// (-1 to 1+2+4+…), so that only what passes here may be accelerated. Terms are taken to
// be like r^k or k^-s when the quotients of neighbours say so early and late.
func (m *machine[F]) tail(terms []F) status {
	k := m.k
	n := len(terms)
	at := func(i int) float64 { return k.float(terms[i]) }
	late, early := at(n-1)/at(n-2), at(n/2)/at(n/2-1)
	switch {
	case math.IsNaN(late) || math.IsNaN(early) || math.IsInf(late, 0) || math.IsInf(early, 0):
		return unsure
	case math.Abs(late) >= 1 && math.Abs(late-early) < 0.002: // geometric
		return diverges
	}
	s := (1 - math.Abs(late)) * float64(n-1) // k^-s
	power := math.Abs(s-(1-math.Abs(early))*float64(n/2)) < 0.15
	switch {
	case power && (s < 0.02 || late > 0 && s < 0.97):
		return diverges
	case math.Abs(late) >= 1 || late > 0 && s < 1.04:
		return unsure
	}
	return fine
}

// falls reports whether terms of one sign fall like a power of a number, so that adding them up will do. Acceleration is
// for what falls like a power of the index, or alternates: before k^2*r^k begins to fall, it settles on a wrong value.
func (m *machine[F]) falls(terms []F) bool {
	n := len(terms)
	at := func(i int) float64 { return m.k.float(terms[i]) }
	late, early := at(n-1)/at(n-2), at(n/2)/at(n/2-1)
	s := func(q float64, k int) float64 { return (1 - q) * float64(k) } // of k^-s
	return late > 0 && late < 0.985 && math.Abs(s(late, n-1)-s(early, n/2)) >= 0.15
}

// accelerate sums a slowly converging series from its first terms by Levin's
// u-transformation (Levin 1973): weighted averages of the partial sums whose
// weights make the remainder cancel. Two orders must agree to be believed.
func (m *machine[F]) accelerate(terms []F) (F, bool) {
	k := m.k
	levin := func(n int) (F, bool) {
		num, den := k.from(0), k.from(0)
		partial := k.from(0)
		c := 1.0 // binomial coefficient with sign
		for j := range n {
			partial = k.add(partial, terms[j])
			if k.size(terms[j]) == 0 {
				return partial, false
			}
			base, _ := k.quo(k.from(float64(j+1)), k.from(float64(n)))
			w, _ := k.powInt(base, n-2)
			f, st := k.quo(k.mul(k.from(c), w), k.mul(terms[j], k.from(float64(j+1))))
			if st != fine {
				return partial, false
			}
			num, den = k.add(num, k.mul(f, partial)), k.add(den, f)
			c *= -float64(n-1-j) / float64(j+1)
		}
		v, st := k.quo(num, den)
		return v, st == fine
	}
	best := math.Inf(1)
	var value, last F
	for n := 8; n <= 40; n++ {
		v, ok := levin(n)
		if !ok {
			return v, false
		}
		if n > 8 {
			if d := k.size(k.sub(v, last)); d < best {
				best, value = d, v
			}
		}
		last = v
	}
	return value, best <= math.Pow10(-min(m.digits, 16)+2)*k.size(value)
}
