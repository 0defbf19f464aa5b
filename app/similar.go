package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"coronium/grading/likeness"
)

// similarCommand says how alike programs are. It is context for a person; nothing follows from it by itself.
type similarCommand struct {
	Files    []string `arg:"" help:"Programs to compare, two or more; of a folder, every .py file in it."`
	Base     []string `placeholder:"FILE" help:"Starters and templates, whose text is nobody's likeness; of a folder, every .py file in it."`
	Exercise string   `placeholder:"ID" help:"An exercise whose starter and templates are subtracted too."`
	Content  string   `placeholder:"DIR" help:"A content folder in place of the one that is built in."`
	Most     int      `default:"1000" help:"How many pairs to describe, the most alike first."`
	JSON     bool     `name:"json" help:"One JSON document."`
}

// base is what everybody was given.
func (s similarCommand) base(c *console) ([]string, error) {
	given, err := readPrograms(c, s.Base)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, p := range given {
		all = append(all, p.Source)
	}
	if s.Exercise == "" {
		return all, nil
	}
	lib, err := openContent(s.Content)
	if err != nil {
		return nil, err
	}
	x, err := lib.Exercise(s.Exercise)
	if err != nil {
		return nil, err
	}
	return append(all, x.Given()...), nil
}

// readPrograms reads files, and every .py file of folders, in their order, hidden ones left out.
func readPrograms(c *console, names []string) ([]likeness.Program, error) {
	var out []likeness.Program
	add := func(name string) error {
		if len(out) >= likeness.MaxPrograms {
			return badInput("there are more than %d programs; that many are compared at once", likeness.MaxPrograms)
		}
		text, err := readInput(c, name)
		if err == nil {
			out = append(out, likeness.Program{Name: filepath.ToSlash(name), Source: text})
		}
		return err
	}
	for _, name := range names {
		if info, err := os.Stat(name); name == "-" || err != nil || !info.IsDir() {
			if err := add(name); err != nil {
				return nil, err
			}
			continue
		}
		err := filepath.WalkDir(name, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return badInput("%s can't be read: %v", path, err)
			case entry.IsDir() && path != name && strings.HasPrefix(entry.Name(), "."):
				return fs.SkipDir
			case entry.Type().IsRegular() && strings.HasSuffix(path, ".py") && !strings.HasPrefix(entry.Name(), "."):
				return add(path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Run compares all pairs.
func (s similarCommand) Run(c *console) error {
	if s.Most < 1 {
		return badInput("--most must be at least 1, not %d", s.Most)
	}
	programs, err := readPrograms(c, s.Files)
	if err != nil {
		return err
	}
	if len(programs) < 2 {
		return badInput("likeness needs two programs or more; %d %s given", len(programs), map[bool]string{true: "was", false: "were"}[len(programs) == 1])
	}
	options := likeness.Options{Most: s.Most}
	if options.Base, err = s.base(c); err != nil {
		return err
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
