package derive

import (
	"math/big"
	"strings"
)

// levels of binding when printing, as in the parser
const (
	levelOr = iota
	levelAnd
	levelRelation
	levelSum
	levelProduct
	levelSign
	levelPower
	levelAtom
)

// String writes an expression in the plain syntax in which it could be typed.
func (n *node) String() string {
	var b strings.Builder
	n.write(&b, 0)
	return b.String()
}

func (n *node) level() int {
	switch n.op {
	case opOr:
		return levelOr
	case opAnd:
		return levelAnd
	case opRel:
		return levelRelation
	case opAdd:
		return levelSum
	case opMul, opDiv:
		return levelProduct
	case opNeg:
		return levelSign
	case opPow:
		return levelPower
	case opNum:
		if n.num.Sign() < 0 {
			return levelSign
		}
		if _, plain := decimal(n.num); !plain {
			return levelProduct
		}
	}
	return levelAtom
}

func (n *node) write(b *strings.Builder, outer int) {
	level := n.level()
	if level < outer {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	switch n.op {
	case opNum:
		text, _ := decimal(n.num)
		b.WriteString(text)
	case opSym:
		b.WriteString(displayName(n.name))
	case opInf:
		b.WriteString("inf")
	case opTruth:
		b.WriteString(n.name)
	case opPrime:
		b.WriteString(n.name + strings.Repeat("'", n.order))
	case opAdd:
		for i, a := range n.args {
			if i > 0 {
				if t, negative := unsigned(a); negative {
					b.WriteString(" - ")
					t.write(b, levelProduct)
					continue
				}
				b.WriteString(" + ")
			}
			a.write(b, levelSum)
		}
	case opMul:
		for i, a := range n.args {
			if i > 0 {
				b.WriteByte('*')
			}
			if i == 0 {
				a.write(b, levelProduct)
			} else {
				a.write(b, levelSign)
			}
		}
	case opNeg:
		b.WriteByte('-')
		n.args[0].write(b, levelProduct)
	case opDiv:
		n.args[0].write(b, levelProduct)
		b.WriteByte('/')
		n.args[1].write(b, levelSign)
	case opPow:
		n.args[0].write(b, levelAtom)
		b.WriteByte('^')
		n.args[1].write(b, levelAtom)
	case opRel:
		n.args[0].write(b, levelSum)
		b.WriteString(" " + n.name + " ")
		n.args[1].write(b, levelSum)
	case opAnd, opOr:
		word := " and "
		if n.op == opOr {
			word = " or "
		}
		for i, a := range n.args {
			if i > 0 {
				b.WriteString(word)
			}
			a.write(b, level+1)
		}
	default:
		n.writeCall(b)
	}
}

// unsigned strips the sign of a term of a sum.
func unsigned(n *node) (*node, bool) {
	switch {
	case n.op == opNeg:
		return n.args[0], true
	case n.op == opNum && n.num.Sign() < 0:
		return rational(new(big.Rat).Neg(n.num)), true
	case n.op == opMul && n.args[0].op == opNum && n.args[0].num.Sign() < 0:
		return product(append([]*node{rational(new(big.Rat).Neg(n.args[0].num))}, n.args[1:]...)...), true
	}
	return n, false
}

func (n *node) opName() string {
	switch n.op {
	case opD:
		return "d"
	case opInt:
		return "int"
	case opSum:
		return "sum"
	case opLim:
		return "lim"
	case opO:
		return "O"
	}
	return n.name
}

func (n *node) writeCall(b *strings.Builder) {
	if n.op == opMatrix || n.op == opRow {
		b.WriteByte('[')
		for i, a := range n.args {
			if i > 0 {
				b.WriteString(", ")
			}
			a.write(b, 0)
		}
		b.WriteByte(']')
		return
	}
	b.WriteString(n.opName())
	if n.op == opApply {
		b.WriteString(strings.Repeat("'", n.order))
	}
	if n.op == opCall && len(n.args) == 0 {
		return
	}
	b.WriteByte('(')
	for i, a := range n.args {
		if i > 0 {
			b.WriteString(", ")
		}
		a.write(b, 0)
	}
	switch {
	case n.op == opLim:
		b.WriteString(n.name)
	case n.op == opD && n.order > 1:
		b.WriteString(", " + rational(new(big.Rat).SetInt64(int64(n.order))).String())
	}
	b.WriteByte(')')
}

// decimal writes a rational exactly: as an integer or short decimal where one
// exists, else as a quotient (plain is then false).
func decimal(x *big.Rat) (text string, plain bool) {
	if x.IsInt() {
		return x.Num().String(), true
	}
	if digits, exact := x.FloatPrec(); exact && digits <= 6 {
		return x.FloatString(digits), true
	}
	return x.String(), false
}

// displayName turns the internal names of bound variables back.
func displayName(name string) string {
	if i := strings.IndexByte(name, '\x00'); i >= 0 {
		return name[:i]
	}
	return name
}
