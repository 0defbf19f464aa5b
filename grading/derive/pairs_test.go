package derive

import (
	"bufio"
	"context"
	"os"
	"strings"
	"testing"
)

// readPairs reads "a | b | declarations | assumptions" lines.
func readPairs(t testing.TB, file string) []Pair {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []Pair
	for s := bufio.NewScanner(f); s.Scan(); {
		if strings.HasPrefix(s.Text(), "#") || strings.TrimSpace(s.Text()) == "" {
			continue
		}
		parts := strings.Split(s.Text(), " | ")
		p := Pair{ID: file, A: strings.TrimSpace(parts[0]), B: strings.TrimSpace(parts[1])}
		if len(parts) > 2 && strings.TrimSpace(parts[2]) != "" {
			p.Vars = strings.Split(strings.TrimSpace(parts[2]), ";")
		}
		if len(parts) > 3 && strings.TrimSpace(parts[3]) != "" {
			p.Assume = strings.Split(strings.TrimSpace(parts[3]), ";")
		}
		list = append(list, p)
	}
	return list
}

func TestPairs(t *testing.T) {
	counts := 0
	for file, want := range map[string]string{"testdata/pairs/true.txt": Equal, "testdata/pairs/wrong.txt": Different} {
		for _, p := range readPairs(t, file) {
			counts++
			for _, seed := range []uint64{0, 11} {
				v, err := Equivalent(context.Background(), p, Options{Seed: seed})
				if err != nil {
					t.Errorf("%s, %s: %v", p.A, p.B, err)
				} else if v.Verdict != want {
					t.Errorf("%s, %s: %s (%s %s), want %s", p.A, p.B, v.Verdict, v.Reason, v.Condition, want)
				}
			}
		}
	}
	if counts < 400 {
		t.Errorf("%d pairs", counts)
	}
}

// Conditional pairs: the condition is found, and with it assumed they are equal.
func TestConditions(t *testing.T) {
	for _, c := range []struct{ a, b, vars, condition string }{
		{"sqrt(x^2)", "x", "", "x > 0"},
		{"exp(log(x))", "x", "", "x > 0"},
		{"y*exp(log(x))", "y*x", "", "x > 0"},
		{"log(x^2)", "2*log(x)", "", "x > 0"},
		{"sqrt(x)^2", "x", "", "x > 0"},
		{"abs(x)", "-x", "", "x < 0"},
		{"max(x,y)", "x", "", "x - y >= 0"},
		{"(a^2)^(1/2)", "a", "", "a > 0"},
		{"atan(tan(x))", "x", "", "abs(x) <= 0.5*pi"},
		{"asin(sin(x))", "x", "", "abs(x) <= 0.5*pi"},
		{"acosh(cosh(x))", "x", "", "x > 0"},
		{"R*I=V", "I=V/R", "", "R != 0"},
	} {
		var vars []string
		if c.vars != "" {
			vars = strings.Split(c.vars, ";")
		}
		v, err := Equivalent(context.Background(), Pair{A: c.a, B: c.b, Vars: vars}, Options{})
		if err != nil || v.Verdict != Conditional || v.Condition != c.condition {
			t.Errorf("%s, %s: %s if %q (%v), want conditional if %q", c.a, c.b, v.Verdict, v.Condition, err, c.condition)
			continue
		}
		v, err = Equivalent(context.Background(), Pair{A: c.a, B: c.b, Vars: vars, Assume: []string{v.Condition}}, Options{})
		if err != nil || v.Verdict != Equal {
			t.Errorf("%s, %s with %s assumed: %s %s %v", c.a, c.b, c.condition, v.Verdict, v.Reason, err)
		}
	}
}

// What has no value anywhere is an error that says why.
func TestNoValue(t *testing.T) {
	for _, c := range []struct{ a, says string }{
		{"1/0", "divides by zero"},
		{"log(0)", "positive argument"},
		{"log(-2)", "positive argument"},
		{"sqrt(-1)", "not real"},
		{"1/(x-x)", "divides by zero"},
		{"int(1/x,x,0,1)", "diverges"},
		{"int(1/x,x,1,inf)", "diverges"},
		{"int(exp(x),x,0,inf)", "diverges"},
		{"lim(abs(x)/x,x,0)", "does not exist"},
		{"lim(1/x,x,0)", "does not exist"},
		{"asin(2)", "outside the domain"},
	} {
		v, err := Equivalent(context.Background(), Pair{A: c.a, B: "1"}, Options{})
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %s, %v; want an error with %q", c.a, v.Verdict, err, c.says)
		}
	}
}

// A counterexample replays: put in as assumptions, the sides still differ.
func TestCounterexamplesReplay(t *testing.T) {
	for _, p := range readPairs(t, "testdata/pairs/wrong.txt") {
		v, err := Equivalent(context.Background(), p, Options{})
		if err != nil || v.Verdict != Different || v.Counterexample == nil || v.Left == nil {
			continue
		}
		if hasFunctions(p) || strings.ContainsAny(p.A, "=<>[") { // equations hold only to rounding
			continue
		}
		q := p
		for name, x := range v.Counterexample {
			q.Assume = append(q.Assume, name+" = "+strings.TrimSpace(formatExact(x)))
		}
		again, err := Equivalent(context.Background(), q, Options{})
		if err != nil && again.Verdict != Invalid || again.Verdict == Equal {
			t.Errorf("%s, %s at %v: %s %v", p.A, p.B, v.Counterexample, again.Verdict, err)
		}
	}
}

func hasFunctions(p Pair) bool {
	for _, v := range p.Vars {
		if strings.HasPrefix(v, "fun ") || strings.Contains(v, "complex") {
			return true
		}
	}
	return false
}

func readLines(t testing.TB, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(data), "\n")
}
