package derive

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var entryName = regexp.MustCompile(`^\D*?_?([1-9])_?([1-9])$`)

// dynamics solves a cited differential equation for its derivative.
func (j *judge) dynamics(st *setting, s *step) (name string, rate *node, err error) {
	for _, atom := range free(s.stated) {
		if !strings.HasSuffix(atom, "'") {
			continue
		}
		f := together(minus(s.stated.args[0], s.stated.args[1]))
		if a, b, ok := st.linear(f.num, atom); ok {
			return strings.TrimRight(atom, "'"), negate(quotient(b, a)), nil
		}
	}
	return "", nil, &InputError{Text: s.raw.String(), What: "line (" + s.label + ") is not a differential equation that can be solved for its derivative", Mend: "cite lines such as tau*v' = …"}
}

// linearise checks an entry of the Jacobian (J12 = …), the whole matrix, or
// the linear equation about a fixed point.
func (j *judge) linearise(st *setting, s *step, cited []*step, r rule) (finding, error) {
	if len(cited) == 0 {
		return finding{}, r.fail("the differential equations are missing")
	}
	var names []string
	var rates []*node
	for _, c := range cited {
		name, rate, err := j.dynamics(st, c)
		if err != nil {
			return finding{}, err
		}
		names, rates = append(names, name), append(rates, rate)
	}
	m := aboutPattern.FindStringSubmatch(r.args)
	at, choices, err := j.fixedPoint(st, names, rates, m[1], m[2])
	if err != nil {
		return finding{}, err
	}
	entry := func(i, k int) (*node, error) {
		d, err := partial(rates[i], names[k])
		if err != nil {
			return nil, err
		}
		return substitute(d, at), nil
	}
	name, value, ok := isolated(s.stated)
	switch {
	case ok && value.op == opMatrix:
		rows := make([]*node, len(rates))
		for i := range rates {
			row := make([]*node, len(names))
			for k := range names {
				if row[k], err = entry(i, k); err != nil {
					return finding{}, err
				}
			}
			rows[i] = makeNode(node{op: opRow, args: row})
		}
		want := makeNode(node{op: opMatrix, args: rows})
		o, err := st.compare(want, value)
		f := j.fromOutcome(o)
		f.choices = choices
		if err == nil && o.verdict == Different {
			f.slip, f.message = st.entrySlip(want, value)
		}
		return f, err
	case ok && entryName.MatchString(name):
		ij := entryName.FindStringSubmatch(name)
		i, k := int(ij[1][0]-'1'), int(ij[2][0]-'1')
		if i >= len(rates) || k >= len(names) {
			return finding{}, r.fail(fmt.Sprintf("%s is not an entry of a Jacobian of %d equations", name, len(rates)))
		}
		want, err := entry(i, k)
		if err != nil {
			return finding{}, err
		}
		return j.entry(st, s, name, want, choices, cited)
	}
	return j.linearEquation(st, s, names, rates, at, choices)
}

// entrySlip names the first entry of a matrix that is wrong, and how.
func (st *setting) entrySlip(want, got *node) (slip, message string) {
	rows, ok := entries(got)
	right, _ := entries(want)
	if !ok || len(rows) != len(right) {
		return "", ""
	}
	for i := range rows {
		for k := range rows[i] {
			if k >= len(right[i]) {
				return "", ""
			}
			o, err := st.compare(right[i][k], rows[i][k])
			if err != nil || o.verdict != Different {
				continue
			}
			slip = fmt.Sprintf("the entry in row %d, column %d", i+1, k+1)
			message = fmt.Sprintf("This does not follow: in row %d, column %d, %s.", i+1, k+1, counterexampleText(o))
			if s := st.between(right[i][k], rows[i][k]); s != "" {
				slip += ": " + s
			}
			return slip, message + " It looks like " + slip + "."
		}
	}
	return "", ""
}

// entry compares an entry; it may have been simplified with the fixed-point
// equations.
func (j *judge) entry(st *setting, s *step, name string, want *node, choices []string, cited []*step) (finding, error) {
	eq := relation("=", atomNode(name), want)
	f, err := j.yields(st, s, eq)
	f.choices = choices
	if err != nil || Accepted(f.verdict) {
		return f, err
	}
	premises := []*node{eq}
	for _, c := range cited {
		with := map[string]*node{}
		for _, atom := range free(c.stated) {
			if strings.HasSuffix(atom, "'") {
				with[atom] = zeroNode
			}
		}
		premises = append(premises, substitute(c.stated, with))
	}
	if o, err := st.follows(premises, s.stated); err == nil && o.ok() {
		g := j.fromOutcome(o)
		g.choices = append(choices, "at the fixed point")
		return g, nil
	}
	return f, nil
}

// fixedPoint reads "about (V, w) with w=n" or "about V=V0, w=w0". Values that
// are set must make the rates vanish.
func (j *judge) fixedPoint(st *setting, names []string, rates []*node, about, with string) (map[string]*node, []string, error) {
	at := map[string]*node{}
	var choices []string
	var set []substitution
	for _, text := range []string{unbracketed(about), with} {
		if !strings.Contains(text, "=") {
			continue
		}
		subs, err := j.substitutions(rule{name: "linearise", args: text})
		if err != nil {
			return nil, nil, err
		}
		for _, s := range subs {
			at[s.name] = s.e
			choices = append(choices, s.text)
		}
		if text != with {
			set = subs
		}
	}
	if len(set) < len(names) {
		return at, choices, nil
	}
	for i, rate := range rates {
		o, err := st.compare(substitute(rate, at), zeroNode)
		if err != nil {
			return nil, nil, err
		}
		if o.verdict == Different {
			return nil, nil, &InputError{Text: about, To: len(about), What: fmt.Sprintf("this is not a fixed point: %s' is not zero there", names[i]), Mend: "linearise about a point where all derivatives vanish"}
		}
	}
	return at, choices, nil
}

// unbracketed takes off brackets around the whole: "(V, w)", but not the last one of "x = sqrt(mu)".
func unbracketed(text string) string {
	text = strings.TrimSpace(text)
	inside, ok := strings.CutPrefix(text, "(")
	if !ok || !strings.HasSuffix(inside, ")") {
		return text
	}
	depth := 0
	for i, c := range text {
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 && i < len(text)-1 {
				return text
			}
		}
	}
	return strings.TrimSpace(text[1 : len(text)-1])
}

// deviations are the symbols that a linearised equation uses for the distances from the fixed point: dx for x, or
// whatever one equation's own is called; nil where the line is written in the variables themselves.
func deviations(claim *node, names []string) map[string]string {
	rate := claim.args[0]
	if rate.op != opPrime || slices.Contains(names, rate.name) {
		return nil
	}
	if len(names) == 1 {
		return map[string]string{names[0]: rate.name}
	}
	for _, name := range names {
		before, after, ok := strings.Cut(rate.name, name)
		if !ok || before+after == "" {
			continue
		}
		out := map[string]string{}
		for _, n := range names {
			out[n] = before + n + after
		}
		return out
	}
	return nil
}

// linearEquation checks u' = J u about a fixed point, for one equation.
func (j *judge) linearEquation(st *setting, s *step, names []string, rates []*node, at map[string]*node, choices []string) (finding, error) {
	if !isEquation(s.stated) {
		return finding{}, &InputError{Text: s.raw.String(), What: "a linearised line is an entry J11 = …, a matrix, or an equation u' = …", Mend: "write one of these"}
	}
	small := deviations(s.stated, names)
	for i := range names {
		var parts []*node
		for _, name := range names {
			d, err := partial(rates[i], name)
			if err != nil {
				return finding{}, err
			}
			deviation := atomNode(name)
			if small != nil {
				deviation = symbol(small[name])
			} else if at[name] != nil {
				deviation = minus(deviation, at[name])
			}
			parts = append(parts, product(substitute(d, at), deviation))
		}
		p, _ := prime(names[i], 1).atomName()
		if small != nil {
			p, _ = prime(small[names[i]], 1).atomName()
		}
		want := relation("=", atomNode(p), sum(parts...))
		f, err := j.yields(st, s, want)
		f.choices = choices
		if err != nil || Accepted(f.verdict) || i == len(names)-1 {
			return f, err
		}
	}
	return finding{verdict: Unknown}, nil
}

// matrix: trace, det and eigenvalues of a named matrix or of cited entries.
func (j *judge) matrix(st *setting, s *step, cited []*step, r rule) (finding, error) {
	rows, err := j.rows(cited, r)
	if err != nil {
		return finding{}, err
	}
	if r.name == "eig" {
		return j.eigenvalue(st, s, rows)
	}
	var want *node
	if r.name == "trace" {
		want = trace(rows)
	} else {
		want = determinant(rows)
	}
	if !isEquation(s.stated) {
		return finding{}, r.fail("write tr = … or det = …")
	}
	if name, _, ok := isolated(s.stated); ok && !dependsOn(want, name) {
		return j.yields(st, s, relation("=", atomNode(name), want))
	}
	return j.implies(st, s, cited)
}

// rows finds the matrix: a let or line J = [[…]], or entries in reading order
// (for a trace the diagonal alone may be cited).
func (j *judge) rows(cited []*step, r rule) ([][]*node, error) {
	var list []*node
	for _, c := range cited {
		_, value, ok := isolated(c.stated)
		if !ok {
			return nil, r.fail("line (" + c.label + ") is not an entry J11 = …")
		}
		list = append(list, value)
	}
	if len(cited) == 0 {
		name := strings.TrimSpace(r.args)
		if def := j.p.scope.lets[name]; def != nil {
			n, err := j.p.scope.lower(def, nil)
			if err != nil {
				return nil, err
			}
			list = []*node{n}
		}
		for i := len(j.steps) - 1; i >= 0 && len(list) == 0; i-- {
			if x, value, ok := isolated(j.steps[i].stated); ok && x == name {
				list = []*node{value}
			}
		}
	}
	if len(list) == 1 {
		if rows, ok := entries(list[0]); ok {
			return rows, nil
		}
	}
	if r.name == "trace" && len(list) > 1 {
		rows := make([][]*node, len(list))
		for i := range rows {
			rows[i] = make([]*node, len(list))
			for k := range rows[i] {
				rows[i][k] = zeroNode
			}
			rows[i][i] = list[i]
		}
		return rows, nil
	}
	for n := 2; n <= 6; n++ {
		if len(list) == n*n {
			rows := make([][]*node, n)
			for i := range rows {
				rows[i] = list[i*n : (i+1)*n]
			}
			return rows, nil
		}
	}
	return nil, r.fail("the matrix could not be found")
}

// eigenvalue: lam = … must be a root of the characteristic polynomial; an
// equation for it must be equivalent to that.
func (j *judge) eigenvalue(st *setting, s *step, rows [][]*node) (finding, error) {
	if name, value, ok := isolated(s.stated); ok && s.stated.op == opRel {
		o, err := st.compareExisting(characteristic(rows, value), zeroNode)
		f := j.fromOutcome(o)
		if o.verdict == Different {
			f.message = fmt.Sprintf("%s is not an eigenvalue: the characteristic polynomial is %s there, not 0.", name, short(o.left))
		}
		return f, err
	}
	for _, name := range free(s.stated) {
		inside := false
		for _, r := range rows {
			for _, e := range r {
				inside = inside || dependsOn(e, name)
			}
		}
		if inside {
			continue
		}
		f, err := j.yields(st, s, relation("=", characteristic(rows, atomNode(name)), zeroNode))
		if err != nil || Accepted(f.verdict) {
			return f, err
		}
	}
	if s.stated.op == opOr {
		worst := finding{verdict: Proved}
		for _, a := range s.stated.args {
			f, err := j.eigenvalue(st, &step{stated: a, raw: a}, rows)
			if err != nil || !Accepted(f.verdict) {
				return f, err
			}
			worst = f
		}
		return worst, nil
	}
	return finding{verdict: Different, message: "This is not the characteristic equation."}, nil
}

// nondim changes variables: "t = tau*s, V = E_L + D*v". Without scales it is a
// modelling move.
func (j *judge) nondim(st *setting, s *step, cited []*step, r rule) (finding, error) {
	prev, err := j.one(cited, "nondim")
	if err != nil {
		return finding{}, err
	}
	if r.args == "" {
		return finding{verdict: Recorded, message: "The scales were not stated, so this line is recorded, not judged. Write nondim 1: t = tau*s, V = E_L + D*v to have it checked."}, nil
	}
	subs, err := j.substitutions(r)
	if err != nil {
		return finding{}, err
	}
	with := map[string]*node{}
	scale := map[string]*node{} // of each independent variable
	for _, sub := range subs {
		with[sub.name] = sub.e
	}
	for name, e := range with {
		for _, v := range free(e) {
			if a, _, ok := st.linear(e, v); ok && j.isIndependent(name) && j.p.scope.knows(v) && !dependsOn(prev.stated, v) {
				scale[name] = a
			}
		}
	}
	for _, atom := range free(prev.stated) {
		if !strings.HasSuffix(atom, "'") {
			continue
		}
		base := strings.TrimRight(atom, "'")
		order := len(atom) - len(base)
		x := j.p.scope.independent(base)
		factor, inner := oneNode, prime(base, order)
		if e := with[base]; e != nil { // V = E_L + D*v: V' = D*v'
			for _, v := range free(e) {
				if a, _, ok := st.linear(e, v); ok && !dependsOn(prev.stated, v) && j.p.scope.knows(v) && v != x {
					factor, inner = a, prime(v, order)
				}
			}
		}
		if sc := scale[x]; sc != nil {
			factor = quotient(factor, power(sc, integer(int64(order))))
		}
		with[atom] = product(factor, inner)
	}
	f, err := j.yields(st, s, substitute(prev.stated, with))
	for _, sub := range subs {
		f.choices = append(f.choices, sub.text)
	}
	return f, err
}

func (j *judge) isIndependent(name string) bool {
	if name == "t" {
		return true
	}
	for _, d := range j.p.scope.decls {
		for _, p := range d.params {
			if p == name {
				return true
			}
		}
	}
	return false
}

// average integrates both sides against a density over the real line (or its
// declared range), after checking that the density is normalised.
func (j *judge) average(st *setting, s *step, cited []*step, r rule) (finding, error) {
	prev, err := j.one(cited, "average")
	if err != nil {
		return finding{}, err
	}
	m := overPattern.FindStringSubmatch(r.args)
	if m == nil {
		return finding{}, r.fail("the density is missing")
	}
	density, variable, err := j.density(m[1])
	if err != nil {
		return finding{}, err
	}
	lo, hi := "-inf", "inf"
	if d := j.p.scope.lookup(variable); d != nil {
		if d.lo != nil {
			lo = d.lo.RatString()
		}
		if d.hi != nil {
			hi = d.hi.RatString()
		}
	}
	integral := func(n string) (*node, error) {
		i, err := parse(fmt.Sprintf("int(%s, %s, %s, %s)", n, variable, lo, hi), j.p.scope)
		if err != nil {
			return nil, err
		}
		return j.p.scope.lower(i, nil)
	}
	norm, err := integral(density)
	if err != nil {
		return finding{}, err
	}
	if o, err := st.compare(norm, oneNode); err != nil || o.verdict == Different {
		f := finding{verdict: Different, outcome: o, message: fmt.Sprintf("The density %s is not normalised: its integral is %s, not 1.", density, short(o.left)), slip: "a density that is not normalised"}
		return f, err
	}
	if !isEquation(prev.stated) {
		return finding{}, r.fail("line (" + prev.label + ") is not an equation")
	}
	var sides [2]*node
	for i, n := range prev.raw.args {
		if !dependsOn(prev.stated.args[i], variable) {
			sides[i] = prev.stated.args[i]
			continue
		}
		if sides[i], err = integral(fmt.Sprintf("(%s)*(%s)", n, density)); err != nil {
			return finding{}, err
		}
	}
	return j.yields(st, s, relation("=", sides[0], sides[1]))
}

// density reads "p(x)" (a let, a function or an earlier line) or "exp(-x)/… of x".
func (j *judge) density(text string) (density, variable string, err error) {
	n, err := parse(text, j.p.scope)
	if err != nil {
		return "", "", err
	}
	if n.op == opApply && len(n.args) == 1 && n.args[0].op == opSym {
		for i := len(j.steps) - 1; i >= 0; i-- {
			if x, _, ok := isolated(j.steps[i].stated); ok && x == n.name {
				return j.steps[i].raw.args[1].String(), n.args[0].name, nil
			}
		}
		return text, n.args[0].name, nil
	}
	names := free(n)
	if len(names) == 0 {
		return "", "", &InputError{Text: text, To: len(text), What: "this is not a density", Mend: "write over p(x)"}
	}
	for _, name := range names {
		if j.isIndependent(name) {
			return text, name, nil
		}
	}
	return text, names[0], nil
}
