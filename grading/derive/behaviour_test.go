package derive

import (
	"context"
	"strings"
	"sync"
	"testing"
)

// One problem may be judged by many goroutines; the reports do not depend on
// who else is at work.
func TestConcurrentUse(t *testing.T) {
	worked := ""
	var lines []string
	for _, l := range readLines(t, "testdata/twelve/01-lif-fi.txt") {
		if strings.HasPrefix(l, "wrong ") {
			continue
		}
		worked += l + "\n"
		if strings.HasPrefix(l, "(") {
			lines = append(lines, l)
		}
	}
	p, err := ParseProblem(worked)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for n := range lines {
				r, err := p.Judge(context.Background(), lines, n, Options{})
				if err != nil || !Accepted(r.Verdict) {
					t.Errorf("line %s: %s %s %v", r.N, r.Verdict, r.Message, err)
				}
			}
		})
	}
	wg.Wait()
}

// The web page shows a line back before it is judged.
func TestTeX(t *testing.T) {
	p, err := ParseProblem("var tau:ms >0, R:MOhm, I:nA, E_L:mV, V_th:mV, x, n integer\nfun V(t):mV")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"tau*V' = -(V-E_L)+R*I": `\tau \, V' = -\left(V - E_{L}\right) + R \, I`,
		"exp(-x^2/2)":           `\mathrm{e}^{\frac{-{x}^{2}}{2}}`,
		"V_th/(R*I)":            `\frac{V_{\mathrm{th}}}{R \, I}`,
		"int(x^2, x, 0, inf)":   `\int_{0}^{\infty} {x}^{2} \,\mathrm{d}x`,
		"lim(sin(x)/x, x, 0+)":  `\lim_{x \to 0^{+}} \frac{\sin\left(x\right)}{x}`,
		"sqrt(x) <= abs(x)":     `\sqrt{x} \le \left|x\right|`,
		"d(V, t)":               `\frac{\mathrm{d}}{\mathrm{d}t}\left(V\right)`,
		"sum(x^n, n, 0, 3)":     `\sum_{n=0}^{3} {x}^{n}`,
	} {
		got, err := p.TeXOf(text)
		if err != nil || got != want {
			t.Errorf("%s: %s %v, want %s", text, got, err, want)
		}
	}
}

func TestUnits(t *testing.T) {
	for _, c := range []struct {
		from, to string
		factor   float64
	}{
		{"MOhm*nA", "mV", 1}, {"1/s", "Hz", 1}, {"kHz", "1/ms", 1}, {"V", "mV", 1000}, {"mV/MOhm", "nA", 1},
		{"nS*mV", "pA", 1}, {"pF/nS", "ms", 1}, {"min", "s", 60}, {"uF/cm^2", "nF/mm^2", 10}, {"M", "mM", 1000}, {"um^(3/2)", "mm^(3/2)", 3.1622776601683795e-05},
	} {
		got, err := Convert(c.from, c.to)
		if err != nil || got/c.factor-1 > 1e-12 || got/c.factor-1 < -1e-12 {
			t.Errorf("%s in %s: %v %v, want %v", c.from, c.to, got, err, c.factor)
		}
	}
	if _, err := Convert("mV", "ms"); err == nil {
		t.Error("mV is not converted to ms")
	}
	for unit, want := range map[string]string{"mV*ms/ms": "mV", "1/(1/ms)": "ms", "nA*MOhm": "mV", "1": "1", "mV^2": "mV^2"} {
		d, err := ParseUnit(unit)
		if err != nil || d.String() != want {
			t.Errorf("%s is %s (%v), want %s", unit, d, err, want)
		}
	}
}

// Every dimension slip is named by its term.
func TestDimensionsAreNamedByTerm(t *testing.T) {
	p, err := ParseProblem("var tau:ms >0, R:MOhm >0, I:nA, E:mV, t:ms, T:ms, f:1/ms, c:mM\nfun V(t):mV")
	if err != nil {
		t.Fatal(err)
	}
	for line, says := range map[string]string{
		"tau*V' = -(V-E)+I":  "I is nA",
		"V' = (E-V)*tau":     "they can't be equal",
		"V = E*exp(-t*tau)":  "argument -t*tau of exp",
		"T = log(f)":         "argument f of log",
		"V = E+t":            "t is ms",
		"T = tau*log(c)":     "argument c of log",
		"f = 1/T+T":          "T is ms",
		"V = E^t":            "exponent t",
		"V = 1000*E+R*I/tau": "R*I/tau is mV/ms",
		"tau = sin(V)":       "argument V of sin",
	} {
		r, err := p.Judge(context.Background(), []string{line + " ; closure"}, 0, Options{})
		if err != nil || r.Verdict != Different || !strings.Contains(r.Dimension, says) {
			t.Errorf("%s: %s %q %v, want it to say %q", line, r.Verdict, r.Dimension, err, says)
		}
	}
	for _, line := range []string{"T = tau*log(c)-tau*log(2*c)", "V = 0", "int(V,t,0,T) = E*T", "R*I = E", "f*T = 1", "d(V,t) = E/tau"} {
		r, err := p.Judge(context.Background(), []string{line + " ; closure"}, 0, Options{})
		if err != nil || r.Verdict != Recorded {
			t.Errorf("%s: %s %s %v, want it recorded", line, r.Verdict, r.Dimension, err)
		}
	}
}

// Follow-through: a wrong line is named once; lines that follow from it are
// judged from what the trainee wrote.
func TestFollowThrough(t *testing.T) {
	r, err := Check(context.Background(), `problem follow
var x, y, a >0, b
(1) a*x = b ; given
(2) x = b*a ; solve 1 for x
(3) y = x+1 ; closure
(4) y = b*a+1 ; implies 2, 3
(5) a*x = b ; equiv 2
goal y = b*a+1 as wrong weight 1
goal a*x = b as start weight 3`, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != Fails || r.FirstBad != "2" || r.line("4").Verdict != Proved {
		t.Errorf("%s, first bad %s, line 4 %s", r.Verdict, r.FirstBad, r.line("4").Verdict)
	}
	if l := r.line("5"); !Accepted(l.Verdict) || !strings.Contains(l.Message, "follows from (1), not (2)") {
		t.Errorf("line 5: %s %q, want it to follow from (1)", l.Verdict, l.Message)
	}
	if r.Score != 1 {
		t.Errorf("score %v", r.Score)
	}
}

func TestHints(t *testing.T) {
	worked := "var a >0, b, x\n(1) a*x = b ; given\n(2) x = b/a ; solve 1 for x\n"
	for rung, want := range map[int]string{HintRule: "Solve `a*x = b` for x.", HintTerm: "Solve `a*x = b` for x. Look at `b/a`.", HintHole: "Fill the hole: `x =  … `", HintLine: "`x = b/a` — Solve `a*x = b` for x."} {
		got, err := Hint(context.Background(), "var a >0, b, x\n(1) a*x = b ; given\n", worked, rung, Options{})
		if err != nil || got != want {
			t.Errorf("rung %d: %q %v, want %q", rung, got, err, want)
		}
	}
}

// The next step is one on which an open goal rests; what the trainee has done without, in another order, or
// under other numbers is not asked for.
func TestNextStep(t *testing.T) {
	header := "var tau:ms >0, R:MOhm >0, I:nA >0, E_L:mV, V_r:mV, V_th:mV, t:ms, T:ms >0, f:1/ms\nfun V(t):mV\nassume V_r < V_th < E_L+R*I\n" +
		"goal V = E_L+R*I+(V_r-E_L-R*I)*exp(-t/tau)\ngoal T = tau*log((E_L+R*I-V_r)/(E_L+R*I-V_th))\n"
	worked := header + `(1) tau*V' = -(V-E_L)+R*I ; given
(2) V' = (E_L+R*I-V)/tau ; equiv 1
(3) V = E_L+R*I+(V_r-E_L-R*I)*exp(-t/tau) ; ode 2 with V(0)=V_r
(4) V_th = E_L+R*I+(V_r-E_L-R*I)*exp(-T/tau) ; sub 3: t=T, V=V_th
(5) T = tau*log((E_L+R*I-V_r)/(E_L+R*I-V_th)) ; solve 4 for T
(6) f = 1/T ; given
`
	for _, c := range []struct {
		name, lines string
		step        int
		ok          bool
	}{
		{"nothing yet", "", 0, true},
		{"the model", "(1) tau*V' = E_L-V+R*I ; given\n", 1, true},
		{"the solution without the step between", "(1) tau*V' = E_L-V+R*I ; given\n(2) V = E_L+R*I+(V_r-E_L-R*I)*exp(-t/tau) ; ode 1 with V(0)=V_r\n", 3, true},
		{"a wrong line is not there", "(1) tau*V' = E_L-V+R*I ; given\n(2) V = E_L+R*I+(V_r-E_L)*exp(-t/tau) ; ode 1 with V(0)=V_r\n", 1, true},
		{"all that the goals ask for", "(1) tau*V' = E_L-V+R*I ; given\n(2) V = E_L+R*I+(V_r-E_L-R*I)*exp(-t/tau) ; ode 1 with V(0)=V_r\n" +
			"(3) V_th = E_L+R*I+(V_r-E_L-R*I)*exp(-T/tau) ; sub 2: t=T, V=V_th\n(4) T = tau*log((E_L+R*I-V_r)/(E_L+R*I-V_th)) ; solve 3 for T\n", 0, false},
	} {
		step, ok, err := NextStep(context.Background(), header+c.lines, worked, Options{})
		if err != nil || ok != c.ok || ok && step != c.step {
			t.Errorf("%s: step %d, %v, %v; want %d, %v", c.name, step, ok, err, c.step, c.ok)
		}
	}
}

func TestExpressions(t *testing.T) {
	e, err := Compile("1/(t_ref+tau*log((R*I+E_L-V_r)/(R*I+E_L-V_th)))", "t_ref:ms", "tau:ms", "R:MOhm", "I:nA", "E_L:mV", "V_r:mV", "V_th:mV")
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]float64{"t_ref": 3, "tau": 20, "R": 50, "I": 1, "E_L": -70, "V_r": -60, "V_th": -50}
	// reference number of the exercise: interval 8.7536 ms at 1 nA
	if v, err := e.Eval(values); err != nil || v < 1/8.7537 || v > 1/8.7535 {
		t.Errorf("rate %v %v", v, err)
	}
	if u, err := e.Unit(); err != nil || u != "1/ms" && u != "kHz" {
		t.Errorf("unit %s %v", u, err)
	}
	values["I"] = 0.3
	if _, err := e.Eval(values); err == nil || !strings.Contains(err.Error(), "log") {
		t.Errorf("below rheobase: %v", err)
	}
	for text, want := range map[string]float64{"2 < 3": 1, "2 > 3": 0, "1 <= 1 and 2 != 2": 0, "1 = 1 or 1 = 2": 1} {
		e, err := Compile(text)
		if err != nil {
			t.Fatal(err)
		}
		if v, err := e.Eval(nil); err != nil || v != want {
			t.Errorf("%s is %v %v, want %v", text, v, err, want)
		}
	}
}
