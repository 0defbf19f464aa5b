package derive

import "math"

// glance evaluates trees at one point in plain float64 and remembers every
// part, so that a slip made deep inside an expression costs only the path up to
// its root. It serves the search for slips, where nearly every candidate is
// wrong: what looks right at a glance is then computed with care.
type glance struct {
	at    *point
	known map[uint64]float64
}

func newGlance(p *point) *glance { return &glance{at: p, known: map[uint64]float64{}} }

// value is NaN where the expression has none, or holds what is not computed here.
func (g *glance) value(n *node) float64 {
	if v, ok := g.known[n.key]; ok {
		return v
	}
	v := g.rule(n)
	g.known[n.key] = v
	return v
}

// elementary are the functions that a glance computes.
var elementary = map[string]func(float64) float64{
	"exp": math.Exp, "log": math.Log, "sqrt": math.Sqrt, "sin": math.Sin, "cos": math.Cos, "tan": math.Tan, "sinh": math.Sinh,
	"cosh": math.Cosh, "tanh": math.Tanh, "abs": math.Abs, "atan": math.Atan, "asin": math.Asin, "acos": math.Acos,
	"asinh": math.Asinh, "acosh": math.Acosh, "atanh": math.Atanh, "erf": math.Erf, "erfc": math.Erfc,
}

func (g *glance) rule(n *node) float64 {
	if name, ok := n.atomName(); ok {
		if v, ok := g.at.values[name]; ok {
			return v
		}
		return math.NaN()
	}
	switch n.op {
	case opNum:
		v, _ := n.num.Float64()
		return v
	case opAdd, opMul:
		total := g.value(n.args[0])
		for _, a := range n.args[1:] {
			if v := g.value(a); n.op == opAdd {
				total += v
			} else {
				total *= v
			}
		}
		return total
	case opNeg:
		return -g.value(n.args[0])
	case opDiv:
		return g.value(n.args[0]) / g.value(n.args[1])
	case opPow:
		return math.Pow(g.value(n.args[0]), g.value(n.args[1]))
	case opCall:
		switch f := elementary[n.name]; {
		case len(n.args) == 0 && n.name == "pi":
			return math.Pi
		case len(n.args) == 1 && f != nil:
			return f(g.value(n.args[0]))
		}
	}
	return math.NaN()
}

// plain reports whether a glance can compute every kind of part that occurs.
func plain(n *node) bool {
	return !has(n, func(m *node) bool {
		if _, ok := m.atomName(); ok {
			return false
		}
		switch m.op {
		case opNum, opAdd, opMul, opNeg, opDiv, opPow:
			return false
		case opCall:
			return m.name != "pi" && elementary[m.name] == nil
		}
		return true
	})
}
