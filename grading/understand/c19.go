package understand

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"coronium/sim"
	"coronium/sim/registry"
)

// Oracle is a reference model that makes choices which its task leaves open.
type Oracle struct {
	Ask     string             `json:"ask"` // the task as it was given, Markdown
	Model   string             `json:"model"`
	Values  map[string]float64 `json:"values"`  // parameters of the reference model that are not chosen
	Probe   []Parameter        `json:"probe"`   // what may be chosen, each with its range
	Show    []Output           `json:"show"`    // what comes back: numbers of the reference model
	Choices []OracleChoice     `json:"choices"` // what the task leaves open
}

// OracleChoice is one question that the task leaves open, with the conventions in use.
type OracleChoice struct {
	Says    string       `json:"says"` // "Spikes are dated"
	Options []Convention `json:"options"`
}

// Convention is one answer to it: what the reference model is told, or which of its variants is run.
type Convention struct {
	Says    string             `json:"says"`
	Set     map[string]float64 `json:"set,omitempty"`
	Variant string             `json:"variant,omitempty"`
}

// oracleKey is the key: for each open question the convention that the oracle follows, and probes that tell it from all others.
type oracleKey struct {
	Choices map[string]string `json:"choices"`
	Oracle  Oracle            `json:"oracle"`
	Hidden  []int             `json:"hidden"` // index of each choice's option
	Probes  []settings        `json:"probes"`
}

// minConventions is how many combinations of conventions there must be, so that naming one is no guess.
const minConventions = 10

// probesTried is how many ordinary probes are made to see that the conventions can be told apart.
const probesTried = 24

// makeHidden is C19: a task leaves several things open, and a program that solves it has settled them in its own way. The
// trainee may call that program with inputs of their own choice, as often as they like, and states what it does. The program is
// the reference core with one convention of each kind, drawn; the second route runs every other combination and
// finds for each a probe at which it answers otherwise.
func makeHidden(b *bench, d *dice, _ int) ([]Item, string, error) {
	o := b.subject.Oracle
	if o == nil {
		return nil, "the exercise names no task that can be done in several usual ways", nil
	}
	combos := o.combinations()
	if len(combos) < minConventions {
		return nil, fmt.Sprintf("the task can be done in %d usual ways; of fewer than %d one is guessed too easily", len(combos), minConventions), nil
	}
	probes := make([]settings, probesTried)
	for i := range probes {
		probes[i] = settings{}
		for _, p := range o.Probe {
			k := knob{Parameter: p}
			probes[i][p.Name] = k.snap(d.between(p.Low, p.High))
		}
	}
	hidden := pick(d, combos)
	own, err := o.answers(b.ctx, hidden, probes)
	if err != nil {
		return nil, "", err
	}
	var telling []settings
	for _, c := range combos {
		if slices.Equal(c, hidden) {
			continue
		}
		other, err := o.answers(b.ctx, c, probes)
		if err != nil {
			return nil, "", err
		}
		at := slices.IndexFunc(upTo(len(probes)), func(i int) bool { return own[i] != nil && other[i] != nil && visible(own[i], other[i]) })
		if at < 0 {
			return nil, "two of the conventions can't be told apart by what the program returns", nil
		}
		if !slices.ContainsFunc(telling, func(s settings) bool { return fmt.Sprint(s) == fmt.Sprint(probes[at]) }) {
			telling = append(telling, probes[at])
		}
	}
	return []Item{b.hiddenQuestion(*o, hidden, telling, len(combos))}, "", nil
}

// combinations lists every way of settling all open questions.
func (o *Oracle) combinations() [][]int {
	all := [][]int{{}}
	for _, c := range o.Choices {
		var longer [][]int
		for _, a := range all {
			for i := range c.Options {
				longer = append(longer, append(slices.Clone(a), i))
			}
		}
		all = longer
	}
	return all
}

// answers runs the reference model in one way at several probes; nil where it refuses one.
func (o *Oracle) answers(ctx context.Context, way []int, probes []settings) ([][]float64, error) {
	out := make([][]float64, len(probes))
	for i, p := range probes {
		row, err := o.answer(ctx, way, p)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err == nil {
			out[i] = row
		}
	}
	return out, nil
}

func (o *Oracle) answer(ctx context.Context, way []int, probe settings) ([]float64, error) {
	s := sim.Settings{Values: map[string]float64{}, Seed: 1}
	for name, v := range o.Values {
		s.Values[name] = v
	}
	for name, v := range probe {
		s.Values[name] = v
	}
	for i, c := range o.Choices {
		option := c.Options[way[i]]
		for name, v := range option.Set {
			s.Values[name] = v
		}
		if option.Variant != "" {
			s.Variant = option.Variant
		}
	}
	r, err := registry.Run(ctx, o.Model, s)
	if err != nil {
		return nil, err
	}
	row := make([]float64, len(o.Show))
	for i, show := range o.Show {
		v, ok := r.Scalars[show.Name]
		if !ok {
			v = math.NaN()
		}
		row[i] = v
	}
	return row, nil
}

// shownDigits is with how many digits an oracle answers.
const shownDigits = 6

// visible reports whether two rows can be told apart as they are shown, and not by the last digit only.
func visible(x, y []float64) bool {
	for i := range x {
		if math.IsNaN(x[i]) != math.IsNaN(y[i]) || math.Abs(x[i]-y[i]) > 1e-4*math.Max(math.Abs(x[i]), math.Abs(y[i])) {
			return true
		}
	}
	return false
}

func (b *bench) hiddenQuestion(o Oracle, hidden []int, telling []settings, ways int) Item {
	key := oracleKey{Choices: map[string]string{}, Oracle: o, Hidden: hidden, Probes: telling}
	var fields []Field
	var truth, back []string
	for i, c := range o.Choices {
		name := fmt.Sprintf("choice%d", i+1)
		f := Field{Name: name, Label: c.Says}
		for _, option := range c.Options {
			f.Options = append(f.Options, option.Says)
		}
		fields = append(fields, f)
		key.Choices[name] = c.Options[hidden[i]].Says
		truth = append(truth, lowerWord(c.Says)+" "+c.Options[hidden[i]].Says)
	}
	for _, p := range o.Probe {
		fields = append(fields, Field{Name: p.Name, Label: fmt.Sprintf("`%s`, from %s to %s", p.Name, digitsUnit2(p.Low, ""), digitsUnit2(p.High, p.Unit)), Unit: p.Unit, Default: digits(p.Value, 3)})
	}
	for _, s := range o.Show {
		back = append(back, strings.TrimSpace(firstOf(s.Means, "`"+s.Name+"`")+inUnit(s.Unit)))
	}
	var fixed []string
	for _, name := range sortedNames(o.Values) {
		if !slices.ContainsFunc(o.Probe, func(p Parameter) bool { return p.Name == name }) {
			fixed = append(fixed, fmt.Sprintf("`%s` = %s", name, trimFloat(o.Values[name])))
		}
	}
	return Item{
		Title: "What did this program decide?",
		Ask: fmt.Sprintf("%s\n\nThe task leaves a few things open, and this program has settled each in one of the ways that are in use. Call it below with inputs of your own, as often as you like: it returns %s. Everything else is fixed (%s). Then say what it does.\n\nAll %d must be right. Calls are not counted, and only the choices are judged.",
			strings.TrimSpace(o.Ask), joinAnd(back), strings.Join(fixed, ", "), len(o.Choices)),
		G:        1 / float64(ways),
		Response: Response{Kind: Probing, Fields: fields, Precision: "every choice"},
		Key:      rawKey(key),
		KeySays:  fmt.Sprintf("In this program %s.", joinAnd(truth)),
		Routes: []Route{
			{"what the program was told to do", strings.Join(truth, "; ")},
			{fmt.Sprintf("the other %d ways, run at the same inputs", ways-1), fmt.Sprintf("each answers otherwise at one of %d inputs", len(telling))},
		},
		Working: Working{Source: b.subject.Source, Observe: "oracle"},
	}
}

func lowerWord(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func inUnit(unit string) string {
	if unit == "" || unit == "1" {
		return ""
	}
	return " (" + unit + ")"
}

// Probed is what an oracle answered.
type Probed struct {
	// Says is the call and what came back, in a line; Unread says why the inputs could not be taken.
	Says   string `json:"says"`
	Unread string `json:"unread"`
}

// Probe calls the program of an item whose choices are to be found out. It needs the item with its key, and gives away nothing
// but the program's answer to these inputs. An input that is left open keeps its usual value.
func Probe(ctx context.Context, item Item, entered map[string]string) (Probed, error) {
	var k oracleKey
	if item.Response.Kind != Probing {
		return Probed{}, fmt.Errorf("%w: %s has nothing to be probed", errItem, item.ID)
	}
	if err := unkey(item, &k); err != nil {
		return Probed{}, err
	}
	probe := settings{}
	var call []string
	for _, p := range k.Oracle.Probe {
		v := p.Value
		if text := strings.TrimSpace(entered[p.Name]); text != "" {
			e, err := readNumber(text, p.Unit, false)
			if err != nil {
				return Probed{Unread: fmt.Sprintf("`%s`: %s.", p.Name, err)}, nil
			}
			v = e.value
		}
		if v < p.Low || v > p.High {
			return Probed{Unread: fmt.Sprintf("`%s` must lie between %s and %s.", p.Name, digitsUnit2(p.Low, ""), digitsUnit2(p.High, p.Unit))}, nil
		}
		probe[p.Name] = v
		call = append(call, fmt.Sprintf("%s = %s", p.Name, digitsUnit2(v, p.Unit)))
	}
	row, err := k.Oracle.answer(ctx, k.Hidden, probe)
	if bad, ok := err.(interface{ BadInput() bool }); ok && bad.BadInput() {
		return Probed{Unread: upperFirst(sentenceOf(err))}, nil
	}
	if err != nil {
		return Probed{}, err
	}
	var back []string
	for i, s := range k.Oracle.Show {
		v := "none"
		if !math.IsNaN(row[i]) {
			v = digitsUnit(row[i], shownDigits, unitOrNone(s.Unit))
			if row[i] == math.Trunc(row[i]) {
				v = strings.TrimSpace(trimFloat(row[i]) + " " + unitOrNone(s.Unit))
			}
		}
		back = append(back, firstOf(s.Means, s.Name)+" "+v)
	}
	return Probed{Says: strings.Join(call, ", ") + " → " + strings.Join(back, ", ")}, nil
}

func unitOrNone(unit string) string {
	if unit == "1" {
		return ""
	}
	return unit
}

// markHidden compares the choices; inputs are no part of the answer.
func markHidden(item Item, answer map[string]string, v *Verdict) error {
	var k oracleKey
	if err := unkey(item, &k); err != nil {
		return err
	}
	markChoices(choicesOnly(item), answer, k.Choices, v)
	return nil
}

// choicesOnly is an item with the fields that are judged.
func choicesOnly(item Item) Item {
	item.Response.Fields = slices.DeleteFunc(slices.Clone(item.Response.Fields), func(f Field) bool { return len(f.Options) == 0 })
	return item
}

// rerunHidden runs every combination again at the stored inputs: the key's alone answers as the oracle does.
func rerunHidden(ctx context.Context, item Item, out Rerun) (Rerun, error) {
	var k oracleKey
	if err := unkey(item, &k); err != nil {
		return out, err
	}
	own, err := k.Oracle.answers(ctx, k.Hidden, k.Probes)
	if err != nil {
		return out, err
	}
	alike := 0
	for _, c := range k.Oracle.combinations() {
		other, err := k.Oracle.answers(ctx, c, k.Probes)
		if err != nil {
			return out, err
		}
		if !slices.ContainsFunc(upTo(len(k.Probes)), func(i int) bool { return own[i] == nil || other[i] == nil || visible(own[i], other[i]) }) {
			alike++
		}
	}
	out.Call = fmt.Sprintf("%d inputs, every combination", len(k.Probes))
	out.Found = fmt.Sprintf("%d of %d combinations answers as the program does", alike, len(k.Oracle.combinations()))
	return out.verdict(alike == 1), nil
}
