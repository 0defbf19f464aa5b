package exercises

import (
	"strconv"
	"strings"

	"coronium/grading/understand"
	"coronium/sim/registry"
)

// A Feature is something that programs of an exercise's model can show, with a witness, or can never show, with a certificate.
type Feature struct {
	ID    string     `yaml:"-" key:"true"`
	Says  string     `yaml:"says" doc:"What is seen, as a noun phrase: a rate above 1/t_ref."`
	Shows string     `yaml:"shows" doc:"Python over the arguments, the returned values by name, and np; true where it is seen."`
	At    []Argument `yaml:"at,omitempty" doc:"Arguments at which a right program shows it."`
	Never string     `yaml:"never,omitempty" doc:"Why no right program can show it, whatever the arguments: the certificate, in a sentence."`
	Place Place      `yaml:"-"`
}

// Hidden is a task that a reference model has done in one of several usual ways; the trainee finds out which by calling it.
type Hidden struct {
	Ask     string         `yaml:"ask" doc:"The task as it was given, Markdown; it leaves the choices open."`
	Sim     string         `yaml:"sim" doc:"The reference model; its parameters have the exercise's values of the same names."`
	Set     []Named        `yaml:"set,omitempty" doc:"Other values of its parameters."`
	Probe   []CheckRange   `yaml:"probe" doc:"The parameters that the trainee may choose, each with low and high."`
	Show    []string       `yaml:"show" doc:"The numbers of the model that come back."`
	Choices []HiddenChoice `yaml:"choices" doc:"What the task leaves open; together at least ten ways."`
	Place   Place          `yaml:"-"`
}

// A HiddenChoice is one question that a task leaves open.
type HiddenChoice struct {
	ID      string       `yaml:"-" key:"true"`
	Says    string       `yaml:"says" doc:"The beginning of a sentence that every option ends: Spikes are dated."`
	Options []Convention `yaml:"options" doc:"The ways that are in use."`
	Place   Place        `yaml:"-"`
}

// A Convention is one way to settle it.
type Convention struct {
	ID      string  `yaml:"-" key:"true"`
	Says    string  `yaml:"says" doc:"The end of the sentence: at the end of their step."`
	Set     []Named `yaml:"set,omitempty" doc:"Values of the model's parameters."`
	Variant string  `yaml:"variant,omitempty" doc:"A variant of the model."`
	Place   Place   `yaml:"-"`
}

// features are what understanding checks are told of the model. A witness that has no number in this variant is left out.
func (v *Variant) features(fn *Function) []understand.Feature {
	var all []understand.Feature
	for _, f := range v.Exercise.Explain.Features {
		out := understand.Feature{ID: f.ID, Says: v.Text(f.Says), Shows: f.Shows, Never: v.Text(f.Never), At: map[string]float64{}}
		inputs, err := newPlan(v).resolve(fn, f.At)
		if err != nil {
			continue
		}
		for _, a := range f.At {
			if x, ok := inputs.scope(a.Name); ok && x.IsNumber() {
				out.At[a.Name] = x.Data[0]
			}
		}
		all = append(all, out)
	}
	return all
}

// oracle is the task whose hidden choices can be asked about; nil if the exercise has none.
func (v *Variant) oracle(fn *Function) *understand.Oracle {
	h := v.Exercise.Explain.Hidden
	if h == nil {
		return nil
	}
	model, err := registry.Lookup(h.Sim)
	if err != nil {
		return nil
	}
	inputs, err := newPlan(v).resolve(fn)
	if err != nil {
		return nil
	}
	o := &understand.Oracle{Ask: v.Text(h.Ask), Model: h.Sim, Values: map[string]float64{}}
	for _, p := range model.Parameters {
		if x, ok := inputs.scope(p.Name); ok && x.IsNumber() {
			o.Values[p.Name] = x.Data[0]
		}
	}
	for name, x := range v.numbers(h.Set, inputs.scope) {
		o.Values[name] = x
	}
	for _, r := range h.Probe {
		p := understand.Parameter{Name: r.Name, Value: o.Values[r.Name]}
		for _, q := range model.Parameters {
			if q.Name == r.Name {
				p.Unit = q.Unit
			}
		}
		for x, to := range map[*Expr]*float64{&r.Low: &p.Low, &r.High: &p.High, &r.Step: &p.Step} {
			if n, err := numberIn(*x, inputs.scope); x.Given() && err == nil {
				*to = twoDigits(n)
			}
		}
		o.Probe = append(o.Probe, p)
	}
	for _, name := range h.Show {
		show := understand.Output{Name: name}
		for _, q := range model.Outputs {
			if q.Name == name {
				show.Unit = q.Unit
				show.Means, _, _ = strings.Cut(q.Means, ";")
			}
		}
		o.Show = append(o.Show, show)
	}
	for _, c := range h.Choices {
		choice := understand.OracleChoice{Says: c.Says}
		for _, option := range c.Options {
			choice.Options = append(choice.Options, understand.Convention{Says: option.Says, Set: v.numbers(option.Set, inputs.scope), Variant: option.Variant})
		}
		o.Choices = append(o.Choices, choice)
	}
	return o
}

// twoDigits rounds a bound that is computed, so that it can be read.
func twoDigits(x float64) float64 {
	v, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 2, 64), 64)
	if err != nil {
		return x
	}
	return v
}

// numbers evaluates named values; what has no number is left out.
func (v *Variant) numbers(list []Named, s scope) map[string]float64 {
	out := map[string]float64{}
	for _, n := range list {
		if x, err := numberIn(n.Value, s); err == nil {
			out[n.Name] = x
		}
	}
	return out
}
