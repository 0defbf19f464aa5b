package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"coronium/content"
	"coronium/exercises"
	"coronium/grading/sandbox"
)

// contentCommand is for authors: prove a content folder, list it, begin an exercise.
type contentCommand struct {
	Lint contentLint `cmd:"" help:"Check all exercises against their own solutions, misconceptions and derivations."`
	List contentList `cmd:"" help:"List modules and exercises."`
	New  contentNew  `cmd:"" help:"Begin a new exercise: a folder that loads, with everything to fill in."`
}

type contentLint struct {
	Dir      string   `arg:"" optional:"" help:"A content folder; the one that is built in if not given."`
	Only     []string `placeholder:"ID" help:"Only these exercises."`
	Variants int      `default:"20" help:"Variants of each exercise."`
	Mutated  int      `default:"2" help:"Variants on which mutants of the solution are run; 0 leaves them out."`
	Workers  int      `default:"2" help:"Exercises that are looked at at the same time."`
	JSON     bool     `name:"json" help:"Print one JSON document."`
	Quiet    bool     `help:"Say nothing while it runs."`
}

func (l contentLint) Run(c *console) error {
	files, err := contentFolder(l.Dir)
	if err != nil {
		return err
	}
	if l.Variants < 1 || l.Variants > 1000 || l.Mutated < 0 || l.Workers < 1 || l.Workers > 64 {
		return badInput("--variants is 1 to 1000, --mutated 0 or more, --workers 1 to 64")
	}
	box, err := sandbox.Open(c.ctx, sandbox.Config{Workers: l.Workers})
	if err != nil {
		return err
	}
	defer box.Close()
	options := exercises.LintOptions{Variants: l.Variants, Mutated: l.Mutated, NoMutants: l.Mutated == 0, Only: l.Only, Sandbox: box, Workers: l.Workers}
	if !l.Quiet {
		options.Progress = func(exercise, what string) { fmt.Fprintf(c.err, "%s: %s\n", exercise, what) }
	}
	report, err := exercises.Lint(c.ctx, files, options)
	if err != nil {
		return err
	}
	if l.JSON {
		err = json.NewEncoder(c.out).Encode(report)
	} else {
		printLint(c, report)
	}
	if err == nil && !report.OK {
		return badInput("the content has faults; mend what is listed and run content lint again")
	}
	return err
}

// printLint is the summary for a person: what was proved, exercise by exercise, then what is wrong.
func printLint(c *console, r exercises.LintReport) {
	for _, e := range r.Exercises {
		state := "holds"
		if len(e.Faults) > 0 {
			state = fmt.Sprintf("%d faults", len(e.Faults))
		}
		fmt.Fprintf(c.out, "%s/%s: %s\n", e.Module, e.ID, state)
		fmt.Fprintf(c.out, "  %d variants, %d predictions, %d+%d derivation lines (worked + wrong), %d critiques, %d modifications, %d bank\n",
			e.Variants, e.Predictions, e.WorkedLines, e.WrongLines, e.Critiques, e.Modifications, e.Bank)
		if e.Tests > 0 {
			killed := fmt.Sprintf("kill %d of %d live mutants (%.3f)", e.Killed, e.Mutants, e.MutationScore)
			if e.Stopped > 0 {
				killed += fmt.Sprintf(", %d more did not end", e.Stopped)
			}
			if e.Mutants == 0 {
				killed = "(no mutants run)"
			}
			fmt.Fprintf(c.out, "  %d tests %s; %d of %d misconceptions told apart, margin %.3g to the truth, %.3g between two; %d check items\n",
				e.Tests, killed, e.Told, e.Misconceptions, e.Margin, e.PairMargin, e.Items)
		}
		fmt.Fprintf(c.out, "  %s\n", lintTimes(e))
		for _, f := range e.Faults {
			fmt.Fprintf(c.out, "  ✗ %s\n", f)
		}
		for _, f := range e.Notes {
			fmt.Fprintf(c.out, "  · %s\n", f)
		}
	}
	faults, exercisesWith := len(r.Faults), 0
	for _, f := range r.Faults {
		fmt.Fprintf(c.out, "✗ %s\n", f)
	}
	for _, e := range r.Exercises {
		faults += len(e.Faults)
		if len(e.Faults) > 0 {
			exercisesWith++
		}
	}
	if r.OK {
		fmt.Fprintf(c.out, "%d exercises: all hold\n", len(r.Exercises))
		return
	}
	fmt.Fprintf(c.out, "%d exercises: %d faults, in %d of them\n", len(r.Exercises), faults, exercisesWith)
}

// lintTimes says what took how long, the longest first.
func lintTimes(e exercises.LintedContent) string {
	parts, total := slices.Collect(maps.Keys(e.Seconds)), 0.0
	slices.SortFunc(parts, func(a, b string) int { return cmp.Compare(e.Seconds[b], e.Seconds[a]) })
	words := []string{}
	for _, p := range parts {
		total += e.Seconds[p]
		if e.Seconds[p] >= 1 {
			words = append(words, fmt.Sprintf("%s %.0f", p, e.Seconds[p]))
		}
	}
	if len(words) == 0 {
		return fmt.Sprintf("%.1f s", total)
	}
	return fmt.Sprintf("%.0f s: %s", total, strings.Join(words, ", "))
}

type contentList struct {
	Dir  string `arg:"" optional:"" help:"A content folder; the one that is built in if not given."`
	JSON bool   `name:"json" help:"Print one JSON document."`
}

// listed is one exercise in the list.
type listed struct {
	ID             string   `json:"id"`
	Module         string   `json:"module"`
	Title          string   `json:"title"`
	Level          int      `json:"level"`
	Minutes        int      `json:"minutes"`
	Version        string   `json:"version"`
	Stages         []string `json:"stages"`
	Skills         []string `json:"skills"`
	Requires       []string `json:"requires"`
	Predictions    int      `json:"predictions"`
	WorkedLines    int      `json:"worked_lines"`
	WrongLines     int      `json:"wrong_lines"`
	Misconceptions int      `json:"misconceptions"`
	Bank           int      `json:"bank"`
	Modifications  int      `json:"modifications"`
	Critiques      int      `json:"critiques"`
	// Missing is what an exercise of the curriculum has and this one lacks.
	Missing []string `json:"missing"`
}

func (l contentList) Run(c *console) error {
	lib, err := openContent(l.Dir)
	if err != nil {
		return err
	}
	all := []listed{}
	for _, e := range lib.Exercises() {
		all = append(all, listing(e))
	}
	if l.JSON {
		return json.NewEncoder(c.out).Encode(map[string]any{"exercises": all, "version": lib.Version()})
	}
	lacking := 0
	for _, e := range all {
		fmt.Fprintf(c.out, "%s/%s  %s\n", e.Module, e.ID, e.Title)
		fmt.Fprintf(c.out, "  level %d, %d minutes, stages %s\n", e.Level, e.Minutes, strings.Join(e.Stages, ", "))
		fmt.Fprintf(c.out, "  %d predictions, a worked derivation of %d lines and %d wrong ones, %d misconceptions, %d bank solutions, %d modifications, %d critiques\n",
			e.Predictions, e.WorkedLines, e.WrongLines, e.Misconceptions, e.Bank, e.Modifications, e.Critiques)
		if len(e.Missing) > 0 {
			lacking++
			fmt.Fprintf(c.out, "  ? missing: %s\n", strings.Join(e.Missing, ", "))
		}
	}
	fmt.Fprintf(c.out, "%d exercises in %d modules", len(all), len(lib.Modules()))
	if lacking > 0 {
		fmt.Fprintf(c.out, "; %d lack something that an exercise of the curriculum has", lacking)
	}
	fmt.Fprintln(c.out)
	return nil
}

// wanted is what an exercise of the curriculum has.
func (l listed) missing() []string {
	out := []string{}
	for _, w := range []struct {
		has, least int
		what       string
	}{{l.Predictions, 2, "predictions"}, {l.WorkedLines, 6, "worked derivation lines"}, {l.WrongLines, 3, "wrong derivation lines"}, {l.Misconceptions, 3, "misconceptions"},
		{l.Bank, 2, "bank solutions"}, {l.Modifications, 1, "modification task"}, {l.Critiques, 1, "critique"}} {
		if w.has < w.least {
			out = append(out, fmt.Sprintf("%s (%d of %d)", w.what, w.has, w.least))
		}
	}
	return out
}

func listing(e *exercises.Exercise) listed {
	out := listed{ID: e.ID, Module: e.Module, Title: e.Title, Level: e.Level, Minutes: e.Minutes, Version: e.Version, Stages: e.Stages(), Skills: e.Skills,
		Requires: e.Requires, Predictions: len(e.Predict), WrongLines: len(e.WrongLines), Bank: len(e.Bank), Critiques: len(e.Critique), WorkedLines: e.WorkedLines()}
	if out.Requires == nil {
		out.Requires = []string{}
	}
	if e.Implement != nil {
		out.Misconceptions = len(e.Implement.Misconceptions)
	}
	if e.Explain != nil {
		out.Modifications = len(e.Explain.Modify)
	}
	out.Missing = out.missing()
	return out
}

type contentNew struct {
	ID     string `arg:"" help:"The new exercise's id: lower-case letters, digits and hyphens."`
	Dir    string `default:"content" help:"The content folder to begin it in."`
	Module string `default:"99-own" help:"The module's folder, as 02-integrate-and-fire; it is made if it is not there."`
}

func (n contentNew) Run(c *console) error {
	files, err := exercises.Template(n.ID, n.Module)
	if err != nil {
		return err
	}
	folder := filepath.Join(n.Dir, n.Module, n.ID)
	if _, err := os.Stat(folder); err == nil {
		return badInput("%s is there already; choose another id", folder)
	}
	for name, text := range files {
		path := filepath.Join(n.Dir, filepath.FromSlash(name))
		if _, err := os.Stat(path); err == nil {
			continue // the module's page of a module that exists
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return badInput("%s can't be made: %v", filepath.Dir(path), err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return badInput("%s can't be written: %v", path, err)
		}
	}
	fmt.Fprintf(c.out, "%s\nEdit exercise.yaml and prompt.md, then run: coronium content lint %s --only %s\n", folder, n.Dir, n.ID)
	return nil
}

// contentFolder is a folder on disk, or the one that is built in.
func contentFolder(dir string) (fs.FS, error) {
	if dir == "" {
		return content.Files, nil
	}
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return nil, badInput("%s is not a folder that can be read; name a content folder", dir)
	}
	return os.DirFS(dir), nil
}
