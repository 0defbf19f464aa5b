package tex

import (
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"
)

func TestFormulas(t *testing.T) {
	for _, c := range []struct {
		source string
		want   []string // substrings of the MathML
	}{
		{`\frac12`, []string{"<mfrac", "<mn>1</mn>", "<mn>2</mn>"}}, // a digit is one argument
		{`V_{th}`, []string{"<msub>", "<mi>V</mi>"}},
		{`\tau\,\dot V = -(V - E_L) + R I`, []string{"τ", "<mover", "<msub>"}},
		{`\mathbf{w}`, []string{"𝐰"}}, // bold by code point: browsers ignore mathvariant
		{`\begin{pmatrix} 1 & -1 \\ \varepsilon & 0 \end{pmatrix}`, []string{"<mtable", "<mtd"}},
		{`\sqrt{x}`, []string{"<msqrt>"}},
	} {
		got, err := Set(c.source, true)
		if err != nil {
			t.Errorf("%s: %v", c.source, err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in %s", c.source, want, got)
			}
		}
		if strings.Contains(got, "style=") {
			t.Errorf("%s: an inline style is left: %s", c.source, got)
		}
	}
}

func TestNamesInSubscriptsStandUpright(t *testing.T) {
	for source, want := range map[string]string{`V_{th}`: `V_{\mathrm{th}}`, `w_{ij}`: `w_{ij}`, `I_{in}`: `I_{\mathrm{in}}`, `V_r`: `V_r`, `x_{t+1}`: `x_{t+1}`} {
		if got := upright(source); got != want {
			t.Errorf("%s: %s, want %s", source, got, want)
		}
	}
}

func TestFormulasAreTidied(t *testing.T) {
	for source, want := range map[string]string{
		`-\left(V - E_L\right)`:                     `-(V - E_L)`,
		`\left(\frac{a}{b}\right)`:                  `\left(\frac{a}{b}\right)`,
		`\log\left(\frac{\left(a\right)}{b}\right)`: `\log\left(\frac{(a)}{b}\right)`,
		`e^{\frac{-t}{\tau}}`:                       `e^{-t/\tau}`,
		`e^{\frac{a+b}{c}}`:                         `e^{\frac{a+b}{c}}`, // would read differently without its bar
	} {
		if got := tidy(source); got != want {
			t.Errorf("%s: %s, want %s", source, got, want)
		}
	}
}

func TestUnreadableFormulaIsShownEscaped(t *testing.T) {
	for _, source := range []string{`\frac{1}{`, `\nosuchcommand{x}`, `}<script>alert(1)</script>`, strings.Repeat("x", maxSource+1)} {
		got := MathML(source, false)
		if !strings.Contains(got, `class="tex-raw"`) || strings.Contains(got, "<script") {
			t.Errorf("%.40q gives %.200s", source, got)
		}
	}
}

func TestNothingButMathematicsComesOut(t *testing.T) {
	for _, source := range []string{
		`\href{javascript:alert(1)}{x}`, `\includegraphics{http://example.org/a.png}`, `\class{evil}{x}`,
		`\text{<img src=x onerror=alert(1)>}`, `\style{color:red}{x}`, `\htmlData{a=b}{x}`, `\color{red} x`,
	} {
		nodes, err := html.Parse(strings.NewReader(MathML(source, false)))
		if err != nil {
			t.Fatal(err)
		}
		for n := range nodes.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			switch n.Data {
			case "img", "script", "a", "iframe":
				t.Errorf("%s makes <%s>", source, n.Data)
			}
			for _, a := range n.Attr {
				if a.Key == "href" || a.Key == "style" || a.Key == "src" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s leaves %s=%q", source, a.Key, a.Val)
				}
			}
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	want, err := Set(`\frac{a}{b}`, false)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			// A fresh formula each time, so that the cache does not answer for the engines.
			if _, err := Set(`x_{`+strings.Repeat("a", i+1)+`}`, false); err != nil {
				t.Error(err)
			}
			if got := MathML(`\frac{a}{b}`, false); got != want {
				t.Errorf("got %s", got)
			}
		})
	}
	all.Wait()
}

func TestMacroBombIsRefused(t *testing.T) {
	bomb := `\def\a{xxxxxxxxxx}\def\b{\a\a\a\a\a\a\a\a\a\a}\def\c{\b\b\b\b\b\b\b\b\b\b}\def\d{\c\c\c\c\c\c\c\c\c\c}\def\e{\d\d\d\d\d\d\d\d\d\d}\e\e\e\e`
	if _, err := Set(bomb, false); err == nil {
		t.Error("a macro bomb was set")
	}
	if _, err := Set("x", false); err != nil {
		t.Errorf("after it nothing is set any more: %v", err)
	}
}

func TestProse(t *testing.T) {
	got := Prose("# The leak\n\nCharge leaks with $\\tau$ = 10 ms.\n\n### Deeper\n\n$$\nV = 1\n$$\n\n<b>raw</b> <script>alert(1)</script>\n\n[bad](javascript:alert(1))", 2)
	for _, want := range []string{"<h2", "<h3", "<math", `class="formula scrollx"`, `display="block"`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	for _, bad := range []string{"<h1", "<b>", "<script", "javascript:"} {
		if strings.Contains(got, bad) {
			t.Errorf("%q in %s", bad, got)
		}
	}
}

func TestInlineHasNoParagraph(t *testing.T) {
	if got := Inline("A factor $x$ is **missing**."); strings.Contains(got, "<p>") || !strings.Contains(got, "<strong>missing</strong>") {
		t.Errorf("got %s", got)
	}
	if got := Inline("One.\n\nTwo."); strings.Count(got, "<p>") != 2 {
		t.Errorf("two paragraphs must stay: %s", got)
	}
}

func FuzzProse(f *testing.F) {
	f.Add("a $x$ b")
	f.Add("$$\\frac{")
	f.Add("`$x$` <b> \\( y \\)")
	f.Fuzz(func(t *testing.T, source string) {
		nodes, err := html.Parse(strings.NewReader(Prose(source, 2)))
		if err != nil {
			t.Fatal(err)
		}
		for n := range nodes.Descendants() {
			if n.Type == html.ElementNode && (n.Data == "script" || n.Data == "iframe" || n.Data == "style") {
				t.Errorf("%q makes <%s>", source, n.Data)
			}
		}
	})
}
