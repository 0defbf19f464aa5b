package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"coronium/grading/evidence"
	"coronium/grading/understand"
)

// flagCommand is the decision rule alone, for audits and simulations: it reads answers and prints what the rule says.
type flagCommand struct {
	File        string  `arg:"" optional:"" default:"-" help:"Answers, one trainee a line; - is standard input."`
	Batch       bool    `help:"Many trainees: one decision a line. A line that can't be read gives an \"error\" and the rest goes on."`
	JSON        bool    `name:"json" help:"One JSON object for each trainee."`
	Table       bool    `help:"Print the operating characteristics of the rule (how often it flags and clears whom), computed exactly."`
	Assignments int     `default:"1" help:"Flag-bearing assignments of the course: alpha is divided by it."`
	Prior       float64 `default:"0.85" help:"Share of the class that understands, for the posterior, which decides nothing."`
}

// Help documents the input format; kong prints it below the flags.
func (flagCommand) Help() string { return evidence.RecordHelp }

// flagOutput is the JSON of one trainee.
type flagOutput struct {
	ID     string          `json:"id,omitempty"`
	Result evidence.Status `json:"decision"`
	evidence.Decision
	Words   string   `json:"words"`
	Assumed []string `json:"assumed,omitempty"`
}

// flagFailure is the JSON of a line that can't be read.
type flagFailure struct {
	ID    string `json:"id,omitempty"`
	Line  int    `json:"line"`
	Error string `json:"error"`
}

// Run reads records and prints decisions.
func (f flagCommand) Run(c *console) error {
	rule := evidence.Default.ForAssignments(f.Assignments)
	rule.Prior = f.Prior
	if err := rule.Check(); err != nil {
		return err
	}
	if f.Table {
		return printTables(c.out, rule, f.JSON)
	}
	text, err := readAnswers(c, f.File)
	if err != nil {
		return err
	}
	records := evidence.SplitRecords(text)
	if len(records) == 0 {
		return badInput("no answers in %s; coronium flag --help shows the format", sourceName(f.File))
	}
	if len(records) > 1 && !f.Batch {
		return badInput("%s has %d trainees; add --batch to decide on each", sourceName(f.File), len(records))
	}
	failed := 0
	for i, text := range records {
		r, err := evidence.ParseRecord(text, understand.Guess)
		if err != nil {
			if !f.Batch {
				return badInput("%s: %v", sourceName(f.File), err)
			}
			failed++
			if err := printFailure(c.out, flagFailure{r.ID, i + 1, err.Error()}, f.JSON); err != nil {
				return err
			}
			continue
		}
		if err := printDecision(c.out, rule, r, f.JSON, len(records) > 1); err != nil {
			return err
		}
	}
	if failed > 0 {
		return badInput("%d of %d records could not be read; each says why", failed, len(records))
	}
	return nil
}

// maxAnswers bounds a file of answers: a simulation may feed a hundred thousand trainees.
const maxAnswers = 256 << 20

func readAnswers(c *console, name string) (string, error) {
	from := c.in
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return "", badInput("%s can't be read: %v", name, err)
		}
		defer file.Close()
		from = file
	}
	text, err := io.ReadAll(io.LimitReader(from, maxAnswers+1))
	if err != nil {
		return "", badInput("%s can't be read: %v", sourceName(name), err)
	}
	if len(text) > maxAnswers {
		return "", badInput("%s is larger than %d MB; cut it into several files", sourceName(name), maxAnswers>>20)
	}
	return string(text), nil
}

func sourceName(file string) string {
	if file == "-" {
		return "standard input"
	}
	return file
}

func printFailure(w io.Writer, f flagFailure, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(f)
	}
	_, err := fmt.Fprintf(w, "record %d: %s\n", f.Line, f.Error)
	return err
}

func printDecision(w io.Writer, rule evidence.Rule, r evidence.Record, asJSON, brief bool) error {
	d := rule.Decide(r.Observations)
	if asJSON {
		return json.NewEncoder(w).Encode(flagOutput{r.ID, d.Status, d, rule.InWords(d), r.Assumed})
	}
	name := ""
	if r.ID != "" {
		name = r.ID + ": "
	}
	if brief {
		_, err := fmt.Fprintf(w, "%s%s, %d of %d right, E %.3g, ratio %.3g, posterior %.3f\n", name, d.Status, d.Right, d.Items, d.E, d.LikelihoodRatio, d.Posterior)
		return err
	}
	path := make([]string, len(d.Path))
	for i, e := range d.Path {
		path[i] = fmt.Sprintf("%.3g", e)
	}
	fmt.Fprintf(w, "%s%s\n%s\n", name, d.Status, d.Says)
	fmt.Fprintf(w, "E after each item: %s (a flag needs %g, and %d items, misses in %d families, %d days)\n",
		strings.Join(path, "  "), d.Threshold, rule.FlagItems, rule.FlagFamilies, rule.FlagSittings)
	fmt.Fprintf(w, "%s\n", rule.InWords(d))
	fmt.Fprintf(w, "likelihood ratio in favour %.3g (clears at %g); posterior %.3f from a prior of %g, for reading only\n", d.LikelihoodRatio, rule.ClearRatio, d.Posterior, rule.Prior)
	for _, note := range append(d.Notes, r.Assumed...) {
		fmt.Fprintf(w, "note: %s\n", note)
	}
	return nil
}

func printTables(w io.Writer, rule evidence.Rule, asJSON bool) error {
	t := rule.Tabulate()
	if asJSON {
		enc := json.NewEncoder(w)
		enc.SetIndent("", " ")
		return enc.Encode(t)
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "The rule, at most %d items in two sittings on two days: flag at E >= %g. Probabilities are exact.\n\n", rule.MaxItems, rule.Threshold())
	fmt.Fprintln(tw, "menu\tperson\tflag\tclear\tinconclusive\titems used\t")
	for _, r := range t.Outcomes {
		fmt.Fprintf(tw, "%s\t%s\t%.6f\t%.5f\t%.5f\t%.3f\t\n", r.Menu, r.Person, r.Flag, r.Clear, r.Inconclusive, r.Items)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w, "\nMean of E after eight items, mixed menu (at most 1 under the null):")
	for _, m := range t.MeanE8 {
		fmt.Fprintf(w, "  success %.2f: %.6f\n", m.Success, m.Value)
	}
	fmt.Fprintln(w, "\nFor comparison, \"at most 4 of 8 right\" flags:")
	for _, m := range t.Naive {
		fmt.Fprintf(w, "  true slip %.2f: %.4f\n", 1-m.Success, m.Value)
	}
	fmt.Fprintln(w, "\nFalse flags at true slip .08 if 10 % or 20 % of the keys are wrong, open menu:")
	for i, m := range t.Defective {
		fmt.Fprintf(w, "  %d %%: %.4f\n", 10*(i+1), m.Value)
	}
	fmt.Fprintln(w, "\nopen: entered answers, mean g .05. mixed: some choices, mean g .10. choice: four options only; not to be used for verdicts.")
	return nil
}
