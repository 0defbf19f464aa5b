package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"coronium/app/school"
	"coronium/exercises"
	"coronium/grading/sandbox"
)

// Grade judges a piece of work. An error is our fault; the trainee's faults are in the verdict.
func (e *Engine) Grade(ctx context.Context, p school.Piece, phase school.Phase) (school.Verdict, error) {
	variant, err := e.variant(p.Exercise, p.Version, p.Seed)
	if err != nil {
		return school.Verdict{}, err
	}
	phase(phases[p.Stage], 0.1)
	work := exercises.Work{Text: p.Text, Fields: p.Fields, VisibleOnly: p.Kind == school.Run, Owner: p.Owner, Regrade: p.Regrade,
		Waiting: func(place int) { phase(fmt.Sprintf("waiting for the sandbox, place %d", place), 0.1) }}
	if p.Stage == school.Derive {
		work.Text = derivationText(p.Text)
	}
	report, err := e.grader.Grade(ctx, variant, string(p.Stage), work)
	if err != nil {
		return school.Verdict{}, err
	}
	phase("writing the feedback", 0.9)
	return verdictOf(report)
}

// phases say what is going on while a stage is judged.
var phases = map[school.Stage]string{
	school.Predict: "comparing with the outcome", school.Derive: "checking every line", school.Implement: "running your program",
	school.Critique: "running the program under review",
}

func verdictOf(report exercises.Report) (school.Verdict, error) {
	raw, err := json.Marshal(report)
	if err != nil {
		return school.Verdict{}, fmt.Errorf("report of %s: %w", report.Stage, err)
	}
	return school.Verdict{Score: report.Score, Max: report.Max, Passed: report.Passed, Ungradable: report.Ungradable, Says: report.Says,
		Misconception: report.Misconception, Fault: report.Fault, Report: raw}, nil
}

// Ready tells, before a hand-in is stored, whether it can be judged at all. Nothing of the trainee's is run.
func (e *Engine) Ready(ctx context.Context, p school.Piece) error {
	variant, err := e.variant(p.Exercise, p.Version, p.Seed)
	if err != nil {
		return err
	}
	switch p.Stage {
	case school.Predict:
		return e.readable(ctx, variant, p)
	case school.Implement, school.Derive:
		if strings.TrimSpace(p.Text) == "" {
			return school.FieldFault("text", "is empty: there is nothing to judge yet")
		}
		if len(p.Text) > sandbox.MaxSource {
			return school.FieldFault("text", fmt.Sprintf("is larger than %d KB", sandbox.MaxSource>>10))
		}
	}
	return nil
}

// readable makes sure that every prediction can be read: once sealed they can't be mended. The grader itself
// is asked, without a sandbox; truths that are measured in one are left for the real grading.
func (e *Engine) readable(ctx context.Context, variant *exercises.Variant, p school.Piece) error {
	fields := map[string]string{}
	for name, value := range p.Fields {
		fields[name] = value
	}
	report, err := exercises.Grader{Memory: e.grader.Memory}.Grade(ctx, variant, exercises.StagePredict, exercises.Work{Fields: fields})
	if err != nil || !report.Ungradable {
		return nil
	}
	fault := &school.Error{Kind: school.Invalid, Message: "Some of this can't be read, so nothing is sealed yet.", Hint: "Mend the marked fields and seal again.", Fields: map[string]string{}}
	for _, t := range report.Tests {
		if t.Verdict == exercises.Explain {
			_, says, _ := strings.Cut(t.Message, ": ")
			fault.Fields[t.Name] = strings.ToUpper(says[:min(1, len(says))]) + says[min(1, len(says)):]
		}
	}
	return fault
}
