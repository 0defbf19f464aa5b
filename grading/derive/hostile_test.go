package derive

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// hostile pairs are made to take long: towers, huge bounds, oscillation, large
// matrices, many names, deep nesting, functions of huge arguments.
func hostile() map[string]Pair {
	many := func(n int, f string) string {
		parts := make([]string, n)
		for i := range parts {
			parts[i] = strings.ReplaceAll(f, "#", fmt.Sprint(i))
		}
		return strings.Join(parts, "+")
	}
	matrix := func(n int) string {
		rows := make([]string, n)
		for i := range rows {
			cells := make([]string, n)
			for j := range cells {
				cells[j] = fmt.Sprintf("x^%d*sin(%d*x)", i+1, j+1)
			}
			rows[i] = "[" + strings.Join(cells, ",") + "]"
		}
		return "[" + strings.Join(rows, ",") + "]"
	}
	return map[string]Pair{
		"nested powers":      {A: "((((x^x)^x)^x)^x)^x", B: "x^(x^5)"},
		"tower":              {A: "9^9^9^9^9", B: "1"},
		"tower of x":         {A: "x^x^x^x^x^x^x", B: "x"},
		"huge exponent":      {A: "(1+x)^1000000", B: "x"},
		"huge exponents":     {A: "(1+x)^99999*(1-x)^99999", B: "(1-x^2)^99999"},
		"brackets":           {A: strings.Repeat("(", 100000) + "x" + strings.Repeat(")", 100000), B: "x"},
		"gamma of huge":      {A: "gamma(99999.5)", B: "1"},
		"gamma of gamma":     {A: "gamma(gamma(gamma(x+3)))", B: "gamma(x)"},
		"gammas":             {A: many(40, "gamma(x+#/7)"), B: many(40, "gamma(x+#/7)") + "+1e-30"},
		"sum":                {A: "sum(sin(k*x)/k,k,1,20000)", B: "x"},
		"sums":               {A: "sum(sum(sum(sin(i*j*k*x),i,1,300),j,1,300),k,1,300)", B: "x"},
		"infinite sum":       {A: "sum(sin(k)/k,k,1,inf)", B: "(pi-1)/2"},
		"slow series":        {A: "sum(1/(k*log(k)^2),k,2,inf)", B: "2"},
		"sum with integral":  {A: "sum(int(exp(-k*x^2),x,0,1),k,1,100)", B: "1"},
		"binomials":          {A: "sum(binomial(n,k)*binomial(n,k),k,0,n)", B: "binomial(2*n,n)", Vars: []string{"n integer >20 <60"}},
		"oscillation":        {A: "int(sin(1000*x^2),x,0,10)", B: "0"},
		"slow oscillation":   {A: "int(sin(x)/x,x,0,inf)", B: "pi/2"},
		"wild oscillation":   {A: "int(sin(1/x)/x,x,0,1)", B: "1"},
		"nested integrals":   {A: "int(int(int(exp(-x^2*y^2*z^2),x,0,1),y,0,1),z,0,1)", B: "1"},
		"integral of sum":    {A: "int(sum(sin(k*x),k,1,500),x,0,1)", B: "1"},
		"integral of limit":  {A: "int(lim(sin(h*x)/h,h,0),x,0,1)", B: "1/2"},
		"matrix":             {A: matrix(14), B: matrix(14)},
		"matrices that part": {A: matrix(10), B: strings.Replace(matrix(10), "sin(7*x)", "sin(8*x)", 1)},
		"many names":         {A: many(120, "a#*b#"), B: many(120, "b#*a#") + "+1e-20"},
		"many functions":     {A: many(90, "sin(a#)*exp(b#)"), B: many(90, "exp(b#)*sin(a#)")},
		"derivatives":        {A: "d(exp(sin(exp(sin(exp(sin(x)))))),x,6)", B: "x"},
		"many derivatives":   {A: "d(1/(1+x^2)^20,x,9)", B: "1"},
		"deep":               {A: strings.Repeat("sin(", 80) + "x" + strings.Repeat(")", 80), B: strings.Repeat("cos(", 80) + "x" + strings.Repeat(")", 80)},
		"branches":           {A: many(15, "abs(x-#)*max(x,y+#)"), B: many(15, "abs(#-x)*max(y+#,x)")},
		"conditions":         {A: "sqrt(a^2)*sqrt(b^2)*sqrt(c^2)*sqrt(d^2)*sqrt(f^2)", B: "a*b*c*d*f"},
		"system":             {A: "x^2+y^2+z^2=3 and x*y*z=1 and x+y+z=3", B: "x=1 and y=1 and z=1"},
		"transcendental":     {A: "exp(x*y)+sin(x+y)=cos(x-y)*z and x^y=z", B: "z=x^y and exp(x*y)=cos(x-y)*z-sin(x+y)", Vars: []string{"x >0", "y", "z"}},
		"inequalities":       {A: "sin(x*y)>0 and cos(x)>y and x^2+y^2<100 or tan(x)>3", B: "tan(x)>3 or sin(x*y)>0 and cos(x)>y and x^2+y^2<100"},
		"many alternatives":  {A: strings.ReplaceAll(many(30, "x=#"), "+", " or "), B: strings.ReplaceAll(many(31, "x=#"), "+", " or ")},
		"roots":              {A: "sin(50*x)=x/10", B: "sin(50*x)*10=x"},
		"erf":                {A: many(30, "erf(x+#)*exp(x^2)"), B: many(30, "exp(x^2)*(1-erfc(x+#))")},
		"huge arguments":     {A: "sin(1e300*x)", B: "cos(1e300*x)"},
		"tiny numbers":       {A: "exp(-exp(exp(x+9)))", B: "0"},
		"digits":             {A: strings.Repeat("7", 9000) + "*x", B: "x"},
		"complex":            {A: "log(sin(exp(z^3)))*gamma(2)", B: "log(sin(exp(z*z*z)))", Vars: []string{"z complex"}},
		"unknown functions":  {A: "d(f(g(f(g(x)))),x,3)", B: "d(f(g(f(g(x)))),x,3)+1e-9", Vars: []string{"fun f(x)", "fun g(x)"}},
		"limit of integral":  {A: "lim(int(exp(-x*t)*sin(t),t,0,inf),x,0+)", B: "1"},
		"assumptions":        {A: "x*y*z", B: "z*y*x+1e-9", Assume: []string{"x^2+y^2+z^2 < 1e-6", "x > y", "y > z", "x*y*z > 1e-12"}},
		"hard contradiction": {A: "x", B: "y", Assume: []string{"x^3+y^3 = 29/7", "sin(x*y) > 0.999999", "x > 40"}},
	}
}

// No pair may take more than 200 ms of CPU, or 50 MB alive at once; the slack is for
// the garbage collector's share and a clock that is read every few operations.
func TestHostilePairsEndInTime(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	worst, worstName := time.Duration(0), ""
	for name, p := range hostile() {
		before := threadCPU()
		v, err := Equivalent(context.Background(), p, Options{})
		used := threadCPU() - before
		if used > worst {
			worst, worstName = used, name
		}
		var e *InputError
		var d *DimensionError
		if err != nil && !errors.As(err, &e) && !errors.As(err, &d) {
			t.Errorf("%s: %v", name, err)
		}
		if used > 300*time.Millisecond {
			t.Errorf("%s: %v of CPU (%s %s)", name, used, v.Verdict, v.Reason)
		}
		runtime.GC()
		var m runtime.MemStats
		if runtime.ReadMemStats(&m); m.HeapAlloc > 80<<20 {
			t.Errorf("%s: %d MB alive", name, m.HeapAlloc>>20)
		}
	}
	t.Logf("the longest took %v of CPU: %s", worst, worstName)
}
