package derive

import (
	"fmt"
	"math"
	"math/big"
	"strings"
)

const (
	baseUnits   = 6 // m kg s A K mol
	scalePrimes = 3 // 2 3 5: every prefix, minute and hour
)

// Dimension is a product of rational powers of the SI base units times a
// scale that is a product of rational powers of 2, 3 and 5. Two dimensions are
// equal exactly when they are the same unit: mV and V differ, MOhm*nA and mV do
// not. Dimensions compare with ==.
type Dimension struct {
	base  [baseUnits]ratio
	scale [scalePrimes]ratio
}

// Dimensionless is the dimension of a pure number.
var Dimensionless = newDimension()

func newDimension() Dimension {
	var d Dimension
	for i := range d.base {
		d.base[i] = whole(0)
	}
	for i := range d.scale {
		d.scale[i] = whole(0)
	}
	return d
}

// Times is the dimension of a product.
func (d Dimension) Times(e Dimension) Dimension {
	for i := range d.base {
		d.base[i] = d.base[i].add(e.base[i])
	}
	for i := range d.scale {
		d.scale[i] = d.scale[i].add(e.scale[i])
	}
	return d
}

// Over is the dimension of a quotient.
func (d Dimension) Over(e Dimension) Dimension { return d.Times(e.power(whole(-1))) }

// Power is the dimension of a power with a rational exponent.
func (d Dimension) Power(exponent *big.Rat) (Dimension, bool) {
	r, ok := ratioOf(exponent)
	if !ok {
		return Dimension{}, false
	}
	return d.power(r), true
}

func (d Dimension) power(r ratio) Dimension {
	for i := range d.base {
		d.base[i] = d.base[i].mul(r)
	}
	for i := range d.scale {
		d.scale[i] = d.scale[i].mul(r)
	}
	return d
}

// SameKind reports whether two dimensions differ in scale only.
func (d Dimension) SameKind(e Dimension) bool { return d.base == e.base }

// Factor is the number by which a value in units of d is multiplied to give
// the value in units of e; ok is false when the kinds differ.
func (d Dimension) Factor(e Dimension) (factor float64, ok bool) {
	if d.base != e.base {
		return 0, false
	}
	q := d.Over(e)
	primes := [scalePrimes]float64{2, 3, 5}
	// 2 and 5 with equal exponents are a power of ten: exact in decimal.
	if q.scale[0] == q.scale[2] && q.scale[1].zero() && q.scale[0].d == 1 {
		return math.Pow10(int(q.scale[0].n)), true
	}
	factor = 1
	for i, p := range primes {
		factor *= math.Pow(p, float64(q.scale[i].n)/float64(q.scale[i].d))
	}
	return factor, true
}

// String writes a dimension in the units of neurophysiology where one or two
// of them suffice ("mV", "nA/ms"), else in SI base units.
func (d Dimension) String() string { return d.name(nil) }

// name tries the declared units first, then common ones, then quotients,
// products and powers of two of them.
func (d Dimension) name(declared []namedUnit) string {
	if d == Dimensionless {
		return "1"
	}
	known := append(append([]namedUnit{}, declared...), commonUnits...)
	for _, u := range known {
		if u.dim == d {
			return u.name
		}
	}
	for _, u := range known {
		for _, p := range []ratio{whole(2), whole(-1), whole(3), whole(-2), whole(4), newRatio(1, 2), newRatio(-1, 2), newRatio(3, 2)} {
			if u.dim.power(p) == d {
				return powerName(u.name, p)
			}
		}
	}
	for _, u := range known {
		for _, v := range known {
			if !simpleUnit(u.name) || !simpleUnit(v.name) {
				continue
			}
			switch d {
			case u.dim.Over(v.dim):
				return u.name + "/" + v.name
			case u.dim.Times(v.dim):
				return u.name + "*" + v.name
			case u.dim.power(whole(2)).Over(v.dim):
				return u.name + "^2/" + v.name
			case u.dim.Over(v.dim.power(whole(2))):
				return u.name + "/" + v.name + "^2"
			}
		}
	}
	return d.inBaseUnits()
}

func simpleUnit(name string) bool { return !strings.ContainsAny(name, "*/^") }

func powerName(unit string, p ratio) string {
	if !simpleUnit(unit) {
		unit = "(" + unit + ")"
	}
	if p == whole(-1) {
		return "1/" + unit
	}
	if p.d != 1 {
		return fmt.Sprintf("%s^(%v)", unit, p)
	}
	return fmt.Sprintf("%s^%v", unit, p)
}

func (d Dimension) inBaseUnits() string {
	var parts []string
	if f, ok := d.Factor(Dimension{base: d.base, scale: Dimensionless.scale}); ok && f != 1 {
		parts = append(parts, fmt.Sprintf("%.6g", f))
	}
	for i, name := range []string{"m", "kg", "s", "A", "K", "mol"} {
		switch p := d.base[i]; {
		case p.zero():
		case p == whole(1):
			parts = append(parts, name)
		case p.d == 1 && p.n > 0:
			parts = append(parts, fmt.Sprintf("%s^%v", name, p))
		default:
			parts = append(parts, fmt.Sprintf("%s^(%v)", name, p))
		}
	}
	if len(parts) == 0 {
		return "1"
	}
	return strings.Join(parts, "*")
}
