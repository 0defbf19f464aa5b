package derive

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
)

// malformed inputs: each gets an error with a position and a fix.
var malformed = []struct{ text, says string }{
	{"", "nothing"},
	{"   ", "nothing"},
	{"(x+1", "not closed"},
	{"x+1)", "never opened"},
	{"((x)", "not closed"},
	{"x+", "missing after"},
	{"*x", "missing before"},
	{"x*/y", "missing before"},
	{"x^", "missing after"},
	{"()", "nothing stands"},
	{"exp()", "nothing stands"},
	{"exp(1,2)", "takes one argument"},
	{"x(t+1)", "write x*(t+1)"},
	{"2x/3y", "two readings"},
	{"1/2x", "two readings"},
	{"x**2", "write ^"},
	{"x==y", "write ="},
	{"x!", "gamma"},
	{"50%", "0.05"},
	{"1,5", "1.5"},
	{"exp(1,5)", "point"},
	{"x²", "^2"},
	{"2×x", "write *"},
	{"x−1", "write -"},
	{"x≤1", "<="},
	{"√x", "sqrt"},
	{"\\frac{a}{b}", "TeX"},
	{"$x$", "dollar"},
	{"{x}", "braces"},
	{"[x]", "matrix"},
	{"\"x\"", "quotes"},
	{"|x|", "abs"},
	{"arcsin(x)", "asin"},
	{"arctan(x)", "atan"},
	{"Sin(x)", "sin"},
	{"sin x", "sin(x)"},
	{"sin^2(x)", "after its argument"},
	{"log(x,2)", "one argument"},
	{"log10(x)", "log(10)"},
	{"1.2.3", "decimal point"},
	{"x\u200by", "invisible"},
	{"х+1", "type x"},
	{"x = y = ", "missing"},
	{"x <> y", "!="},
	{"x y", "missing before y"},
	{"3 4", "missing before 4"},
	{"d(x)", "d(f, x)"},
	{"int(x)", "int("},
	{"int(x,x,0)", "int("},
	{"lim(x,x)", "lim("},
	{"sum(k,k,1)", "sum("},
	{"int(x,2,0,1)", "variable"},
	{"d(x,x,0)", "order"},
	{"x and y", "statements"},
	{"abs(x=1)", "relation"},
	{"x''''''''''", "primes"},
	{"x ' ", "follow directly"},
	{"1e999", "too large"},
	{"x@y", "no meaning"},
	{"x:y", "colon"},
	{"[[1,2],[3]]", "different lengths"},
	{"lim 6: t -> inf", ""},
	{"１+x", "full-width"},
	{"x\xff", "UTF-8"},
}

func TestMalformedInputsAreExplained(t *testing.T) {
	for _, c := range malformed {
		_, err := Equivalent(context.Background(), Pair{A: c.text, B: "x"}, Options{})
		var e *InputError
		if !errors.As(err, &e) {
			t.Errorf("%q: %v, want an input error", c.text, err)
			continue
		}
		if !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v, want it to say %q", c.text, err, c.says)
		}
		if !strings.Contains(err.Error(), "position") || e.Mend == "" && c.says != "different lengths" && c.says != "too large" {
			t.Errorf("%q: no position or no fix: %v", c.text, err)
		}
	}
}

// Declared names only: near misses and run-together names are offered.
func TestUndeclaredNamesAreOffered(t *testing.T) {
	p, err := ParseProblem("var R:MOhm >0, I:nA, V_th:mV, x, gamma\nfun V(t):mV")
	if err != nil {
		t.Fatal(err)
	}
	for text, says := range map[string]string{
		"RI":       "R*I",
		"X":        "did you mean x",
		"Vth":      "did you mean V_th",
		"q":        "declare it: var q",
		"i":        "declare complex",
		"gamma(x)": "not the function",
		"V(1,2)":   "one argument",
		"R(2)":     "write R*(2)",
	} {
		_, err := p.TeXOf(text)
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", text, err, says)
		}
	}
}

func TestHeadersAreExplained(t *testing.T) {
	for text, says := range map[string]string{
		"var tau:mss":                   "not a unit",
		"var e:mV":                      "can't be declared",
		"var sin":                       "can't be declared",
		"fun gamma(x)":                  "can't be declared again",
		"var 2x":                        "not a declaration",
		"var x\nlet x2 = ":              "nothing",
		"var x\nlet y = x\nlet y = 2*x": "defined twice",
		"var x\nassume x > 0, x < 0":    "no values satisfy",
		"var x\n(1) x = 1 ; bogus 3":    "there is no rule",
		"var x\n(1) x = 1 ; equiv 7":    "no line (7)",
		"var x\n(1) = 3":                "no line above",
		"var x\n(1) ; given":            "no statement",
		"var x\ngoal y = ":              "missing",
		"fun V":                         "not the declaration of a function",
		"var tau:ms >0 extra":           "extra",
		"var x:(mV":                     "not closed",
	} {
		if !strings.Contains(text, "(1)") {
			text += "\n(1) 1 = 1 ; identity"
		}
		r, err := Check(context.Background(), text, Options{})
		message := ""
		if err != nil {
			message = err.Error()
		}
		for _, l := range r.Lines {
			message += l.Message
		}
		if !strings.Contains(message, says) {
			t.Errorf("%q: %q, want %q", text, message, says)
		}
	}
}

// Every keyword of a header says where it can't be read and how to mend it.
func TestMalformedHeaders(t *testing.T) {
	for _, c := range []struct {
		text, at, says string
	}{
		{"problem x\nproblem y", "line 2, position 1", "has a name already"},
		{"var", "line 1, position 1", "nothing stands after var"},
		{"var x,,y", "line 1, position 2", "missing beside this comma"},
		{"var x,", "line 1, position 2", "missing beside this comma"},
		{"var x y", "line 1, position 3", "can't be read"},
		{"var 3", "line 1, position 1", "not a declaration"},
		{"var x:", "line 1, position 2", "a unit is missing"},
		{"var x:1/", "line 1, position 3", "a unit is expected"},
		{"var x:mV^", "line 1, position 4", "the exponent of a unit"},
		{"var x:mV)", "line 1, position 3", "does not belong to a unit"},
		{"var x:bananas", "line 1, position 1", "not a unit I know"},
		{"var x >", "line 1, position 3", "missing after \">\""},
		{"var x = 3", "line 1, position 3", "can't be read"},
		{"var x >y", "line 1, position 3", "declare it: var y"},
		{"var n intger >0", "line 1, position 3", "name integer >0"},
		{"var 5 < p < 1", "line 1, position 1", "no value of p"},
		{"var x:ms, x:mV", "line 1, position 1", "declared already, with the unit ms"},
		{"var x-y", "line 1, position 2", "can't be read"},
		{"var V(t)", "line 1, position 2", "can't be read"},
		{"var x;y", "line 1, position 2", "can't be read"},
		{"var \u0445", "line 1, position 1", "not a name"},
		{"fun", "line 1, position 1", "nothing stands after fun"},
		{"fun V(", "line 1, position 1", "not the declaration of a function"},
		{"fun V()", "line 1, position 3", "the name of its variable"},
		{"fun V(2)", "line 1, position 3", "not the name of a variable"},
		{"fun V(t,t)", "line 1, position 5", "stands twice"},
		{"fun V(V)", "line 1, position 3", "its own variable"},
		{"fun V(t), V(x)", "line 1, position 1", "as a function of t"},
		{"fun V(t) foo", "line 1, position 3", "can't be read"},
		{"let", "line 1, position 1", "nothing stands after let"},
		{"let x", "line 1, position 1", "needs a name"},
		{"let = 3", "line 1, position 1", "needs a name"},
		{"let a = b", "line 1, position 1", "declare it: var b"},
		{"let a = (1", "line 1, position 1", "not closed"},
		{"var x\nlet x = x+1", "line 2, position 1", "defined by itself"},
		{"var x:mV, y:ms\nlet a = x+y", "line 2, position 3", "can't be added"},
		{"assume", "line 1, position 1", "nothing stands after assume"},
		{"var x\nassume x", "line 2, position 1", "an equation or an inequality"},
		{"var x\nassume x > 0 and", "line 2, position 10", "missing after \"and\""},
		{"var x\nassume x => 0", "line 2, position 3", "write <= or >="},
		{"var x\nassume x > 0; x < 3", "line 2, position 6", "semicolon"},
		{"var x\nassume x = 1, x = 2", "line 2, position 1", "has a value already"},
		{"var x:mV, t:ms\nassume x > t", "line 2, position 1", "x is mV but t is ms"},
		{"given", "line 1, position 1", "nothing stands after given"},
		{"var x\ngiven x", "line 2, position 1", "an equation or an inequality"},
		{"var x\ngiven y = x", "line 2, position 1", "declare it: var y"},
		{"var x:mV,t:ms\ngiven x = t", "line 2, position 1", "x is mV but t is ms"},
		{"goal", "line 1, position 1", "nothing stands after goal"},
		{"var x\ngoal x", "line 2, position 1", "an equation or an inequality"},
		{"var x\ngoal y = z", "line 2, position 5", "declare it: var z"},
		{"var x\ngoal x = 1 check", "line 2, position 7", "write check sim="},
		{"var x\ngoal x = 1 check sim=lif sweep x=5..1", "line 2, position 27", "does not rise"},
		{"var x\ngoal x = 1 weight -3", "line 2, position 7", "write weight and a number"},
		{"var x\nmilestone x = 1 as", "line 2, position 7", "write as and one word"},
		{"milestone", "line 1, position 1", "nothing stands after milestone"},
		{"complex z", "line 1, position 1", "var z complex"},
		{"vars x", "line 1, position 1", "write var, as in"},
		{"Var x", "line 1, position 1", "write var, as in"},
		{"var: x", "line 1, position 1", "write var, as in"},
		{"function V(t)", "line 1, position 1", "write fun, as in"},
		{"define a = 3", "line 1, position 1", "write let, as in"},
		{"assumes x > 0", "line 1, position 1", "write assume, as in"},
		{"goals x = 1", "line 1, position 1", "write goal, as in"},
	} {
		_, err := Check(context.Background(), c.text+"\n(1) 1 = 1 ; identity", Options{})
		var e *InputError
		if !errors.As(err, &e) || e.Mend == "" {
			t.Errorf("%q: %v, want an input error with a fix", c.text, err)
		} else if !strings.HasPrefix(err.Error(), c.at) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v; want %s and %q", c.text, err, c.at, c.says)
		}
	}
	// What only looks like a fault is none.
	for _, text := range []string{"var I, I", "var V\nfun V(t)", "var show\n(1) show = 3 ; given", "var goals, a\n(1) goals = a ; given", "var x >1/3, y:1, 0 < p < 1/2", "var let_1\nlet a = let_1^2", "complex\nvar z complex"} {
		if _, err := Check(context.Background(), text+"\n(9) 1 = 1 ; identity", Options{}); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Hostile sizes cost neither time nor memory.
func TestHostileSizes(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for name, text := range map[string]string{
		"brackets":  strings.Repeat("(", 100000) + "x" + strings.Repeat(")", 100000),
		"short":     strings.Repeat("(", 4000) + "x" + strings.Repeat(")", 4000),
		"functions": strings.Repeat("exp(", 1500) + "x" + strings.Repeat(")", 1500),
		"minus":     strings.Repeat("-", 9000) + "x",
		"powers":    strings.TrimSuffix(strings.Repeat("x^", 4000), "^"),
		"megabyte":  strings.Repeat("x+", 500000) + "x",
		"primes":    "x" + strings.Repeat("'", 5000),
		"digits":    strings.Repeat("9", 9000),
		"commas":    "max(" + strings.Repeat("x,", 4500) + "x)",
		"tower":     "9^9^9^9^9^9",
		"nested":    strings.Repeat("int(", 40) + "x" + strings.Repeat(",x,0,1)", 40),
		"sums":      "sum(sum(sum(i*j*k,i,1,20000),j,1,20000),k,1,20000)",
	} {
		_, err := Equivalent(context.Background(), Pair{A: text, B: "x"}, Options{})
		var e *InputError
		if err != nil && !errors.As(err, &e) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && len(err.Error()) > 400 {
			t.Errorf("%s: the message has %d bytes", name, len(err.Error()))
		}
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 400<<20 {
		t.Errorf("%d MB were allocated in all", used>>20)
	}
	// five hundred terms are fine: sums are flat
	long := strings.TrimSuffix(strings.Repeat("x+", 500), "+")
	if v, err := Equivalent(context.Background(), Pair{A: long, B: "500*x"}, Options{}); err != nil || v.Verdict != Equal {
		t.Errorf("a sum of 500 terms: %s %v", v.Verdict, err)
	}
}

func TestCancelledContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	v, err := Equivalent(ctx, Pair{A: "int(exp(-x^4),x,0,inf)", B: "gamma(5/4)"}, Options{})
	if err == nil && v.Verdict != Undecided {
		t.Errorf("a cancelled comparison says %s", v.Verdict)
	}
}

// No input may panic; what is read prints and is read again.
func FuzzParse(f *testing.F) {
	for _, c := range malformed {
		f.Add(c.text)
	}
	f.Add("tau*V' = -(V-E_L)+R*I")
	f.Add("int(exp(-x^2),x,-inf,inf) + lim(sin(x)/x,x,0+) - sum(k^2,k,1,n)")
	f.Add("[[a,b],[c,d]] = [[1,0],[0,1]]")
	f.Fuzz(func(t *testing.T, text string) {
		sc := newScope()
		sc.auto = true
		n, err := parse(text, sc)
		if err != nil {
			var e *InputError
			if !errors.As(err, &e) {
				t.Fatalf("%q: %v is no input error", text, err)
			}
			_ = err.Error()
			return
		}
		printed := n.String()
		_ = TeX(n)
		if len(printed) > maxLineBytes {
			return
		}
		if _, err := parse(printed, sc); err != nil && n.depth < maxDepth/2 {
			t.Fatalf("%q was read, but its print %q was not: %v", text, printed, err)
		}
	})
}

// No derivation may panic or exceed its limits.
func FuzzCheck(f *testing.F) {
	f.Add("var x >0, t\nfun V(t)\nassume x < 3\n(1) V' = -x*V ; given\n(2) V = exp(-x*t) ; ode 1 with V(0)=1")
	f.Add("var a, b\n(1) a = b\n= b+0\n(2) b = a ; solve 1 for b # remark")
	f.Add("let q = x\nvar x\n(1) q^2 = x^2 ; expand 1 in x about 0 to order 3")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 2000 {
			return
		}
		r, err := Check(context.Background(), text, Options{CPU: 20e6})
		if err != nil && !isInput(err) {
			t.Fatalf("%q: %v", text, err)
		}
		for _, l := range r.Lines {
			if l.Verdict == "" || strings.Contains(l.Message, ourFault) {
				t.Fatalf("%q: line %q gets %q: %s", text, l.Text, l.Verdict, l.Message)
			}
		}
	})
}
