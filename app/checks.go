package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"coronium/exercises"
	"coronium/grading/sandbox"
	"coronium/grading/understand"
)

// checksCommand makes understanding checks from a program and prints them with their answers, for authors and advisors.
type checksCommand struct {
	File     string   `arg:"" help:"A Python program with a function of numbers; - is standard input."`
	Exercise string   `short:"E" help:"The exercise that the program was handed in for: its quantities, units and modifications. Left out: the one whose functions the program defines; none: the program alone."`
	Derive   string   `name:"derivation" placeholder:"FILE" help:"The derivation that was handed in with the program, for checks about it (with --exercise)."`
	Function string   `help:"The function (or Class.method) that is the model; left out: the one that does most of the work."`
	Seed     uint64   `default:"1" help:"Stands for the course's secret: the same file and seed give the same items."`
	N        int      `short:"n" default:"8" help:"How many items."`
	Families []string `help:"Only these check types, such as C1,C5."`
	Content  string   `placeholder:"DIR" help:"A content folder in place of the one that is built in."`
	JSON     bool     `name:"json" help:"One JSON document."`
}

// checkItem is the JSON of one item.
type checkItem struct {
	Family string `json:"family"`
	Name   string `json:"name"`
	Ask    string `json:"ask"`
	Answer string `json:"answer"`
	understand.Item
}

// checksOutput is the JSON of the command.
type checksOutput struct {
	Function string               `json:"function"`
	Exercise string               `json:"exercise,omitempty"`
	Seed     uint64               `json:"seed"`
	Items    []checkItem          `json:"items"`
	Dropped  []understand.Dropped `json:"dropped"`
}

// Run makes the items and prints them.
func (k checksCommand) Run(c *console) error {
	if k.N < 1 || k.N > 40 {
		return badInput("-n must lie between 1 and 40, not %d", k.N)
	}
	text, err := readInput(c, k.File)
	if err != nil {
		return err
	}
	box, err := sandbox.Open(c.ctx, sandbox.Config{})
	if err != nil {
		return err
	}
	defer box.Close()
	if err := k.settleExercise(text); err != nil {
		return err
	}
	subject, pool, err := k.make(c, text, understand.Examiner{Runner: box, Algebra: exercises.Algebra{}})
	if err != nil {
		return err
	}
	out := checksOutput{Function: subject.Function, Exercise: k.Exercise, Seed: k.Seed, Items: []checkItem{}, Dropped: pool.Dropped}
	if out.Dropped == nil {
		out.Dropped = []understand.Dropped{}
	}
	for _, i := range pool.Items {
		out.Items = append(out.Items, checkItem{i.Family, understand.FamilyName(i.Family), i.Ask, understand.AnswerOf(i), i})
	}
	if k.JSON {
		enc := json.NewEncoder(c.out)
		enc.SetIndent("", " ")
		return enc.Encode(out)
	}
	return printChecks(c.out, out)
}

// settleExercise finds the exercise whose functions a program defines, where none was named.
func (k *checksCommand) settleExercise(text string) error {
	switch {
	case k.Exercise == "none":
		k.Exercise = ""
		return nil
	case k.Exercise != "" || k.Function != "":
		return nil
	}
	lib, err := openContent(k.Content)
	if err != nil {
		return err
	}
	if e := lib.Fitting(text); e != nil {
		k.Exercise = e.ID
	}
	return nil
}

// make makes the items: from the exercise's variant of the seed, or from what is found by looking and probing.
func (k *checksCommand) make(c *console, text string, x understand.Examiner) (understand.Subject, understand.Pool, error) {
	options := understand.Options{Seed: k.Seed, Families: k.Families, Count: k.N}
	if k.Exercise == "" {
		if k.Derive != "" {
			return understand.Subject{}, understand.Pool{}, badInput("a derivation is read below its exercise's own declarations: name the exercise with --exercise")
		}
		return x.MakeBare(c.ctx, text, k.Function, options)
	}
	subject, err := k.subject(c, text)
	if err != nil {
		return subject, understand.Pool{}, err
	}
	pool, err := x.Make(c.ctx, subject, options)
	return subject, pool, err
}

// subject is the program with what its exercise says of it.
func (k *checksCommand) subject(c *console, text string) (understand.Subject, error) {
	lib, err := openContent(k.Content)
	if err != nil {
		return understand.Subject{}, err
	}
	e, err := lib.Exercise(k.Exercise)
	if err != nil {
		return understand.Subject{}, err
	}
	v, err := e.Variant(k.Seed)
	if err != nil {
		return understand.Subject{}, err
	}
	s := v.Subject(text, time.Time{})
	if s.Function == "" {
		return s, badInput("the exercise %s asks for no program, so that no checks can be made from one", k.Exercise)
	}
	if k.Derive == "" {
		return s, nil
	}
	derivation, err := readInput(c, k.Derive)
	if err != nil {
		return s, err
	}
	if s.Derivation, err = v.Derivation(c.ctx, derivation); err == nil && s.Derivation == nil {
		err = badInput("%s can't be read as a derivation of %s with lines numbered from (1) on", k.Derive, k.Exercise)
	}
	if err != nil {
		return s, err
	}
	return s, nil
}

func printChecks(w io.Writer, out checksOutput) error {
	if out.Exercise != "" {
		fmt.Fprintf(w, "As a program of the exercise %s; with --exercise none it is looked at alone.\n\n", out.Exercise)
	}
	for n, i := range out.Items {
		fmt.Fprintf(w, "%d. %s (%s, %s)  guess %.2f, about %d s\n\n", n+1, i.Title, i.Family, i.Name, i.G, i.Seconds)
		fmt.Fprintln(w, indent(i.Ask))
		if i.Response.Kind == understand.Line || i.Response.Kind == understand.Inputs || i.Response.Kind == understand.Formula {
			fmt.Fprintln(w, indent(numbered(i.Program)))
		}
		fmt.Fprintf(w, "   Answer: %s\n   Why: %s\n", i.Answer, i.KeySays)
		for _, r := range i.Routes {
			fmt.Fprintf(w, "   - %s: %s\n", r.Name, r.Value)
		}
		fmt.Fprintln(w)
	}
	if len(out.Items) == 0 {
		fmt.Fprintln(w, "No sound item can be made from this program.")
	}
	for _, d := range out.Dropped {
		fmt.Fprintf(w, "not made: %s (%s): %s\n", d.Family, understand.FamilyName(d.Family), d.Why)
	}
	return nil
}

func indent(text string) string {
	return "   " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n   ") + "\n"
}

func numbered(program string) string {
	lines := strings.Split(strings.TrimRight(program, "\n"), "\n")
	for i, l := range lines {
		lines[i] = fmt.Sprintf("%3d  %s", i+1, l)
	}
	return strings.Join(lines, "\n")
}
