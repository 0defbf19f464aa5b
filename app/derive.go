package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"coronium/grading/derive"
	"coronium/sim"
	"coronium/sim/registry"
)

// deriveCommand checks a derivation written in plain text, line by line.
type deriveCommand struct {
	File string `arg:"" help:"The derivation; - is standard input."`
	JSON bool   `name:"json" help:"The whole report as one JSON document."`
	Hint int    `help:"Print that rung (1-4) of the hint ladder for the first line that does not follow, from the --worked derivation."`
	Work string `name:"worked" help:"A worked derivation of the same problem, for hints."`
	Seed uint64 `help:"Seed of the random points."`
}

// Run checks the file and prints every line with its verdict.
func (d *deriveCommand) Run(c *console) error {
	text, err := readText(c, d.File)
	if err != nil {
		return err
	}
	r, err := derive.Check(c.ctx, text, derive.Options{Seed: d.Seed, Simulate: simulator{c}})
	if err != nil {
		return err
	}
	if d.JSON {
		enc := json.NewEncoder(c.out)
		enc.SetEscapeHTML(false)
		return enc.Encode(r)
	}
	for _, l := range r.Lines {
		fmt.Fprintf(c.out, "(%s) %-11s %s", l.N, l.Verdict, l.Text)
		if l.Rule != "" {
			fmt.Fprintf(c.out, " ; %s", l.Rule)
		}
		fmt.Fprintln(c.out)
		if l.Message != "" && l.Verdict != derive.Recorded {
			fmt.Fprintf(c.out, "    %s\n", l.Message)
		}
	}
	for _, g := range r.Goals {
		state := "not reached"
		if g.Reached {
			state = "reached by (" + g.Line + ")"
		}
		fmt.Fprintf(c.out, "goal %s: %s\n", g.Goal, state)
		if s := g.Sweep; s != nil && s.Apart != nil {
			fmt.Fprintf(c.out, "    theory and simulation (%s) part by 5 per cent from %s = %.4g\n", s.Model, s.Parameter, *s.Apart)
		} else if s != nil {
			fmt.Fprintf(c.out, "    theory and simulation (%s) agree over the sweep of %s\n", s.Model, s.Parameter)
		}
	}
	fmt.Fprintln(c.out, r.Verdict)
	if d.Hint > 0 && r.FirstBad != "" {
		worked, err := readText(c, d.Work)
		if err != nil {
			return err
		}
		hint, err := derive.Hint(c.ctx, text, worked, d.Hint, derive.Options{Seed: d.Seed})
		if err != nil {
			return err
		}
		fmt.Fprintln(c.out, "hint:", hint)
	}
	return nil
}

// simulator sweeps goals against the reference models.
type simulator struct{ c *console }

// Parameters are a model's defaults.
func (s simulator) Parameters(model string) (map[string]float64, error) {
	m, err := registry.Lookup(model)
	if err != nil {
		return nil, err
	}
	values := map[string]float64{}
	for _, p := range m.Parameters {
		values[p.Name] = p.Default
	}
	return values, nil
}

// Run gives a model's scalars with their units.
func (s simulator) Run(model string, settings map[string]float64) (map[string]derive.Measured, error) {
	m, err := registry.Lookup(model)
	if err != nil {
		return nil, err
	}
	r, err := registry.Run(s.c.ctx, model, sim.Settings{Values: settings})
	if err != nil {
		return nil, err
	}
	out := map[string]derive.Measured{}
	for _, o := range m.Outputs {
		if v, ok := r.Scalars[o.Name]; ok {
			out[o.Name] = derive.Measured{Value: v, Unit: o.Unit}
		}
	}
	return out, nil
}

// readText reads a bounded text file or standard input.
func readText(c *console, name string) (string, error) {
	from := c.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return "", badInput("%s can't be read: %v", name, err)
		}
		defer f.Close()
		from = f
	}
	data, err := io.ReadAll(io.LimitReader(from, maxInput+1))
	if err != nil {
		return "", badInput("%s can't be read: %v", name, err)
	}
	if len(data) > maxInput {
		return "", badInput("%s is larger than %d MB", name, maxInput>>20)
	}
	return string(data), nil
}
