package derive

import (
	"math"
	"sync"

	"coronium/grading/derive/precise"
)

// Integrals are computed by Gauss-Legendre rules where the integrand is
// smooth on a finite interval, else by double-exponential transformations
// (Takahasi & Mori 1974): tanh-sinh on finite intervals, exp-sinh on half lines,
// sinh-sinh on the whole line. Nodes are made once in double-double.

type abscissa struct{ x, w precise.DD }

var (
	nodesMu    sync.Mutex
	gaussNodes = map[int][]abscissa{}
	deNodes    = map[[2]int][]abscissa{}
)

// gauss gives the n-point rule on [-1, 1], by Newton's iteration on the
// Legendre polynomial.
func gauss(n int) []abscissa {
	nodesMu.Lock()
	defer nodesMu.Unlock()
	if list := gaussNodes[n]; list != nil {
		return list
	}
	r := precise.DoubleDouble{}
	list := make([]abscissa, n)
	for i := range list {
		x := r.FromFloat(math.Cos(math.Pi * (float64(i) + 0.75) / (float64(n) + 0.5)))
		var slope precise.DD
		for range 6 {
			p0, p1 := r.Int(1), x
			for k := int64(2); k <= int64(n); k++ {
				p0, p1 = p1, r.Quo(r.Sub(r.Mul(r.Int(2*k-1), r.Mul(x, p1)), r.Mul(r.Int(k-1), p0)), r.Int(k))
			}
			slope = r.Quo(r.Mul(r.Int(int64(n)), r.Sub(r.Mul(x, p1), p0)), r.Sub(r.Mul(x, x), r.Int(1)))
			x = r.Sub(x, r.Quo(p1, slope))
		}
		w := r.Quo(r.Int(2), r.Mul(r.Sub(r.Int(1), r.Mul(x, x)), r.Mul(slope, slope)))
		list[i] = abscissa{x, w}
	}
	gaussNodes[n] = list
	return list
}

const (
	finiteRange = iota // x is the distance from the nearer end, in units of the half width; sign of the node's index gives the end
	halfLine           // x > 0
	wholeLine          // any x
)

// doubleExponential gives the nodes that level adds (level 0: step 1/2; level
// l: the odd multiples of 2^-(l+1)), for u >= 0 first, then for u < 0 on half
// lines. On finite ranges x is 1 - tanh(…), the distance from the end.
func doubleExponential(kind, level int) []abscissa {
	nodesMu.Lock()
	defer nodesMu.Unlock()
	key := [2]int{kind, level}
	if list := deNodes[key]; list != nil {
		return list
	}
	r := precise.DoubleDouble{}
	h := math.Ldexp(0.5, -level)
	half := r.Scale(r.Pi(), -1)
	var list []abscissa
	add := func(u float64) {
		s, c, _ := precise.SinhCosh[precise.DD](r, r.FromFloat(u))
		arg := r.Mul(half, s)
		weight := r.Mul(half, c)
		var a abscissa
		switch kind {
		case finiteRange: // 1 - tanh a = 2/(exp(2a)+1); weight/cosh^2 a
			e, ok := precise.Exp[precise.DD](r, r.Scale(arg, 1))
			if !ok {
				return
			}
			a.x = r.Quo(r.Int(2), r.Add(e, r.Int(1)))
			a.w = r.Mul(weight, r.Mul(a.x, r.Sub(r.Int(2), a.x)))
		case halfLine:
			e, ok := precise.Exp[precise.DD](r, arg)
			if !ok {
				return
			}
			a.x, a.w = e, r.Mul(weight, e)
		default:
			sh, ch, ok := precise.SinhCosh[precise.DD](r, arg)
			if !ok {
				return
			}
			a.x, a.w = sh, r.Mul(weight, ch)
		}
		a.w = r.Mul(a.w, r.FromFloat(h))
		list = append(list, a)
	}
	for i := 0; float64(i)*h < 5.2; i++ {
		if level > 0 && i%2 == 0 {
			continue
		}
		add(float64(i) * h)
		if kind != finiteRange && i > 0 {
			add(-float64(i) * h)
		}
	}
	deNodes[key] = list
	return list
}

// converter brings double-double nodes into the arithmetic F.
func (m *machine[F]) convert(x precise.DD) F {
	if x.Lo == 0 || m.digits < 20 {
		return m.k.from(x.Hi)
	}
	return m.k.add(m.k.from(x.Hi), m.k.from(x.Lo))
}

func (m *machine[F]) integral(o *operator, regs []F) (F, status) {
	k := m.k
	zero := k.from(0)
	if m.nesting++; m.nesting > 3 {
		m.nesting--
		return zero, unsure
	}
	defer func() { m.nesting-- }()
	f := m.body(o, regs)
	if (len(o.kinks) > 0 || o.bends != nil) && o.loInf <= 0 && o.hiInf >= 0 {
		var lo, hi *F
		if o.loInf == 0 {
			lo = &regs[o.lo]
		}
		if o.hiInf == 0 {
			hi = &regs[o.hi]
		}
		if lo != nil && hi != nil && k.float(*lo) > k.float(*hi) {
			v, st := zero, fine
			if cuts := m.cuts(o, regs, hi, lo); len(cuts) > 0 {
				v, st = m.piecewise(f, hi, lo, cuts)
				return k.neg(v), st
			}
		} else if cuts := m.cuts(o, regs, lo, hi); len(cuts) > 0 {
			return m.piecewise(f, lo, hi, cuts)
		}
	}
	switch {
	case o.loInf == 0 && o.hiInf == 0:
		return m.finite(f, regs[o.lo], regs[o.hi])
	case o.loInf == 0 && o.hiInf > 0:
		return m.halfLine(f, regs[o.lo], 1)
	case o.loInf < 0 && o.hiInf == 0:
		return m.halfLine(f, regs[o.hi], -1)
	case o.loInf < 0 && o.hiInf > 0:
		return m.wholeLine(f)
	case o.loInf > 0 && o.hiInf == 0:
		v, st := m.halfLine(f, regs[o.hi], 1)
		return k.neg(v), st
	case o.loInf == 0 && o.hiInf < 0:
		v, st := m.halfLine(f, regs[o.lo], -1)
		return k.neg(v), st
	case o.loInf > 0 && o.hiInf < 0:
		v, st := m.wholeLine(f)
		return k.neg(v), st
	}
	return zero, fine
}

func (m *machine[F]) tolerance() float64 { return math.Pow10(-m.digits) }

func (m *machine[F]) finite(f func(F) (F, status), a, b F) (F, status) {
	k := m.k
	half := k.mul(k.from(0.5), k.sub(b, a))
	mid := k.mul(k.from(0.5), k.add(a, b))
	if k.size(half) == 0 {
		return half, fine
	}
	orders := []int{24, 40, 64}
	var last F
	for i, n := range orders {
		total, scale := k.from(0), 0.0
		bad := false
		for _, node := range gauss(n) {
			y, st := f(k.add(mid, k.mul(half, m.convert(node.x))))
			if st == spent {
				return y, st
			}
			if st != fine {
				bad = true
				break
			}
			term := k.mul(m.convert(node.w), y)
			total = k.add(total, term)
			scale += k.size(term)
		}
		if bad {
			break
		}
		if i > 0 && k.size(k.sub(total, last)) <= m.tolerance()*scale {
			return k.mul(total, half), fine
		}
		last = total
	}
	return m.tanhSinh(f, a, b, half)
}

func (m *machine[F]) tanhSinh(f func(F) (F, status), a, b, half F) (F, status) {
	k := m.k
	return m.levels(finiteRange, func(node abscissa, first bool) (F, float64, status) {
		d := k.mul(half, m.convert(node.x))
		w := k.mul(half, m.convert(node.w))
		y1, st := f(k.add(a, d))
		if st != fine {
			return y1, 0, st
		}
		total := k.mul(w, y1)
		size := k.size(total)
		if !first { // the node at the middle is shared by both ends
			y2, st := f(k.sub(b, d))
			if st != fine {
				return y2, 0, st
			}
			t2 := k.mul(w, y2)
			total = k.add(total, t2)
			size += k.size(t2)
		}
		return total, size, fine
	})
}

func (m *machine[F]) halfLine(f func(F) (F, status), a F, direction int) (F, status) {
	return m.halfOrWhole(halfLine, f, a, direction)
}

func (m *machine[F]) halfOrWhole(kind int, f func(F) (F, status), a F, direction int) (F, status) {
	k := m.k
	return m.levels(kind, func(node abscissa, _ bool) (F, float64, status) {
		d := m.convert(node.x)
		if direction < 0 {
			d = k.neg(d)
		}
		y, st := f(k.add(a, d))
		if st != fine {
			return y, 0, st
		}
		t := k.mul(m.convert(node.w), y)
		return t, k.size(t), fine
	})
}

func (m *machine[F]) wholeLine(f func(F) (F, status)) (F, status) {
	return m.halfOrWhole(wholeLine, f, m.k.from(0), 1)
}

// levels halves the step until two results agree to the tolerance. Nodes
// beyond the point where contributions vanish are left out; a node without a
// value is left out only where its neighbours contribute nothing.
func (m *machine[F]) levels(kind int, at func(abscissa, bool) (F, float64, status)) (F, status) {
	k := m.k
	total, scale := k.from(0), 0.0
	tolerance := m.tolerance()
	var last F
	silent := [2]float64{math.Inf(1), math.Inf(1)}
	for level := range 9 {
		part, size, st := m.level(kind, level, at, tolerance*0.01, scale, &silent)
		if st == unsure && m.grows(kind, at) {
			st = diverges
		}
		if st != fine {
			return part, st
		}
		if level == 0 {
			total, scale = part, size
		} else {
			total = k.add(k.mul(k.from(0.5), total), part)
			scale = scale/2 + size
		}
		if level > 2 && k.size(k.sub(total, last)) <= tolerance*scale {
			return total, fine
		}
		last = total
	}
	if m.grows(kind, at) {
		return total, diverges
	}
	return total, unsure
}

// grows reports whether the transformed integrand does not fall towards an
// end: five contributions of one sign, none smaller than the one before. The
// weights fall or rise double-exponentially, so that happens only where the
// integral has no value.
func (m *machine[F]) grows(kind int, at func(abscissa, bool) (F, float64, status)) bool {
	k := m.k
	nodes := doubleExponential(kind, 2)
	ends := 2
	if kind == finiteRange {
		ends = 1
	}
	for end := range ends {
		run, last := 0, 0.0
		for i := end; i < len(nodes); i += ends {
			y, _, st := at(nodes[i], false)
			if st != fine {
				break
			}
			v := k.float(y)
			if v*last > 0 && math.Abs(v) >= math.Abs(last)*(1-1e-9) {
				run++
			} else {
				run = 0
			}
			last = v
		}
		if run >= 5 {
			return true
		}
	}
	return false
}

// level adds the nodes of one level. Silent is how far out on either side the integrand was found to contribute nothing:
// what has no value further out, as 1/cosh(1000), is left out.
func (m *machine[F]) level(kind, level int, at func(abscissa, bool) (F, float64, status), tiny, scale float64, silent *[2]float64) (F, float64, status) {
	k := m.k
	total, size := k.from(0), 0.0
	quiet := [2]int{}
	for i, node := range doubleExponential(kind, level) {
		end := 0
		if kind != finiteRange && (level == 0 && i > 0 && i%2 == 0 || level > 0 && i%2 == 1) {
			end = 1
		}
		if quiet[end] > 3 {
			continue
		}
		y, s, st := at(node, level == 0 && i == 0)
		switch {
		case st == spent || st == diverges:
			return y, 0, st
		case st != fine:
			if quiet[end] > 0 || kind != finiteRange && math.Abs(node.x.Hi) > silent[end] { // where nothing contributes any more
				quiet[end] = 9
				continue
			}
			return y, 0, unsure
		}
		total = k.add(total, y)
		size += s
		if s <= tiny*(size+scale) {
			if quiet[end]++; quiet[end] > 1 || s > 0 && s < tiny*tiny*(size+scale) { // by far, and no zero of what oscillates
				silent[end] = min(silent[end], math.Abs(node.x.Hi))
			}
		} else {
			quiet[end] = 0
		}
	}
	return total, size, fine
}
