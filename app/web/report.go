package web

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"coronium/app/school"
	"coronium/exercises"
	"coronium/views"
	"coronium/views/plot"
)

// reportView is what the graders said of a submission, for a page. What a trainee may not read stays out
// of it: of hidden tests only how many held, and of those that differ the finding without the test's input.
func reportView(sub school.Submission, now time.Time, in *time.Location) (*views.Report, error) {
	var r exercises.Report
	if err := json.Unmarshal(sub.Verdict.Report, &r); err != nil {
		return nil, fmt.Errorf("report of submission %d: %w", sub.ID, err)
	}
	out := &views.Report{HandedIn: sub.Kind == school.HandIn, When: views.At(sub.Graded, now, in), Output: r.Output}
	if sub.Kind == school.HandIn && !r.Ungradable {
		out.Score = &views.Score{Marks: marks(r.Score, r.Max), Passed: r.Passed, Says: views.Markdown(summaryBeside(r))}
	}
	if r.Fault != "" {
		out.Fault = &views.Fault{Says: plain(r.Fault), Line: r.FaultLine, Excerpt: lineOf(sub.Text, r.FaultLine), Kind: faultKind(r)}
	}
	if r.Diagnosis != nil {
		out.Misconception = &views.Misconception{Name: r.Diagnosis.Name, Says: diagnosisSays(r.Diagnosis)}
	}
	for _, fact := range r.Facts {
		row := views.Feedback{Verdict: exercises.Differs, Title: "Beside the reference", Says: views.Markdown(fact.Says)}
		if fact.Holds {
			row.Verdict = exercises.Holds
		}
		out.Feedback = append(out.Feedback, row)
	}
	alike := map[string]int{}
	for _, test := range r.Tests {
		alike[test.Like]++
	}
	for _, test := range r.Tests {
		if test.Hidden {
			out.HiddenTotal++
			if test.Passed {
				out.HiddenPassed++
				continue
			}
		}
		if test.Like == "" {
			if n := alike[test.Name]; n > 0 {
				test.Message += fmt.Sprintf(" For this reason %s can't be judged either.", count(n, "other test"))
			}
			out.Feedback = append(out.Feedback, feedback(test))
		}
	}
	out.Figures = figures(r.Figures)
	return out, nil
}

// summaryBeside is a report's summary without what its diagnosis says below it.
func summaryBeside(r exercises.Report) string {
	if r.Diagnosis == nil || r.Diagnosis.Says == "" {
		return r.Says
	}
	counts, _, found := strings.Cut(r.Says, r.Diagnosis.Says)
	if counts = strings.TrimSpace(counts); !found || counts == "" {
		return r.Says
	}
	return counts
}

func diagnosisSays(d *exercises.Diagnosis) views.Markdown {
	parts := []string{d.Says}
	if d.Where != "" {
		parts = append(parts, capital(d.Where))
	}
	if d.Ask != "" {
		parts = append(parts, d.Ask)
	}
	for i, part := range parts {
		if !strings.ContainsAny(part[len(part)-1:], ".?!") {
			parts[i] = part + "."
		}
	}
	return views.Markdown(strings.Join(parts, " "))
}

// faultKind sorts a fault into the kinds that the page words differently.
func faultKind(r exercises.Report) string {
	text := strings.ToLower(r.Fault)
	switch {
	case strings.Contains(text, "syntax") || strings.Contains(text, "indent"):
		return "syntax"
	case strings.HasSuffix(r.Usage.Ended, "-limit"):
		return "limit"
	case strings.Contains(text, "shape"):
		return "shape"
	}
	return "exception"
}

func feedback(test exercises.Test) views.Feedback {
	return views.Feedback{Verdict: test.Verdict, Title: capital(test.Name), Says: views.Markdown(test.Message), Line: test.Line,
		Judged: views.Markdown(test.Rule), Hidden: test.Hidden}
}

// lineOf is one line of a program, cut where it is too long to show.
func lineOf(text string, line int) string {
	if line < 1 {
		return ""
	}
	for i, content := range strings.Split(text, "\n") {
		if i+1 == line {
			runes := []rune(content)
			if len(runes) > 200 {
				return string(runes[:200]) + "…"
			}
			return content
		}
	}
	return ""
}

// figures are a report's figures as plots. A figure marked as residual belongs below the one before it,
// where the plot computes the same from the two curves.
func figures(in []exercises.Figure) []plot.Figure {
	var out []plot.Figure
	for _, f := range in {
		fig := figure(f)
		if f.Residual && len(out) > 0 {
			before := &out[len(out)-1]
			before.Residual = true
			for _, series := range fig.Series {
				if series.Role == exercises.RoleResidual {
					before.Series = append(before.Series, series)
				}
			}
			continue
		}
		out = append(out, fig)
	}
	return out
}

func figure(f exercises.Figure) plot.Figure {
	out := plot.Figure{ID: f.ID, Title: f.Title, Description: f.Description, X: axis(f.X), Y: axis(f.Y)}
	for _, series := range f.Series {
		role := series.Role
		if series.Points {
			role = exercises.RoleSimulation // drawn as marks
		}
		out.Series = append(out.Series, plot.Series{Name: series.Name, Role: role, X: series.X, Y: series.Y})
	}
	return out
}

func axis(a exercises.Axis) plot.Axis {
	return plot.Axis{Label: axisLabel(a.Label), Unit: exercises.PrintedUnit(a.Unit), Min: a.Min, Max: a.Max}
}

// runStatus is the run strip of a submission.
func runStatus(sub school.Submission, mine bool) *views.RunStatus {
	status := &views.RunStatus{Percent: -1}
	switch sub.State {
	case school.Queued:
		status.State, status.Says = "queued", "in the queue"
	case school.Running:
		status.State, status.Says = "running", "running your program"
	case school.Failed:
		status.State, status.Says = "failed", sub.Fault
	default:
		status.State, status.Percent = "done", 100
		status.Says = "judged"
	}
	if status.Pending() && mine {
		status.EventsURL = eventsURL(sub.ID)
	}
	return status
}

// receiptOf acknowledges a hand-in.
func receiptOf(sub school.Submission, now time.Time, in *time.Location) *views.Receipt {
	if sub.ID == 0 || sub.Kind != school.HandIn {
		return nil
	}
	return &views.Receipt{Number: fmt.Sprint(sub.Number), When: views.At(sub.Received, now, in), Hash: sub.Receipt}
}
