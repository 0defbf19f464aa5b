package web

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"coronium/grading/derive"
	"coronium/views"
)

// tryTime bounds one example of the grammar; the checker keeps to 200 ms of computing by itself.
const tryTime = 2 * time.Second

// maxTry bounds what may be tried.
const maxTry = 500

// deriveHelp shows the grammar.
func (s *Server) deriveHelp(c echo.Context) error {
	return s.showDeriveHelp(c, views.Try{})
}

// tryPair compares what stands in an example: a fragment for scripts, else the page with the verdict in it.
func (s *Server) tryPair(c echo.Context) error {
	t := views.Try{A: oneLine(field(c, "a")), B: oneLine(field(c, "b")), Vars: field(c, "vars"), Assume: field(c, "assume")}
	t.N, _ = strconv.Atoi(field(c, "example")) // another number shows no example changed
	tried := tryOut(c.Request().Context(), t)
	if c.Request().Header.Get("HX-Request") != "" {
		return s.show(c, http.StatusOK, views.TriedPart(tried))
	}
	t.Tried = &tried
	return s.showDeriveHelp(c, t)
}

// tryOut asks the checker.
func tryOut(ctx context.Context, t views.Try) views.Tried {
	for _, text := range []string{t.A, t.B, t.Vars, t.Assume} {
		if fault := badText(text); fault != "" || len(text) > maxTry {
			return views.Tried{Verdict: derive.Invalid, Says: "That is too long, or holds characters that can't be shown."}
		}
	}
	ctx, cancel := context.WithTimeout(ctx, tryTime)
	defer cancel()
	pair := derive.Pair{A: t.A, B: t.B, Vars: listed(t.Vars), Assume: listed(t.Assume)}
	v, err := derive.Equivalent(ctx, pair, derive.Options{})
	if err != nil && v.Reason == "" {
		v.Verdict, v.Reason = derive.Invalid, "This can't be compared."
	}
	out := views.Tried{Verdict: v.Verdict, Says: capital(v.Reason) + "."}
	if v.Verdict == derive.Equal {
		out.Says = capital(v.Reason) + "."
	}
	var at []string
	for _, name := range slices.Sorted(maps.Keys(v.Counterexample)) {
		at = append(at, fmt.Sprintf("%s = %s", name, number(v.Counterexample[name])))
	}
	out.At = strings.Join(at, ", ")
	return out
}

// listed splits declarations at semicolons.
func listed(text string) []string {
	var out []string
	for _, part := range strings.Split(text, ";") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func (s *Server) showDeriveHelp(c echo.Context, tried views.Try) error {
	v := views.DeriveHelp{Page: s.frame(c, "How a derivation is written"), Sections: grammar()}
	n := 0
	for i := range v.Sections {
		for j := range v.Sections[i].Rows {
			try := v.Sections[i].Rows[j].Try
			if try == nil {
				continue
			}
			if n++; n == tried.N {
				*try = tried
			}
			try.N = n
		}
	}
	return s.show(c, http.StatusOK, views.DeriveHelpPage(v))
}

// try makes an example.
func try(a, b string, more ...string) *views.Try {
	t := &views.Try{A: a, B: b}
	if len(more) > 0 {
		t.Vars = more[0]
	}
	if len(more) > 1 {
		t.Assume = more[1]
	}
	return t
}

// grammar is what may be written, in the order in which one needs it.
func grammar() []views.GrammarSection {
	return []views.GrammarSection{
		{ID: "expressions", Title: "Expressions", Rows: []views.GrammarRow{
			{Written: "+ - * / ^ ( )", Means: "Decimals are exact: 0.1 is 1/10. A product has its star; 2x and (a)(b) are read, x(t+1) is not.", Try: try("(x+1)^2", "x^2+2*x+1")},
			{Written: "-x^2   2^x^2", Means: "The power binds first, and from the right.", Try: try("-x^2", "(-x)^2")},
			{Written: "V_th  w_ee  tau", Means: "Names with an index, Greek letters by name. Only declared names are read."},
			{Written: "exp log sqrt sin cos tan sinh cosh tanh", Means: "log is the natural one; ln is read, too. asin, atan, acosh and so on are the inverses.", Try: try("log(x^2)", "2*log(x)")},
			{Written: "erf erfc gamma Phi binomial", Means: "Phi is the normal distribution's.", Try: try("Phi(x)", "(1+erf(x/sqrt(2)))/2")},
			{Written: "H abs sign min max", Means: "H is the step; its value at 0 is not used.", Try: try("max(x,y)", "(x+y+abs(x-y))/2")},
			{Written: "e  pi  i", Means: "i is the imaginary unit only where complex is declared.", Try: try("exp(i*x)", "cos(x)+i*sin(x)", "complex")},
			{Written: "[[a,b],[c,d]]", Means: "A matrix, row by row."},
		}},
		{ID: "calculus", Title: "Derivatives, integrals, limits, sums", Rows: []views.GrammarRow{
			{Written: "V'   V''   d(f,x)   d(f,x,2)", Means: "A prime differentiates by the function's own variable, mostly t.", Try: try("d(exp(-t/tau),t)", "-exp(-t/tau)/tau", "tau:ms >0;t:ms")},
			{Written: "int(f,x,a,b)   int(f,x)", Means: "Ends may be inf and -inf.", Try: try("int(exp(-t/tau),t,0,inf)", "tau", "tau >0")},
			{Written: "lim(f,x,a)   a+   a-   inf", Means: "Without a side both sides must agree.", Try: try("lim(sin(2*x)/x,x,0)", "2")},
			{Written: "sum(f,k,a,b)", Means: "k is an integer; b may be inf.", Try: try("sum(k,k,1,n)", "n*(n+1)/2", "n integer >0")},
			{Written: "O(x^3)", Means: "What is left out of an expansion."},
			{Written: "S(x)   S'(x)", Means: "A declared function that nobody knows: what is claimed must hold for all.", Try: try("d(S(x)^2,x)", "2*S(x)*S'(x)", "fun S(x)")},
		}},
		{ID: "statements", Title: "Equations and inequalities", Rows: []views.GrammarRow{
			{Written: "=   <   <=   >   >=   !=   ~", Means: "Two equations are equal if they have the same solutions.", Try: try("tau*V'=-V", "V'=-V/tau", "fun V(t):mV;tau:ms >0;t:ms")},
			{Written: "a < b < c", Means: "A chain is read as two relations.", Try: try("abs(x)<2", "-2<x<2")},
			{Written: "or   and", Means: "Roots that are lost are lost solutions.", Try: try("x^2=4", "x=2")},
			{Written: "= …", Means: "A line that begins with = goes on from the line above."},
		}},
		{ID: "units", Title: "Units", Says: "Every line is first checked for its units; it is instant, and it names the term.", Rows: []views.GrammarRow{
			{Written: "R*I  (MOhm, nA)", Means: "Scales count: MOhm*nA is mV.", Try: try("R*I", "V", "R:MOhm >0;I:nA;V:mV", "V = R*I")},
			{Written: "exp(t/tau)", Means: "The argument of a function has no unit.", Try: try("exp(-t/tau)", "exp(-t)", "t:ms;tau:ms >0")},
		}},
		{ID: "keys", Title: "Keys, and taking things back", Says: "What you write is never lost: a line that was changed, removed or undone can be had back.", Rows: []views.GrammarRow{
			{Written: "Enter", Means: "Checks the line. Shift+Enter breaks it, for reading only."},
			{Written: "Ctrl+Z", Means: "While a field holds something that you typed, this takes back your typing, as everywhere. Once it is as the page brought it, and anywhere outside of fields, it takes back the last change of the derivation: a line added, put in between, changed or removed, an assumption stated or withdrawn."},
			{Written: "Ctrl+Shift+Z   Ctrl+Y", Means: "Makes it again. If you write something new after an undo, what you had undone is kept further back: undo long enough, and it comes again."},
			{Written: "Undo   Redo", Means: "The same by button, below the line that you write. What stands in the box meanwhile stays there. It works after days as well; hints that were opened stay open and cost what they cost, and what was handed in stays as it was handed in."},
			{Written: "add above", Means: "Writes a new line in front of one that stands. Citations of the lines after it are numbered anew, as they are when a line is removed."},
		}},
		{ID: "verdicts", Title: "What the checker says", Rows: []views.GrammarRow{
			{Written: "proved, certified, supported", Means: "The line holds: exactly; at many points to sixty digits; or, for limits, by its decay."},
			{Written: "conditional", Means: "It holds under a further assumption, which is named. State it, and the line counts.", Try: try("sqrt(x^2)", "x")},
			{Written: "different", Means: "It does not hold, at a point that is given. Put the numbers in.", Try: try("1/(a+b)", "1/a+1/b", "a >0;b >0")},
			{Written: "unknown", Means: "It could not be decided in its time; no mark either way. A smaller step may do."},
		}},
	}
}
