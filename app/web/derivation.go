package web

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"coronium/app/school"
	"coronium/grading/derive"
	"coronium/views"
)

// assumePrefix begins a line that states an assumption. The school keeps it among the lines; a page shows it
// in a list of its own, and the numbers that rules cite count the other lines only.
const assumePrefix = "assume "

// numberedLine is a line of the derivation with the number that it is shown and cited by.
type numberedLine struct {
	number string
	line   school.Line
	report derive.LineReport
}

// numbered1 numbers the lines from 1, leaving assumptions out.
func numbered1(lines []school.Line) []numberedLine {
	var out []numberedLine
	for _, l := range lines {
		if strings.HasPrefix(l.Text, assumePrefix) {
			continue
		}
		n := numberedLine{number: fmt.Sprint(len(out) + 1), line: l}
		_ = json.Unmarshal(l.Report, &n.report) // an old or empty report leaves the line with its verdict alone
		out = append(out, n)
	}
	return out
}

// stated lists the assumptions that the trainee has stated.
func stated(lines []school.Line) []string {
	var out []string
	for _, l := range lines {
		if text, ok := strings.CutPrefix(l.Text, assumePrefix); ok {
			out = append(out, strings.TrimSpace(text))
		}
	}
	return out
}

// heldLines counts the lines that hold, and all.
func heldLines(lines []school.Line) (held, all int) {
	for _, l := range numbered1(lines) {
		all++
		if l.line.Holds() {
			held++
		}
	}
	return held, all
}

// derivedLines is the derivation as it is shown read only.
func derivedLines(w school.Workspace) []views.DerivationLine {
	var out []views.DerivationLine
	carried := carriers(numbered1(w.Lines))
	for _, l := range numbered1(w.Lines) {
		out = append(out, lineView(l, carried))
	}
	return out
}

// carriers are the numbers of lines that are wrong, or follow from one that is.
func carriers(lines []numberedLine) map[string]bool {
	bad := map[string]bool{}
	for _, l := range lines {
		if !l.line.Holds() && l.line.Verdict != derive.Unknown || faultySource(l, bad) != "" {
			bad[l.number] = true
		}
	}
	return bad
}

// faultySource is the faulty line that an accepted line follows from, or nothing.
func faultySource(l numberedLine, bad map[string]bool) string {
	if !l.line.Holds() {
		return ""
	}
	for _, from := range l.report.FollowsFrom {
		if bad[from] && from != l.number {
			return from
		}
	}
	return ""
}

// lineView is one line with its verdict.
func lineView(l numberedLine, carried map[string]bool) views.DerivationLine {
	out := views.DerivationLine{N: l.number, Formula: views.TeX(l.line.TeX), Text: l.line.Text, Rule: plain(ruleWords(l.line.Rule)), Verdict: l.line.Verdict}
	if l.report.MarkedTeX != "" && !l.line.Holds() {
		out.Formula = views.TeX(l.report.MarkedTeX)
	}
	if from := faultySource(l, carried); from != "" {
		out.Verdict, out.Says = "carries", views.Markdown(fmt.Sprintf("follows from %s, carries its fault", from))
	}
	return out
}

// removedCitation is what a rule cites when the line that it cited was removed.
var removedCitation = regexp.MustCompile(`^([a-z]+(?: [0-9]+,)*) 0\b`)

// ruleWords reads "equiv 1" as "equivalent to 1"; other rules read as they are written.
func ruleWords(rule string) string {
	rule = removedCitation.ReplaceAllString(rule, "$1 ?")
	if k, ok := strings.CutPrefix(rule, "equiv "); ok {
		return "equivalent to " + k
	}
	if k, ok := strings.CutPrefix(rule, "implies "); ok {
		return "follows from " + k
	}
	if rule == "equiv" {
		return "equivalent to the line above"
	}
	return rule
}

// why opens a line that needs something done: what is wrong, where it is false, and what may help.
func why(l numberedLine) *views.Why {
	if l.line.Holds() && l.line.Verdict != derive.Conditional {
		return nil
	}
	var parts []string
	if l.line.Slip != "" {
		parts = append(parts, "**"+string(plain(capital(strings.TrimSuffix(l.line.Slip, "."))+"."))+"**")
	}
	if text := saidOnce(l); text != "" && (l.line.Verdict != derive.Conditional || l.report.Condition == "") {
		parts = append(parts, string(plain(text)))
	}
	if l.line.Verdict == derive.Conditional && l.report.Condition != "" {
		parts = append(parts, "This holds only where `"+strings.ReplaceAll(l.report.Condition, "`", "")+"`. State that as an assumption, beside, and the line counts.")
	}
	if len(parts) == 0 {
		return nil
	}
	return &views.Why{Diagnosis: views.Markdown(strings.Join(parts, " ")), Counterexample: counterexample(l.report.Counterexample)}
}

// saidOnce is the message without what stands before it in bold already.
func saidOnce(l numberedLine) string {
	text := l.line.Message
	if l.line.Slip != "" {
		text = strings.Replace(text, " It looks like "+l.line.Slip+".", "", 1)
		text = strings.TrimPrefix(text, capital(l.line.Slip)+": ")
	}
	if l.line.Dimension != "" && !strings.Contains(text, strings.TrimSuffix(l.line.Dimension, ".")) {
		text = strings.TrimSpace(l.line.Dimension + " " + text)
	}
	if part := l.report.Highlight; part != nil && part.Term != "" && l.line.Slip != "" && len(part.Term) < 60 && part.Term != l.line.Text {
		text = strings.TrimSpace(text) + " It is about the underlined part, " + part.Term + "."
	}
	return text
}

// counterexample is the table of numbers for which a line is false, a row a symbol, so that it fits a phone.
func counterexample(c *derive.Counterexample) *views.Table {
	if c == nil {
		return nil
	}
	table := &views.Table{Title: "Where it is false", Head: []views.Markdown{"at", "value"}}
	names := make([]string, 0, len(c.Values))
	for name := range c.Values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names[:min(len(names), 12)] {
		table.Rows = append(table.Rows, []views.Markdown{views.Markdown("$" + string(symbol(name)) + "$"), plain(number(c.Values[name]))})
	}
	if c.Truth != 0 {
		if earlier := c.Truth.Earlier(); earlier != "" {
			table.Rows = append(table.Rows, []views.Markdown{"the earlier line", plain(earlier)})
		}
		table.Rows = append(table.Rows, []views.Markdown{"this line", plain(c.Truth.This())})
		return table
	}
	table.Rows = append(table.Rows, []views.Markdown{"the left side gives", plain(number(c.Left))}, []views.Markdown{"the right side gives", plain(number(c.Right))})
	return table
}

// reviewLines is the derivation for an advisor: with the diagnoses, without anything to press.
func (s *Server) reviewLines(w school.Workspace) []views.DerivationLine {
	var out []views.DerivationLine
	lines := numbered1(w.Lines)
	carried := carriers(lines)
	for _, l := range lines {
		view := lineView(l, carried)
		view.Why = why(l)
		out = append(out, view)
	}
	return out
}
