package understand

import (
	"context"
	"fmt"
	"math"
	"strings"

	"coronium/grading/sandbox"
)

// codeKey is the key of a modification: the tests that an answer must pass, with the truth of each.
type codeKey struct {
	Function string    `json:"function"`
	Names    []string  `json:"names"` // returned values, for messages
	Tests    []codeRun `json:"tests"`
}

// codeRun is one hidden test: a call and what must come back.
type codeRun struct {
	Name      string             `json:"name"`
	Arguments []Parameter        `json:"arguments"`
	Output    int                `json:"output"` // which returned value; -1: all
	As        string             `json:"as,omitempty"`
	Within    float64            `json:"within"`
	Expect    [][]float64        `json:"expect"`
	changed   map[string]float64 // the arguments that the test sets, for messages
}

// makeModification is C9: add one mechanism to your own program in ten minutes. The hidden tests' truths come from the
// reference modification, run in the sandbox, or from the reference core; the reference must pass them and the
// submission as it stands must not.
func makeModification(b *bench, d *dice, n int) ([]Item, string, error) {
	if len(b.subject.Modifications) == 0 {
		return nil, "the exercise names no modification (a program alone has none)", nil
	}
	var items []Item
	why := ""
	for _, m := range shuffle(d, append([]Modification(nil), b.subject.Modifications...)) {
		if len(items) == n {
			break
		}
		key, says, err := b.codeTests(m)
		if err != nil {
			return nil, "", err
		}
		if says != "" {
			why = keepFirst(why, fmt.Sprintf("%s: %s", m.ID, says))
			continue
		}
		minutes := m.Minutes
		if minutes == 0 {
			minutes = 10
		}
		items = append(items, Item{
			Title:    "Add one mechanism to your program",
			Ask:      strings.TrimSpace(m.Ask) + fmt.Sprintf("\n\nStart from your own program. %s You have %d minutes.", b.whereTo(m, key.Function), minutes),
			Response: Response{Kind: Code, Starter: b.subject.Source, Precision: fmt.Sprintf("%d hidden tests, all to be passed", len(key.Tests)), Fields: []Field{{Name: "code", Label: "Your program with the mechanism in it"}}},
			Key:      rawKey(key),
			KeySays:  fmt.Sprintf("%d hidden tests run your program at values that you have not seen and compare what it returns with a reference that has the mechanism.", len(key.Tests)),
			Seconds:  60 * minutes,
			Routes: []Route{
				{"the reference modification, run in the sandbox", fmt.Sprintf("passes %d of %d tests", len(key.Tests), len(key.Tests))},
				{"your program as it stands", "does not pass"},
			},
			Working: Working{Source: b.subject.Source, Changed: m.Reference, Observe: m.ID},
		})
	}
	return items, why, nil
}

// whereTo says what becomes of the program's function: it is extended, or another one is put beside it.
func (b *bench) whereTo(m Modification, function string) string {
	if b.src.definitions("function_definition")[function] == nil {
		return fmt.Sprintf("Put the function `%s` into it, with the arguments named as above.", function)
	}
	return fmt.Sprintf("Keep the function's name, `%s`, and what it returned before; %s.", function, newArguments(m))
}

func newArguments(m Modification) string {
	if len(m.Parameter) == 0 {
		return "it takes the same arguments as before"
	}
	list := make([]string, len(m.Parameter))
	for i, p := range m.Parameter {
		list[i] = "`" + p.Name + "`"
		if p.Unit != "" {
			list[i] += " (" + p.Unit + ")"
		}
	}
	return "it also takes " + joinAnd(list) + ", passed by name"
}

// codeTests runs the reference on every test and settles the truths; says is why the modification can't be used.
func (b *bench) codeTests(m Modification) (codeKey, string, error) {
	key := codeKey{Function: m.Function}
	if key.Function == "" {
		key.Function = b.subject.Function
	}
	outputs := m.Outputs
	if len(outputs) == 0 {
		outputs = b.subject.Outputs
	}
	for _, o := range outputs {
		key.Names = append(key.Names, o.Name)
	}
	if len(m.Tests) == 0 {
		return key, "it has no tests", nil
	}
	reference, err := parse(m.Reference)
	if err != nil {
		return key, "its reference can't be read: " + err.Error(), nil
	}
	takes := map[string]bool{}
	if def := reference.definitions("function_definition")[key.Function]; def != nil {
		for _, p := range reference.signature(def) {
			takes[p.name] = true
		}
	}
	for _, t := range m.Tests {
		key.Tests = append(key.Tests, b.codeRun(t, m, outputs, takes))
	}
	truth, err := runTests(b.ctx, b.runner, wrap(Subject{Prepare: b.subject.Prepare}, m.Reference), key)
	if err != nil {
		return key, "", err
	}
	for i := range key.Tests {
		t := &key.Tests[i]
		r := truth[i]
		if !r.finite() {
			return key, fmt.Sprintf("its reference fails the test %q: %s", t.Name, r.fault), nil
		}
		if len(t.Expect) == 0 {
			for k, v := range r.values {
				if t.Output < 0 || t.Output == k {
					t.Expect = append(t.Expect, aspect(v.x, t.As))
				}
			}
		}
		if says := t.judge(r, key.Names); says != "" {
			return key, fmt.Sprintf("its reference does not pass the test %q: %s", t.Name, says), nil
		}
	}
	before, err := runTests(b.ctx, b.runner, wrap(b.subject, b.subject.Source), key)
	if err != nil {
		return key, "", err
	}
	passed := 0
	for i := range key.Tests {
		if key.Tests[i].judge(before[i], key.Names) == "" {
			passed++
		}
	}
	if passed == len(key.Tests) {
		return key, "the submission passes its tests as it stands", nil
	}
	return key, "", nil
}

// codeRun turns a declared test into a call: the subject's values, the modification's, then the test's own.
func (b *bench) codeRun(t ModificationTest, m Modification, outputs []Output, takes map[string]bool) codeRun {
	r := codeRun{Name: t.Name, Output: -1, As: t.As, Within: t.Within, changed: t.Arguments}
	for i, o := range outputs {
		if t.Output != "" && o.Name == t.Output {
			r.Output = i
		}
	}
	if len(t.Expect) > 0 {
		r.Expect = [][]float64{t.Expect}
	}
	known := map[string]bool{}
	add := func(p Parameter) {
		if known[p.Name] || (len(takes) > 0 && !takes[p.Name]) {
			return
		}
		known[p.Name] = true
		if v, ok := t.Arguments[p.Name]; ok {
			p.Value, p.Array, p.Shape = v, nil, nil
		}
		r.Arguments = append(r.Arguments, p)
	}
	for _, p := range m.Parameter {
		add(p)
	}
	declared := b.subject.Declared
	if len(declared) == 0 {
		declared = b.subject.Parameters
	}
	for _, p := range declared {
		add(p)
	}
	for name, v := range t.Arguments {
		add(Parameter{Name: name, Value: v})
	}
	return r
}

// runTests calls a program once for every test.
func runTests(ctx context.Context, runner sandbox.Runner, text string, key codeKey) ([]reply, error) {
	calls := make([]sandbox.Call, len(key.Tests))
	for i, t := range key.Tests {
		kw := map[string]sandbox.Value{}
		for _, p := range t.Arguments {
			kw[p.Name] = (&knob{Parameter: p}).argumentValue(p.Value)
		}
		calls[i] = sandbox.Call{Function: key.Function, Keywords: kw}
	}
	r, err := runner.Run(ctx, sandbox.Job{Source: text, Calls: calls, Seed: 1})
	if err != nil {
		return nil, err
	}
	replies := make([]reply, len(calls))
	for i := range calls {
		replies[i] = readReply(r, i)
	}
	return replies, nil
}

// aspect is the part of a returned array that a test compares.
func aspect(x []float64, as string) []float64 {
	switch as {
	case "count":
		return []float64{float64(len(x))}
	case "first":
		return []float64{first(x, reply{})}
	case "last":
		return []float64{last(x)}
	case "intervals":
		if len(x) < 2 {
			return []float64{}
		}
		return []float64{(x[len(x)-1] - x[0]) / float64(len(x)-1), x[1] - x[0], x[len(x)-1] - x[len(x)-2]}
	}
	return x
}

// judge compares a reply with the truth; "" if they agree, else what differs, with numbers.
func (t codeRun) judge(r reply, names []string) string {
	if !r.ok() {
		return r.fault
	}
	parts := r.values
	from := 0
	if t.Output >= 0 {
		if t.Output >= len(r.values) {
			return fmt.Sprintf("%d values came back", len(r.values))
		}
		parts, from = r.values[t.Output:t.Output+1], t.Output
	} else if len(parts) < len(t.Expect) {
		return fmt.Sprintf("%d values came back where %d are expected", len(parts), len(t.Expect))
	}
	for i, want := range t.Expect {
		name := fmt.Sprintf("value %d", from+i+1)
		if from+i < len(names) && names[from+i] != "" {
			name = "`" + names[from+i] + "`"
		}
		got := aspect(parts[i].x, t.As)
		if len(got) != len(want) {
			return fmt.Sprintf("%s has %d numbers where %d are expected", name, len(got), len(want))
		}
		for j, w := range want {
			within := t.Within
			if within == 0 {
				within = 1e-6 * math.Max(1, math.Abs(w))
			}
			if !(math.Abs(got[j]-w) <= within) {
				what := name
				if t.As != "" && t.As != "values" {
					what = t.As + " of " + name
				}
				return fmt.Sprintf("%s is %s where %s is expected", what, digits(got[j], 5), digits(w, 5))
			}
		}
	}
	return ""
}
