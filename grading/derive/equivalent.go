package derive

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"time"
)

// Equivalent decides a Pair. The error is not nil only when the input can't
// be read or has no meaning (an *InputError or *DimensionError); what could not
// be decided within the budget is Undecided.
func Equivalent(ctx context.Context, p Pair, opts Options) (v Verdict, err error) {
	start := time.Now()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer func() {
		if recover() != nil {
			v, err = Verdict{Verdict: Undecided, Reason: ourFault}, nil
		}
		v.ID = p.ID
		v.Micros = time.Since(start).Microseconds()
		if err != nil {
			v.Verdict, v.Reason = Invalid, err.Error()
		}
	}()
	sc, err := pairScope(p)
	if err != nil {
		return v, err
	}
	a, err := parse(p.A, sc)
	if err != nil {
		return v, prefixed("a", err)
	}
	b, err := parse(p.B, sc)
	if err != nil {
		return v, prefixed("b", err)
	}
	if stop, err := checkPairDimensions(sc, a, b, &v); stop || err != nil {
		return v, err
	}
	return judgePair(ctx, sc, a, b, opts)
}

// prefixed says in which of the two the fault lies.
func prefixed(which string, err error) error {
	var e *InputError
	if errors.As(err, &e) {
		f := *e
		f.What = "in " + which + ": " + f.What
		return &f
	}
	return err
}

// pairScope reads the declarations and assumptions of a pair. Names that
// nobody declared are real numbers.
func pairScope(p Pair) (*scope, error) {
	sc := newScope()
	sc.auto = true
	var later []string
	for _, v := range p.Vars {
		var err error
		switch {
		case len(v) > 4 && v[:4] == "fun ":
			later = append(later, v[4:])
		case v == "complex":
			sc.complex = true
		case len(v) > 4 && v[:4] == "var ":
			err = eachItem(v[4:], sc.declareVar)
		default:
			err = eachItem(v, sc.declareVar)
		}
		if err != nil {
			return nil, err
		}
		sc.explicit = true
	}
	for _, f := range later {
		if err := eachItem(f, sc.declareFun); err != nil {
			return nil, err
		}
	}
	for _, a := range p.Assume {
		if err := eachItem(a, sc.assumeText); err != nil {
			return nil, err
		}
	}
	return sc, nil
}

// checkPairDimensions is step 1 of the test. It stops when the two sides have
// different dimensions; an expression that is inconsistent in itself is an
// error.
func checkPairDimensions(sc *scope, a, b *node, v *Verdict) (stop bool, err error) {
	check := &dimensions{scope: sc, solved: map[string]quantity{}, bound: map[string]string{}}
	qa, err := check.of(a)
	if err != nil {
		return true, err
	}
	qb, err := check.of(b)
	if err != nil { // the first is sound, so the second can't be equal to it
		v.Verdict, v.Reason = Different, "dimensions: "+err.Error()
		return true, nil
	}
	if isStatement(a) != isStatement(b) {
		v.Verdict, v.Reason = Different, "one is an expression, the other an equation or inequality"
		return true, nil
	}
	if !check.unify(qa, qb) {
		v.Verdict = Different
		v.Reason = check.mismatch(b, qb, a, qa, "have different dimensions").Error()
		return true, nil
	}
	return false, nil
}

func isStatement(n *node) bool {
	return n.op == opRel || n.op == opAnd || n.op == opOr || n.op == opTruth
}

func judgePair(ctx context.Context, sc *scope, a, b *node, opts Options) (Verdict, error) {
	var v Verdict
	la, err := sc.lower(a, nil)
	if err != nil {
		return v, err
	}
	lb, err := sc.lower(b, nil)
	if err != nil {
		return v, err
	}
	st, err := newSetting(sc, seedOf(opts.Seed), newBudget(ctx, opts.CPU))
	if err != nil {
		return v, err
	}
	var r relationship
	if isStatement(la) {
		r, err = st.equivalent(la, lb)
	} else {
		r.outcome, err = st.compare(la, lb)
	}
	if err != nil {
		return v, err
	}
	v = pairVerdict(st, r, isStatement(la))
	if v.Verdict == Different {
		v.Slip = st.slipName(la, lb)
		if span, _, ok := st.place(b); ok && v.Slip != "" {
			v.Highlight = &span
		}
	}
	return v, nil
}

// seedOf replaces 0 by a fixed seed, so that results can be repeated.
func seedOf(seed uint64) uint64 {
	if seed == 0 {
		return 0x436f726f6e69756d
	}
	return seed
}

// pairVerdict words what was found.
func pairVerdict(st *setting, r relationship, statement bool) Verdict {
	v := Verdict{Verdict: r.verdict, Condition: r.condition, Method: r.verdict}
	switch r.verdict {
	case Proved, Certified, Supported:
		v.Verdict = Equal
		v.Reason = map[string]string{
			Proved:    "exact: the difference is identically zero",
			Certified: "the difference vanishes at every point as fast as the precision rises",
			Supported: "the difference dies away towards the limit",
		}[r.verdict]
		if len(r.conditions) > 0 {
			v.Verdict, v.Method = Conditional, ""
			v.Condition = joinAnd(r.conditions)
			v.Reason = "equivalent where " + v.Condition
		}
	case Conditional:
		v.Method = ""
		v.Reason = "equal where " + r.condition
		v.at(r.outcome)
	case Different:
		v.Method = ""
		v.at(r.outcome)
		v.Reason = differentReason(r, statement)
	default:
		v.Verdict, v.Method = Undecided, ""
		v.Reason = r.why
		if v.Reason == "" {
			v.Reason = "no verdict could be reached"
		}
	}
	return v
}

func joinAnd(list []string) string {
	out := ""
	for i, s := range list {
		if i > 0 {
			out += " and "
		}
		out += s
	}
	return out
}

func differentReason(r relationship, statement bool) string {
	switch {
	case r.why == "⇒" || statement && r.forward && !r.backward:
		return "the second follows from the first (⇒) but not the other way round"
	case r.why == "⇐" || statement && r.backward && !r.forward:
		return "the first follows from the second (⇐) but not the other way round"
	case r.at != nil && r.oneSided:
		return "at this point " + r.why
	case r.why != "":
		return r.why
	case statement:
		return "they do not hold at the same points"
	case r.left == r.right || math.IsInf(r.left, 0) || math.IsInf(r.right, 0):
		return "they differ at this point, by values too large, too small or too close to write out"
	}
	return fmt.Sprintf("at this point the first is %s and the second %s", short(r.left), short(r.right))
}

// short writes a value with few digits.
func short(x float64) string { return fmt.Sprintf("%.6g", x) }

func (v *Verdict) at(o outcome) {
	if o.at == nil {
		return
	}
	v.Counterexample = map[string]float64{}
	for k, x := range o.at.values {
		if !math.IsNaN(x) && !math.IsInf(x, 0) { // a root may lie beyond float64
			v.Counterexample[displayName(k)] = x
		}
	}
	v.Left, v.Right = finite(o.left), finite(o.right)
}

// finite is nil for what is no number: a side without a value, or one beyond float64.
func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}
