package derive

import (
	"context"
	"testing"
)

// Goals that hold for all values are reached by lines that say them, not by any
// line that holds for all values.
func TestIdentityGoalIsSaidNotImplied(t *testing.T) {
	header := "problem p\nvar x:1 >0, a:1 >0, b:1 >0, z:1, t:ms >0, tau:ms >0, r:1/ms >0\n"
	for _, c := range []struct {
		goal, line string
		reached    bool
	}{
		{"lim((z+exp(-z)-1)/z^2, z, 0) = 1/2", "1 = 1", false},
		{"lim((z+exp(-z)-1)/z^2, z, 0) = 1/2", "1/2+0*z = 1/2", false},
		{"lim((z+exp(-z)-1)/z^2, z, 0) = 1/2", "lim(1/2, z, 0) = 1/2", false},
		{"lim((z+exp(-z)-1)/z^2, z, 0) = 1/2", "lim((z+exp(-z)-1)/z^2, z, 0) = lim((z+exp(-z)-1)/z^2, z, 0)", false},
		{"lim((z+exp(-z)-1)/z^2, z, 0) = 1/2", "lim((exp(-z)-(1-z))/z^2, z, 0) = 0.5", true},
		{"lim((z+exp(-z)-1)/z^2, z, 0) = 1/2", "1/2 = lim((z+exp(-z)-1)/z^2, z, 0)", true},
		{"lim(x/(1-exp(-x)), x, 0+) = 1", "lim(x/(1-exp(-x)), x, 0) = 1", true},
		{"int(exp(-t/tau)/tau, t, 0, inf) = 1", "int(exp(-x)*1, x, 0, inf) = 1", false}, // another integral of the same value
		{"int(exp(-r*x), x, 0, t) = (1-exp(-r*t))/r", "int(exp(-r*y), y, 0, t) = 1/r-exp(-r*t)/r", true},
		{"int(exp(-r*x), x, 0, t) = (1-exp(-r*t))/r", "(1-exp(-r*t))/r = 1/r-exp(-r*t)/r", false},
		{"d(a*exp(b*x), x) = a*b*exp(b*x)", "d(exp(b*x)*a, x) = b*a*exp(b*x)", true},
		{"d(a*exp(b*x), x) = a*b*exp(b*x)", "a*b*exp(b*x) = b*a*exp(b*x)", false},
		{"d(a*exp(b*x), x, 2) = a*b^2*exp(b*x)", "d(a*b*exp(b*x), x) = a*b^2*exp(b*x)", false},
		{"exp(x^2)*(1+erf(x)) = exp(x^2)*erfc(-x)", "exp(x^2)*erfc(-x) = erfc(-x)*exp(x^2)", false},
		{"exp(x^2)*(1+erf(x)) = exp(x^2)*erfc(-x)", "(erf(x)+1)*exp(x^2) = erfc(-x)*exp(x^2)", true},
		{"(a+b)^2 = a^2+2*a*b+b^2", "(a+b)^2 = (b+a)^2", false},
		{"(a+b)^2 = a^2+2*a*b+b^2", "a*b = b*a", false},
		{"(a+b)^2 = a^2+2*a*b+b^2", "(a+b)^2 = a^2+2*a*b+b^2", true},
	} {
		r, err := Check(context.Background(), header+"goal "+c.goal+"\n(1) "+c.line+" ; identity\n", Options{})
		if err != nil {
			t.Errorf("%s: %v", c.line, err)
			continue
		}
		if !Accepted(r.Lines[0].Verdict) {
			t.Errorf("%s is %s: %s", c.line, r.Lines[0].Verdict, r.Lines[0].Message)
		}
		if r.Goals[0].Reached != c.reached {
			t.Errorf("goal %s: line %s: reached %v, want %v", c.goal, c.line, r.Goals[0].Reached, c.reached)
		}
	}
}
