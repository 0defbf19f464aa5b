package lab

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"coronium/sim"
	"coronium/sim/registry"
)

// Fields of an address beside the parameters of the model. No parameter may have one of these names; a test sees to it.
const (
	FieldSet     = "set"     // a named parameter set
	FieldWas     = "was"     // the set that the form was made with: when it differs from set, the set's values win
	FieldVariant = "variant" // a wrong variant, shown beside the right run
	FieldSeed    = "seed"
	FieldAlong   = "along"  // swept parameter
	FieldOf      = "of"     // output shown against it
	FieldLow     = "low"    // ends of the sweep
	FieldHigh    = "high"   //
	FieldSweep   = "sweep"  // 1: compute the sweep though it takes long; 0: leave it out
	FieldPin     = "pin"    // a run to overlay, encoded as an address's query; up to MaxPins
	FieldHold    = "hold"   // 1: compute nothing
	FieldFigure  = "figure" // which figure is exported
)

// Reserved lists the fields above.
var Reserved = []string{FieldSet, FieldWas, FieldVariant, FieldSeed, FieldAlong, FieldOf, FieldLow, FieldHigh, FieldSweep, FieldPin, FieldHold, FieldFigure}

// MaxPins is how many runs can be laid over the present one.
const MaxPins = 3

// Settings are the part of a query that decides a run.
type Settings struct {
	Set     string
	Values  map[string]float64 // complete
	Variant string
	Seed    uint64
}

// Query is one state of a lab page.
type Query struct {
	Model sim.Model
	Settings
	Pins []Settings

	Along     string // swept parameter; empty when the model has none that can be swept
	Of        string // scalar output; empty when the model has none
	Low, High float64
	ownEnds   bool // the ends are the person's, not the window's
	Sweep     bool
	Plain     bool // no sweep, though it were quick
	Hold      bool

	Typed  map[string]string // what the fields hold, word for word
	Faults map[string]string // by field; empty when all is well
}

// Read reads the fields of an address. Faults are collected, not returned one at a time: nothing that was typed is lost.
func Read(m sim.Model, fields url.Values) Query {
	q := Query{Model: m, Typed: map[string]string{}, Faults: map[string]string{}}
	q.Settings = q.settings(fields, true)
	q.Hold = fields.Get(FieldHold) == "1"
	q.Sweep, q.Plain = fields.Get(FieldSweep) == "1", fields.Get(FieldSweep) == "0"
	q.readSweep(fields)
	for _, text := range fields[FieldPin] {
		inner, err := url.ParseQuery(text)
		if err != nil || len(q.Pins) == MaxPins {
			continue // an address that was cut: the rest of the page still stands
		}
		if pin := (&Query{Model: m, Typed: map[string]string{}, Faults: map[string]string{}}); true {
			pin.Settings = pin.settings(inner, false)
			if len(pin.Faults) == 0 {
				q.Pins = append(q.Pins, pin.Settings)
			}
		}
	}
	return q
}

// settings reads what decides a run.
func (q *Query) settings(fields url.Values, form bool) Settings {
	s := Settings{Set: fields.Get(FieldSet), Variant: fields.Get(FieldVariant), Seed: 1, Values: map[string]float64{}}
	base, known := Base(q.Model, s.Set)
	if !known {
		q.fault(FieldSet, s.Set, "There is no parameter set of this name.")
		s.Set = ""
	}
	preset := map[string]float64{}
	if form && fields.Has(FieldWas) && fields.Get(FieldWas) != s.Set {
		preset = base // another set was chosen: what the fields held belongs to the old one
	}
	for _, p := range q.Model.Parameters {
		s.Values[p.Name] = base[p.Name]
		q.Typed[p.Name] = sim.Format(base[p.Name])
		text := strings.TrimSpace(fields.Get(p.Name))
		if _, chosen := preset[p.Name]; chosen || !fields.Has(p.Name) {
			continue
		}
		q.Typed[p.Name] = text
		v, fault := number(text)
		if fault == "" {
			fault = outOfRange(q.Model, p, v)
		}
		if fault != "" {
			q.Faults[p.Name] = fault
			continue
		}
		s.Values[p.Name] = v
	}
	if s.Variant != "" && !q.Model.HasVariant(s.Variant) {
		q.fault(FieldVariant, s.Variant, "This model has no variant of this name.")
		s.Variant = ""
	}
	q.Typed[FieldSeed] = "1"
	if text := strings.TrimSpace(fields.Get(FieldSeed)); text != "" {
		q.Typed[FieldSeed] = text
		seed, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			q.fault(FieldSeed, text, "A seed is a whole number from 0 to 18446744073709551615.")
		} else {
			s.Seed = seed
		}
	}
	return s
}

func (q *Query) fault(field, typed, says string) {
	q.Typed[field] = typed
	q.Faults[field] = says
}

// number reads a decimal number as people type it.
func number(text string) (v float64, fault string) {
	if text == "" {
		return 0, "Write a number here."
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(text, "−", "-"), 64)
	switch {
	case err != nil && strings.Contains(text, ","):
		return 0, fmt.Sprintf("%q is not a number here: write a point, as in %s.", text, strings.Replace(text, ",", ".", 1))
	case err != nil || math.IsNaN(v) || math.IsInf(v, 0):
		return 0, fmt.Sprintf("%q is not a number: write it as 20, -0.5 or 1e-3, without unit.", text)
	}
	return v, ""
}

// outOfRange is the registry's own verdict on one value, as a sentence that stands beside its field.
func outOfRange(m sim.Model, p sim.Parameter, v float64) string {
	var bad *sim.ParameterError
	if _, err := registry.Complete(m, map[string]float64{p.Name: v}); errors.As(err, &bad) {
		return fmt.Sprintf("%s is not admissible; it must be %s.", sim.Format(v), bad.Range)
	}
	return ""
}

// Base are the values of a named parameter set over the defaults; "" names the defaults.
func Base(m sim.Model, set string) (map[string]float64, bool) {
	values, err := registry.Complete(m, nil)
	if err != nil {
		return map[string]float64{}, false // the defaults of every entry are admissible; a test of the registry holds it
	}
	if set == "" {
		return values, true
	}
	for _, p := range m.Presets {
		if p.Name == set {
			for name, v := range p.Values {
				values[name] = v
			}
			return values, true
		}
	}
	return values, false
}

// readSweep reads which output is drawn against which parameter.
func (q *Query) readSweep(fields url.Values) {
	q.Along, q.Of = DefaultAlong(q.Model), DefaultOf(q.Model)
	if name := fields.Get(FieldAlong); name != "" && slices.ContainsFunc(Sweepable(q.Model), func(p sim.Parameter) bool { return p.Name == name }) {
		q.Along = name
	}
	if name := fields.Get(FieldOf); name != "" && slices.ContainsFunc(Scalars(q.Model), func(o sim.Output) bool { return o.Name == name }) {
		q.Of = name
	}
	p, ok := q.Model.Parameter(q.Along)
	if !ok {
		return
	}
	w := WindowOf(p, q.Values[p.Name])
	q.Low, q.High = w.Low, w.High
	if fields.Get(FieldAlong) != "" && fields.Get(FieldAlong) != fields.Get(FieldWas+"-"+FieldAlong) && fields.Has(FieldWas+"-"+FieldAlong) {
		return // another parameter was chosen: the old one's ends mean nothing for it
	}
	for _, end := range []struct {
		field string
		to    *float64
	}{{FieldLow, &q.Low}, {FieldHigh, &q.High}} {
		text := strings.TrimSpace(fields.Get(end.field))
		if text == "" {
			continue
		}
		q.Typed[end.field] = text
		v, fault := number(text)
		if fault == "" {
			fault = outOfRange(q.Model, p, v)
		}
		if fault != "" {
			q.Faults[end.field] = fault
			continue
		}
		if v != *end.to {
			q.ownEnds = true
		}
		*end.to = v
	}
	if !(q.Low < q.High) && q.Faults[FieldLow] == "" && q.Faults[FieldHigh] == "" {
		q.Faults[FieldHigh] = fmt.Sprintf("The sweep must end above its beginning, %s.", sim.Format(q.Low))
	}
}

// Encode gives the fields of the shortest address that reads back as this state.
func (q Query) Encode() url.Values {
	out := q.Settings.encode(q.Model)
	for _, pin := range q.Pins {
		out.Add(FieldPin, pin.encode(q.Model).Encode())
	}
	if q.Along != DefaultAlong(q.Model) {
		out.Set(FieldAlong, q.Along)
	}
	if q.Of != DefaultOf(q.Model) {
		out.Set(FieldOf, q.Of)
	}
	if q.ownEnds {
		out.Set(FieldLow, sim.Format(q.Low))
		out.Set(FieldHigh, sim.Format(q.High))
	}
	switch {
	case q.Sweep:
		out.Set(FieldSweep, "1")
	case q.Plain:
		out.Set(FieldSweep, "0")
	}
	return out
}

// encode is Encode without what does not change the run: what a pin holds.
func (s Settings) encode(m sim.Model) url.Values {
	out := url.Values{}
	if s.Set != "" {
		out.Set(FieldSet, s.Set)
	}
	base, _ := Base(m, s.Set)
	for name, v := range s.Values {
		if v != base[name] {
			out.Set(name, sim.Format(v))
		}
	}
	if s.Variant != "" {
		out.Set(FieldVariant, s.Variant)
	}
	if s.Seed != 1 {
		out.Set(FieldSeed, strconv.FormatUint(s.Seed, 10))
	}
	return out
}

// With is the same state with one of its parts changed.
func (q Query) With(change func(*Query)) Query {
	q.Values = cloned(q.Values)
	q.Pins = slices.Clone(q.Pins)
	change(&q)
	return q
}

func cloned(values map[string]float64) map[string]float64 {
	out := make(map[string]float64, len(values))
	for k, v := range values {
		out[k] = v
	}
	return out
}

// Address is the page of this state.
func (q Query) Address() string {
	return WithFields("/lab/"+q.Model.Name, q.Encode())
}

// WithFields puts fields after a path; it leaves the path alone when there are none.
func WithFields(path string, fields url.Values) string {
	if text := fields.Encode(); text != "" {
		return path + "?" + text
	}
	return path
}

// Changes says in words how settings differ from the model's defaults: what a pinned run is called.
func (s Settings) Changes(m sim.Model) string {
	base, _ := Base(m, s.Set)
	var parts []string
	if s.Set != "" {
		parts = append(parts, s.Set)
	}
	for _, p := range m.Parameters {
		if v := s.Values[p.Name]; v != base[p.Name] {
			part := p.Name + " = " + sim.Format(v)
			if p.Unit != "1" {
				part += " " + p.Unit
			}
			parts = append(parts, part)
		}
	}
	if s.Seed != 1 {
		parts = append(parts, fmt.Sprintf("seed %d", s.Seed))
	}
	if s.Variant != "" {
		parts = append(parts, s.Variant)
	}
	if len(parts) == 0 {
		return "the defaults"
	}
	return strings.Join(parts, ", ")
}

// PinField is a pinned run as the field of an address.
func PinField(m sim.Model, s Settings) string { return s.encode(m).Encode() }
