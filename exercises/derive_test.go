package exercises

import (
	"context"
	"math"
	"strings"
	"testing"
)

func derived(t *testing.T, e *Exercise, text string) Report {
	t.Helper()
	r, err := Grader{}.Grade(context.Background(), variant(t, e, 1), StageDerive, Work{Text: text})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The worked derivation earns everything; each wrong one stops at its marked line with the author's words, loses the
// milestone that hangs on it, and keeps the others.
func TestDerivations(t *testing.T) {
	for _, e := range shipped(t).Exercises() {
		if e.Derive == nil {
			continue
		}
		r := derived(t, e, e.Worked)
		if !r.Passed || r.Score != r.Max {
			t.Errorf("%s: the worked derivation earns %.3g of %.3g: %s", e.ID, r.Score, r.Max, r.Says)
		}
		for _, p := range e.WrongLines {
			r := derived(t, e, p.Text)
			mark := wrongMark.FindStringSubmatch(p.Text)
			if r.Passed || len(mark) == 0 || !strings.Contains(r.Says, mark[2]) {
				t.Errorf("%s, %s: passed %v, says %q", e.ID, p.Name, r.Passed, r.Says)
			}
		}
	}
}

const lifLines = `tau*V' = -(V-E_L)+R*I ; given
V_th = E_L+R*I_rh ; sub 1: V'=0, V=V_th, I=I_rh
I_rh = (V_th-E_L)/R ; solve 2 for I_rh
V = E_L+R*I+(V_r-E_L-R*I)*exp(-t/tau) ; ode 1 with V(0)=V_r
V_th = E_L+R*I+(V_r-E_L-R*I)*exp(-T/tau) ; sub 4: t=T, V=V_th
T = tau*log((E_L+R*I-V_r)/(E_L+R*I-V_th)) ; solve 5 for T
1/f = t_ref+T ; closure
f = 1/(t_ref+tau*log((E_L+R*I-V_r)/(E_L+R*I-V_th))) ; sub 7: T=tau*log((E_L+R*I-V_r)/(E_L+R*I-V_th))
`

// Lines without a header, fewer of them, and in other forms earn the same.
func TestDerivationsInOtherForms(t *testing.T) {
	e := lif(t)
	for name, change := range map[string][2]string{
		"as it stands":                        {"", ""},
		"the logarithm of the other quotient": {"T = tau*log((E_L+R*I-V_r)/(E_L+R*I-V_th)) ;", "T = -tau*log((E_L+R*I-V_th)/(E_L+R*I-V_r)) ;"},
		"the rate as a product":               {"1/f = t_ref+T ;", "f*(t_ref+T) = 1 ;"},
		"the rheobase the other way round":    {"I_rh = (V_th-E_L)/R", "V_th/R-E_L/R = I_rh"},
	} {
		r := derived(t, e, strings.Replace(lifLines, change[0], change[1], 1))
		if !r.Passed || r.Score != r.Max {
			t.Errorf("%s: %.3g of %.3g: %s", name, r.Score, r.Max, r.Says)
		}
	}
	r := derived(t, e, lifLines)
	if len(r.Figures) != 1 || len(r.Figures[0].Series) != 2 {
		t.Fatalf("%d figures; the derived curve is laid over the simulation", len(r.Figures))
	}
	theory, sim := r.Figures[0].Series[0], r.Figures[0].Series[1]
	if last := len(sim.Y) - 1; math.Abs(sim.Y[last]-theory.Y[len(theory.Y)-1]) > .02*sim.Y[last] {
		t.Errorf("at the strongest current the simulation fires at %.4g Hz and the formula at %.4g", sim.Y[last], theory.Y[len(theory.Y)-1])
	}
}

// What would let anything follow is not taken: assumptions that are equations, a header of one's own, moves that no
// worked derivation knows.
func TestDerivationsThatProveTooMuch(t *testing.T) {
	e := lif(t)
	goal := "f = 1/(t_ref+tau*log((E_L+R*I-V_r)/(E_L+R*I-V_th)))"
	for name, text := range map[string]string{
		"the result as a modelling move": goal + " ; closure\n",
		"and something after it":         goal + " ; closure\n1/f = t_ref+tau*log((E_L+R*I-V_r)/(E_L+R*I-V_th)) ; equiv 1\n" + goal + " ; equiv 2\n",
		"the result as given":            goal + " ; given\n",
		"the result as an assumption":    "assume " + goal + "\n" + goal + " ; identity\n",
		"another problem":                "problem mine\nvar x\ngoal x = x\nx = x ; identity\n",
	} {
		if r := derived(t, e, text); r.Passed || r.Score > 0 {
			t.Errorf("%s earns %.3g: %s", name, r.Score, r.Says)
		}
	}
}

func TestUnreadableDerivations(t *testing.T) {
	e := lif(t)
	for name, c := range map[string]struct{ text, says string }{
		"empty":         {" \n ", "no line yet"},
		"no statement":  {"(1) ; given", "statement"},
		"a bad header":  {"let = 3\nV = V_r ; given", "can't be read"},
		"a bad formula": {"tau*V' = -(V-E_L)+R*I ; given\nV = tau** ; equiv 1", ""},
	} {
		r := derived(t, e, c.text)
		if r.Passed || !strings.Contains(r.Says, c.says) {
			t.Errorf("%s: %s", name, r.Says)
		}
	}
}

func TestHeader(t *testing.T) {
	h := lif(t).Header()
	for _, want := range []string{"problem lif-interspike-interval", "V(t):mV", "tau:ms >0", "T:ms >0", "assume V_r < V_th < E_L+R*I", "given tau*V'", "as rate weight 2"} {
		if !strings.Contains(h, want) {
			t.Errorf("the header has no %q:\n%s", want, h)
		}
	}
	if strings.Count(h, "T:ms") != 1 || strings.Count(h, "I:nA") != 1 {
		t.Errorf("a symbol is declared twice:\n%s", h)
	}
}

// An identity among the milestones is equivalent to 1 = 1; only a line that says it earns its points.
func TestIdentityEarnsNoMilestone(t *testing.T) {
	for _, e := range shipped(t).Exercises() {
		if e.ID != "conductance-shunting" && e.ID != "morris-lecar" {
			continue
		}
		r := derived(t, e, "(1) 1 = 1 ; identity\n(2) (1+1)^2 = 4 ; identity\n")
		if r.Score != 0 {
			t.Errorf("%s: 1 = 1 earns %.2f of %.2f: %s", e.ID, r.Score, r.Max, r.Says)
		}
	}
}
