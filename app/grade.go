package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"coronium/exercises"
	"coronium/grading/sandbox"
)

// gradeCommand grades a file against an exercise as the web app would.
type gradeCommand struct {
	Exercise string `arg:"" help:"The exercise's id; content list names them."`
	File     string `arg:"" help:"A program, a notebook with it, the lines of a derivation, or the answers of predict or critique as a JSON object; - for standard input."`
	Stage    string `help:"predict, derive, implement or critique; else by the file's ending (.py and .ipynb implement, .txt derive)."`
	Seed     uint64 `default:"1" help:"Which variant of the exercise."`
	Visible  bool   `help:"Run the visible tests only."`
	Content  string `placeholder:"DIR" help:"A content folder in place of the one that is built in."`
	JSON     bool   `name:"json" help:"Print one JSON document."`
}

func (g gradeCommand) Run(c *console) error {
	lib, err := openContent(g.Content)
	if err != nil {
		return err
	}
	e, err := lib.Exercise(g.Exercise)
	if err != nil {
		return err
	}
	text, err := readInput(c, g.File)
	if err != nil {
		return err
	}
	stage, work, err := g.work(text)
	if err != nil {
		return err
	}
	v, err := e.Variant(g.Seed)
	if err != nil {
		return err
	}
	grader := exercises.Grader{}
	if stage != exercises.StageDerive && e.HasStage(stage) {
		box, err := sandbox.Open(c.ctx, sandbox.Config{Workers: 1})
		if err != nil {
			return err
		}
		defer box.Close()
		grader.Sandbox = box
	}
	report, err := grader.Grade(c.ctx, v, stage, work)
	if err != nil {
		return err
	}
	if g.JSON {
		return json.NewEncoder(c.out).Encode(report)
	}
	printReport(c, report)
	return nil
}

// work chooses the stage and reads the answers where they are fields.
func (g gradeCommand) work(text string) (string, exercises.Work, error) {
	stage := g.Stage
	if stage == "" {
		stage = map[string]string{".py": exercises.StageImplement, ".ipynb": exercises.StageImplement, ".txt": exercises.StageDerive}[strings.ToLower(filepath.Ext(g.File))]
	}
	if stage == "" {
		return "", exercises.Work{}, badInput("which stage %s is for can't be told from its name; say it with --stage", g.File)
	}
	work := exercises.Work{VisibleOnly: g.Visible}
	if stage != exercises.StagePredict && stage != exercises.StageCritique {
		work.Text = text
		return stage, work, nil
	}
	var fields map[string]any
	if err := json.Unmarshal([]byte(text), &fields); err != nil {
		return "", work, badInput(`%s should be a JSON object of answers, as {"rheobase.low": 0.3, "rheobase.high": 0.5}: %v`, g.File, err)
	}
	work.Fields = map[string]string{}
	for name, value := range fields {
		if s, is := value.(string); is {
			work.Fields[name] = s
			continue
		}
		plain, _ := json.Marshal(value)
		work.Fields[name] = string(plain)
	}
	return stage, work, nil
}

// openContent loads a content folder, or the one that is built in.
func openContent(dir string) (*exercises.Library, error) {
	files, err := contentFolder(dir)
	if err != nil {
		return nil, err
	}
	return exercises.Load(files)
}

// printReport writes a report for a person.
func printReport(c *console, r exercises.Report) {
	fmt.Fprintf(c.out, "%s, %s, variant %d: %.3g of %.3g\n%s\n", r.Exercise, r.Stage, r.Seed, r.Score, r.Max, r.Says)
	for _, says := range r.Taken {
		fmt.Fprintln(c.out, says)
	}
	alike := 0
	for _, t := range r.Tests {
		if t.Like != "" {
			alike++
			continue
		}
		fmt.Fprintf(c.out, "  %-8s %s: %s\n", t.Verdict, t.Name, t.Message)
	}
	if alike > 0 {
		fmt.Fprintf(c.out, "  %d more tests can't be judged for the same reason\n", alike)
	}
	for _, f := range r.Facts {
		verdict := exercises.Differs
		if f.Holds {
			verdict = exercises.Holds
		}
		fmt.Fprintf(c.out, "  %-8s %s\n", verdict, f.Says)
	}
	if d := r.Diagnosis; d != nil {
		fmt.Fprintf(c.out, "%s: %s %s\n", d.Name, d.Says, d.Where)
		if d.Line > 0 {
			fmt.Fprintf(c.out, "  see line %d. %s\n", d.Line, d.Ask)
		}
	}
	if r.Output != "" {
		fmt.Fprintf(c.out, "printed by the program:\n%s\n", strings.TrimRight(r.Output, "\n"))
	}
}
