package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"coronium/app/school"
	"coronium/exercises"
	"coronium/grading/derive"
)

// assumePrefix begins a line that states an assumption. It belongs to the head of a derivation, and the
// numbers that rules cite count the other lines only.
const assumePrefix = "assume "

// derivationText writes a stored derivation ("(3) x = y ; equiv 2" a line) as the checker reads it:
// assumptions first, the other lines numbered from 1.
func derivationText(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = unnumbered(strings.TrimSpace(line)); line != "" {
			lines = append(lines, line)
		}
	}
	return derivation(lines)
}

// derivation writes lines as the checker reads them.
func derivation(lines []string) string {
	var head, body strings.Builder
	n := 0
	for _, line := range lines {
		if strings.HasPrefix(line, assumePrefix) {
			head.WriteString(line + "\n")
			continue
		}
		n++
		fmt.Fprintf(&body, "(%d) %s\n", n, line)
	}
	return head.String() + body.String()
}

// unnumbered drops a line's own number.
func unnumbered(line string) string {
	rest, ok := strings.CutPrefix(line, "(")
	if !ok {
		return line
	}
	digits, rest, ok := strings.Cut(rest, ")")
	if !ok || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return line
	}
	return strings.TrimSpace(rest)
}

// judgedLines keeps the newest reports, since the school asks for the lines of one derivation one by one
// and the checker judges a derivation whole.
type judgedLines struct {
	mu    sync.Mutex
	kept  map[string]exercises.Report
	order []string
}

// maxJudged bounds what is kept: about one derivation for each trainee who writes at the same time.
const maxJudged = 64

func (j *judgedLines) get(key string) (exercises.Report, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	r, ok := j.kept[key]
	return r, ok
}

func (j *judgedLines) put(key string, r exercises.Report) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.kept == nil {
		j.kept = map[string]exercises.Report{}
	}
	if len(j.order) >= maxJudged {
		delete(j.kept, j.order[0])
		j.order = j.order[1:]
	}
	j.kept[key] = r
	j.order = append(j.order, key)
}

// Judge judges line n given all lines. A line that states an assumption is given; what is wrong with its
// text is its own verdict.
func (e *Engine) Judge(ctx context.Context, exercise, version string, seed uint64, lines []string, n int) (school.LineVerdict, error) {
	if n < 1 || n > len(lines) {
		return school.LineVerdict{}, fmt.Errorf("line %d of %d", n, len(lines))
	}
	variant, err := e.variant(exercise, version, seed)
	if err != nil {
		return school.LineVerdict{}, err
	}
	report, err := e.report(ctx, variant, lines)
	if err != nil {
		return school.LineVerdict{}, err
	}
	if strings.HasPrefix(lines[n-1], assumePrefix) {
		return e.assumption(variant, lines[n-1], report), nil
	}
	at := 0
	for _, line := range lines[:n-1] {
		if !strings.HasPrefix(line, assumePrefix) {
			at++
		}
	}
	if report.Derivation == nil || at >= len(report.Derivation.Lines) {
		return school.LineVerdict{Verdict: derive.Invalid, Message: report.Fault}, nil
	}
	return lineVerdict(report.Derivation.Lines[at])
}

// report checks a derivation whole, or finds its report among the newest.
func (e *Engine) report(ctx context.Context, variant *exercises.Variant, lines []string) (exercises.Report, error) {
	text := derivation(lines)
	key := fmt.Sprintf("%s/%s/%d/%s", variant.Exercise.ID, variant.Exercise.Version, variant.Seed, text)
	if r, ok := e.judged.get(key); ok {
		return r, nil
	}
	r, err := e.grader.Grade(ctx, variant, exercises.StageDerive, exercises.Work{Text: text})
	if err == nil && ctx.Err() == nil { // a report under a dead deadline may say "unknown" for want of time
		e.judged.put(key, r)
	}
	return r, err
}

// assumption is the verdict on a stated assumption: given, unless it can't be read or isn't taken.
func (e *Engine) assumption(variant *exercises.Variant, line string, report exercises.Report) school.LineVerdict {
	text := strings.TrimSpace(strings.TrimPrefix(line, assumePrefix))
	if _, err := derive.ParseProblem(variant.Exercise.Header() + line + "\n"); err != nil {
		return school.LineVerdict{Verdict: derive.Invalid, Rule: "assume", Message: sentenceOf(err)}
	}
	if report.Derivation != nil {
		for _, c := range report.Derivation.Conditions {
			if strings.HasPrefix(c, fmt.Sprintf("the assumption %q was not taken", text)) {
				return school.LineVerdict{Verdict: derive.Invalid, Rule: "assume", Message: strings.ToUpper(c[:1]) + c[1:] + "."}
			}
		}
	}
	return school.LineVerdict{Verdict: derive.Given, Rule: "assume"}
}

func lineVerdict(l derive.LineReport) (school.LineVerdict, error) {
	raw, err := json.Marshal(l)
	if err != nil {
		return school.LineVerdict{}, fmt.Errorf("report of line %s: %w", l.N, err)
	}
	return school.LineVerdict{Verdict: l.Verdict, Rule: l.Rule, Message: l.Message, Slip: l.Slip, Dimension: l.Dimension, TeX: l.TeX, Report: raw}, nil
}

// Recite numbers the citations of a line's rule anew.
func (e *Engine) Recite(text string, number func(int) int) string { return derive.Recite(text, number) }
