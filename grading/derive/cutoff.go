package derive

import (
	"math"

	"coronium/grading/derive/precise"
)

// cutOff reports whether an integral between numbers ends where its integrand has died away exponentially:
// int(exp(-x^2),x,-20,20) is not sqrt(pi), but no quadrature can tell them apart. Where a symbol stands in the limits,
// other points tell.
func (c *comparison) cutOff(p *point) bool {
	k := realNumber[precise.DD]{precise.DoubleDouble{}}
	regs, why := registersAt[precise.DD](c, k, p, 15)
	if why != fine {
		return false
	}
	m := &machine[precise.DD]{k: k, budget: c.st.budget, digits: 15, models: p.models, scope: c.st.scope}
	for i := range c.t.code {
		o := c.t.code[i].sub
		if c.t.code[i].code != codeIntegral || o.loInf != 0 || o.hiInf != 0 || !o.body.shrinks() {
			continue
		}
		f := m.body(o, regs)
		lo, hi := k.float(regs[o.lo]), k.float(regs[o.hi])
		size := func(share float64) float64 {
			y, st := f(k.from(lo + share*(hi-lo)))
			if st != fine {
				return math.NaN()
			}
			return k.size(y)
		}
		peak := 0.0
		for j := 1; j < 16; j++ {
			peak = math.Max(peak, size(float64(j)/16))
		}
		for _, end := range [][2]float64{{0, 1.0 / 32}, {1, 31.0 / 32}} {
			if size(end[0]) < 1e-24*peak && size(end[1]) < 1e-20*peak {
				return true
			}
		}
	}
	return false
}
