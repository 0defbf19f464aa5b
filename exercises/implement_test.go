package exercises

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
)

func lif(t testing.TB) *Exercise {
	t.Helper()
	e, err := shipped(t).Exercise("lif-interspike-interval")
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func variant(t testing.TB, e *Exercise, seed uint64) *Variant {
	t.Helper()
	v, err := e.Variant(seed)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func graded(t testing.TB, g Grader, v *Variant, source string) Report {
	t.Helper()
	r, err := g.Grade(context.Background(), v, StageImplement, Work{Text: source})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := json.Marshal(r); err != nil {
		t.Fatalf("the report is not JSON: %v", err)
	}
	return r
}

// On twenty variants the solution and the bank pass and each of the nine wrong programs fails with its own name.
func TestMisconceptionsAreNamed(t *testing.T) {
	g, e := grader(t), lif(t)
	for seed := range uint64(20) {
		v := variant(t, e, seed)
		for _, p := range append([]Program{{Name: "solution", Text: e.Solution}}, e.Bank...) {
			if r := graded(t, g, v, p.Text); !r.Passed || r.Misconception != "" || r.Score != 30 {
				t.Errorf("seed %d, %s: passed %v, misconception %q, score %g: %s", seed, p.Name, r.Passed, r.Misconception, r.Score, r.Says)
			}
		}
		for _, m := range e.Implement.Misconceptions {
			if r := graded(t, g, v, m.Program); r.Passed || r.Misconception != m.Name {
				t.Errorf("seed %d: %s is taken for %q (passed %v)", seed, m.Name, r.Misconception, r.Passed)
			}
		}
	}
}

// styles are right programs by other hands: other schemes, containers, loops and names. All must pass.
var styles = map[string]string{
	"exponential Euler in lists": `
import math
def simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref):
    a = math.exp(-dt/tau); inf = E_L + R*I
    trace, times, wait = [E_L], [], 0
    for step in range(round(T/dt)):
        v = trace[-1]
        if wait:
            wait -= 1; trace.append(V_r); continue
        w = inf + (v-inf)*a
        if w >= V_th:
            times.append(step*dt + dt*(V_th-v)/(w-v)); w = V_r; wait = round(t_ref/dt)
        trace.append(w)
    return trace, times
`,
	"midpoint, a dictionary, other names": `
import numpy
def simulate(current, h, duration, time_constant, resistance, rest, threshold, reset, pause):
    slope = lambda u: (rest - u + resistance*current)/time_constant
    n = int(numpy.rint(duration/h)); m = int(numpy.rint(pause/h))
    u = numpy.zeros(n+1); u[0] = rest; out = []; free = 0
    for i in range(n):
        if i < free: u[i+1] = reset; continue
        nxt = u[i] + h*slope(u[i] + h/2*slope(u[i]))
        if nxt >= threshold:
            out.append(h*(i + (threshold-u[i])/(nxt-u[i]))); nxt = reset; free = i + 1 + m
        u[i+1] = nxt
    return {"V": u, "spikes": numpy.array(out)}
`,
	"vectorised between spikes": `
import numpy as np
def simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref):
    n, hold = int(round(T/dt)), int(round(t_ref/dt))
    V = np.full(n+1, float(E_L)); spikes = []; inf = E_L + R*I
    start, v0 = 0, float(E_L)
    while start < n:
        steps = np.arange(0, n-start+1)
        path = inf + (v0-inf)*np.exp(-steps*dt/tau)
        over = np.flatnonzero(path[1:] >= V_th)
        if not len(over):
            V[start:] = path; break
        k = over[0]
        V[start:start+k+1] = path[:k+1]
        spikes.append((start + k + (V_th-path[k])/(path[k+1]-path[k]))*dt)
        end = min(n, start+k+1+hold)
        V[start+k+1:end+1] = V_r
        start, v0 = end, float(V_r)
    return (V, np.array(spikes))
`,
	"Runge-Kutta in a class": `
import numpy as np
class Cell:
    def __init__(self, *p): self.tau, self.R, self.E, self.th, self.r, self.ref = p
    def f(self, V, I): return (-(V - self.E) + self.R*I)/self.tau
    def step(self, V, I, h):
        a = self.f(V, I); b = self.f(V+h/2*a, I); c = self.f(V+h/2*b, I); d = self.f(V+h*c, I)
        return V + h/6*(a+2*b+2*c+d)
def simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref):
    cell = Cell(tau, R, E_L, V_th, V_r, t_ref); V = [E_L]; s = []; held = 0
    for k in range(int(round(T/dt))):
        if held: V.append(V_r); held -= 1; continue
        new = cell.step(V[k], I, dt)
        if new >= V_th:
            s += [k*dt + dt*(V_th-V[k])/(new-V[k])]; new = V_r; held = int(round(t_ref/dt))
        V.append(new)
    return np.array(V), np.array(s)
`,
}

func TestOtherStylesPass(t *testing.T) {
	g, e := grader(t), lif(t)
	for name, source := range styles {
		for _, seed := range []uint64{1, 7, 12} {
			if r := graded(t, g, variant(t, e, seed), source); !r.Passed {
				t.Errorf("%s, seed %d: %s", name, seed, r.Says)
			}
		}
	}
}

// A misconception is recognised in other hands too: the programs above with one thing wrong.
func TestMisconceptionsInOtherStyles(t *testing.T) {
	g, e := grader(t), lif(t)
	cases := []struct{ style, from, to, want string }{
		{"exponential Euler in lists", "w = V_r;", "w = E_L;", "reset-to-rest"}, // the hold still shows V_r: see below
		{"exponential Euler in lists", "wait = round(t_ref/dt)", "wait = 0", "no-refractory"},
		{"exponential Euler in lists", "inf = E_L + R*I", "inf = E_L + I", "i-not-r"},
		{"midpoint, a dictionary, other names", "free = i + 1 + m", "free = i + 2 + m", "off-by-one"},
		{"Runge-Kutta in a class", "-(V - self.E)", "-V", "leak-to-zero"},
		{"Runge-Kutta in a class", "(-(V - self.E) + self.R*I)/self.tau", "(-(V - self.E) + self.R*I)", "no-tau"},
		{"Runge-Kutta in a class", "-(V - self.E)", "(V - self.E)", "leak-sign"},
	}
	for _, c := range cases {
		source := strings.Replace(styles[c.style], c.from, c.to, 1)
		if c.want == "reset-to-rest" {
			source = strings.Replace(source, "trace.append(V_r)", "trace.append(E_L)", 1)
		}
		if r := graded(t, g, variant(t, e, 3), source); r.Misconception != c.want {
			t.Errorf("%s with %q: diagnosis %q, want %q: %s", c.style, c.to, r.Misconception, c.want, r.Says)
		}
	}
}

// What can't be graded is told in a sentence that says what, where, and how to mend it.
func TestBadPrograms(t *testing.T) {
	g, v := grader(t), variant(t, lif(t), 1)
	head := "def simulate(I, dt, T, tau, R, E_L, V_th, V_r, t_ref):\n"
	cases := []struct {
		name, source string
		ungradable   bool
		line         int
		says         string // somewhere in the report
	}{
		{"empty", "  \n", true, 0, "empty"},
		{"one megabyte", "x = '" + strings.Repeat("a", 1<<20) + "'", true, 0, "at most 200 kB"},
		{"zero byte", "def simulate\x00", true, 0, "zero byte"},
		{"syntax error", head + "    V = [E_L\n    return V, []\n", true, 2, "SyntaxError"},
		{"indentation", head + "  x = 1\n   y = 2\n", true, 3, "IndentationError"},
		{"another name", "def simulat(I):\n    return 1\n", true, 0, "simulat"},
		{"too few arguments", "def simulate(I, dt):\n    return [1], [2]\n", true, 0, "argument"},
		{"stops at import", "import nothing_such\n" + head + "    return [1], []\n", true, 1, "nothing_such"},
		{"exception", head + "    V = [E_L]\n    return V[5], []\n", false, 3, "IndexError"},
		{"one value", head + "    return [E_L, E_L]\n", false, 0, "4001 are asked for"},
		{"three values", head + "    return 1, 2, 3\n", false, 0, "2 are asked for"},
		{"None", head + "    pass\n", false, 0, "is None"},
		{"one sample short", head + "    return [E_L]*round(T/dt), []\n", false, 0, "before any step"},
		{"not a number", head + "    V = [E_L]*(round(T/dt)+1)\n    V[7] = float('nan')\n    return V, []\n", false, 0, "sample 7"},
		{"complex", head + "    return [1j]*(round(T/dt)+1), []\n", false, 0, "complex"},
		{"endless", head + "    while True: pass\n", false, 0, "stopped"},
		{"bomb", head + "    x = [0]*(10**11)\n    return x, []\n", false, 0, "emory"},
	}
	for _, c := range cases {
		r := graded(t, g, v, c.source)
		text, _ := json.Marshal(r)
		if r.Passed || r.Ungradable != c.ungradable {
			t.Errorf("%s: passed %v, ungradable %v: %s", c.name, r.Passed, r.Ungradable, r.Says)
		}
		if !strings.Contains(string(text), c.says) {
			t.Errorf("%s: nothing says %q: %s | %s", c.name, c.says, r.Says, r.Fault)
		}
		line := r.FaultLine
		if len(r.Tests) > 0 && line == 0 {
			line = r.Tests[0].Line
		}
		if c.line != 0 && line != c.line {
			t.Errorf("%s: line %d, want %d", c.name, line, c.line)
		}
		if r.Ungradable && r.Score != 0 {
			t.Errorf("%s: ungradable work has a score", c.name)
		}
	}
}

// State that is kept between calls is seen although each single call may be right.
func TestStateBetweenCalls(t *testing.T) {
	g, e := grader(t), lif(t)
	source := strings.Replace(e.Solution, "    spikes = []", "    spikes = _spikes", 1) + "\n\n_spikes = []\n"
	r := graded(t, g, variant(t, e, 2), source)
	found := false
	for _, test := range r.Tests {
		found = found || test.Name == "the same call gives the same answer" && !test.Passed
	}
	if r.Passed || !found {
		t.Errorf("a list that grows from call to call was not seen: %s", r.Says)
	}
}

func TestVisibleRun(t *testing.T) {
	g, e := grader(t), lif(t)
	r, err := g.Grade(context.Background(), variant(t, e, 1), StageImplement, Work{Text: e.Solution, VisibleOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range r.Tests {
		if test.Hidden {
			t.Errorf("the hidden test %q was run", test.Name)
		}
	}
	if !r.Passed || !strings.Contains(r.Says, "visible") {
		t.Errorf("passed %v: %s", r.Passed, r.Says)
	}
}

// The figure shows both traces, spikes kept, and a residual on the same axis.
func TestFigures(t *testing.T) {
	g, e := grader(t), lif(t)
	r := graded(t, g, variant(t, e, 4), e.Solution)
	if len(r.Figures) != 2 || !r.Figures[1].Residual {
		t.Fatalf("%d figures", len(r.Figures))
	}
	for _, s := range r.Figures[0].Series {
		if len(s.X) != len(s.Y) || len(s.X) < 100 || len(s.X) > drawn+2 {
			t.Errorf("series %s has %d points", s.Name, len(s.X))
		}
	}
}

// Arguments in another order are found before anything runs, and no attempt is used; a program that names them otherwise is run.
func TestArgumentsInAnotherOrder(t *testing.T) {
	e, err := shipped(t).Exercise("lif-interspike-interval")
	if err != nil {
		t.Fatal(err)
	}
	asked := "def simulate(I, dt, T, tau, R,"
	for from, want := range map[string]bool{"def simulate(I, dt, T, R, tau,": true, "def simulate(I, dt: float, T, tau, R,": false, "def simulate(i, dt, T, R, tau,": false} {
		r := Report{}
		readable(strings.Replace(e.Solution, asked, from, 1), e.Implement, &r)
		if r.Ungradable != want || want && (r.FaultLine != 4 || !strings.Contains(r.Fault, "I, dt, T, R, tau, E_L") || !strings.Contains(r.Fault, e.Implement.Function)) {
			t.Errorf("%s: %v, line %d: %s", from, r.Ungradable, r.FaultLine, r.Fault)
		}
	}
}
