package derive

import (
	"fmt"
	"sort"
	"strings"
)

func sortedKeys(m map[string]float64) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

func finiteOr0(x float64) float64 {
	if x-x != 0 {
		return 0
	}
	return x
}

// apply finds what the rule of a line says about it.
func (j *judge) apply(st *setting, s *step, l line) (finding, error) {
	if l.rule == "" {
		return j.withoutRule(st, s, l)
	}
	r, err := parseRule(l.rule)
	if err != nil {
		return finding{}, err
	}
	s.rule = r
	cited, err := j.cited(r)
	if err != nil {
		return finding{}, err
	}
	if hasO(s.stated) && r.name != "given" && r.name != "closure" {
		return j.upToOrder(st, s, cited, r)
	}
	switch r.name {
	case "given":
		return j.given(st, s)
	case "let":
		return finding{verdict: Given}, nil
	case "closure":
		return finding{verdict: Recorded, message: "A modelling move: recorded, not judged."}, nil
	case "identity":
		return j.identity(st, s)
	case "equiv":
		return j.equiv(st, s, cited)
	case "implies":
		return j.implies(st, s, cited)
	case "sub":
		return j.sub(st, s, cited, r)
	case "solve":
		return j.solve(st, s, cited, r)
	case "stationary":
		return j.stationary(st, s, cited)
	case "final":
		return j.final(st, s)
	}
	return j.calculus(st, s, cited, r)
}

// calculus dispatches the rules of analysis.
func (j *judge) calculus(st *setting, s *step, cited []*step, r rule) (finding, error) {
	switch r.name {
	case "diff":
		return j.diff(st, s, cited, r)
	case "int":
		return j.integrate(st, s, cited, r)
	case "antideriv":
		return j.antiderivative(st, s, cited, r)
	case "ode":
		return j.ode(st, s, cited, r)
	case "ic":
		return j.initial(st, s, cited, r)
	case "lim":
		return j.limitRule(st, s, cited, r)
	case "expand":
		return j.expand(st, s, cited, r)
	case "asym":
		return j.asymptotic(st, s, cited, r)
	case "linearise":
		return j.linearise(st, s, cited, r)
	case "trace", "det", "eig":
		return j.matrix(st, s, cited, r)
	case "nondim":
		return j.nondim(st, s, cited, r)
	}
	return j.average(st, s, cited, r)
}

// cited resolves the labels of a rule.
func (j *judge) cited(r rule) ([]*step, error) {
	var out []*step
	for _, ref := range r.refs {
		s := j.find(ref)
		if s == nil && ref == "0" {
			return nil, &InputError{Whole: true, What: "the line that this rule cited was removed", Mend: "say which line it follows from now"}
		}
		if s == nil {
			return nil, &InputError{Text: ref, To: len(ref), What: fmt.Sprintf("there is no line (%s) before this one that could be read", ref), Mend: "cite an earlier line by its number"}
		}
		out = append(out, s)
	}
	return out, nil
}

func (j *judge) find(label string) *step {
	for i := len(j.steps) - 1; i >= 0; i-- {
		if j.steps[i].label == label {
			return j.steps[i]
		}
	}
	return nil
}

// one returns the single cited line, or the line above when none is cited.
func (j *judge) one(cited []*step, r string) (*step, error) {
	if len(cited) > 0 {
		return cited[0], nil
	}
	if len(j.steps) == 0 {
		return nil, &InputError{Text: r, To: len(r), What: "there is no earlier line to which the rule " + r + " could be applied", Mend: "write " + ruleForms[r]}
	}
	return j.steps[len(j.steps)-1], nil
}

// given takes a premise. Where the problem states its givens, only these and
// definitions of new names are taken; anything else is judged.
func (j *judge) given(st *setting, s *step) (finding, error) {
	if len(j.p.givens) == 0 || j.introduces(s) {
		return finding{verdict: Given}, nil
	}
	var first *node
	for _, g := range j.p.givens {
		lg, err := j.p.scope.lower(g, nil)
		if err != nil {
			return finding{}, err
		}
		if r, err := st.equivalent(lg, s.stated); err == nil && r.ok() {
			return finding{verdict: Given}, nil
		}
		if first == nil {
			first = lg
		}
	}
	if f, err := j.fromEarlier(st, s, nil); err == nil && Accepted(f.verdict) {
		f.message = "This is not among the givens, but it follows from " + lineNames(f.follows) + "."
		return f, nil
	}
	r, err := st.equivalent(first, s.stated)
	f := j.fromRelation(r, first)
	f.message = "This is not among the givens of the problem: " + strings.Join(j.p.Givens, "; ") + "."
	return f, err
}

// introduces reports whether a line defines a name that nothing before it
// mentions.
func (j *judge) introduces(s *step) bool {
	name, _, ok := isolated(s.stated)
	if !ok {
		return false
	}
	for _, g := range j.p.givens {
		if dependsOn(g, name) {
			return false
		}
	}
	for _, e := range j.steps {
		if dependsOn(e.stated, name) {
			return false
		}
	}
	return true
}

func (j *judge) identity(st *setting, s *step) (finding, error) {
	o, err := st.claimHolds(s.stated)
	f := j.fromOutcome(o)
	if isEquation(s.stated) {
		f.want = nil
		if o.verdict == Different {
			f.slip = st.between(s.stated.args[0], s.stated.args[1])
			if f.slip != "" {
				f.message = fmt.Sprintf("The two sides differ: %s. It looks like %s.", counterexampleText(o), f.slip)
			}
		}
	}
	return f, err
}

func counterexampleText(o outcome) string {
	if o.at == nil {
		return "they are not equal"
	}
	return counterexample(o).Says
}

// fromOutcome turns the outcome of a test into a finding.
func (j *judge) fromOutcome(o outcome) finding {
	return finding{verdict: o.verdict, outcome: o}
}

// fromRelation words the relationship of two statements.
func (j *judge) fromRelation(r relationship, want *node) finding {
	f := finding{verdict: r.verdict, outcome: r.outcome, conditions: r.conditions, want: want}
	if r.verdict == Different {
		switch {
		case r.forward:
			f.slip = "a step that goes one way only"
			f.message = "This follows, but one way only (⇒): the step can't be undone. Use the rule implies."
		case r.backward:
			f.slip = "solutions are lost"
			f.message = "The earlier line follows from this one (⇐), not this one from it: it has solutions that are lost here."
		}
		if f.message != "" && r.at != nil {
			f.message += " For instance, " + counterexample(r.outcome).Says + "."
		}
	}
	return f
}

func (j *judge) equiv(st *setting, s *step, cited []*step) (finding, error) {
	prev, err := j.one(cited, "equiv")
	if err != nil {
		return finding{}, err
	}
	f, err := j.equivalentTo(st, s, prev)
	if err != nil || Accepted(f.verdict) {
		return f, err
	}
	if len(cited) > 1 {
		if g, err := j.implies(st, s, cited); err == nil && Accepted(g.verdict) {
			return g, nil
		}
	}
	return j.elsewhere(st, s, f, prev), nil
}

// equivalentTo compares with an earlier line; expressions (without a relation)
// are compared as such.
func (j *judge) equivalentTo(st *setting, s, prev *step) (finding, error) {
	if !isStatement(prev.stated) || !isStatement(s.stated) {
		a, b := prev.stated, s.stated
		if isEquation(b) {
			a, b = b.args[0], b.args[1]
		}
		o, err := st.compare(a, b)
		f := j.fromOutcome(o)
		return f, err
	}
	r, err := st.equivalent(prev.stated, s.stated)
	return j.fromRelation(r, prev.stated), err
}

// elsewhere looks for another line from which the claim follows.
func (j *judge) elsewhere(st *setting, s *step, f finding, not ...*step) finding {
	if f.verdict != Different {
		return f
	}
	g, err := j.fromEarlier(st, s, not)
	if err != nil || !Accepted(g.verdict) {
		return f
	}
	var cited []string
	for _, n := range not {
		cited = append(cited, n.label)
	}
	g.message = fmt.Sprintf("Right, but it follows from %s, not %s.", lineNames(g.follows), lineNames(cited))
	return g
}

func lineNames(labels []string) string {
	parts := make([]string, len(labels))
	for i, l := range labels {
		parts[i] = "(" + l + ")"
	}
	return strings.Join(parts, " and ")
}

// fromEarlier tries all earlier lines, latest first.
func (j *judge) fromEarlier(st *setting, s *step, not []*step) (finding, error) {
	for i := len(j.steps) - 1; i >= 0; i-- {
		e := j.steps[i]
		skip := !e.accepted || !isStatement(e.stated)
		for _, n := range not {
			skip = skip || n == e
		}
		if skip || !shareNames(e.stated, s.stated) || st.budget.exhausted {
			continue
		}
		r, err := st.equivalent(e.stated, s.stated)
		if err != nil || !r.ok() {
			continue
		}
		f := j.fromRelation(r, e.stated)
		f.follows = []string{e.label}
		return f, nil
	}
	return finding{verdict: Unknown}, nil
}

func shareNames(a, b *node) bool {
	names := map[string]bool{}
	for _, n := range free(a) {
		names[n] = true
	}
	for _, n := range free(b) {
		if names[n] {
			return true
		}
	}
	return false
}

func (j *judge) implies(st *setting, s *step, cited []*step) (finding, error) {
	if len(cited) == 0 {
		prev, err := j.one(nil, "implies")
		if err != nil {
			return finding{}, err
		}
		cited = []*step{prev}
	}
	o, err := st.follows(statements(cited), s.stated)
	if err != nil {
		return finding{}, err
	}
	f := j.fromOutcome(o)
	if o.verdict == Different {
		f.want = j.derived(st, s, cited)
		f.premises = statements(cited)
	}
	return f, nil
}

func statements(steps []*step) []*node {
	out := make([]*node, len(steps))
	for i, s := range steps {
		out[i] = s.stated
	}
	return out
}

// derived is the equation for the line's left side that the premises give, for
// the diagnosis; nil if that is not plain.
func (j *judge) derived(st *setting, s *step, cited []*step) *node {
	name, _, ok := isolated(s.stated)
	if !ok {
		return nil
	}
	claim := relation("=", symbol("\x00wanted"), atomNode(name))
	sys := &system{st: st, rest: statements(cited), claim: claim}
	sys.eliminate()
	if len(sys.rest) > 0 || dependsOn(sys.claim, name) {
		return nil
	}
	return relation("=", atomNode(name), sys.claim.args[1])
}

// withoutRule: equivalent to the line above, else tried against all.
func (j *judge) withoutRule(st *setting, s *step, l line) (finding, error) {
	if len(j.steps) == 0 {
		if !isStatement(s.stated) {
			return finding{verdict: Recorded, message: "The expression from which the chain starts."}, nil
		}
		s.rule = rule{name: "given"}
		return j.given(st, s)
	}
	prev := j.steps[len(j.steps)-1]
	s.rule = rule{name: "equiv", refs: []string{prev.label}}
	if hasO(s.stated) {
		return j.upToOrder(st, s, []*step{prev}, s.rule)
	}
	f, err := j.equivalentTo(st, s, prev)
	if err != nil || Accepted(f.verdict) {
		return f, err
	}
	if g, err := j.fromEarlier(st, s, []*step{prev}); err == nil && Accepted(g.verdict) {
		s.rule.refs = g.follows
		return g, nil
	}
	if isEquation(s.stated) {
		if o, err := st.claimHolds(s.stated); err == nil && o.ok() {
			s.rule = rule{name: "identity"}
			return j.fromOutcome(o), nil
		}
	}
	for i := len(j.steps) - 1; i >= 0 && i >= len(j.steps)-6; i-- {
		e := j.steps[i]
		if !e.accepted || !isStatement(e.stated) || !shareNames(e.stated, s.stated) {
			continue
		}
		if o, err := st.follows([]*node{e.stated}, s.stated); err == nil && o.ok() {
			s.rule = rule{name: "implies", refs: []string{e.label}}
			g := j.fromOutcome(o)
			g.follows = []string{e.label}
			return g, nil
		}
	}
	return f, nil
}

// yields compares a line with the equation that a rule gives.
func (j *judge) yields(st *setting, s *step, want *node) (finding, error) {
	r, err := st.equivalent(want, s.stated)
	return j.fromRelation(r, want), err
}

// stationary sets all derivatives to zero.
func (j *judge) stationary(st *setting, s *step, cited []*step) (finding, error) {
	prev, err := j.one(cited, "stationary")
	if err != nil {
		return finding{}, err
	}
	with := map[string]*node{}
	for _, name := range free(prev.stated) {
		if strings.HasSuffix(name, "'") {
			with[name] = zeroNode
		}
	}
	if len(with) == 0 {
		return finding{}, &InputError{Text: prev.raw.String(), What: "line (" + prev.label + ") holds no derivative that could be zero", Mend: "cite the differential equation"}
	}
	return j.yields(st, s, substitute(prev.stated, with))
}

// final compares with the goals of the problem.
func (j *judge) final(st *setting, s *step) (finding, error) {
	if len(j.p.Goals) == 0 {
		return finding{}, &InputError{Text: "final", What: "the problem states no goal", Mend: "add a line: goal f = …"}
	}
	var last finding
	for _, g := range j.p.Goals {
		want, err := j.p.scope.lower(g.node, nil)
		if err != nil {
			return finding{}, err
		}
		f, err := j.yields(st, s, want)
		if err != nil || Accepted(f.verdict) {
			return f, err
		}
		last = f
	}
	last.message = "This is not the goal of the problem."
	return last, nil
}
