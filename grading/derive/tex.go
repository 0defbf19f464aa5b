package derive

import (
	"math/big"
	"strings"
)

// TeX writes an expression as it was typed, in TeX that Temml and KaTeX read.
func TeX(n *node) string {
	var t texWriter
	t.write(n, 0)
	return t.b.String()
}

// TeXOf parses a line within a problem and writes it in TeX.
func (p *Problem) TeXOf(text string) (string, error) {
	n, err := readLine(text, p.scope)
	if err != nil {
		return "", err
	}
	return TeX(n), nil
}

// TeXMarked is TeX with one part of the expression in \class{fault}{…}.
func TeXMarked(n, part *node) string {
	t := texWriter{part: part}
	t.write(n, 0)
	return t.b.String()
}

type texWriter struct {
	b    strings.Builder
	part *node
}

var texNames = func() map[string]string {
	m := map[string]string{"eps": `\varepsilon`, "epsilon": `\varepsilon`, "phi": `\varphi`, "lam": `\lambda`, "th": `\vartheta`, "inf": `\infty`}
	for _, n := range strings.Fields("alpha beta gamma delta zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega") {
		m[n] = `\` + n
	}
	return m
}()

// texName sets V_th as V with an upright index, Greek names as letters, and
// longer names upright.
func texName(name string) string {
	name = displayName(name)
	head, tail, found := strings.Cut(name, "_")
	out := texWord(head)
	if found && tail != "" {
		out += "_{" + texIndex(tail) + "}"
	}
	return out
}

func texWord(w string) string {
	if g, ok := texNames[w]; ok {
		return g
	}
	if len(w) <= 1 {
		return w
	}
	letters := strings.TrimRight(w, "0123456789")
	if digits := w[len(letters):]; digits != "" && letters != "" {
		return texWord(letters) + "_{" + digits + "}"
	}
	return `\mathrm{` + w + `}`
}

func texIndex(w string) string {
	if g, ok := texNames[w]; ok && w != "th" && w != "lam" && w != "eps" {
		return g
	}
	if len(w) == 1 || strings.Trim(w, "0123456789") == "" {
		return w
	}
	return `\mathrm{` + strings.ReplaceAll(w, "_", ",") + `}`
}

func (t *texWriter) write(n *node, outer int) {
	if n == t.part {
		t.b.WriteString(`\class{fault}{`)
		defer t.b.WriteString(`}`)
	}
	level := n.level()
	if n.op == opDiv { // a fraction needs no brackets, except as a base
		level = levelProduct
		if outer <= levelSign {
			level = levelAtom
		}
	}
	if level < outer {
		t.b.WriteString(`\left(`)
		defer t.b.WriteString(`\right)`)
	}
	switch n.op {
	case opNum:
		t.number(n.num)
	case opSym:
		t.b.WriteString(texName(n.name))
	case opInf:
		t.b.WriteString(`\infty`)
	case opTruth:
		t.b.WriteString(`\mathrm{` + n.name + `}`)
	case opPrime:
		t.b.WriteString(texName(n.name) + strings.Repeat("'", n.order))
	case opAdd:
		for i, a := range n.args {
			if i > 0 {
				if u, negative := unsigned(a); negative {
					t.b.WriteString(" - ")
					t.write(u, levelProduct)
					continue
				}
				t.b.WriteString(" + ")
			}
			t.write(a, levelSum)
		}
	case opMul:
		for i, a := range n.args {
			if i > 0 {
				if a.op == opNum || a.op == opDiv && n.args[i-1].op == opNum {
					t.b.WriteString(` \cdot `)
				} else {
					t.b.WriteString(` \, `)
				}
			}
			t.write(a, levelProduct+min(i, 1))
		}
	case opNeg:
		t.b.WriteByte('-')
		t.write(n.args[0], levelProduct)
	case opDiv:
		t.b.WriteString(`\frac{`)
		t.write(n.args[0], 0)
		t.b.WriteString(`}{`)
		t.write(n.args[1], 0)
		t.b.WriteByte('}')
	case opPow:
		t.power(n)
	case opRel:
		t.write(n.args[0], levelSum)
		t.b.WriteString(map[string]string{"<=": ` \le `, ">=": ` \ge `, "!=": ` \ne `, "~": ` \sim `, "=": " = ", "<": " < ", ">": " > "}[n.name])
		t.write(n.args[1], levelSum)
	case opAnd, opOr:
		for i, a := range n.args {
			if i > 0 {
				t.b.WriteString(`\;\text{` + map[op]string{opAnd: "and", opOr: "or"}[n.op] + `}\;`)
			}
			t.write(a, level+1)
		}
	default:
		t.call(n)
	}
}

func (t *texWriter) number(x *big.Rat) {
	if text, plain := decimal(x); plain {
		t.b.WriteString(text)
		return
	}
	if x.Sign() < 0 {
		t.b.WriteByte('-')
	}
	t.b.WriteString(`\tfrac{` + new(big.Int).Abs(x.Num()).String() + `}{` + x.Denom().String() + `}`)
}

func (t *texWriter) power(n *node) {
	base, e := n.args[0], n.args[1]
	if base.op == opCall && len(base.args) == 1 && texFunctions[base.name] != "" && e.op == opNum && e.num.Sign() > 0 {
		t.b.WriteString(texFunctions[base.name] + "^{")
		t.write(e, 0)
		t.b.WriteByte('}')
		t.argument(base.args[0])
		return
	}
	t.b.WriteByte('{')
	t.write(base, levelAtom)
	t.b.WriteString(`}^{`)
	t.write(e, 0)
	t.b.WriteByte('}')
}

var texFunctions = func() map[string]string {
	m := map[string]string{"asin": `\arcsin`, "acos": `\arccos`, "atan": `\arctan`}
	for _, n := range strings.Fields("log sin cos tan sec csc cot sinh cosh tanh coth exp min max") {
		m[n] = `\` + n
	}
	for _, n := range strings.Fields("asinh acosh atanh sech csch erf erfc sign re im conj") {
		m[n] = `\operatorname{` + n + `}`
	}
	return m
}()

func (t *texWriter) argument(a *node) {
	t.b.WriteString(`\left(`)
	t.write(a, 0)
	t.b.WriteString(`\right)`)
}

func (t *texWriter) call(n *node) {
	switch n.op {
	case opMatrix:
		t.b.WriteString(`\begin{pmatrix}`)
		for i, r := range n.args {
			if i > 0 {
				t.b.WriteString(` \\ `)
			}
			for k, e := range r.args {
				if k > 0 {
					t.b.WriteString(" & ")
				}
				t.write(e, 0)
			}
		}
		t.b.WriteString(`\end{pmatrix}`)
		return
	case opD:
		order := ""
		if n.order > 1 {
			order = "^{" + integer(int64(n.order)).String() + "}"
		}
		t.b.WriteString(`\frac{\mathrm{d}` + order + `}{\mathrm{d}` + texName(n.args[1].name) + order + `}`)
		t.argument(n.args[0])
		return
	case opInt, opSum:
		t.bigOperator(n)
		return
	case opLim:
		t.b.WriteString(`\lim_{` + texName(n.args[1].name) + ` \to `)
		t.write(n.args[2], levelAtom)
		if n.name != "" {
			t.b.WriteString("^{" + n.name + "}")
		}
		t.b.WriteString(`} `)
		t.write(n.args[0], levelProduct)
		return
	case opO:
		t.b.WriteString("O")
		t.argument(n.args[0])
		return
	}
	t.function(n)
}

func (t *texWriter) bigOperator(n *node) {
	sign := `\int`
	if n.op == opSum {
		sign = `\sum`
	}
	t.b.WriteString(sign)
	if len(n.args) == 4 {
		t.b.WriteString("_{")
		if n.op == opSum {
			t.b.WriteString(texName(n.args[1].name) + "=")
		}
		t.write(n.args[2], 0)
		t.b.WriteString("}^{")
		t.write(n.args[3], 0)
		t.b.WriteByte('}')
	}
	t.b.WriteByte(' ')
	t.write(n.args[0], levelProduct)
	if n.op == opInt {
		t.b.WriteString(` \,\mathrm{d}` + texName(n.args[1].name))
	}
}

func (t *texWriter) function(n *node) {
	if n.op == opCall {
		switch n.name {
		case "sqrt":
			t.b.WriteString(`\sqrt{`)
			t.write(n.args[0], 0)
			t.b.WriteByte('}')
			return
		case "abs":
			t.b.WriteString(`\left|`)
			t.write(n.args[0], 0)
			t.b.WriteString(`\right|`)
			return
		case "exp":
			t.b.WriteString(`\mathrm{e}^{`)
			t.write(n.args[0], 0)
			t.b.WriteByte('}')
			return
		case "binomial":
			t.b.WriteString(`\binom{`)
			t.write(n.args[0], 0)
			t.b.WriteString(`}{`)
			t.write(n.args[1], 0)
			t.b.WriteByte('}')
			return
		case "gamma":
			t.b.WriteString(`\Gamma`)
			t.argument(n.args[0])
			return
		}
		if len(n.args) == 0 {
			t.b.WriteString(map[string]string{"pi": `\pi`, "e": `\mathrm{e}`, "i": `\mathrm{i}`}[n.name])
			return
		}
	}
	name := texFunctions[n.name]
	if name == "" {
		name = texName(n.name) + strings.Repeat("'", n.order)
	}
	t.b.WriteString(name + `\left(`)
	for i, a := range n.args {
		if i > 0 {
			t.b.WriteString(", ")
		}
		t.write(a, 0)
	}
	t.b.WriteString(`\right)`)
}
