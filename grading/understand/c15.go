package understand

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
)

// limitKey is the key of a leading behaviour: expression over leading tends to 1 as the variable goes to its limit.
type limitKey struct {
	Header     string             `json:"header"`
	Name       string             `json:"name"`
	Expression string             `json:"expression"`
	Variable   string             `json:"variable"`
	Up         bool               `json:"up"` // it grows without bound; else it falls to 0 from above
	Power      float64            `json:"power"`
	Leading    string             `json:"leading"`
	Values     map[string]float64 `json:"values"`
}

// limitPoints is at how many points of the other quantities a leading behaviour is measured, limitDecades how far the
// variable is taken.
const (
	limitPoints  = 5
	limitDecades = 6
)

// makeLimit is C15: how does a result of the model behave as one quantity grows or vanishes? Asked is the leading term, a
// constant times a power. It is found by measuring, far out, how the result answers to each of its quantities; the second
// route is the derivation checker, which takes the limit of the ratio. The answer is right if the ratio tends to 1.
func makeLimit(b *bench, d *dice, n int) ([]Item, string, error) {
	switch {
	case len(b.subject.Formulas) == 0:
		return nil, "the exercise states no result in closed form", nil
	case b.algebra == nil:
		return nil, "there is no derivation checker here", nil
	}
	var keys []limitKey
	for _, f := range b.subject.Formulas {
		keys = append(keys, b.limitsOf(f)...)
	}
	var items []Item
	used := map[string]bool{}
	for _, k := range shuffle(d, keys) {
		if len(items) == n || used[k.Name] || used[k.Leading] {
			continue
		}
		item, ok, err := b.limitItem(k)
		if err != nil {
			return nil, "", err
		}
		if ok {
			used[k.Name], used[k.Leading] = true, true
			items = append(items, item)
		}
	}
	return items, "none of its results goes over into a power of one of its quantities that is not plain to see", nil
}

// limitsOf measures the leading behaviours of one formula.
func (b *bench) limitsOf(f ClosedForm) []limitKey {
	eval, names, err := b.algebra.Function(f.Header, f.Expression)
	if err != nil || len(names) < 3 {
		return nil
	}
	slices.Sort(names)
	m := &measured{eval: eval, names: names, values: f.Values, holds: assumed(b.algebra, f.Header), header: f.Header}
	var keys []limitKey
	for _, x := range names {
		if !positive(f.Header, x) {
			continue
		}
		for _, up := range []bool{true, false} {
			power, leading, ok := m.leading(x, up)
			if ok {
				keys = append(keys, limitKey{f.Header, f.Name, f.Expression, x, up, power, leading, f.Values})
			}
		}
	}
	return keys
}

// measured is a formula that is looked at by its numbers alone.
type measured struct {
	eval   func(map[string]float64) (float64, error)
	names  []string
	values map[string]float64
	holds  func(map[string]float64) bool
	header string
}

// at evaluates at a point with some quantities set; NaN where it has no value or an assumption fails.
func (m *measured) at(point map[string]float64, set map[string]float64) float64 {
	p := map[string]float64{}
	for k, v := range point {
		p[k] = v
	}
	for k, v := range set {
		p[k] = v
	}
	v, err := m.eval(p)
	if err != nil || !m.holds(p) || math.IsInf(v, 0) {
		return math.NaN()
	}
	return v
}

// points draws points at which the assumptions hold, also far out.
func (m *measured) points(d *dice, x string, up bool) []map[string]float64 {
	var list []map[string]float64
	for range 60 {
		p := d.near(m.values, m.names)
		if !math.IsNaN(m.at(p, nil)) && !math.IsNaN(m.at(p, map[string]float64{x: out(p[x], up, limitDecades)})) {
			list = append(list, p)
		}
		if len(list) == limitPoints {
			break
		}
	}
	return list
}

// out takes a value some decades up or down.
func out(v float64, up bool, decades int) float64 {
	if up {
		return v * math.Pow(10, float64(decades))
	}
	return v * math.Pow(10, -float64(decades))
}

// leading finds constant*x^power*… if that is how the formula behaves, and it is not how it looks at ordinary values.
func (m *measured) leading(x string, up bool) (power float64, text string, ok bool) {
	d := &dice{uint64(len(x))*7919 + 3}
	points := m.points(d, x, up)
	if len(points) < limitPoints {
		return 0, "", false
	}
	power = math.NaN()
	for _, p := range points {
		q, ok := m.exponent(p, x, func(p map[string]float64) map[string]float64 { return scaledBy(p, x, 2) }, 2, x, up)
		if !ok || !(math.IsNaN(power) || q == power) {
			return 0, "", false
		}
		power = q
	}
	factors := map[string]float64{}
	var active []string // potentials and other quantities that may have either sign
	for _, name := range m.names {
		if name == x {
			continue
		}
		if !positive(m.header, name) {
			if m.moves(points[0], name, x, up) {
				active = append(active, name)
			}
			continue
		}
		q, ok := m.everywhere(points, func(p map[string]float64) map[string]float64 { return scaledBy(p, name, 1.5) }, 1.5, x, up)
		if !ok {
			return 0, "", false
		}
		factors[name] = q
	}
	switch len(active) {
	case 0:
	case 2: // only their difference may enter
		a, c := active[0], active[1]
		if points[0][a] < points[0][c] {
			a, c = c, a
		}
		q, ok := m.everywhere(points, func(p map[string]float64) map[string]float64 {
			return map[string]float64{a: p[c] + 1.5*(p[a]-p[c])}
		}, 1.5, x, up)
		shift, okShift := m.everywhere(points, func(p map[string]float64) map[string]float64 {
			return map[string]float64{a: p[a] + 1, c: p[c] + 1}
		}, 1.5, x, up)
		if !ok || !okShift || shift != 0 {
			return 0, "", false
		}
		factors["("+a+"-"+c+")"] = q
	default:
		return 0, "", false
	}
	factors[x] = power
	constant, ok := m.constant(points, factors, x, up)
	if !ok {
		return 0, "", false
	}
	text, names := product(constant, factors)
	return power, text, names > 0 && !m.plain(points[0], x, power) && (up || power != 0 || !m.filledIn(points, x))
}

func scaledBy(p map[string]float64, name string, f float64) map[string]float64 {
	return map[string]float64{name: p[name] * f}
}

// exponent measures by which power the formula, far out, answers to a change by a factor; ok is false where it is none that
// settles, or none of a small fraction.
func (m *measured) exponent(p map[string]float64, _ string, change func(map[string]float64) map[string]float64, factor float64, x string, up bool) (float64, bool) {
	var q [2]float64
	for i, decades := range []int{limitDecades - 1, limitDecades} {
		far := map[string]float64{}
		for k, v := range p {
			far[k] = v
		}
		far[x] = out(p[x], up, decades)
		before, after := m.at(far, nil), m.at(far, change(far))
		q[i] = math.Log(after/before) / math.Log(factor)
	}
	near := math.Round(q[1]*6) / 6
	return near, math.Abs(q[1]-near) < 2e-3 && math.Abs(q[0]-near) < 2e-2 && math.Abs(near) <= 4
}

// everywhere is exponent at all points, if it is one and the same.
func (m *measured) everywhere(points []map[string]float64, change func(map[string]float64) map[string]float64, factor float64, x string, up bool) (float64, bool) {
	first := math.NaN()
	for _, p := range points {
		q, ok := m.exponent(p, "", change, factor, x, up)
		if !ok || !(math.IsNaN(first) || q == first) {
			return 0, false
		}
		first = q
	}
	return first, true
}

// moves reports whether a quantity matters far out.
func (m *measured) moves(p map[string]float64, name, x string, up bool) bool {
	far := map[string]float64{}
	for k, v := range p {
		far[k] = v
	}
	far[x] = out(p[x], up, limitDecades)
	before, after := m.at(far, nil), m.at(far, map[string]float64{name: p[name] + .01*math.Max(math.Abs(p[name]), 1)})
	return !(math.Abs(after-before) <= 1e-5*math.Abs(before))
}

// constants that a leading term may have besides small fractions.
var knownConstants = []struct {
	value float64
	text  string
}{{1, ""}, {math.Pi, "pi"}, {1 / math.Pi, "1/pi"}, {math.Sqrt(math.Pi), "sqrt(pi)"}, {1 / math.Sqrt(math.Pi), "1/sqrt(pi)"}, {math.Sqrt2, "sqrt(2)"}, {1 / math.Sqrt2, "1/sqrt(2)"},
	{math.Ln2, "log(2)"}, {1 / math.Ln2, "1/log(2)"}, {math.E, "exp(1)"}, {1 / math.E, "exp(-1)"}, {math.Sqrt(3), "sqrt(3)"}}

// constant is what is left when all factors are divided out, as text, if it is the same everywhere and a number that can be
// written: "", "2", "-1/2", "pi".
func (m *measured) constant(points []map[string]float64, factors map[string]float64, x string, up bool) (string, bool) {
	first := math.NaN()
	for _, p := range points {
		far := map[string]float64{}
		for k, v := range p {
			far[k] = v
		}
		far[x] = out(p[x], up, limitDecades)
		v := m.at(far, nil)
		for name, q := range factors {
			v /= math.Pow(factorValue(far, name), q)
		}
		if math.IsNaN(v) || !(math.IsNaN(first) || math.Abs(v-first) <= 1e-3*math.Abs(first)) {
			return "", false
		}
		if math.IsNaN(first) {
			first = v
		}
	}
	for _, c := range knownConstants {
		for den := 1.0; den <= 6; den++ {
			num := math.Round(math.Abs(first) / c.value * den)
			if num < 1 || num > 8 || math.Abs(num*c.value/den-math.Abs(first)) > 5e-4*math.Abs(first) {
				continue
			}
			sign := ""
			if first < 0 {
				sign = "-"
			}
			text := trimFloat(num)
			if den > 1 {
				text += "/" + trimFloat(den)
			}
			if text == "1" && c.text != "" {
				return sign + c.text, true
			}
			if c.text != "" {
				text += "*" + c.text
			}
			return sign + text, true
		}
	}
	return "", false
}

// factorValue is the value of a name or of "(a-b)".
func factorValue(p map[string]float64, name string) float64 {
	if a, c, ok := strings.Cut(strings.Trim(name, "()"), "-"); ok && strings.HasPrefix(name, "(") {
		return p[a] - p[c]
	}
	return p[name]
}

// product writes constant*a^q*… and counts the quantities in it.
func product(constant string, factors map[string]float64) (string, int) {
	var above, below []string
	names := 0
	keys := make([]string, 0, len(factors))
	for name := range factors {
		keys = append(keys, name)
	}
	slices.Sort(keys)
	for _, name := range keys {
		q := factors[name]
		if q == 0 {
			continue
		}
		names++
		text := name
		switch p := math.Abs(q); {
		case p == .5:
			text = "sqrt(" + strings.Trim(name, "()") + ")"
		case p == math.Trunc(p) && p != 1:
			text += "^" + trimFloat(p)
		case p != 1:
			text += "^(" + trimFloat(math.Round(6*p)) + "/6)"
		}
		if q > 0 {
			above = append(above, text)
		} else {
			below = append(below, text)
		}
	}
	sign := ""
	if strings.HasPrefix(constant, "-") {
		sign, constant = "-", constant[1:]
	}
	if constant != "1" || len(above) == 0 {
		above = append([]string{constant}, above...)
	}
	text := sign + strings.Join(above, "*")
	if len(below) == 1 {
		text += "/" + below[0]
	} else if len(below) > 1 {
		text += "/(" + strings.Join(below, "*") + ")"
	}
	return text, names
}

// plain reports whether the formula is the power law already at ordinary values: then nothing is there to be found.
func (m *measured) plain(p map[string]float64, x string, power float64) bool {
	a, b := m.at(p, nil), m.at(p, scaledBy(p, x, 2))
	return math.Abs(math.Log(b/a)/math.Ln2-power) < .02
}

// filledIn reports whether putting 0 in for a quantity gives its limit: then no limit was taken.
func (m *measured) filledIn(points []map[string]float64, x string) bool {
	for _, p := range points {
		at, near := m.at(p, map[string]float64{x: 0}), m.at(p, map[string]float64{x: out(p[x], false, limitDecades)})
		if !(math.Abs(at-near) <= 1e-3*math.Abs(near)) {
			return false
		}
	}
	return true
}

func (k limitKey) limit() string {
	if k.Up {
		return "inf"
	}
	return "0+"
}

// limitItem confirms a leading term by the checker.
func (b *bench) limitItem(k limitKey) (Item, bool, error) {
	r, err := b.algebra.Line(b.ctx, k.Header, []string{fmt.Sprintf("lim((%s)/(%s), %s, %s) = 1 ; identity", k.Expression, k.Leading, k.Variable, k.limit())}, 1)
	if err != nil || !r.Accepted {
		return Item{}, false, err
	}
	var v Verdict
	item := b.limitQuestion(k)
	if err := markLimit(b.algebra, item, map[string]string{"right": k.Leading}, &v); err != nil || !v.Correct {
		return Item{}, false, err
	}
	return item, true, nil
}

func (b *bench) limitQuestion(k limitKey) Item {
	move, title := fmt.Sprintf("`%s` falls towards zero", k.Variable), "vanishes"
	if k.Up {
		move, title = fmt.Sprintf("`%s` grows without bound", k.Variable), "grows"
	}
	formula := fmt.Sprintf("`%s = %s`", k.Name, k.Expression)
	if tex, err := b.algebra.TeX(k.Header, k.Name+" = "+k.Expression); err == nil && tex != "" {
		formula = "$$" + tex + "$$\n\n(`" + k.Name + " = " + k.Expression + "`)"
	}
	condition := ""
	if list := assumptions(k.Header); len(list) > 0 {
		condition = " (with " + "`" + strings.Join(list, "`, `") + "`)"
	}
	guess := 0.0
	if len(quantities(k.Leading)) < 2 {
		guess = MaxG // one symbol alone may be guessed among those of its unit
	}
	return Item{
		Title: fmt.Sprintf("How does `%s` behave as `%s` %s?", k.Name, k.Variable, title),
		Ask: fmt.Sprintf("One result about this model is%s\n\n%s\n\nWhen %s and everything else is kept, `%s` goes over into a number, times a power of `%s`, times powers of the other quantities or of differences of two of them; some of these powers may be zero. Which term is that? Their ratio must tend to 1, so every factor counts. Write it as in a derivation, such as `2*a*%s^3/b`; every equivalent form is right.",
			condition, formula, move, k.Name, k.Variable, k.Variable),
		G:        guess,
		Response: Response{Kind: Formula, Header: k.Header, Precision: "the leading term, with all its factors", Fields: []Field{{Name: "right", Label: fmt.Sprintf("`%s` goes as", k.Name)}}},
		Key:      rawKey(k),
		KeySays:  fmt.Sprintf("As %s, `%s` goes as `%s`: their ratio tends to 1.", move, k.Name, k.Leading),
		Routes: []Route{
			{"measured: how the formula, far out, answers to each quantity", k.Leading},
			{"the derivation checker: limit of the ratio", "1"},
		},
		Working: Working{Source: b.subject.Source, Observe: "limit"},
	}
}

// markLimit holds an answer against the formula far out, at points of its own.
func markLimit(a Algebra, item Item, answer map[string]string, v *Verdict) error {
	var k limitKey
	if err := unkey(item, &k); err != nil {
		return err
	}
	given := pythonPowers(rightSide(answer["right"]))
	v.Answer = clip2(given)
	if v.Unread = unreadFormula(given); v.Unread != "" {
		return nil
	}
	if uses(given, heavy) {
		v.Unread = "Write the term itself, without a limit, a derivative or an integral."
		return nil
	}
	f, names, err := a.Function(k.Header, k.Expression)
	if err != nil {
		return fmt.Errorf("%w: %v", errItem, err)
	}
	g, _, err := a.Function(k.Header, given)
	if err != nil {
		v.Unread = fmt.Sprintf("`%s` can't be read: %v", clip(given), err)
		return nil
	}
	slices.Sort(names)
	m := &measured{eval: f, names: names, values: k.Values, holds: assumed(a, k.Header), header: k.Header}
	mine := &measured{eval: g, names: names, values: k.Values, holds: func(map[string]float64) bool { return true }, header: k.Header}
	points := m.points(newDice(k.Expression, 41, "limit"), k.Variable, k.Up)
	if len(points) == 0 {
		return fmt.Errorf("%w: %s has no point far out", errItem, item.ID)
	}
	v.Correct = true
	for _, p := range points {
		far := scaledBy(p, k.Variable, out(1, k.Up, limitDecades))
		ratio := m.at(p, far) / mine.at(p, far)
		local := math.Log(mine.at(p, scaledBy(p, k.Variable, 2))/mine.at(p, nil)) / math.Ln2
		if !(math.Abs(ratio-1) <= 3e-3) {
			v.Correct = false
		}
		if !(math.Abs(local-k.Power) <= 1e-6) { // the whole formula is no answer
			if v.Correct {
				v.Says = "This tends to the same, but it is not a power law: the leading term alone is asked for. " + item.KeySays
			}
			v.Correct = false
		}
	}
	return nil
}

func rerunLimit(ctx context.Context, a Algebra, item Item, out Rerun) (Rerun, error) {
	if a == nil {
		return out, errAlgebra
	}
	var k limitKey
	if err := unkey(item, &k); err != nil {
		return out, err
	}
	r, err := a.Line(ctx, k.Header, []string{fmt.Sprintf("lim((%s)/(%s), %s, %s) = 1 ; identity", k.Expression, k.Leading, k.Variable, k.limit())}, 97)
	if err != nil {
		return out, err
	}
	out.Program, out.Call = "", "the derivation checker"
	out.Found = fmt.Sprintf("the ratio to %s tends to 1", k.Leading)
	if !r.Accepted {
		out.Found = "the ratio to the stored term does not tend to 1"
	}
	return out.verdict(r.Accepted), nil
}
