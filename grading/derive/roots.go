package derive

import (
	"math"
	"math/big"
	"sort"
)

// pivot is an equation N = 0 solved for one atom at given values of the
// others: its real roots inside the declared interval, found by a scan for sign
// changes and tangencies and polished to 288 bits.
type pivot struct {
	st   *setting
	name string
	num  *node
	t    *tape // N and dN/dx
	decl *declaration
	grid []float64
}

func (st *setting) newPivot(num *node, name string) (*pivot, error) {
	slope, err := partial(num, name)
	if err != nil {
		return nil, err
	}
	t, err := compile(st.scope, num, slope)
	if err != nil {
		return nil, err
	}
	p := &pivot{st: st, name: name, num: num, t: t, decl: st.scope.lookup(name)}
	p.grid = withFar(scanGrid(p.decl), farConstants(num))
	if t.quad { // every value is an integral: a coarse scan
		var coarse []float64
		for i := 0; i < len(p.grid); i += 8 {
			coarse = append(coarse, p.grid[i])
		}
		p.grid = coarse
	}
	return p, nil
}

// scanGrid covers the interval of a declaration: eight decades on each side
// of every finite end or of zero, dense near magnitude one.
func scanGrid(d *declaration) []float64 {
	lo, hi := math.Inf(-1), math.Inf(1)
	if d != nil && d.lo != nil {
		lo, _ = d.lo.Float64()
	}
	if d != nil && d.hi != nil {
		hi, _ = d.hi.Float64()
	}
	var g []float64
	switch {
	case !math.IsInf(lo, 0) && !math.IsInf(hi, 0):
		for i := range 121 {
			g = append(g, lo+(hi-lo)*(float64(i)+0.013)/121)
		}
		g = append(g, lo+(hi-lo)*1e-9, hi-(hi-lo)*1e-9)
	case !math.IsInf(lo, 0):
		for _, m := range magnitudes {
			g = append(g, lo+m)
		}
		g = append(g, lo+max(1, math.Abs(lo))*1e-9) // a root may stand just inside
	case !math.IsInf(hi, 0):
		for _, m := range magnitudes {
			g = append(g, hi-m)
		}
		g = append(g, hi-max(1, math.Abs(hi))*1e-9)
	default:
		for _, m := range magnitudes {
			g = append(g, m, -m)
		}
		g = append(g, 0.0000137)
	}
	sort.Float64s(g)
	return g
}

// withFar adds points around constants that lie outside the usual range, and
// around their square roots.
func withFar(grid, far []float64) []float64 {
	if len(far) == 0 {
		return grid
	}
	out := append([]float64{}, grid...)
	lo, hi := grid[0], grid[len(grid)-1]
	for _, c := range far {
		for _, m := range []float64{c, math.Sqrt(c)} {
			for _, f := range []float64{0.1, 0.4, 0.77, 0.9, 0.987, 1.0137, 1.12, 1.4, 2.6, 10} {
				for _, x := range []float64{m * f, -m * f} {
					if x > lo-1e15 && (x > lo || lo < 0) && (x < hi || hi > 0) {
						out = append(out, x)
					}
				}
			}
		}
	}
	sort.Float64s(out)
	return out
}

var magnitudes = func() []float64 {
	var out []float64
	for e := 9.0; e < 24; e += 1.5 { // far out a sign change is all that is looked for
		out = append(out, 1.0137*math.Exp(e*math.Ln10/2))
	}
	for e := -8.0; e < 8; {
		out = append(out, 1.0137*math.Exp(e*math.Ln10/2))
		step := 0.06
		if math.Abs(e) > 2.5 {
			step = 0.25
		}
		e += step
	}
	return out
}()

// roots finds the admissible solutions at a point; the values of the other
// atoms are taken from p. Nothing is concluded from finding none.
func (v *pivot) roots(p *point) []*big.Float {
	k := ballNumber{}
	m := &machine[ball]{k: k, budget: v.st.budget, digits: 11, models: p.models, scope: v.st.scope}
	in := make([]ball, len(v.t.inputs))
	slot := -1
	for i, name := range v.t.inputs {
		in[i] = ball{p.values[name], 0}
		if name == v.name {
			slot = i
		}
	}
	if slot < 0 {
		return nil
	}
	regs := make([]ball, len(v.t.code))
	at := func(x float64) (f, slope float64, ok bool) {
		in[slot] = ball{x, 0}
		if bad := m.runInto(v.t, in, regs); bad != noFailure {
			return 0, 0, false
		}
		return regs[v.t.outputs[0]].v, regs[v.t.outputs[1]].v, true
	}
	var found []*big.Float
	accept := func(x float64) {
		if r, ok := v.polish(p, x); ok && v.inside(r) {
			for _, old := range found {
				d := new(big.Float).Sub(old, r)
				if d.Sign() == 0 || d.MantExp(nil) < r.MantExp(nil)-60 {
					return
				}
			}
			found = append(found, r)
		}
	}
	var px, pf, pd float64
	have := false
	for _, x := range v.grid {
		if len(found) > 8 || v.st.budget.exhausted {
			break
		}
		f, d, ok := at(x)
		if !ok {
			have = false
			continue
		}
		if have {
			switch {
			case f == 0 || pf*f < 0:
				accept(bisect(at, px, pf, x))
			case pd*d < 0 && pf*pd < 0: // |N| has a minimum between
				accept(minimise(at, px, x))
			}
		}
		px, pf, pd, have = x, f, d, true
	}
	return found
}

func bisect(at func(float64) (float64, float64, bool), a, fa, b float64) float64 {
	for range 40 {
		mid := (a + b) / 2
		f, _, ok := at(mid)
		if !ok {
			return mid
		}
		if (f < 0) == (fa < 0) && f != 0 {
			a = mid
		} else {
			b = mid
		}
	}
	return (a + b) / 2
}

// minimise finds where the slope changes sign: a tangency, if N vanishes there.
func minimise(at func(float64) (float64, float64, bool), a, b float64) float64 {
	_, da, _ := at(a)
	for range 50 {
		mid := (a + b) / 2
		_, d, ok := at(mid)
		if !ok {
			return mid
		}
		if (d < 0) == (da < 0) {
			a = mid
		} else {
			b = mid
		}
	}
	return (a + b) / 2
}

// polish improves a root by Newton's iteration in 288 bits and checks that N
// vanishes there (to half the precision for double roots).
func (v *pivot) polish(p *point, x float64) (*big.Float, bool) {
	k := realNumber[*big.Float]{big256}
	m := &machine[*big.Float]{k: k, budget: v.st.budget, digits: 28, models: p.models, scope: v.st.scope}
	in := make([]*big.Float, len(v.t.inputs))
	slot := 0
	for i, name := range v.t.inputs {
		in[i] = k.from(p.values[name])
		if name == v.name {
			slot = i
		}
	}
	at := func(x *big.Float) bool {
		in[slot] = x
		regs, f := m.run(v.t, in)
		return f == noFailure && regs[v.t.outputs[0]].Sign() == 0
	}
	before := 0.0
	root := k.from(x)
	for step := range 40 {
		in[slot] = root
		regs, f := m.run(v.t, in)
		if f != noFailure {
			return nil, false
		}
		if underflows(v.t, regs) {
			return nil, false // exp(-1e9) - exp(-2e9) is no root
		}
		n, d := regs[v.t.outputs[0]], regs[v.t.outputs[1]]
		if n.Sign() == 0 {
			return root, true
		}
		if d.Sign() == 0 {
			return nil, false
		}
		change := k.r.Quo(n, d)
		size, _ := change.Float64()
		if m := multiplicity(size, before); step > 2 && m > 1 {
			change = k.mul(change, k.from(m))
		}
		before = size
		next := k.sub(root, change)
		small := change.MantExp(nil) - max(root.MantExp(nil), -60)
		if step == 12 && small > -60 { // a multiple root at a simple number?
			if r, ok := v.simple(root, at); ok {
				return r, true
			}
		}
		if small < -240 || step > 30 && small < -100 {
			return next, true
		}
		if step > 6 && small > -20 && step > 25 {
			return nil, false
		}
		root = next
	}
	return nil, false
}

// underflows reports whether an exponential became 0, or so small that what it
// stands beside swallows it.
func underflows(t *tape, regs []*big.Float) bool {
	for i := range t.code {
		if c := &t.code[i]; c.code == codeCall && c.name == "exp" && (regs[i].Sign() == 0 || regs[i].MantExp(nil) < -100000) {
			return true
		}
	}
	return false
}

// multiplicity of a root, from two Newton steps in a row: these shrink by
// 1 - 1/m towards a root of multiplicity m. 1 where they do not.
func multiplicity(step, before float64) float64 {
	if before == 0 {
		return 1
	}
	for m := 2.0; m <= 4; m++ {
		if math.Abs(step/before-(1-1/m)) < 0.01 {
			return m
		}
	}
	return 1
}

// simple tries zero and the nearest fractions with a small denominator as a root.
func (v *pivot) simple(x *big.Float, vanishes func(*big.Float) bool) (*big.Float, bool) {
	f, _ := x.Float64()
	for _, d := range []float64{1, 2, 3, 4, 5} {
		n := math.Round(f * d)
		if math.Abs(f*d-n) > 1e-2 || math.Abs(n) > 1e6 {
			continue
		}
		r := new(big.Float).SetPrec(288).Quo(big.NewFloat(n), big.NewFloat(d))
		if n == 0 {
			r = new(big.Float).SetPrec(288)
		}
		if vanishes(r) {
			return r, true
		}
	}
	return nil, false
}

// inside checks the declared interval, strictly.
func (v *pivot) inside(x *big.Float) bool {
	d := v.decl
	if d == nil {
		return true
	}
	f, _ := x.Float64()
	scale := 1e-12 * math.Max(1e-6, math.Abs(f))
	if d.lo != nil {
		lo, _ := d.lo.Float64()
		if f < lo+scale {
			return false
		}
	}
	if d.hi != nil {
		hi, _ := d.hi.Float64()
		if f > hi-scale {
			return false
		}
	}
	if d.nonzero && f == 0 {
		return false
	}
	return !d.integer || f == math.Round(f)
}
