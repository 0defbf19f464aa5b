package understand

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// unitKey is the key of an item that asks for a unit: any spelling of it is right.
type unitKey struct {
	Unit string `json:"unit"`
}

// makeUnit is C12: which unit has this expression of your program? The unit follows from the units that the exercise
// (or the program's own documentation) states for its quantities; the second route computes it with every
// quantity in another prefix. Asked are composite expressions whose unit is no parameter's own, so that it can't be looked up.
func makeUnit(b *bench, d *dice, n int) ([]Item, string, error) {
	known := b.knownUnits("")
	if len(known) < 3 {
		return nil, fmt.Sprintf("the units of %d of its quantities are known; three are needed", len(known)), nil
	}
	var list []*node
	b.src.root.walk(func(x *node) bool {
		if b.src.immutable(x) {
			return false
		}
		if x.kind == "binary_operator" && len(b.src.of(x)) <= 60 && !strings.Contains(b.src.of(x), "\n") {
			list = append(list, x)
		}
		return true
	})
	var items []Item
	used := map[string]bool{}
	for _, x := range shuffle(d, list) {
		if len(items) == n {
			break
		}
		u, ok := b.src.unitValue(x, known)
		if !ok || u.dim == [6]int{} || used[fmt.Sprint(u.dim)] {
			continue
		}
		if slices.ContainsFunc(mapValues(known), func(k unit) bool { return k.dim == u.dim && near1(k.factor/u.factor) }) {
			continue // the unit of a parameter: it can be read off the list
		}
		other, ok := b.src.unitValue(x, b.knownUnits("m"))
		if !ok || other.dim != u.dim {
			continue
		}
		name, ok := b.spell(u)
		if !ok {
			continue
		}
		used[fmt.Sprint(u.dim)] = true
		items = append(items, b.unitQuestion(x, name, u))
	}
	return items, "no expression of it has a unit of its own that follows from the stated ones", nil
}

func near1(v float64) bool { return math.Abs(v-1) < 1e-6 }

func mapValues(m map[string]unit) []unit {
	var list []unit
	for _, v := range m {
		list = append(list, v)
	}
	return list
}

// knownUnits are the units of parameters, constants and outputs by name; prefix "m" makes every one a thousand times
// smaller, for the second route.
func (b *bench) knownUnits(prefix string) map[string]unit {
	m := map[string]unit{}
	add := func(name, text string) {
		u, ok := parseUnit(text)
		if !ok || name == "" {
			return
		}
		if prefix != "" {
			u.factor /= 1000
		}
		m[strings.TrimSuffix(name, "[:, 0]")] = u
	}
	for _, k := range b.knobs {
		if k.shown == "" && k.gain == "" {
			add(k.Name, k.Unit)
		}
	}
	for _, o := range b.outs {
		if o.Kind != KindTimes {
			add(o.Name, o.Unit)
		}
	}
	return m
}

// unitValue is the unit of an expression; ok is false where it doesn't follow, or where unlike things are added.
func (s *source) unitValue(n *node, known map[string]unit) (unit, bool) {
	one := unit{factor: 1}
	switch n.kind {
	case "identifier":
		u, ok := known[s.of(n)]
		return u, ok
	case "attribute":
		if s.of(n.at("object")) == "self" {
			u, ok := known[s.of(n.at("attribute"))]
			return u, ok
		}
	case "integer", "float":
		return one, true
	case "parenthesized_expression":
		if p := n.parts(); len(p) == 1 {
			return s.unitValue(p[0], known)
		}
	case "unary_operator":
		return s.unitValue(n.at("argument"), known)
	case "subscript":
		return s.unitValue(n.at("value"), known)
	case "binary_operator":
		return s.unitOfOperation(n, known)
	}
	return one, false
}

func (s *source) unitOfOperation(n *node, known map[string]unit) (unit, bool) {
	left, right := n.at("left"), n.at("right")
	if left == nil || right == nil {
		return unit{}, false
	}
	u, okU := s.unitValue(left, known)
	op := strings.TrimSpace(s.text[left.end:right.start])
	if op == "**" {
		v, ok := s.numberOf(right)
		if !ok || !okU || v != math.Trunc(v) || math.Abs(v) > 4 {
			return unit{}, false
		}
		return unit{factor: 1}.times(u, int(v)), true
	}
	v, okV := s.unitValue(right, known)
	if !okU || !okV {
		return unit{}, false
	}
	if op == "*" || op == "/" { // 1000/rate turns seconds into milliseconds: the text no longer says which unit it has
		for _, factor := range []*node{left, right} {
			if w, bare := s.numberOf(factor); bare && !plainFactor(w) {
				return unit{}, false
			}
		}
	}
	switch op {
	case "*":
		return u.times(v, 1), true
	case "/":
		return u.times(v, -1), true
	case "+", "-":
		if _, bare := s.numberOf(right); bare { // a written number carries the unit of what it is added to
			return u, true
		}
		if _, bare := s.numberOf(left); bare {
			return v, true
		}
		return u, u.dim == v.dim && near1(u.factor/v.factor)
	}
	return unit{}, false
}

// plainFactor reports whether a number that multiplies or divides can be no factor between units.
func plainFactor(v float64) bool {
	v = math.Abs(v)
	return v == 1 || v > .01 && v < 10 && !near1(v*10)
}

// spell writes a unit with the names that the program's own units use: mV/ms, nA, 1/ms, mV^2.
func (b *bench) spell(u unit) (string, bool) {
	var own []string
	for _, k := range b.knobs {
		if k.Unit != "" && !slices.Contains(own, k.Unit) {
			own = append(own, k.Unit)
		}
	}
	own = append(own, "mV", "nA", "pA", "ms", "MOhm", "nS", "uA/cm^2", "pF", "nF", "Hz")
	same := func(text string) bool {
		v, ok := parseUnit(text)
		return ok && v.dim == u.dim && near1(v.factor/u.factor)
	}
	for _, a := range own {
		for _, text := range []string{a, "1/" + a, a + "^2"} {
			if same(text) {
				return text, true
			}
		}
	}
	for _, a := range own {
		for _, c := range own {
			for _, text := range []string{a + "/" + c, a + "*" + c} {
				if same(text) {
					return text, true
				}
			}
		}
	}
	return "", false
}

func (b *bench) unitQuestion(x *node, name string, u unit) Item {
	var stated []string
	names := []string{}
	known := b.knownUnits("")
	x.walk(func(n *node) bool {
		if t := b.src.of(n); n.kind == "identifier" && !slices.Contains(names, t) {
			if _, ok := known[t]; ok {
				names = append(names, t)
			}
		}
		return true
	})
	for _, k := range b.knobs {
		if slices.Contains(names, k.Name) {
			stated = append(stated, fmt.Sprintf("`%s` in %s", k.Name, k.Unit))
		}
	}
	for _, o := range b.outs {
		if slices.Contains(names, o.Name) && o.Unit != "" {
			stated = append(stated, fmt.Sprintf("`%s` in %s", o.Name, o.Unit))
		}
	}
	return Item{
		Title: "Which unit has this expression?",
		Ask: fmt.Sprintf("In line %d of your program stands\n\n```python\n%s\n```\n\nwith %s. Which unit has this expression? Write it as a product or quotient, such as mA*s or m/s^2; any correct spelling counts, but the prefix must be right.",
			x.row+1, b.src.of(x), joinAnd(stated)),
		Program:  b.subject.Source,
		Response: Response{Kind: Number, Precision: "any correct spelling of the unit", Fields: []Field{{Name: "unit", Label: "Unit"}}},
		Key:      rawKey(unitKey{name}),
		KeySays:  fmt.Sprintf("`%s` has the unit %s.", b.src.of(x), name),
		Routes: []Route{
			{"unit algebra over the stated units", name},
			{"the same with every quantity in a unit a thousand times smaller", "the same dimension"},
		},
		Working: Working{Source: b.subject.Source, Observe: "unit", More: rawKey(Edit{x.start, x.end, ""})},
	}
}

// markUnit compares units, not spellings.
func markUnit(item Item, answer map[string]string, v *Verdict) error {
	var k unitKey
	if err := unkey(item, &k); err != nil {
		return err
	}
	want, ok := parseUnit(k.Unit)
	if !ok {
		return fmt.Errorf("%w: %s has the unit %q", errItem, item.ID, k.Unit)
	}
	v.Answer = clip(answer["unit"])
	got, ok := parseUnit(answer["unit"])
	if !ok {
		v.Unread = fmt.Sprintf("%q can't be read as a unit; write it like mA*s or m/s^2.", v.Answer)
		return nil
	}
	v.Correct = got.dim == want.dim && near1(got.factor/want.factor)
	if !v.Correct && got.dim == want.dim {
		v.Says = "The dimension is right, the prefix is not. " + item.KeySays
	}
	return nil
}

func rerunUnit(b *bench, item Item, out Rerun) (Rerun, error) {
	var k unitKey
	var at Edit
	if err := unkey(item, &k); err != nil {
		return out, err
	}
	if err := unmore(item, &at); err != nil {
		return out, err
	}
	x := b.src.root.find(func(n *node) bool { return n.kind == "binary_operator" && n.start == at.Start && n.end == at.End })
	if x == nil {
		return out, fmt.Errorf("%w: %s has no expression", errItem, item.ID)
	}
	u, ok := b.src.unitValue(x, b.knownUnits(""))
	want, _ := parseUnit(k.Unit)
	out.Found = "unit algebra gives " + k.Unit
	return out.verdict(ok && u.dim == want.dim && near1(u.factor/want.factor)), nil
}
