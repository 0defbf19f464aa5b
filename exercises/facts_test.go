package exercises

import (
	"strings"
	"testing"
)

// One reason is told once: the other tests point to the one that tells it.
func TestOneReasonIsToldOnce(t *testing.T) {
	g, v := grader(t), variant(t, lif(t), 1)
	head := "def simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref):\n"
	for name, c := range map[string]struct{ body, says string }{
		"an exception":       {"    V = [E_L]\n    return V[5], []\n", "for one reason. Line 3 raises IndexError"},
		"one sample too few": {"    return [E_L]*round(T/dt), []\n", "before any step"},
		"nothing but NaN":    {"    return [float('nan')]*(round(T/dt)+1), []\n", "not a number"},
		"the wrong number":   {"    return 1, 2, 3\n", "2 are asked for"},
	} {
		r := graded(t, g, v, head+c.body)
		alone := 0
		for _, test := range r.Tests {
			if !test.Passed && test.Like == "" {
				alone++
			}
			if test.Like != "" && test.Like != r.Tests[0].Name {
				t.Errorf("%s: %q points to %q", name, test.Name, test.Like)
			}
		}
		if alone != 1 || !strings.Contains(r.Says, c.says) || !strings.Contains(r.Says, "for one reason") {
			t.Errorf("%s: %d tests tell a reason: %s", name, alone, r.Says)
		}
	}
}

// A program that is wrong in no known way gets the nearest facts: where the figure parts, what differs most, what is right.
func TestUnknownErrorsGetFacts(t *testing.T) {
	g, e := grader(t), lif(t)
	source := strings.Replace(styles["exponential Euler in lists"], "w = inf + (v-inf)*a", "w = inf + (v-inf)*a + .01*math.sin(step)", 1)
	source = strings.Replace(source, "trace, times, wait = [E_L]", "trace, times, wait = [E_L+.5]", 1)
	r := graded(t, g, variant(t, e, 3), source)
	if r.Passed || r.Misconception != "" {
		t.Fatalf("passed %v, taken for %q", r.Passed, r.Misconception)
	}
	right, wrong := "", ""
	for _, f := range r.Facts {
		if f.Holds {
			right += f.Says
		} else {
			wrong += f.Says
		}
	}
	if !strings.Contains(right, "As in the reference: ") || wrong == "" || len(r.Facts) > mostFacts+2 {
		t.Errorf("right: %s; wrong: %s", right, wrong)
	}
	// A trace that is off from the start parts at the start.
	r = graded(t, g, variant(t, e, 3), strings.Replace(styles["exponential Euler in lists"], "[E_L], [], 0", "[E_L+3], [], 0", 1))
	found := false
	for _, f := range r.Facts {
		found = found || strings.Contains(f.Says, "leaves the reference at t = 0")
	}
	if !found && r.Misconception == "" {
		t.Errorf("the place where the figure parts is not told: %+v", r.Facts)
	}
}

// Slips that belong to no known misconception get facts that help, and no name that is not theirs.
func TestUnknownSlips(t *testing.T) {
	g := grader(t)
	for _, c := range []struct{ exercise, from, to, says, never string }{
		{"lif-interspike-interval", "dt * (k + (V_th - V[k]) / (new - V[k]))", "dt * (k + (V_th - V[k]) / (new - V[k])) / 1000", "1000 times too small", "place 2"},
		{"lif-interspike-interval", "n_ref = int(round(t_ref / dt))", "n_ref = int(t_ref / dt)", "29 samples; 30 samples are expected", "In the figure"}, // Euler resets a step later than the reference, as right programs do
		{"lif-noise", "kick = sigma * np.sqrt(dt / tau)", "kick = sigma ** 2 * np.sqrt(dt / tau)", "V after one step", "sqrt(tau) is missing"},
		{"rejected-fast", "gain / cost[j] > most", "gain - cost[j] > most", "", "You count the possible outcomes"},
		{"words-to-equations", "q_in[k] + dt * I[k]", "q_in[k] + I[k]", "the charge from the electrode", "Where does the leak"},
		{"discretise", "np.log(np.abs(errors))", "np.log(errors)", "not a number", "nothing that can be measured"},
	} {
		e, err := shipped(t).Exercise(c.exercise)
		if err != nil {
			t.Fatal(err)
		}
		r := graded(t, g, variant(t, e, 3), strings.Replace(e.Solution, c.from, c.to, 1))
		text := r.Says
		for _, f := range r.Facts {
			text += " " + f.Says
		}
		if r.Passed || r.Misconception != "" || !strings.Contains(strings.ToLower(text), strings.ToLower(c.says)) || strings.Contains(text, c.never) {
			t.Errorf("%s with %q: passed %v, named %q: %s", c.exercise, c.to, r.Passed, r.Misconception, text)
		}
	}
}
