package derive

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
)

func formatExact(x float64) string {
	s := strconv.FormatFloat(x, 'f', -1, 64)
	if s[0] == '-' {
		return "(" + s + ")"
	}
	return s
}

// randomExpression builds an expression in positive x, y, z.
func randomExpression(r *rand.Rand, depth int) string {
	if depth == 0 {
		return []string{"x", "y", "z", "2", "3", "1/2"}[r.IntN(6)]
	}
	a, b := randomExpression(r, depth-1), randomExpression(r, r.IntN(depth))
	switch r.IntN(9) {
	case 0, 1:
		return fmt.Sprintf("(%s+%s)", a, b)
	case 2:
		return fmt.Sprintf("(%s-%s)", a, b)
	case 3, 4:
		return fmt.Sprintf("(%s)*(%s)", a, b)
	case 5:
		return fmt.Sprintf("((%s)/(1+(%s)^2))", a, b)
	case 6:
		return fmt.Sprintf("exp(-(%s)^2/4)", a)
	case 7:
		return fmt.Sprintf("tanh(%s)", a)
	}
	return fmt.Sprintf("sin(%s)", a)
}

// rewrite writes an expression differently by an identity.
func rewrite(r *rand.Rand, e string) string {
	switch r.IntN(10) {
	case 0:
		return fmt.Sprintf("((%s)+y-y)", e)
	case 1:
		return fmt.Sprintf("((%s)*(sin(z)^2+cos(z)^2))", e)
	case 2:
		return fmt.Sprintf("((%s)*exp(x)*exp(-x))", e)
	case 3:
		return fmt.Sprintf("(((%s)*(1+x^2)+0)/(1+x^2))", e)
	case 4:
		return fmt.Sprintf("((%s)*log(exp(y))/y)", e)
	case 5:
		return fmt.Sprintf("(2*(%s)-(%s))", e, e)
	case 6:
		return fmt.Sprintf("((%s)*sqrt(x^2)/x)", e)
	case 7:
		return fmt.Sprintf("((%s)+(x+y)^2-x^2-2*x*y-y^2)", e)
	case 8:
		return fmt.Sprintf("((%s)*(cosh(z)^2-sinh(z)^2))", e)
	}
	return fmt.Sprintf("d(u*(%s),u)", e)
}

var positiveXYZ = []string{"x >0", "y >0", "z >0", "u >0"}

func TestRewrittenStaysEqual(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 150 {
		e := randomExpression(r, 3)
		f := rewrite(r, rewrite(r, e))
		v, err := Equivalent(context.Background(), Pair{A: e, B: f, Vars: positiveXYZ}, Options{})
		if err != nil || v.Verdict != Equal {
			t.Errorf("%s, %s: %s %s %v", e, f, v.Verdict, v.Reason, err)
		}
	}
}

// Every slip that changes the value at some point is caught; float64 values at
// random points decide, independently of the checker, whether it does.
func TestSlipsAreCaught(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	sc, err := pairScope(Pair{Vars: positiveXYZ})
	if err != nil {
		t.Fatal(err)
	}
	caught := 0
	for range 60 {
		e := randomExpression(r, 3)
		raw, err := parse(e, sc)
		if err != nil {
			t.Fatal(err)
		}
		n, err := sc.lower(raw, nil)
		if err != nil {
			t.Fatal(err)
		}
		st, err := newSetting(sc, 1, newBudget(context.Background(), 0))
		if err != nil {
			t.Fatal(err)
		}
		var slips []*node
		st.eachSlip(n, func(s slip) bool { slips = append(slips, s.n); return len(slips) < 60 })
		if len(slips) == 0 {
			continue
		}
		s := slips[r.IntN(len(slips))]
		if !differsSomewhere(t, n, s, r) {
			continue
		}
		v, err := Equivalent(context.Background(), Pair{A: e, B: s.String(), Vars: positiveXYZ}, Options{})
		if err != nil && v.Verdict != Invalid || v.Verdict == Equal {
			t.Errorf("%s, %s: %s %v", e, s, v.Verdict, err)
		}
		caught++
	}
	if caught < 30 {
		t.Errorf("only %d slips were tried", caught)
	}
}

func differsSomewhere(t *testing.T, a, b *node, r *rand.Rand) bool {
	t.Helper()
	x, err := Compile(a.String(), positiveXYZ...)
	if err != nil {
		t.Fatal(err)
	}
	y, err := Compile(b.String(), positiveXYZ...)
	if err != nil {
		t.Fatal(err)
	}
	for range 8 {
		p := map[string]float64{"x": 0.2 + 2*r.Float64(), "y": 0.2 + 2*r.Float64(), "z": 0.2 + 2*r.Float64(), "u": 1}
		v, err1 := x.Eval(p)
		w, err2 := y.Eval(p)
		if err1 == nil && err2 == nil && (v-w > 1e-6 || w-v > 1e-6) {
			return true
		}
	}
	return false
}

// What is printed can be read again and means the same.
func TestPrintedIsReadAgain(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		sc := newScope()
		sc.auto = true
		e := randomExpression(r, 4)
		a, err := parse(e, sc)
		if err != nil {
			t.Fatal(err)
		}
		b, err := parse(a.String(), sc)
		if err != nil {
			t.Fatalf("%s printed as %s: %v", e, a, err)
		}
		la, _ := sc.lower(a, nil)
		lb, _ := sc.lower(b, nil)
		if !same(la, lb) {
			st, err := newSetting(sc, 1, newBudget(context.Background(), 0))
			if err != nil {
				t.Fatal(err)
			}
			if !st.identical(la, lb) {
				t.Errorf("%s printed as %s means something else", e, a)
			}
		}
	}
}
