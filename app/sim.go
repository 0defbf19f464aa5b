package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"coronium/app/lab"
	"coronium/sim"
	"coronium/sim/registry"
)

// simCommand runs one reference model or theory function, or lists them.
type simCommand struct {
	Model    string   `arg:"" optional:"" help:"Name of the model; --list shows them."`
	Pairs    []string `arg:"" optional:"" name:"name=value" help:"More parameters: --set tau=20 R=50 sets both."`
	List     bool     `help:"List models and theory functions with their parameters."`
	Preset   string   `placeholder:"NAME" help:"Take the values of a named parameter set; --set changes them."`
	Set      []string `sep:"none" placeholder:"NAME=VALUE" help:"Set a parameter; may be given more than once."`
	Variant  string   `placeholder:"NAME" help:"Run a wrong variant of the model (a misconception)."`
	Seed     uint64   `default:"1" help:"Seed of the random numbers: same seed, same result."`
	NoTraces bool     `help:"Leave the arrays out."`
	JSON     bool     `name:"json" help:"Print one JSON document."`
}

func (s simCommand) Run(c *console) error {
	if s.List {
		if s.Model == "" {
			return listModels(c.out, registry.All(), s.JSON)
		}
		m, err := registry.Lookup(s.Model)
		if err != nil {
			return err
		}
		if s.JSON {
			return listModels(c.out, []sim.Model{m}, true)
		}
		return describeModel(c.out, m)
	}
	if s.Model == "" {
		return badInput("which model? `coronium sim --list` names them, `coronium sim lif` runs one")
	}
	m, err := registry.Lookup(s.Model)
	if err != nil {
		return err
	}
	given, err := parseSettings(append(s.Set, s.Pairs...))
	if err != nil {
		return err
	}
	if s.Preset != "" {
		if err := addPreset(m, s.Preset, given); err != nil {
			return err
		}
	}
	values, err := registry.Complete(m, given)
	if err != nil {
		return err
	}
	began := time.Now()
	result, err := registry.Run(c.ctx, s.Model, sim.Settings{Values: given, Variant: s.Variant, Seed: s.Seed, Traces: s.JSON && !s.NoTraces,
		Built: func() { began = time.Now() }})
	if err != nil {
		return err
	}
	seconds := time.Since(began).Seconds()
	if s.JSON {
		return json.NewEncoder(c.out).Encode(simDocument(s, values, result, seconds))
	}
	return printResult(c.out, m, values, result, seconds)
}

// addPreset puts the values of a named set under those that were given.
func addPreset(m sim.Model, name string, given map[string]float64) error {
	known := make([]string, len(m.Presets))
	for i, p := range m.Presets {
		known[i] = p.Name
		if p.Name != name {
			continue
		}
		for k, v := range p.Values {
			if _, set := given[k]; !set {
				given[k] = v
			}
		}
		return nil
	}
	return &sim.NameError{What: "preset of " + m.Name, Name: name, Nearest: registry.Nearest(name, known), Known: known}
}

// parseSettings reads NAME=VALUE pairs; several may stand in one argument, separated by commas.
func parseSettings(args []string) (map[string]float64, error) {
	values := map[string]float64{}
	for _, arg := range args {
		for _, pair := range strings.Split(arg, ",") {
			name, text, ok := strings.Cut(pair, "=")
			name, text = strings.TrimSpace(name), strings.TrimSpace(text)
			if !ok || name == "" {
				return nil, badInput("--set %s: write NAME=VALUE, for example --set tau=20", pair)
			}
			v, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return nil, badInput("--set %s: %q is no number; write a decimal number without unit, for example %s=20", pair, text, name)
			}
			if _, twice := values[name]; twice {
				return nil, badInput("--set %s: %s is set twice", pair, name)
			}
			values[name] = v
		}
	}
	return values, nil
}

// simDocument is the JSON of a run, the same as the lab pages export; without arrays if they are not wanted.
func simDocument(s simCommand, values map[string]float64, r sim.Result, seconds float64) map[string]any {
	doc := lab.Document(s.Model, lab.Settings{Values: values, Variant: s.Variant, Seed: s.Seed}, r, seconds)
	if s.NoTraces {
		for _, arrays := range []string{"traces", "spikes", "times"} {
			delete(doc, arrays)
		}
	}
	return doc
}

// The JSON of --list.
type listedModel struct {
	Name     string          `json:"name"`
	Title    string          `json:"title"`
	Kind     string          `json:"kind"`
	Doc      string          `json:"doc"`
	Source   string          `json:"source"`
	Params   []listedParam   `json:"params"`
	Outputs  []listedOutput  `json:"outputs"`
	Variants []listedVariant `json:"variants"`
	Presets  []listedPreset  `json:"presets,omitempty"`
	Plane    bool            `json:"phase_plane,omitempty"`
	Sweep    *listedSweep    `json:"bifurcation,omitempty"`
}

// listedSweep says along which parameter a model has a bifurcation diagram, and between which values.
type listedSweep struct {
	Parameter string  `json:"parameter"`
	From      float64 `json:"from"`
	To        float64 `json:"to"`
}

type listedParam struct {
	Name    string  `json:"name"`
	Unit    string  `json:"unit"`
	Means   string  `json:"means"`
	Default float64 `json:"default"`
	Min     float64 `json:"min"`
	Max     float64 `json:"max"`
	Integer bool    `json:"integer,omitempty"`
}

type listedOutput struct {
	Name  string `json:"name"`
	Unit  string `json:"unit"`
	Means string `json:"means"`
	Kind  string `json:"kind"`
}

type listedPreset struct {
	Name   string             `json:"name"`
	Says   string             `json:"says"`
	Values map[string]float64 `json:"values"`
}

type listedVariant struct {
	Name  string             `json:"name"`
	Says  string             `json:"says"`
	Where map[string]float64 `json:"where,omitempty"` // values at which it shows, where it hides at the defaults
}

func listModels(w io.Writer, models []sim.Model, asJSON bool) error {
	if !asJSON {
		return listText(w, models)
	}
	list := make([]listedModel, 0, len(models))
	for _, m := range models {
		l := listedModel{Name: m.Name, Title: m.Title, Kind: m.Kind, Doc: m.Doc, Source: m.Source,
			Params: []listedParam{}, Outputs: []listedOutput{}, Variants: []listedVariant{}, Plane: m.PhasePlane != nil}
		if b := m.Bifurcation; b != nil {
			l.Sweep = &listedSweep{b.Parameter, b.From, b.To}
		}
		for _, p := range m.Parameters {
			l.Params = append(l.Params, listedParam(p))
		}
		for _, o := range m.Outputs {
			l.Outputs = append(l.Outputs, listedOutput{o.Name, o.Unit, o.Means, string(o.Kind)})
		}
		for _, v := range m.Variants {
			l.Variants = append(l.Variants, listedVariant(v))
		}
		for _, p := range m.Presets {
			l.Presets = append(l.Presets, listedPreset(p))
		}
		list = append(list, l)
	}
	return json.NewEncoder(w).Encode(map[string]any{"models": list})
}

func listText(w io.Writer, models []sim.Model) error {
	for _, kind := range []string{sim.KindModel, sim.KindTheory} {
		heading := map[string]string{sim.KindModel: "Models", sim.KindTheory: "Theory"}[kind]
		fmt.Fprintln(w, heading)
		for _, m := range models {
			if m.Kind != kind {
				continue
			}
			names := make([]string, len(m.Parameters))
			for i, p := range m.Parameters {
				names[i] = p.Name + "=" + sim.Format(p.Default)
				if p.Unit != "1" {
					names[i] += " " + p.Unit
				}
			}
			fmt.Fprintf(w, "  %-22s %s\n  %-22s %s\n", m.Name, m.Title, "", strings.Join(names, ", "))
		}
	}
	fmt.Fprintln(w, "\ncoronium sim NAME --list describes one; coronium sim NAME --set k=v runs it.")
	return nil
}

// showsAt says which values a wrong variant needs to show.
func showsAt(v sim.Variant) string {
	if len(v.Where) == 0 {
		return ""
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(v.Where)) {
		parts = append(parts, name+"="+sim.Format(v.Where[name]))
	}
	return " It shows at " + strings.Join(parts, " ") + "."
}

// describeModel prints all that the registry knows of one model.
func describeModel(w io.Writer, m sim.Model) error {
	fmt.Fprintf(w, "%s: %s (%s)\n\n%s\n\nSource: %s\n\nParameters\n", m.Name, m.Title, m.Kind, m.Doc, m.Source)
	for _, p := range m.Parameters {
		fmt.Fprintf(w, "  %-10s %10s %-8s %s, %s to %s\n", p.Name, sim.Format(p.Default), p.Unit, p.Means, sim.Format(p.Min), sim.Format(p.Max))
	}
	fmt.Fprintln(w, "\nOutputs")
	for _, o := range m.Outputs {
		fmt.Fprintf(w, "  %-16s %-8s %s (%s)\n", o.Name, o.Unit, o.Means, o.Kind)
	}
	if len(m.Presets) > 0 {
		fmt.Fprintln(w, "\nParameter sets (--preset)")
		for _, p := range m.Presets {
			fmt.Fprintf(w, "  %-28s %s\n", p.Name, p.Says)
		}
	}
	if len(m.Variants) > 0 {
		fmt.Fprintln(w, "\nWrong variants, for teaching")
		for _, v := range m.Variants {
			fmt.Fprintf(w, "  %-28s %s%s\n", v.Name, v.Says, showsAt(v))
		}
	}
	return nil
}

// printResult is the answer for a person: parameters on one line, then each scalar with its unit, in
// the order in which the model declares them.
func printResult(w io.Writer, m sim.Model, values map[string]float64, r sim.Result, seconds float64) error {
	set := make([]string, len(m.Parameters))
	for i, p := range m.Parameters {
		set[i] = p.Name + "=" + sim.Format(values[p.Name])
	}
	fmt.Fprintf(w, "%s  %s\n", m.Name, strings.Join(set, " "))
	for _, o := range m.Outputs {
		if v, ok := r.Scalars[o.Name]; ok && o.Kind == sim.KindScalar {
			fmt.Fprintf(w, "  %-16s %14s %-8s %s\n", o.Name, significant(v), o.Unit, o.Means)
		}
	}
	trains := make([]string, 0, len(r.Times))
	for name := range r.Times {
		trains = append(trains, name)
	}
	sort.Strings(trains)
	for _, name := range trains {
		fmt.Fprintf(w, "  %-16s %14d times\n", name, len(r.Times[name]))
	}
	fmt.Fprintf(w, "  %.3g s\n", seconds)
	return nil
}

// significant writes a number with seven significant digits, whole numbers without a point.
func significant(v float64) string {
	if v == math.Trunc(v) && math.Abs(v) < 1e15 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'g', 7, 64)
}
