package understand

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// conditionKey8 is the key of a condition: the edit is harmless on one side of Edge, as the named argument runs from Low to
// High and everything else stays at At.
type conditionKey8 struct {
	Name  string             `json:"name"`
	Low   float64            `json:"low"`
	High  float64            `json:"high"`
	Edge  float64            `json:"edge"`
	Below bool               `json:"below"` // harmless below the edge
	At    map[string]float64 `json:"at"`    // all numbers that a condition may use
	Unit  string             `json:"unit,omitempty"`
}

const (
	// conditionPoints is at how many values of the argument an answer is held against the truth.
	conditionPoints = 500
	// conditionSlack is how far from the edge, as a share of it, an answer may turn over.
	conditionSlack = .03
	// sweepPoints is at how many values an edit is tried.
	sweepPoints = 13
)

// harmful is an edit whose harm is looked for.
type harmful struct {
	Edit
	line int
	says string // "`v = v_reset` is deleted"
}

// makeCondition is C8: one token of the program was changed, or one statement deleted; under which condition on one of its
// arguments does the program still return what it returned? The truth comes from a sweep of that argument and bisection;
// the second route is both programs, run at other values on either side. Answers are inequalities, held against the
// truth at 500 values.
func makeCondition(b *bench, d *dice, n int) ([]Item, string, error) {
	switch {
	case b.algebra == nil:
		return nil, "there is nothing here that reads a condition", nil
	case b.noisy:
		return nil, "what the program returns depends on random numbers that it draws itself", nil
	case !b.showArrays():
		return nil, "its input is an array too long to be written into a question", nil
	}
	free := slices.DeleteFunc(b.inputs(), func(k knob) bool { return k.Integer || k.Value == 0 || durationName.MatchString(k.Name) })
	if len(free) == 0 {
		return nil, "its function takes no number that could be varied", nil
	}
	sweeps, err := b.sweeps(shuffle(d, free))
	if err != nil {
		return nil, "", err
	}
	edits, err := b.harms()
	if err != nil {
		return nil, "", err
	}
	var items []Item
	usedLine, usedName := map[int]bool{}, map[string]bool{}
	tried := 0
	for _, h := range b.deletionsFirst(d, edits) {
		if len(items) == n || tried >= b.times(b.times(18)) {
			break
		}
		if usedLine[h.line] {
			continue
		}
		tried++
		for _, s := range sweeps {
			if usedName[s.knob.Name] {
				continue
			}
			item, ok, err := b.conditionItem(d, h, s)
			if err != nil {
				return nil, "", err
			}
			if ok {
				usedLine[h.line], usedName[s.knob.Name] = true, true
				items = append(items, item)
				break
			}
		}
	}
	return items, "no change of it is harmless on one side of a value of an argument and harmful on the other", nil
}

// sweep is the program itself along one argument, where it returns finite numbers.
type sweep struct {
	knob   knob
	values []float64
	own    []reply
}

// sweeps runs the program along each argument far enough to meet other regimes.
func (b *bench) sweeps(free []knob) ([]sweep, error) {
	if most := max(3, b.times(6)); len(free) > most {
		free = free[:most]
	}
	var list []sweep
	for _, k := range free {
		var values []float64
		for i := range sweepPoints {
			u := float64(i) / (sweepPoints - 1)
			v := k.Value * math.Pow(30, u-.62) // from an eighth to four times
			if k.Value < 0 {
				v = k.Value * (1.5 - u)
			}
			if v = roundDigits(v, 3); b.bearable(k, v) {
				values = append(values, v)
			}
		}
		at := make([]settings, len(values))
		for i, v := range values {
			at[i] = settings{k.Name: v}
		}
		r, err := b.run(program{}, at, b.seed)
		if err != nil {
			return nil, err
		}
		s := sweep{knob: k}
		for i, v := range values { // the longest stretch of finite replies
			if r[i].finite() {
				s.values, s.own = append(s.values, v), append(s.own, r[i])
			} else if len(s.values) < sweepPoints/2 {
				s.values, s.own = nil, nil
			} else {
				break
			}
		}
		if len(s.values) >= 6 {
			list = append(list, s)
		}
	}
	return list, nil
}

// harms lists the edits that may be asked about: tokens whose change is not always seen, and statements deleted.
func (b *bench) harms() ([]harmful, error) {
	all, _, err := b.tryMutants()
	if err != nil {
		return nil, err
	}
	var list []harmful
	for _, m := range all {
		if m.class != Crash && !m.Constant && m.Operator != "number" {
			list = append(list, harmful{m.Edit, m.Line, tick(m.Says())})
		}
	}
	return list, nil
}

// deletionsFirst puts deleted statements before changed tokens, each in random order: a statement in a branch is harmless as
// long as the branch is not taken, which is what one should know of it.
func (b *bench) deletionsFirst(d *dice, tokens []harmful) []harmful {
	var list []harmful
	for _, f := range b.reached() {
		if f == nil {
			continue
		}
		for _, s := range f.all("expression_statement") {
			if len(s.children) != 1 || s.row != s.endRow || s.within("if_statement", "for_statement", "while_statement") == nil || b.src.steersLoop(s.start) {
				continue
			}
			if k := s.children[0].kind; k == "assignment" || k == "augmented_assignment" || k == "call" {
				list = append(list, harmful{Edit{s.start, s.end, "pass"}, s.row + 1, fmt.Sprintf("`%s` was deleted", clip2(b.src.of(s)))})
			}
		}
	}
	list, tokens = shuffle(d, list), shuffle(d, tokens)
	var mixed []harmful
	for i := 0; i < max(len(list), len(tokens)); i++ {
		if i < len(list) {
			mixed = append(mixed, list[i])
		}
		if i < len(tokens) {
			mixed = append(mixed, tokens[i])
		}
	}
	return mixed
}

// harmless tells at which of some values an edited program returns what the program returns.
func (b *bench) harmless(h harmful, k knob, values []float64, own []reply, seed uint64) ([]bool, error) {
	at := make([]settings, len(values))
	for i, v := range values {
		at[i] = settings{k.Name: v}
	}
	if own == nil {
		r, err := b.run(program{}, at, seed)
		if err != nil {
			return nil, err
		}
		own = r
	}
	changed, err := b.run(program{edits: []Edit{h.Edit}}, at, seed)
	if err != nil {
		return nil, err
	}
	same := make([]bool, len(values))
	for i := range values {
		same[i] = own[i].near(changed[i], differTolerance)
	}
	return same, nil
}

// conditionItem looks for one edge along one argument.
func (b *bench) conditionItem(d *dice, h harmful, s sweep) (Item, bool, error) {
	ends := []int{0, len(s.values) - 1} // most edits show, or don't, everywhere: two runs tell
	few, err := b.harmless(h, s.knob, []float64{s.values[0], s.values[ends[1]]}, []reply{s.own[0], s.own[ends[1]]}, b.seed)
	if err != nil || few[0] == few[1] {
		return Item{}, false, err
	}
	same, err := b.harmless(h, s.knob, s.values, s.own, b.seed)
	if err != nil {
		return Item{}, false, err
	}
	turn := -1
	for i := 1; i < len(same); i++ {
		if same[i] == same[i-1] {
			continue
		}
		if turn >= 0 {
			return Item{}, false, nil
		}
		turn = i
	}
	if turn < 2 || len(same)-turn < 2 { // a witness or two on each side, away from the ends
		return Item{}, false, nil
	}
	key := conditionKey8{Name: s.knob.Name, Low: s.values[0], High: s.values[len(s.values)-1], Below: same[0], At: map[string]float64{}, Unit: s.knob.Unit}
	low, high := s.values[turn-1], s.values[turn]
	for range 14 {
		mid := (low + high) / 2
		r, err := b.harmless(h, s.knob, []float64{mid}, nil, b.seed)
		if err != nil {
			return Item{}, false, err
		}
		if r[0] == key.Below {
			low = mid
		} else {
			high = mid
		}
	}
	key.Edge = roundDigits((low+high)/2, 5)
	for _, k := range b.knobs {
		if len(k.Array) == 0 && k.shown == "" && k.gain == "" && identifier.MatchString(k.Name) {
			key.At[k.Name] = k.Value
		}
	}
	if nearScreen(key.Edge, b.numbersOnScreen(nil), .05) {
		return Item{}, false, nil
	}
	again := make([]float64, b.times(24)) // the second route: other values, each well on its side
	for i := range again {
		for {
			if again[i] = key.draw(d.float()); math.Abs(again[i]-key.Edge) > conditionSlack*math.Abs(key.Edge) {
				break
			}
		}
	}
	r, err := b.harmless(h, s.knob, again, nil, b.seed+1)
	if err != nil {
		return Item{}, false, err
	}
	for i, v := range again {
		if r[i] != ((v < key.Edge) == key.Below) {
			return Item{}, false, nil
		}
	}
	item := b.conditionQuestion(h, s.knob, key, len(again))
	sides := []settings{{s.knob.Name: roundDigits(key.draw(.2), 2)}, {s.knob.Name: roundDigits(key.draw(.8), 2)}}
	if !key.Below {
		slices.Reverse(sides)
	}
	mine, err := b.run(program{}, sides, b.seed)
	if err != nil {
		return Item{}, false, err
	}
	theirs, err := b.run(program{edits: []Edit{h.Edit}}, sides, b.seed)
	if err != nil {
		return Item{}, false, err
	}
	x, y := b.contrast(mine[1], theirs[1])
	item.KeySays += fmt.Sprintf(" At `%s = %s`, for example, yours gives %s, the changed program %s", s.knob.Name, trimFloat(sides[1][s.knob.Name]), x, y)
	if o, ok := b.shownIn(mine[1], theirs[1]); ok {
		item.KeySays += fmt.Sprintf("; at `%s = %s` both give %s", s.knob.Name, trimFloat(sides[0][s.knob.Name]), shown(o, o.eval(mine[0])))
	}
	item.KeySays += "."
	return item, true, nil
}

// draw is a value of the argument for a number from 0 to 1: half of them on either side of the edge.
func (k conditionKey8) draw(u float64) float64 {
	if u < .5 {
		return k.Low + 2*u*(k.Edge-k.Low)
	}
	return k.Edge + (2*u-1)*(k.High-k.Edge)
}

// condition writes the key: "I < 0.4".
func (k conditionKey8) condition() string {
	sign := ">"
	if k.Below {
		sign = "<"
	}
	return fmt.Sprintf("%s %s %s", k.Name, sign, digits(k.Edge, 4))
}

func conditionKey(item Item) string {
	var k conditionKey8
	if unkey(item, &k) != nil {
		return ""
	}
	return k.condition()
}

func (b *bench) conditionQuestion(h harmful, k knob, key conditionKey8, again int) Item {
	header := ""
	names := sortedNames(key.At)
	for _, name := range names {
		header += "var " + name + "\n"
	}
	between := fmt.Sprintf("between %s and %s", digitsUnit2(key.Low, k.Unit), digitsUnit2(key.High, k.Unit))
	opposite := "above"
	if !key.Below {
		opposite = "below"
	}
	return Item{
		Title: fmt.Sprintf("When is this change harmless? A condition on `%s`", k.Name),
		Ask: fmt.Sprintf("In line %d of your program %s. Your program (below, unchanged) and the changed one are called as\n\n%s\nbut with any `%s` %s.\n\nFor which `%s` does the changed program return exactly what yours returns? There is one value at which this turns over. Write a condition such as `%s < 12.3` or `%s > 12.3`, or with the other arguments in it; a value that is off by less than 3 %% counts as right.",
			h.line, h.says, b.scene(nil), k.Name, between, k.Name, k.Name, k.Name),
		Program:  b.subject.Source,
		Response: Response{Kind: Formula, Header: header, Precision: "right at all values more than 3 % from the edge", Fields: []Field{{Name: "condition", Label: "Harmless if"}}},
		Key:      rawKey(key),
		KeySays:  fmt.Sprintf("It is harmless for `%s`; %s that the two programs differ.", key.condition(), opposite),
		Routes: []Route{
			{"both programs along `" + k.Name + "`, then bisection", key.condition()},
			{fmt.Sprintf("both programs in fresh processes at %d other values", again), "the same on either side"},
		},
		Working: Working{Source: b.subject.Source, Changed: applyEdits(b.src.text, h.Edit), Observe: "condition"},
	}
}

func sortedNames(m map[string]float64) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// markCondition holds a condition against the truth at 500 values of the argument.
func markCondition(a Algebra, item Item, answer map[string]string, v *Verdict) error {
	if a == nil {
		return errAlgebra
	}
	var k conditionKey8
	if err := unkey(item, &k); err != nil {
		return err
	}
	text := pythonPowers(strings.TrimSpace(answer["condition"]))
	if k.Unit != "" { // "I < 0.4 nA"
		text = strings.TrimSpace(strings.TrimSuffix(text, k.Unit))
	}
	v.Answer = clip2(text)
	if v.Unread = unreadFormula(text); v.Unread != "" {
		return nil
	}
	if !strings.ContainsAny(text, "<>≤≥") {
		v.Unread = fmt.Sprintf("A condition is asked for, such as `%s < 12.3`.", k.Name)
		return nil
	}
	f, _, err := a.Function(item.Response.Header, text)
	if err != nil {
		v.Unread = fmt.Sprintf("`%s` can't be read: %s", clip(text), sentenceOf(err))
		return nil
	}
	v.Correct = true
	at := map[string]float64{}
	for name, x := range k.At {
		at[name] = x
	}
	for i := range conditionPoints {
		x := k.draw((float64(i) + .5) / conditionPoints)
		if math.Abs(x-k.Edge) <= conditionSlack*math.Abs(k.Edge) {
			continue
		}
		at[k.Name] = x
		value, err := f(at)
		if err != nil {
			v.Unread = fmt.Sprintf("`%s` has no value at %s = %s: %s", clip(text), k.Name, digits(x, 4), sentenceOf(err))
			v.Correct = false
			return nil
		}
		if harmless := (x < k.Edge) == k.Below; (value != 0) != harmless {
			v.Correct = false
			word := map[bool]string{true: "return the same", false: "differ"}
			v.Says = fmt.Sprintf("At `%s` = %s the two programs %s. %s", k.Name, digits(x, 4), word[harmless], item.KeySays)
			return nil
		}
	}
	return nil
}

// rerunCondition runs both programs 10 % below and above the edge, or half way to the end of the range.
func rerunCondition(b *bench, item Item, out Rerun) (Rerun, error) {
	var k conditionKey8
	if err := unkey(item, &k); err != nil {
		return out, err
	}
	out.Program = item.Working.Changed
	reach := .1 * math.Abs(k.Edge)
	below, above := math.Max(k.Edge-reach, (k.Edge+k.Low)/2), math.Min(k.Edge+reach, (k.Edge+k.High)/2)
	var same [2]bool
	for i, v := range []float64{below, above} {
		own, err := b.run(program{}, []settings{{k.Name: v}}, b.seed)
		if err != nil {
			return out, err
		}
		changed, err := b.runText(item.Working.Changed, settings{k.Name: v})
		if err != nil {
			return out, err
		}
		same[i] = own[0].near(changed, differTolerance)
	}
	word := map[bool]string{true: "the same", false: "something else"}
	out.Call = b.showCall(settings{k.Name: roundDigits(above, 4)})
	out.Found = fmt.Sprintf("at %s = %s the changed program returns %s, at %s %s", k.Name, digits(below, 4), word[same[0]], digits(above, 4), word[same[1]])
	return out.verdict(same[0] == k.Below && same[1] != k.Below), nil
}
