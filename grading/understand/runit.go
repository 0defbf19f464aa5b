package understand

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"coronium/grading/sandbox"
)

// Rerun is what "run it" shows beside a key after the sitting has closed: the key found again, now.
type Rerun struct {
	// Program and Call are what was run.
	Program string `json:"program"`
	Call    string `json:"call"`
	Found   string `json:"found"`
	Agrees  bool   `json:"agrees"` // with the stored key
	Says    string `json:"says"`
}

// RunIt runs an item again without a derivation checker; see Examiner.RunIt.
func RunIt(ctx context.Context, item Item, runner sandbox.Runner) (Rerun, error) {
	return Examiner{Runner: runner}.RunIt(ctx, item)
}

// RunIt finds an item's key again by running the programs that it was made from. An error is the runner's or the
// context's, or says that the item is broken; a key that comes out otherwise is no error but Agrees false: the item
// must then be quarantined.
func (x Examiner) RunIt(ctx context.Context, item Item) (Rerun, error) {
	switch item.Family { // nothing is run
	case "C13":
		return rerunDerivation(ctx, x.Algebra, item, Rerun{})
	case "C14":
		return rerunStep(ctx, x.Algebra, item, Rerun{})
	case "C15":
		return rerunLimit(ctx, x.Algebra, item, Rerun{})
	case "C19":
		return rerunHidden(ctx, item, Rerun{})
	}
	b, err := x.itemBench(ctx, item)
	if err != nil {
		return Rerun{}, err
	}
	out := Rerun{Program: item.Working.Source, Call: b.showCall(item.Working.Settings)}
	if again, ok := reruns()[item.Family]; ok {
		return again(b, item, out)
	}
	switch {
	case item.Family == "C9":
		return b.rerunCode(item, out)
	case item.Response.Kind == Line:
		return b.rerunLine(item, out)
	case item.Response.Kind == Inputs:
		return b.rerunInputs(item, out)
	case item.Response.Kind == Arrows:
		return b.rerunArrows(item, out)
	case item.Working.Observe == "runaway":
		return b.rerunRunaway(item, out)
	case item.Working.Observe == "failure":
		return b.rerunFailure(item, out)
	case item.Response.Kind == Number:
		return b.rerunNumber(item, out)
	}
	return out, fmt.Errorf("%w: %s can't be run", errItem, item.ID)
}

// reruns are the families that find their keys again in their own way.
func reruns() map[string]func(*bench, Item, Rerun) (Rerun, error) {
	return map[string]func(*bench, Item, Rerun) (Rerun, error){
		"C2": rerunState, "C6": rerunMatch, "C8": rerunCondition, "C17": rerunNever, "C10": rerunBlanks, "C16": rerunTerm, "C4": rerunRescaling, "C18": rerunPair, "C12": rerunUnit,
	}
}

// unmore reads what a family stored for finding its key again.
func unmore(item Item, more any) error {
	if err := json.Unmarshal(item.Working.More, more); err != nil {
		return fmt.Errorf("%w: working of %s: %v", errItem, item.ID, err)
	}
	return nil
}

func (r Rerun) verdict(agrees bool) Rerun {
	r.Agrees = agrees
	if r.Says == "" {
		r.Says = "Run again just now: " + r.Found + "."
	}
	if !agrees {
		r.Says += " This is not the stored key; the item will be looked at and does not count."
	}
	return r
}

func (b *bench) rerunNumber(item Item, out Rerun) (Rerun, error) {
	var k numberKey
	if err := unkey(item, &k); err != nil {
		return out, err
	}
	o, ok := b.observable(item.Working.Observe)
	if !ok {
		return out, fmt.Errorf("%w: %s observes %q, which the program does not return", errItem, item.ID, item.Working.Observe)
	}
	r, err := b.run(program{}, []settings{item.Working.Settings}, b.seed)
	if err != nil {
		return out, err
	}
	v := o.eval(r[0])
	out.Found = shown(o, v)
	out.Says = fmt.Sprintf("Run again just now, the program gives %s for %s.", out.Found, o.says)
	return out.verdict(math.Abs(v-k.Value) <= 1e-6*math.Max(1, math.Abs(k.Value))), nil
}

func (b *bench) rerunLine(item Item, out Rerun) (Rerun, error) {
	var k lineKey
	if err := unkey(item, &k); err != nil {
		return out, err
	}
	out.Program = item.Working.Changed
	line, ok := changedToken(item.Working.Source, item.Working.Changed)
	own, err := b.run(program{}, []settings{item.Working.Settings}, b.seed)
	if err != nil {
		return out, err
	}
	changed, err := b.runText(item.Working.Changed, item.Working.Settings)
	if err != nil {
		return out, err
	}
	before, after := b.contrast(own[0], changed)
	out.Found = fmt.Sprintf("the programs differ in line %d", line)
	out.Says = fmt.Sprintf("Compared and run again just now: the programs differ in line %d; yours gives %s, the changed one %s.", line, before, after)
	return out.verdict(ok && len(k.Lines) > 0 && line == k.Lines[0] && !own[0].same(changed)), nil
}

func (b *bench) rerunInputs(item Item, out Rerun) (Rerun, error) {
	var k inputsKey
	if err := unkey(item, &k); err != nil {
		return out, err
	}
	out.Program, out.Call = item.Working.Changed, b.showCall(k.Witness)
	own, err := b.run(program{}, []settings{k.Witness}, b.seed)
	if err != nil {
		return out, err
	}
	changed, err := b.runText(item.Working.Changed, k.Witness)
	if err != nil {
		return out, err
	}
	before, after := b.contrast(own[0], changed)
	out.Found = fmt.Sprintf("yours gives %s, the changed one %s", before, after)
	return out.verdict(differs(own[0], changed)), nil
}

func (b *bench) rerunArrows(item Item, out Rerun) (Rerun, error) {
	var k arrowsKey
	if err := unkey(item, &k); err != nil {
		return out, err
	}
	observe := map[string]string{}  // one parameter, three observables
	raised := map[string]settings{} // one observable, three parameters
	if item.Working.Observe == "" {
		if err := json.Unmarshal(item.Working.More, &observe); err != nil {
			return out, fmt.Errorf("%w: %v", errItem, err)
		}
	} else if err := json.Unmarshal(item.Working.More, &raised); err != nil {
		return out, fmt.Errorf("%w: %v", errItem, err)
	}
	agrees := true
	var found []string
	for _, f := range item.Response.Fields {
		id, at := item.Working.Observe, raised[f.Name]
		if id == "" {
			id, at = observe[f.Name], item.Working.Settings
		}
		o, ok := b.observable(id)
		if !ok {
			return out, fmt.Errorf("%w: %s observes %q", errItem, item.ID, id)
		}
		r, err := b.run(program{}, []settings{nil, at}, b.seed)
		if err != nil {
			return out, err
		}
		before, after := o.eval(r[0]), o.eval(r[1])
		a := sign(o, before, after)
		agrees = agrees && a == k.Arrows[f.Name]
		found = append(found, fmt.Sprintf("%s %s, from %s to %s", o.says, a, shown(o, before), shown(o, after)))
	}
	out.Found = strings.Join(found, "; ")
	return out.verdict(agrees), nil
}

func (b *bench) rerunRunaway(item Item, out Rerun) (Rerun, error) {
	var k numberKey
	if err := unkey(item, &k); err != nil {
		return out, err
	}
	dt := b.timeStep()
	if dt == nil {
		return out, fmt.Errorf("%w: %s has no time step", errItem, item.ID)
	}
	at := item.Working.Settings
	r, err := b.run(program{}, []settings{at, b.stretched(at, *dt, .97*k.Value), b.stretched(at, *dt, 1.03*k.Value)}, b.seed)
	if err != nil {
		return out, err
	}
	below, above := b.runsAway(r[1], r[0]), b.runsAway(r[2], r[0])
	word := map[bool]string{true: "runs away", false: "settles"}
	out.Found = fmt.Sprintf("3 %% below the key it %s, 3 %% above it %s", word[below], word[above])
	return out.verdict(!below && above), nil
}

func (b *bench) rerunFailure(item Item, out Rerun) (Rerun, error) {
	var k choiceKey
	if err := unkey(item, &k); err != nil {
		return out, err
	}
	dt := b.timeStep()
	if dt == nil || len(item.Response.Fields) == 0 {
		return out, fmt.Errorf("%w: %s has no time step", errItem, item.ID)
	}
	found := "none"
	for _, o := range item.Response.Fields[0].Options {
		e, err := readNumber(o, "", false)
		if err != nil {
			return out, fmt.Errorf("%w: %v", errItem, err)
		}
		r, err := b.run(program{}, []settings{{dt.Name: e.value}}, b.seed)
		if err != nil {
			return out, err
		}
		if !r[0].finite() {
			found = o
			break
		}
	}
	out.Found = fmt.Sprintf("the first step at which it fails is %s", found)
	return out.verdict(found == k.Choices["choice"]), nil
}

func (b *bench) rerunCode(item Item, out Rerun) (Rerun, error) {
	var k codeKey
	if err := unkey(item, &k); err != nil {
		return out, err
	}
	out.Program = item.Working.Changed
	replies, err := runTests(b.ctx, b.runner, wrap(Subject{Prepare: b.subject.Prepare}, item.Working.Changed), k)
	if err != nil {
		return out, err
	}
	passed := 0
	for i, t := range k.Tests {
		if t.judge(replies[i], k.Names) == "" {
			passed++
		}
	}
	out.Found = fmt.Sprintf("the reference passes %d of %d tests", passed, len(k.Tests))
	return out.verdict(passed == len(k.Tests)), nil
}
