package derive

import (
	"fmt"
	"math/big"
	"strings"
)

type namedUnit struct {
	name string
	dim  Dimension
}

// siUnits in terms of m kg s A K mol, and a power of ten.
var siUnits = map[string]struct {
	powers [baseUnits]int64
	ten    int64
}{
	"m": {[6]int64{1, 0, 0, 0, 0, 0}, 0}, "g": {[6]int64{0, 1, 0, 0, 0, 0}, -3},
	"s": {[6]int64{0, 0, 1, 0, 0, 0}, 0}, "A": {[6]int64{0, 0, 0, 1, 0, 0}, 0},
	"K": {[6]int64{0, 0, 0, 0, 1, 0}, 0}, "mol": {[6]int64{0, 0, 0, 0, 0, 1}, 0},
	"V": {[6]int64{2, 1, -3, -1, 0, 0}, 0}, "Ohm": {[6]int64{2, 1, -3, -2, 0, 0}, 0},
	"S": {[6]int64{-2, -1, 3, 2, 0, 0}, 0}, "F": {[6]int64{-2, -1, 4, 2, 0, 0}, 0},
	"C": {[6]int64{0, 0, 1, 1, 0, 0}, 0}, "J": {[6]int64{2, 1, -2, 0, 0, 0}, 0},
	"N": {[6]int64{1, 1, -2, 0, 0, 0}, 0}, "W": {[6]int64{2, 1, -3, 0, 0, 0}, 0},
	"Pa": {[6]int64{-1, 1, -2, 0, 0, 0}, 0}, "Hz": {[6]int64{0, 0, -1, 0, 0, 0}, 0},
	"M": {[6]int64{-3, 0, 0, 0, 0, 1}, 3}, "L": {[6]int64{3, 0, 0, 0, 0, 0}, -3},
	"l": {[6]int64{3, 0, 0, 0, 0, 0}, -3}, "H": {[6]int64{2, 1, -2, -2, 0, 0}, 0},
	"T": {[6]int64{0, 1, -2, -1, 0, 0}, 0}, "Wb": {[6]int64{2, 1, -2, -1, 0, 0}, 0},
}

var prefixes = map[string]int64{
	"": 0, "f": -15, "p": -12, "n": -9, "u": -6, "m": -3, "c": -2, "d": -1, "k": 3, "M": 6, "G": 9,
}

// pureNumbers are names that people write for a count; they have no dimension.
var pureNumbers = map[string]bool{"1": true, "rad": true, "spikes": true, "spike": true, "bit": true, "bits": true, "nat": true, "nats": true, "count": true}

// commonUnits name dimensions in messages; order is preference.
var commonUnits = func() []namedUnit {
	var list []namedUnit
	for _, name := range strings.Fields("mV ms nA MOhm nS pA pF nF uS um mM Hz kHz s cm mm uM mS uF uA mol m V A Ohm S F K J mV/ms 1/ms MOhm*um um/ms") {
		d, err := ParseUnit(name)
		if err != nil {
			panic(err)
		}
		list = append(list, namedUnit{name, d})
	}
	return list
}()

// ParseUnit reads a unit: products, quotients, powers and brackets of SI
// units with prefixes ("mV", "1/(mV^2*ms)", "nS/um^(3/2)", "kHz"). "" and "1"
// are dimensionless.
func ParseUnit(text string) (Dimension, error) {
	p := unitParser{text: text}
	p.space()
	if p.at == len(text) {
		return Dimensionless, nil
	}
	d, err := p.product()
	if err != nil {
		return Dimension{}, err
	}
	if p.at < len(text) {
		return Dimension{}, p.fail(p.at, len(text), "this does not belong to a unit", "write a product or quotient such as mV/ms")
	}
	return d, nil
}

type unitParser struct {
	text  string
	at    int
	depth int
}

func (p *unitParser) fail(from, to int, what, mend string) error {
	return &InputError{At: from, To: to, Text: p.text, What: what, Mend: mend}
}

func (p *unitParser) space() {
	for p.at < len(p.text) && p.text[p.at] == ' ' {
		p.at++
	}
}

func (p *unitParser) peek() byte {
	p.space()
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *unitParser) product() (Dimension, error) {
	d, err := p.factor()
	for err == nil {
		op := p.peek()
		if op != '*' && op != '/' {
			return d, nil
		}
		p.at++
		var e Dimension
		if e, err = p.factor(); err != nil {
			break
		}
		if op == '/' {
			d = d.Over(e)
		} else {
			d = d.Times(e)
		}
	}
	return Dimension{}, err
}

func (p *unitParser) factor() (Dimension, error) {
	d, err := p.atom()
	if err != nil || p.peek() != '^' {
		return d, err
	}
	p.at++
	r, err := p.exponent()
	if err != nil {
		return Dimension{}, err
	}
	return d.power(r), nil
}

func (p *unitParser) atom() (Dimension, error) {
	start := p.at
	switch c := p.peek(); {
	case c == '(':
		if p.depth++; p.depth > 20 {
			return Dimension{}, p.fail(start, p.at, "too many brackets in a unit", "")
		}
		p.at++
		d, err := p.product()
		if err != nil {
			return d, err
		}
		if p.peek() != ')' {
			return d, p.fail(start, p.at, "a bracket of the unit is not closed", "add )")
		}
		p.at++
		return d, nil
	case c == '1':
		p.at++
		return Dimensionless, nil
	case isLetter(c):
		start = p.at
		for p.at < len(p.text) && isLetter(p.text[p.at]) {
			p.at++
		}
		return p.named(start)
	}
	return Dimension{}, p.fail(p.at, min(p.at+1, len(p.text)), "a unit is expected here", "write for example mV, 1/ms or nA/um^2")
}

func (p *unitParser) named(start int) (Dimension, error) {
	name := p.text[start:p.at]
	if d, ok := lookupUnit(name); ok {
		return d, nil
	}
	mend := "known units are m, g, s, A, K, mol, M, V, Ohm, S, F, C, J, N, W, Pa, Hz with prefixes p n u m c k M"
	for known := range siUnits {
		for prefix := range prefixes {
			if strings.EqualFold(prefix+known, name) {
				mend = "write " + prefix + known
			}
		}
	}
	return Dimension{}, p.fail(start, p.at, fmt.Sprintf("%q is not a unit I know", name), mend)
}

func lookupUnit(name string) (Dimension, bool) {
	if pureNumbers[name] {
		return Dimensionless, true
	}
	switch name {
	case "min":
		return scaled([baseUnits]int64{0, 0, 1, 0, 0, 0}, [3]int64{2, 1, 1}), true
	case "h":
		return scaled([baseUnits]int64{0, 0, 1, 0, 0, 0}, [3]int64{4, 2, 2}), true
	}
	for prefix, ten := range prefixes {
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		if u, ok := siUnits[name[len(prefix):]]; ok {
			t := u.ten + ten
			return scaled(u.powers, [3]int64{t, 0, t}), true
		}
	}
	return Dimension{}, false
}

func scaled(base [baseUnits]int64, scale [scalePrimes]int64) Dimension {
	d := newDimension()
	for i, n := range base {
		d.base[i] = whole(n)
	}
	for i, n := range scale {
		d.scale[i] = whole(n)
	}
	return d
}

// exponent reads an integer, a decimal, or a fraction in brackets.
func (p *unitParser) exponent() (ratio, error) {
	start := p.at
	closing := p.peek() == '('
	if closing {
		p.at++
	}
	from := p.at
	for p.at < len(p.text) && (isDigit(p.text[p.at]) || strings.IndexByte("+-. /", p.text[p.at]) >= 0) {
		if !closing && p.text[p.at] == '/' {
			break
		}
		p.at++
	}
	x, ok := new(big.Rat).SetString(strings.ReplaceAll(p.text[from:p.at], " ", ""))
	if ok && closing {
		ok = p.peek() == ')'
		p.at++
	}
	if ok {
		if r, fits := ratioOf(x); fits {
			return r, nil
		}
	}
	return ratio{}, p.fail(start, min(p.at, len(p.text)), "the exponent of a unit is a number", "write for example um^2, ms^-1 or um^(3/2)")
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }

// Convert gives the factor from one unit to another ("mV" to "V": 0.001).
func Convert(from, to string) (float64, error) {
	a, err := ParseUnit(from)
	if err != nil {
		return 0, err
	}
	b, err := ParseUnit(to)
	if err != nil {
		return 0, err
	}
	f, ok := a.Factor(b)
	if !ok {
		return 0, &InputError{Text: from, What: fmt.Sprintf("%s cannot be converted to %s", from, to), Mend: "the dimensions differ"}
	}
	return f, nil
}
