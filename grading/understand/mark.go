package understand

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"coronium/grading/sandbox"
)

// errItem says that a stored item can't be read; it is ours, never the answerer's.
var errItem = errors.New("the stored item can't be read")

// Answer is what was entered: one text for each field of the item's Response.
type Answer map[string]string

// Mark marks an answer without a derivation checker; see Examiner.Mark.
func Mark(ctx context.Context, item Item, answer map[string]string, runner sandbox.Runner) (Verdict, error) {
	return Examiner{Runner: runner}.Mark(ctx, item, answer)
}

// Mark judges an answer. Entries are read tolerantly (decimal commas, units, spaces) and judged exactly, by the
// tolerance that the item states. An entry that can't be read is Unread, with what to change: it is no wrong answer and
// may be given again. "I don't know" (all entries empty) is a wrong answer. The error is the runner's or the context's, or says that the item itself is broken.
func (x Examiner) Mark(ctx context.Context, item Item, answer map[string]string) (Verdict, error) {
	runner := x.Runner
	v := Verdict{Says: item.KeySays, Short: shortKey(item)}
	if empty(answer) {
		v.Answer = "no answer"
		return v, nil
	}
	var err error
	switch item.Family {
	case "C10":
		err = markBlanks(ctx, item, answer, runner, &v)
		return v, err
	case "C12":
		err = markUnit(item, answer, &v)
		return v, err
	}
	switch item.Response.Kind {
	case Number:
		err = markNumber(item, answer, &v)
	case Arrows:
		var k arrowsKey
		err = unkey(item, &k)
		markChoices(item, answer, k.Arrows, &v)
	case Choice:
		var k choiceKey
		err = unkey(item, &k)
		markChoices(item, answer, k.Choices, &v)
		for _, a := range k.Also {
			v.Correct = v.Correct || (v.Unread == "" && v.Answer == a)
		}
	case Line:
		err = markLine(item, answer, &v)
	case Inputs:
		err = markInputs(ctx, item, answer, runner, &v)
	case Code:
		err = markCode(ctx, item, answer, runner, &v)
	case Probing:
		err = markHidden(item, answer, &v)
	case Formula:
		err = markFormula(ctx, x.Algebra, item, answer, &v)
	default:
		err = fmt.Errorf("%w: unknown kind of response %q", errItem, item.Response.Kind)
	}
	return v, err
}

func empty(answer map[string]string) bool {
	for _, v := range answer {
		if strings.TrimSpace(v) != "" {
			return false
		}
	}
	return true
}

func unkey(item Item, key any) error {
	if err := json.Unmarshal(item.Key, key); err != nil {
		return fmt.Errorf("%w: key of %s: %v", errItem, item.ID, err)
	}
	return nil
}

func markNumber(item Item, answer map[string]string, v *Verdict) error {
	var k numberKey
	if err := unkey(item, &k); err != nil {
		return err
	}
	e, err := readNumber(answer["value"], item.Response.Unit, k.Whole)
	if err != nil {
		v.Unread = upperFirst(err.Error()) + "."
		v.Answer = clip(answer["value"])
		return nil
	}
	v.Answer = e.shown
	// A part in a billion on top of the tolerance, so that an answer on its very edge is not lost to rounding.
	v.Correct = math.Abs(e.value-k.Value) <= k.Tolerance+1e-9*math.Abs(k.Value)
	return nil
}

// words by which a choice may be given besides its own.
var sameWord = map[string]string{
	"rise": Rises, "rises": Rises, "up": Rises, "↑": Rises, "+": Rises, "increases": Rises,
	"fall": Falls, "falls": Falls, "down": Falls, "↓": Falls, "-": Falls, "−": Falls, "decreases": Falls,
	"stay": Stays, "stays": Stays, "same": Stays, "unchanged": Stays, "→": Stays, "=": Stays, "0": Stays, "stay the same": Stays,
}

func markChoices(item Item, answer map[string]string, key map[string]string, v *Verdict) {
	right, given := true, []string{}
	for _, f := range item.Response.Fields {
		a := strings.TrimSpace(answer[f.Name])
		if item.Response.Kind == Arrows {
			if w, ok := sameWord[strings.ToLower(a)]; ok {
				a = w
			}
		}
		known := len(f.Options) == 0
		for _, o := range f.Options {
			if strings.EqualFold(o, a) {
				a, known = o, true
			}
		}
		if !known {
			v.Unread = fmt.Sprintf("%s: choose one of %s.", f.Label, strings.Join(f.Options, ", "))
		}
		right = right && a == key[f.Name]
		given = append(given, a)
	}
	v.Answer = strings.Join(given, ", ")
	v.Correct = right && v.Unread == "" && len(key) > 0
}

func markLine(item Item, answer map[string]string, v *Verdict) error {
	var k lineKey
	if err := unkey(item, &k); err != nil {
		return err
	}
	text := strings.TrimSpace(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(answer["line"])), "line"))
	n, err := strconv.Atoi(strings.TrimRight(text, "."))
	if err != nil {
		v.Unread = "Give the number of one line, as printed beside the program."
		v.Answer = clip(answer["line"])
		return nil
	}
	v.Answer = fmt.Sprintf("line %d", n)
	for _, l := range k.Lines {
		v.Correct = v.Correct || l == n
	}
	return nil
}

// markInputs runs both programs on the input given.
func markInputs(ctx context.Context, item Item, answer map[string]string, runner sandbox.Runner, v *Verdict) error {
	b, err := Examiner{Runner: runner}.itemBench(ctx, item)
	if err != nil {
		return err
	}
	at := settings{}
	for _, f := range item.Response.Fields {
		text := strings.TrimSpace(answer[f.Name])
		k := b.knob(f.Name)
		if text == "" || k == nil {
			continue
		}
		e, err := readNumber(text, f.Unit, false)
		if err != nil {
			v.Unread = fmt.Sprintf("`%s`: %s.", f.Name, err)
			return nil
		}
		if k.Integer && e.value != math.Trunc(e.value) {
			v.Unread = fmt.Sprintf("`%s` must be a whole number.", f.Name)
			return nil
		}
		at[f.Name] = e.value
	}
	v.Answer = b.showCall(at)
	own, err := b.run(program{}, []settings{at}, 1)
	if err != nil {
		return err
	}
	if !own[0].finite() {
		why := own[0].fault
		if why == "" {
			why = "it returns numbers that are not finite"
		}
		v.Unread = fmt.Sprintf("Your own program does not run on this input (%s); give one on which it does.", clip(why))
		return nil
	}
	changed, err := b.runText(item.Working.Changed, at)
	if err != nil {
		return err
	}
	v.Correct = differs(own[0], changed)
	x, y := b.contrast(own[0], changed)
	if v.Correct {
		v.Says = fmt.Sprintf("On your input, yours gives %s, the changed program %s. %s", x, y, item.KeySays)
	} else {
		v.Says = "On your input the two return the same. " + item.KeySays
	}
	return nil
}

// markCode runs the hidden tests on the program given.
func markCode(ctx context.Context, item Item, answer map[string]string, runner sandbox.Runner, v *Verdict) error {
	var k codeKey
	if err := unkey(item, &k); err != nil {
		return err
	}
	prepare := ""
	if item.Working.Subject != nil {
		prepare = item.Working.Subject.Prepare
	}
	code := answer["code"]
	if strings.TrimSpace(code) == "" {
		v.Answer = "no answer"
		return nil
	}
	replies, err := runTests(ctx, runner, wrap(Subject{Prepare: prepare}, code), k)
	if err != nil {
		return err
	}
	passed, failure := 0, ""
	for i, t := range k.Tests {
		if says := t.judge(replies[i], k.Names); says == "" {
			passed++
		} else if failure == "" {
			failure = fmt.Sprintf("%q: %s", t.Name, clip2(says))
		}
	}
	v.Correct = passed == len(k.Tests)
	v.Answer = fmt.Sprintf("%d of %d tests", passed, len(k.Tests))
	v.Says = fmt.Sprintf("Your program passes %s. %s", v.Answer, item.KeySays)
	if failure != "" {
		v.Says = fmt.Sprintf("Your program passes %s; the first that it does not is %s. %s", v.Answer, failure, item.KeySays)
	}
	return nil
}

func clip2(s string) string {
	if r := []rune(s); len(r) > 160 {
		return string(r[:160]) + "…"
	}
	return s
}

// shortKey is the key in a few words.
func shortKey(item Item) string {
	var n numberKey
	var a arrowsKey
	var c choiceKey
	var l lineKey
	var k codeKey
	var u unitKey
	switch item.Response.Kind {
	case Number:
		if item.Family == "C12" && unkey(item, &u) == nil {
			return u.Unit
		}
		if unkey(item, &n) == nil {
			if n.Whole {
				return trimFloat(n.Value)
			}
			return digitsUnit(n.Value, 4, n.Unit)
		}
	case Arrows, Choice, Probing:
		if unkey(item, &a) == nil && unkey(item, &c) == nil {
			var list []string
			for _, f := range item.Response.Fields {
				if v := a.Arrows[f.Name] + c.Choices[f.Name]; v != "" {
					list = append(list, v)
				}
			}
			return strings.Join(list, ", ")
		}
	case Line:
		if unkey(item, &l) == nil && len(l.Lines) > 0 {
			return fmt.Sprintf("line %d, %s", l.Lines[0], l.Says)
		}
	case Inputs:
		var w inputsKey
		var k blanksKey
		if item.Family == "C10" && unkey(item, &k) == nil {
			return strings.Join(k.Tokens, ", ")
		}
		if unkey(item, &w) == nil {
			var list []string
			for _, f := range item.Response.Fields {
				if v, ok := w.Witness[f.Name]; ok {
					list = append(list, f.Name+" = "+trimFloat(v))
				}
			}
			return "for example " + strings.Join(list, ", ")
		}
	case Code:
		if unkey(item, &k) == nil {
			return fmt.Sprintf("%d of %d tests", len(k.Tests), len(k.Tests))
		}
	case Formula:
		return formulaKey(item)
	}
	return ""
}

// itemBench sets a bench up from a stored item.
func (x Examiner) itemBench(ctx context.Context, item Item) (*bench, error) {
	if item.Working.Subject == nil {
		return nil, fmt.Errorf("%w: %s has no subject", errItem, item.ID)
	}
	s := *item.Working.Subject
	s.Source = item.Working.Source
	src, err := parse(s.Source)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", errItem, err)
	}
	b := &bench{ctx: ctx, runner: x.Runner, algebra: x.Algebra, subject: s, src: src, parallel: 1, burden: 1, seed: 1}
	b.findTarget()
	b.settleKnobs()
	runs, err := b.run(program{}, []settings{nil}, 1)
	if err != nil {
		return nil, err
	}
	b.base = runs[0]
	if b.base.ok() {
		b.outs = b.describeOutputs(runs)
	}
	return b, nil
}

// runText runs another program's text at settings that are arguments only.
func (b *bench) runText(text string, at settings) (reply, error) {
	call := b.call(program{}, at)
	r, err := b.runner.Run(b.ctx, sandbox.Job{Source: wrap(b.subject, text), Calls: []sandbox.Call{call}, Seed: b.seed})
	if err != nil {
		return reply{}, err
	}
	return expand(readReply(r, 0)), nil
}

// AnswerOf is the key of an item in a few words, as shown in tables and beside the item after the sitting: "8.90 ms",
// "line 8, / became *". One right answer where there are many.
func AnswerOf(item Item) string { return shortKey(item) }

// Unreadable is why an answer's entries can't be read, with what to change, or "" if they can. It runs nothing, so that a
// page can ask it before it takes an answer as final: what can't be read is not a wrong answer.
func (x Examiner) Unreadable(item Item, answer map[string]string) string {
	if empty(answer) {
		return ""
	}
	if item.Response.Kind == Formula {
		return x.unreadFormulas(item, answer)
	}
	var v Verdict
	switch {
	case item.Family == "C12":
		markUnit(item, answer, &v)
	case item.Family == "C10":
		for _, f := range item.Response.Fields {
			if t := answer[f.Name]; strings.ContainsAny(t, "\n\r#;") || len(t) > 60 {
				return f.Label + ": one token is asked for."
			}
		}
	case item.Response.Kind == Number:
		markNumber(item, answer, &v)
	case item.Response.Kind == Line:
		markLine(item, answer, &v)
	case item.Response.Kind == Probing:
		markChoices(choicesOnly(item), answer, map[string]string{}, &v)
	case item.Response.Kind == Arrows, item.Response.Kind == Choice:
		markChoices(item, answer, map[string]string{}, &v)
	case item.Response.Kind == Inputs:
		for _, f := range item.Response.Fields {
			if t := strings.TrimSpace(answer[f.Name]); t != "" {
				if _, err := readNumber(t, f.Unit, false); err != nil {
					return fmt.Sprintf("%s: %s.", f.Label, err)
				}
			}
		}
	}
	return v.Unread
}

// Unreadable is Examiner.Unreadable without a derivation checker.
func Unreadable(item Item, answer map[string]string) string {
	return Examiner{}.Unreadable(item, answer)
}
