package exercises

import (
	"context"
	"fmt"
	"io/fs"
	"math"
	"sort"
	"strings"
	"sync"
	"time"

	"coronium/grading/sandbox"
)

// Lint is the proof of a content folder. For every exercise, on many variants: what can be seen without running
// (lint_static.go); that the solution and the bank pass while the starter and every wrong program fail, each with its own
// diagnosis, and by what margin (lint_programs.go); that the tests kill mutants of the solution (lint_mutants.go); that
// the worked derivation holds and each wrong one stops at its marked line, that critiques can be shown, predictions have
// an outcome, and enough check items can be made (lint_stages.go).

// LintOptions say how thorough the proof is.
type LintOptions struct {
	Variants int // 0: 20
	Mutated  int // variants on which mutants are run; 0: 2
	// NoMutants leaves the mutants out: a quick look.
	NoMutants bool
	NoItems   bool     // leaves out the making of check items, for the same reason
	Still     bool     // nothing is run: prose, references and derivations only
	Only      []string // ids of exercises; empty: all
	Sandbox   sandbox.Runner
	Workers   int // exercises at one time; 0: 2
	// Progress, if set, is told what is being looked at.
	Progress func(exercise, what string)
}

// A LintReport is the outcome for a folder.
type LintReport struct {
	OK        bool            `json:"ok"`
	Exercises []LintedContent `json:"exercises"`
	Faults    []Finding       `json:"faults,omitempty"` // of the folder as a whole
}

// LintedContent is the outcome for one exercise.
type LintedContent struct {
	ID             string  `json:"id"`
	Module         string  `json:"module"`
	Version        string  `json:"version"`
	Variants       int     `json:"variants"`
	Tests          int     `json:"tests"`
	Mutants        int     `json:"mutants"` // live ones that came to an end
	Killed         int     `json:"killed"`
	Stopped        int     `json:"stopped"` // mutants that did not end within their limits: not in mutants, nor in the score
	MutationScore  float64 `json:"mutation_score"`
	Misconceptions int     `json:"misconceptions"`
	Told           int     `json:"told_apart"`  // misconceptions that got their own diagnosis on every variant
	Margin         float64 `json:"margin"`      // smallest distance of a wrong program to the truth, in tolerances
	PairMargin     float64 `json:"pair_margin"` // smallest distance of two wrong programs
	WorkedLines    int     `json:"worked_lines"`
	WrongLines     int     `json:"wrong_lines"`
	Predictions    int     `json:"predictions"`
	Critiques      int     `json:"critiques"`
	Modifications  int     `json:"modifications"`
	Bank           int     `json:"bank"`
	Items          int     `json:"items"` // check items with g <= .10
	// Seconds is what each part of the proof took on this machine.
	Seconds map[string]float64 `json:"seconds,omitempty"`
	Faults  []Finding          `json:"faults,omitempty"`
	Notes   []Finding          `json:"notes,omitempty"` // worth knowing, no fault
}

// A Finding of Lint is a fault beside the object it belongs to.
type Finding struct {
	Place
	Says string `json:"says"`
}

func (f Finding) String() string { return f.Place.String() + ": " + f.Says }

// linter collects what is found on one exercise.
type linter struct {
	ctx  context.Context
	e    *Exercise
	g    Grader
	opts LintOptions
	out  *LintedContent
	seen map[string]bool
	// sound: the programs pass and fail as they should; mutants and check items mean nothing before.
	sound bool
}

// fault records a fault once, however many variants show it.
func (l *linter) fault(at Place, format string, args ...any) {
	if at.File == "" {
		at = l.e.Place
	}
	text := fmt.Sprintf(format, args...)
	if key := at.String() + text; !l.seen[key] && len(l.out.Faults) < 50 {
		l.seen[key] = true
		l.out.Faults = append(l.out.Faults, Finding{at, text})
	}
}

func (l *linter) note(at Place, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if key := at.String() + text; !l.seen[key] && len(l.out.Notes) < 50 {
		l.seen[key] = true
		l.out.Notes = append(l.out.Notes, Finding{at, text})
	}
}

// file is a place in one of the exercise's files.
func (l *linter) file(name string, line int) Place {
	return Place{l.e.Module + "/" + l.e.ID + "/" + name, line}
}

// Lint proves a content folder. Its error is for what keeps it from running (no sandbox, a cancelled context); what is
// wrong with the content stands in the report.
func Lint(ctx context.Context, content fs.FS, o LintOptions) (LintReport, error) {
	if o.Variants == 0 {
		o.Variants = 20
	}
	if o.Mutated == 0 {
		o.Mutated = 2
	}
	if o.Workers == 0 {
		o.Workers = 2
	}
	report := LintReport{OK: true, Exercises: []LintedContent{}}
	lib, err := Load(content)
	if faults, is := err.(ContentErrors); is {
		for _, f := range faults {
			report.Faults = append(report.Faults, Finding{f.Place, f.Says})
		}
	} else if err != nil {
		return report, err
	}
	for _, id := range o.Only {
		if lib.exercises[id] == nil && len(report.Faults) == 0 {
			_, err := lib.Exercise(id)
			return report, err
		}
	}
	var chosen []*Exercise
	for _, e := range lib.Exercises() {
		if len(o.Only) == 0 || containsText(o.Only, e.ID) {
			chosen = append(chosen, e)
		}
	}
	report.Exercises = lintAll(ctx, chosen, o)
	report.Faults = append(report.Faults, lintModules(ctx, lib)...)
	report.OK = len(report.Faults) == 0
	for _, e := range report.Exercises {
		report.OK = report.OK && len(e.Faults) == 0
	}
	return report, ctx.Err()
}

func lintAll(ctx context.Context, chosen []*Exercise, o LintOptions) []LintedContent {
	all := make([]LintedContent, len(chosen))
	var wg sync.WaitGroup
	slots := make(chan struct{}, o.Workers)
	for i, e := range chosen {
		wg.Add(1)
		slots <- struct{}{}
		go func() {
			defer wg.Done()
			defer func() { <-slots }()
			all[i] = lintExercise(ctx, e, o)
		}()
	}
	wg.Wait()
	return all
}

func lintExercise(ctx context.Context, e *Exercise, o LintOptions) LintedContent {
	out := LintedContent{ID: e.ID, Module: e.Module, Version: e.Version, Predictions: len(e.Predict), Critiques: len(e.Critique), Bank: len(e.Bank), Seconds: map[string]float64{}}
	l := &linter{ctx: ctx, e: e, g: Grader{Sandbox: o.Sandbox, Memory: NewMemory(1000)}, opts: o, out: &out, seen: map[string]bool{}}
	steps := []struct {
		what string
		do   func(variants []*Variant)
	}{
		{"prose and references", l.static},
		{"predictions", l.predictions},
		{"derivations", l.derivations},
		{"programs", l.programs},
		{"mutants", l.mutants},
		{"critiques", l.critiques},
		{"check items", l.items},
	}
	variants := l.variants()
	out.Variants = len(variants)
	for _, s := range steps {
		if ctx.Err() != nil {
			return out
		}
		if o.Progress != nil {
			o.Progress(e.ID, s.what)
		}
		if s.what == "check items" && o.NoItems || o.Still && s.what != "prose and references" && s.what != "derivations" {
			continue
		}
		began := time.Now()
		s.do(variants)
		out.Seconds[s.what] = math.Round(10*time.Since(began).Seconds()) / 10
	}
	sort.SliceStable(out.Faults, func(i, j int) bool { return out.Faults[i].Line < out.Faults[j].Line })
	return out
}

// variants draws the variants of the proof and checks that a seed always gives the same one.
func (l *linter) variants() []*Variant {
	var all []*Variant
	for seed := range uint64(l.opts.Variants) {
		v, err := l.e.Variant(seed + 1)
		if err != nil {
			l.content(err)
			return all
		}
		all = append(all, v)
	}
	return all
}

// content records an error of the content with its own place, or any other error at the exercise.
func (l *linter) content(err error) {
	if c, is := err.(*ContentError); is {
		l.fault(c.Place, "%s", c.Says)
		return
	}
	l.fault(l.e.Place, "%v", err)
}

func lintModules(ctx context.Context, lib *Library) (faults []Finding) {
	for _, m := range lib.modules {
		file := m.ID + "/module.md"
		if len(m.Exercises) == 0 {
			faults = append(faults, Finding{Place{file, 0}, "the module has no exercise that loads"})
		}
		if n := len(strings.Fields(m.Text)); n < 80 {
			faults = append(faults, Finding{Place{file, 1}, fmt.Sprintf("the module's page has %d words; say what the words claim, what the equations add, and what to read", n)})
		}
		for _, p := range m.Passages {
			if p.Picture == nil {
				continue
			}
			if err := p.Picture.shows(ctx); err != nil {
				faults = append(faults, Finding{p.Picture.Place, err.Error()})
			}
		}
		if line, err := prose(m.Title + "\n\n" + m.Text); err != nil { // as it stands in the file
			faults = append(faults, Finding{Place{file, line}, err.Error()})
		}
	}
	return faults
}

// Prove looks at one exercise as Lint does, without its place in a folder.
func Prove(ctx context.Context, e *Exercise, o LintOptions) LintedContent {
	if o.Variants == 0 {
		o.Variants = 3
	}
	return lintExercise(ctx, e, o)
}
