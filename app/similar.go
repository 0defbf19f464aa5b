package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"text/tabwriter"

	"coronium/grading/likeness"
)

// similarCommand says how alike programs are. It is context for a person; nothing follows from it by itself.
type similarCommand struct {
	Files []string `arg:"" help:"Programs to compare, two or more."`
	Base  []string `placeholder:"FILE" help:"Starters and templates, whose text is nobody's likeness."`
	Most  int      `default:"1000" help:"How many pairs to describe, the most alike first."`
	JSON  bool     `name:"json" help:"One JSON document."`
}

// Run compares all pairs.
func (s similarCommand) Run(c *console) error {
	if len(s.Files) < 2 {
		return badInput("likeness needs two programs or more; one was given")
	}
	if s.Most < 1 {
		return badInput("--most must be at least 1, not %d", s.Most)
	}
	options := likeness.Options{Most: s.Most}
	for _, name := range s.Base {
		text, err := readInput(c, name)
		if err != nil {
			return err
		}
		options.Base = append(options.Base, text)
	}
	programs := make([]likeness.Program, len(s.Files))
	for i, name := range s.Files {
		text, err := readInput(c, name)
		if err != nil {
			return err
		}
		programs[i] = likeness.Program{Name: filepath.ToSlash(name), Source: text}
	}
	report, err := likeness.Compare(programs, options)
	if err != nil {
		return badInput("%v", err)
	}
	if s.JSON {
		return json.NewEncoder(c.out).Encode(report)
	}
	tw := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "similarity\tpercentile\toverlap\tlongest\tprograms")
	for _, p := range report.Pairs {
		fmt.Fprintf(tw, "%.3f\t%.1f\t%d\t%d\t%s  %s\n", p.Similarity, p.Percentile, p.Overlap, p.Longest, p.A, p.B)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	for _, n := range report.Notes {
		fmt.Fprintln(c.out, "note:", n)
	}
	return nil
}
