package derive

import (
	"context"
	"strings"
	"testing"
)

const latexHeader = `problem keys
var tau:ms >0, R:MOhm >0, I:nA, E_L:mV, V_th:mV, V_r:mV, t:ms, x, y, k, lam >0, w1, w_ei, n integer >0, a, b
fun V(t):mV, S(x)
`

// What a formula keyboard writes, and the plain line that is the same tree.
func TestLaTeXIsTheSameTree(t *testing.T) {
	p, err := ParseProblem(latexHeader)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ latex, plain string }{
		{`\tau\dot V=-\left(V-E_L\right)+RI`, "tau*V' = -(V-E_L)+R*I"},
		{`\tau \frac{dV}{dt}=-(V-E_{L})+R\cdot I`, "tau*d(V,t) = -(V-E_L)+R*I"},
		{`V^{\prime}=\frac{E_L+RI-V}{\tau}`, "V' = (E_L+R*I-V)/tau"},
		{`V'=\dfrac{E_L+RI-V}{\tau}`, "V' = (E_L+R*I-V)/tau"},
		{`V_{\mathrm{th}}=E_L+RI+\left(V_r-E_L-RI\right)e^{-t/\tau}`, "V_th = E_L+R*I+(V_r-E_L-R*I)*e^(-t/tau)"},
		{`V_{th}-V_{r}`, "V_th-V_r"},
		{`\tau\ln\left(\frac{E_L+RI-V_r}{E_L+RI-V_{\mathrm{th}}}\right)`, "tau*ln((E_L+R*I-V_r)/(E_L+R*I-V_th))"},
		{`\exp\left(-\frac{t}{\tau}\right)`, "exp(-(t/tau))"},
		{`\sqrt{x}`, "sqrt(x)"},
		{`\sqrt[3]{x}`, "x^(1/3)"},
		{`x^{2}y^2`, "x^2*y^2"},
		{`2xy`, "2*x*y"},
		{`x\left(y+1\right)`, "x*(y+1)"},
		{`\left(x+1\right)\left(y-1\right)`, "(x+1)*(y-1)"},
		{`S\left(x\right)S^{\prime}\left(x\right)`, "S(x)*S'(x)"},
		{`S'(2x)`, "S'(2*x)"},
		{`\sin x`, "sin(x)"},
		{`\sin2x+1`, "sin(2*x)+1"},
		{`\sin^2x+\cos^{2}x`, "sin(x)^2+cos(x)^2"},
		{`\sin^{-1}x`, "asin(x)"},
		{`\arctan x`, "atan(x)"},
		{`\log_{10}x`, "log(x)/log(10)"},
		{`\operatorname{erf}\left(x\right)`, "erf(x)"},
		{`\operatorname{erfc}x`, "erfc(x)"},
		{`\left|x-y\right|`, "abs(x-y)"},
		{`|x|`, "abs(x)"},
		{`\int_0^{\infty}e^{-x}\,dx`, "int(e^(-x),x,0,inf)"},
		{`\int_{a}^{b}\frac{x}{2}\mathrm{d}x`, "int(x/2,x,a,b)"},
		{`\int_{0}^{1} x^2 \differentialD x`, "int(x^2,x,0,1)"},
		{`\int x\,dx`, "int(x,x)"},
		{`\sum_{k=1}^{n}k^2`, "sum(k^2,k,1,n)"},
		{`\lim_{x\to0}\frac{\sin x}{x}`, "lim(sin(x)/x,x,0)"},
		{`\lim_{x\to 0^{+}}\ln x=a`, "lim(ln(x),x,0+)=a"},
		{`\lim_{x\to\infty}\tanh x`, "lim(tanh(x),x,inf)"},
		{`\frac{d^2V}{dt^2}`, "d(V,t,2)"},
		{`\frac{\partial S}{\partial x}`, "d(S,x)"},
		{`\ddot V`, "V''"},
		{`\lambda`, "lam"},
		{`w_{1}w_{ei}`, "w1*w_ei"},
		{`x\le y`, "x<=y"},
		{`x\ne1\lor x>2`, "x!=1 or x>2"},
		{`a<x<b`, "a<x<b"},
		{`x\times y\div2`, "x*y/2"},
		{`\begin{pmatrix}a&b\\x&y\end{pmatrix}`, "[[a,b],[x,y]]"},
		{`\frac1{2}x`, "(1/2)*x"},
		{`-x^2`, "-x^2"},
		{`e^{\frac{-x}{2}}`, "e^((-x)/2)"},
		{`\pi x`, "pi*x"},
		{`\exponentialE^{x}`, "e^x"},
		{`\mathrm{H}\left(x\right)`, "H(x)"},
		{`\max\left(x,y\right)`, "max(x,y)"},
		{`0.5x`, "0.5*x"},
		{`\frac{1}{1+\exp(-x)}`, "1/(1+exp(-x))"},
	} {
		got, err := parseLaTeX(c.latex, p.scope)
		if err != nil {
			t.Errorf("%s: %v", c.latex, err)
			continue
		}
		want, err := parse(c.plain, p.scope)
		if err != nil {
			t.Fatalf("%s: %v", c.plain, err)
		}
		a, err := p.scope.lower(got, nil)
		b, err2 := p.scope.lower(want, nil)
		if err != nil || err2 != nil || !same(a, b) {
			text, _ := p.FromLaTeX(c.latex)
			t.Errorf("%s is read as %s, want %s (%v %v)", c.latex, text, c.plain, err, err2)
		}
		inside(t, c.latex, got)
	}
}

// inside checks that every place lies in the source.
func inside(t *testing.T, source string, n *node) {
	t.Helper()
	walk(n, func(m *node) bool {
		if m.from < 0 || m.to > len(source) || m.from > m.to {
			t.Errorf("%q: %s lies at %d-%d", source, m, m.from, m.to)
		}
		return true
	})
}

// Faults of a formula point into the formula and say what to do.
func TestLaTeXFaults(t *testing.T) {
	p, err := ParseProblem(latexHeader)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		latex, at, says string
	}{
		{`\frac{x}{}`, `{}`, "empty"},
		{`\frac{x}`, ``, "missing after"},
		{`x+\placeholder{}`, `\placeholder`, "empty"},
		{`\left(x+1`, ``, "missing"},
		{`x)`, `)`, "never opened"},
		{`\sqrt{x`, ``, "missing"},
		{`x+`, ``, "missing"},
		{`x\pm1`, `\pm`, "two lines"},
		{`qx`, `q`, "not declared"},
		{`V_{rest}-V_r`, `V_{rest}`, "not declared"},
		{`\int_0^1x`, `\int`, "over what"},
		{`\lim\frac1x`, `\lim`, "where to"},
		{`\sum k`, `\sum`, "from where"},
		{`\begin{cases}x\end{cases}`, `\begin`, "not read"},
		{`\sin`, `\sin`, "argument"},
		{`\dot{x+y}`, `\dot`, "one name"},
		{`x @ y`, `@`, "not read"},
		{`_2`, `_`, "index"},
		{`()`, `(`, "between"},
		{strings.Repeat(`\frac{1}{`, 300) + "x" + strings.Repeat("}", 300), ``, "nested"},
		{strings.Repeat("x+", 6000) + "x", ``, "characters"},
		{strings.Repeat("(", 5000), ``, "nested"},
	} {
		_, err := parseLaTeX(c.latex, p.scope)
		e, ok := err.(*InputError)
		if !ok {
			t.Errorf("%.40q: %v, want an error that says %q", c.latex, err, c.says)
			continue
		}
		if !strings.Contains(e.Error(), c.says) || e.Mend == "" {
			t.Errorf("%.40q: %q (%s), want it to say %q and how to mend it", c.latex, e.What, e.Mend, c.says)
		}
		if c.at != "" && (e.At < 0 || e.At > len(c.latex) || !strings.HasPrefix(c.latex[e.At:], c.at)) {
			t.Errorf("%.40q: the fault is placed at %d, want it at %q", c.latex, e.At, c.at)
		}
	}
}

// FuzzLaTeX: any bytes give a tree whose places lie in them, or an error that
// points into them.
func FuzzLaTeX(f *testing.F) {
	for _, s := range []string{`\tau\frac{dV}{dt}=-(V-E_{L})+RI`, `\lim_{x\to 0^{+}}\ln x`, `\int_0^{\infty}e^{-x}\,dx`, `\begin{pmatrix}a&b\\x&y\end{pmatrix}`, `|x|^{\prime}_`, `\sqrt[3]{`} {
		f.Add(s)
	}
	p, err := ParseProblem(latexHeader)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := parseLaTeX(s, p.scope)
		if e, ok := err.(*InputError); ok {
			if e.At < 0 || len(e.Text) == len(s) && e.At > len(s) {
				t.Errorf("%q: fault at %d", s, e.At)
			}
			return
		}
		if err == nil {
			inside(t, s, n)
		}
	})
}

// TestLaTeXLines: a derivation may be written on a formula keyboard, line by line, and wrong lines are stopped as ever.
func TestLaTeXLines(t *testing.T) {
	const text = `problem lif
var tau:ms >0, R:MOhm >0, E_L:mV, V_th:mV, I:nA, t:ms
fun V(t):mV
(1) \tau \dot V = -(V - E_L) + R\, I ; given
(2) \dot{V} = \frac{E_{L} + R I - V}{\tau} ; equiv 1
(3) \frac{V - E_L}{R}\;=\;I - \frac{\tau}{R}\dot V ; equiv 1
(4) \dot{V} = \frac{E_{L} - R I - V}{\tau} ; equiv 1
`
	r, err := Check(context.Background(), text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range r.Lines {
		if good := i < 3; Accepted(l.Verdict) != good && l.Verdict != Given {
			t.Errorf("line %s %q: %s, %s", l.N, l.Text, l.Verdict, l.Message)
		}
	}
	if l := r.Lines[3]; l.Verdict != Different || l.Counterexample == nil || l.Highlight == nil || l.Highlight.To > len(l.Text) {
		t.Errorf("the wrong line: %+v", l)
	}
}
