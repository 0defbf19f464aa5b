package exercises

import (
	"context"
	"fmt"
	"math"

	"coronium/grading/sandbox"
)

// A Grader judges stages. Sandbox is needed for implement and critique only.
type Grader struct {
	Sandbox sandbox.Runner
	// Memory keeps what references and wrong programs returned for a variant, between grades; nil: nothing is kept.
	Memory *Memory
	shelf  *shelf // of lint
}

// Grade judges one stage. What is wrong with the work stands in the report; an error is a fault of the request (BadInput),
// of the content, of a missing dependency, or ours.
func (g Grader) Grade(ctx context.Context, v *Variant, stage string, work Work) (Report, error) {
	e := v.Exercise
	if !containsText(Stages, stage) {
		return Report{}, badInput("there is no stage %q%s", stage, suggestion(stage, Stages))
	}
	if !e.HasStage(stage) {
		return Report{}, badInput("%s has no stage %s", e.ID, stage)
	}
	r := Report{Exercise: e.ID, Stage: stage, Version: e.Version, Seed: v.Seed, Variant: v.summary(), Max: e.Grading[stage], Tests: []Test{}, VisibleRun: work.VisibleOnly && stage == StageImplement}
	var err error
	switch stage {
	case StagePredict:
		err = g.predict(ctx, v, work, &r)
	case StageDerive:
		err = g.derive(ctx, v, work, &r)
	case StageImplement:
		err = g.implement(ctx, v, work, &r)
	case StageCritique:
		err = g.critique(ctx, v, work, &r)
	default:
		err = badInput("%s is not handed in: its items are made from the program and answered in a sitting", stage)
	}
	if err != nil {
		return Report{}, err
	}
	r.settle()
	return r, nil
}

// settle turns test scores into the stage's score.
func (r *Report) settle() {
	got, all := 0.0, 0.0
	for i := range r.Tests {
		t := &r.Tests[i]
		if math.IsNaN(t.Number) || math.IsInf(t.Number, 0) {
			t.Number = 0 // JSON has no such number; the message says it
		}
		got += t.Weight * t.Score
		all += t.Weight
	}
	if all > 0 && !r.Ungradable {
		r.Score = roundTo(r.Max*got/all, 4)
	}
}

// failing counts the tests that do not hold.
func (r *Report) failing() (failing int, first *Test) {
	for i := range r.Tests {
		if !r.Tests[i].Passed {
			failing++
			if first == nil {
				first = &r.Tests[i]
			}
		}
	}
	return failing, first
}

// ungradable ends a report on work that nothing can be said about; it costs no attempt.
func (r *Report) ungradable(line int, format string, args ...any) {
	r.Ungradable = true
	r.Fault, r.FaultLine = fmt.Sprintf(format, args...), line
	r.Says = "Nothing was judged, and no attempt is used. " + r.Fault
}
