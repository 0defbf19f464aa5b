package derive

import (
	"math/big"

	"coronium/grading/derive/precise"
)

// At some points 288 bits do not see what there is to see: cosh(200) and sinh(200) differ in their 174th digit, atan(10^90)
// and pi/2 in their 90th, and a decimal of eighty digits may be pi so far. Such points are recognised by what stands in the
// registers, and looked at again with a thousand bits; where even those do not do, a point says nothing.

// extremeBits is as far as differences can be told apart in the exponents of float64.
const extremeBits = 1000

var big1000 = precise.NewBig(extremeBits)

// extremely compares at a point that needs more digits than usual.
func (c *comparison) extremely(tr trial) trial {
	k := realNumber[*big.Float]{big1000}
	regs, why := registersAt[*big.Float](c, k, tr.p, 60)
	if why != fine || c.absorbs(regs, extremeBits) {
		return tr
	}
	d, scale := spread(c, k, regs)
	if scale > 1e40 || scale < 1e-20 { // the difference would leave float64
		var ok bool
		if d, ok = apart(k, regs[c.t.outputs[0]], regs[c.t.outputs[1]]); !ok {
			return tr
		}
		scale = 1
	}
	switch {
	case d > 1e-240*scale && c.accurate():
		tr.label = differ
		return c.fill(tr)
	case d <= 1e-270*scale && c.accurate():
		tr.label = agree
	}
	return tr
}

// accurate reports whether all functions of a tape are computed to any number of digits: the gamma function and its kin are not.
func (c *comparison) accurate() bool {
	for i := range c.t.code {
		if in := &c.t.code[i]; in.code == codeCall && (in.name == "gamma" || in.name == "psi" || in.name == "erf" || in.name == "erfc") || in.sub != nil {
			return false
		}
	}
	return true
}

// absorbs reports whether something is lost at a point in an arithmetic of so many bits: a term that is too small beside
// another, a tanh or erf that is 1 to all digits, an exponential that is 0, an argument so small that a function is
// linear, or so large that it has settled, a number with more digits. Agreement at such a point says nothing.
func (c *comparison) absorbs(regs []*big.Float, bits int) bool {
	for i := range c.t.code {
		in := &c.t.code[i]
		switch in.code {
		case codeAdd:
			a, b := regs[in.a], regs[in.b]
			if a.Sign() != 0 && b.Sign() != 0 {
				if d := a.MantExp(nil) - b.MantExp(nil); d > bits-48 || d < 48-bits {
					return true
				}
			}
		case codeConst:
			if in.rat != nil && (in.rat.Num().BitLen() > bits*3/4 || in.rat.Denom().BitLen() > bits*3/4) {
				return true
			}
		case codeCall:
			if settled(in.name, regs[in.a], regs[i], bits) {
				return true
			}
		case codePow, codePowRat:
			if in.code == codePow && tiny(regs[in.b], bits) {
				return true
			}
		}
	}
	return false
}

// tiny says whether a number is so small that its square is lost beside 1.
func tiny(x *big.Float, bits int) bool { return x.Sign() != 0 && x.MantExp(nil) < -bits/4 }

// settled says whether a function is at such an argument, to all digits, what it tends to.
func settled(name string, x, y *big.Float, bits int) bool {
	beside := func(limit float64) bool {
		rest := new(big.Float).SetPrec(uint(bits)+12).Sub(new(big.Float).Abs(y), big.NewFloat(limit))
		return rest.Sign() == 0 || rest.MantExp(nil) < 48-bits
	}
	size, _ := new(big.Float).Abs(x).Float64()
	switch name {
	case "tanh", "erf":
		return x.Sign() != 0 && (beside(1) || tiny(x, bits))
	case "erfc":
		return beside(2)
	case "exp":
		return y.Sign() == 0 || tiny(x, bits)
	case "sinh", "cosh":
		return 2.88*size > float64(bits)-60 || tiny(x, bits) // exp(-2x) beside 1
	case "atan":
		return x.Sign() != 0 && x.MantExp(nil) > bits/4 || tiny(x, bits)
	case "sin", "cos", "tan", "asin", "asinh", "atanh":
		return tiny(x, bits)
	}
	return false
}
