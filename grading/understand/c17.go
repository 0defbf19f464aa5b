package understand

import (
	"fmt"
	"slices"
	"strings"
)

// Feature is something that a model may show in what it returns, or never can.
type Feature struct {
	ID   string `json:"id"`
	Says string `json:"says"` // noun phrase: "a rate above 1/t_ref"
	// Shows is a Python expression over the arguments, the returned values by name, and np; true where the feature is seen.
	Shows string `json:"shows"`
	// At are arguments at which it is seen.
	At map[string]float64 `json:"at,omitempty"`
	// Never is the certificate of what can't be shown: why, whatever the parameters are. Empty: it can be shown.
	Never string `json:"never,omitempty"`
}

// Answers of C17.
const (
	CanShow   = "can be shown"
	NeverSeen = "never"
)

const (
	featureCount = 6 // features of one item
	neverCount   = 2 // of them never shown: 15 pairs
	sweepRuns    = 60
)

// makeNever is C17: which two of six features can this model never show? That two are impossible needs a certificate, an
// argument that the exercise states; that four are possible is shown by the trainee's own program at stated values.
// The second route is a sweep of the trainee's own program, in which neither impossible feature is seen.
func makeNever(b *bench, d *dice, n int) ([]Item, string, error) {
	var never, can []Feature
	for _, f := range b.subject.Features {
		if f.Never != "" {
			never = append(never, f)
		} else {
			can = append(can, f)
		}
	}
	if len(never) < neverCount || len(can) < featureCount-neverCount {
		return nil, fmt.Sprintf("the exercise certifies %d features as impossible and gives witnesses of %d; %d and %d are needed", len(never), len(can), neverCount, featureCount-neverCount), nil
	}
	can, err := b.witnessed(can)
	if err != nil {
		return nil, "", err
	}
	never, runs, err := b.unseen(d, never)
	if err != nil {
		return nil, "", err
	}
	if len(never) < neverCount || len(can) < featureCount-neverCount {
		return nil, fmt.Sprintf("of the features that the exercise names this program shows %d where it should, and %d are never seen in a sweep of it; %d and %d are needed", len(can), len(never), featureCount-neverCount, neverCount), nil
	}
	var items []Item
	for range n {
		if len(never) < neverCount || len(can) < featureCount-neverCount {
			break
		}
		list, ok := mixed(d, never, can)
		if !ok {
			break
		}
		items = append(items, b.neverQuestion(list, runs))
		never = slices.DeleteFunc(never, func(f Feature) bool {
			return slices.ContainsFunc(list, func(g Feature) bool { return g.ID == f.ID })
		})
	}
	return items, "its impossible features would be told by the length of their words", nil
}

// mixed draws two impossible features and four possible ones of which the length of the words does not tell which is which: the
// impossible two are neither the longest nor the shortest two.
func mixed(d *dice, never, can []Feature) ([]Feature, bool) {
	for range 40 {
		never, can = shuffle(d, never), shuffle(d, can)
		list := append(slices.Clone(never[:neverCount]), can[:featureCount-neverCount]...)
		byLength := slices.Clone(list)
		slices.SortStableFunc(byLength, func(x, y Feature) int { return len(x.Says) - len(y.Says) })
		short, long := byLength[:neverCount], byLength[featureCount-neverCount:]
		possible := func(f Feature) bool { return f.Never == "" }
		if slices.ContainsFunc(short, possible) && slices.ContainsFunc(long, possible) {
			return shuffle(d, list), true
		}
	}
	return nil, false
}

// features is the program followed by tests of what it returned: one number for each feature, 1 where it is seen.
func (b *bench) features(list []Feature) program {
	names := make([]string, len(b.subject.Outputs))
	for i, o := range b.subject.Outputs {
		names[i] = fmt.Sprintf("%q", o.Name)
	}
	var aliases []string
	for _, name := range sortedTexts(b.subject.Renamed) {
		aliases = append(aliases, fmt.Sprintf("%q: %q", name, b.subject.Renamed[name]))
	}
	tests := make([]string, len(list))
	for i, f := range list {
		tests[i] = fmt.Sprintf("%q", strings.Join(strings.Fields(f.Shows), " "))
	}
	return program{function: "coronium_features", append: fmt.Sprintf(`

def coronium_features(**given):
    import numpy as np
    result = %s(**given)
    if isinstance(result, dict):
        result = tuple(result.values())
    values = result if isinstance(result, (tuple, list)) and len([%[2]s]) > 1 else (result,)
    known = {'np': np, 'len': len, 'abs': abs, 'max': max, 'min': min}
    known.update(given)
    known.update({name: given[other] for name, other in {%[4]s}.items() if other in given})
    for name, value in zip([%[2]s], values):
        known[name] = np.asarray(value, dtype=float) if np.ndim(value) else float(value)
    return [float(bool(eval(test, dict(known)))) for test in [%[3]s]]
`, b.subject.Function, strings.Join(names, ", "), strings.Join(tests, ", "), strings.Join(aliases, ", "))}
}

// seen runs the program at settings and tells which features it shows; nil where it did not run.
func (b *bench) seen(list []Feature, at []settings) ([][]bool, error) {
	r, err := b.run(b.features(list), at, b.seed)
	if err != nil {
		return nil, err
	}
	out := make([][]bool, len(at))
	for i, x := range r {
		if !x.finite() || len(x.values) != 1 || len(x.values[0].x) != len(list) {
			continue
		}
		out[i] = make([]bool, len(list))
		for j, v := range x.values[0].x {
			out[i][j] = v != 0
		}
	}
	return out, nil
}

// witnessed keeps the features that the program shows at their witnesses.
func (b *bench) witnessed(can []Feature) ([]Feature, error) {
	at := make([]settings, len(can))
	for i, f := range can {
		at[i] = b.renamed(f.At)
	}
	seen, err := b.seen(can, at)
	if err != nil {
		return nil, err
	}
	var kept []Feature
	for i, f := range can {
		if seen[i] != nil && seen[i][i] {
			kept = append(kept, f)
		}
	}
	return kept, nil
}

// renamed are settings under the program's own names.
func (b *bench) renamed(at map[string]float64) settings {
	s := settings{}
	for name, v := range at {
		if other := b.subject.Renamed[name]; other != "" {
			name = other
		}
		s[name] = v
	}
	return s
}

func sortedTexts(m map[string]string) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// unseen keeps the features that no run of a sweep shows: ordinary values, and extreme ones of one argument at a time.
func (b *bench) unseen(d *dice, never []Feature) (kept []Feature, runs int, err error) {
	at := append(b.draws(d, b.times(sweepRuns), b.model(), 1), b.extremeOfModel()...)
	seen, err := b.seen(never, at)
	if err != nil {
		return nil, 0, err
	}
	found := make([]bool, len(never))
	for _, s := range seen {
		if s == nil {
			continue
		}
		runs++
		for j := range never {
			found[j] = found[j] || s[j]
		}
	}
	for j, f := range never {
		if !found[j] && runs >= 10 {
			kept = append(kept, f)
		}
	}
	return kept, runs, nil
}

// extremeOfModel takes one parameter of the model at a time to a third and to three times its value.
func (b *bench) extremeOfModel() []settings {
	var list []settings
	for _, k := range b.model() {
		if k.Value > 0 && !k.Integer {
			list = append(list, settings{k.Name: roundDigits(k.Value/3, 3)}, settings{k.Name: roundDigits(k.Value*3, 3)})
		}
	}
	return list
}

// neverMore is what finds the key again: the features, field by field.
type neverMore struct {
	Features map[string]Feature `json:"features"`
}

func (b *bench) neverQuestion(list []Feature, runs int) Item {
	fields := make([]Field, len(list))
	key := choiceKey{Choices: map[string]string{}}
	more := neverMore{map[string]Feature{}}
	var asks, why []string
	for i, f := range list {
		name := fmt.Sprintf("feature%d", i+1)
		fields[i] = Field{Name: name, Label: fmt.Sprintf("%d. %s", i+1, upperFirst(f.Says)), Options: []string{CanShow, NeverSeen}}
		key.Choices[name] = CanShow
		if f.Never != "" {
			key.Choices[name] = NeverSeen
			why = append(why, fmt.Sprintf("%s: %s", f.Says, strings.TrimSuffix(f.Never, ".")))
		}
		more.Features[name] = f
		asks = append(asks, fmt.Sprintf("%d. %s", i+1, f.Says))
	}
	pairs := binomial(featureCount, neverCount) - 2 // neither the longest nor the shortest two
	return Item{
		Title: "Which two of these can the model never show?",
		Ask: fmt.Sprintf("Your program may be called with any values of its arguments that make sense for the model (times, resistances and the like positive, a small time step where there is one). Its call is\n\n%s\nFour of the following can be seen in what a correct program returns, each at suitable values; two can never be seen, whatever the values. Which two?\n\n%s\n\nAll six must be right.",
			b.scene(nil), strings.Join(asks, "\n")),
		Program: b.subject.Source, G: 1 / pairs,
		Response: Response{Kind: Choice, Fields: fields},
		Key:      rawKey(key),
		KeySays:  "Never shown: " + strings.Join(why, "; ") + ".",
		Routes: []Route{
			{"the argument that excludes them", strings.Join(why, "; ")},
			{fmt.Sprintf("your own program, run at %d sets of values", runs), fmt.Sprintf("neither is seen; each of the other %d is, at a value that shows it", featureCount-neverCount)},
		},
		Working: Working{Source: b.subject.Source, Observe: "never", More: rawKey(more)},
	}
}

// rerunNever shows each possible feature again at its witness, and neither impossible one there.
func rerunNever(b *bench, item Item, out Rerun) (Rerun, error) {
	var more neverMore
	var k choiceKey
	if err := unmore(item, &more); err != nil {
		return out, err
	}
	if err := unkey(item, &k); err != nil {
		return out, err
	}
	var list []Feature
	at := []settings{nil}
	for _, f := range item.Response.Fields {
		list = append(list, more.Features[f.Name])
		at = append(at, b.renamed(more.Features[f.Name].At))
	}
	seen, err := b.seen(list, at)
	if err != nil {
		return out, err
	}
	agrees, shown := true, 0
	for j, f := range list {
		once := false
		for i := range at {
			once = once || seen[i] != nil && seen[i][j]
		}
		agrees = agrees && once == (f.Never == "") && (k.Choices[item.Response.Fields[j].Name] == CanShow) == once
		if once {
			shown++
		}
	}
	out.Found = fmt.Sprintf("your program shows %d of the six at the values that show them, and the other %d nowhere there", shown, len(list)-shown)
	return out.verdict(agrees), nil
}
