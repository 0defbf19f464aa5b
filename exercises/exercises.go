// Package exercises is the exercise engine: it turns a folder of YAML, Markdown and Python into
// stages that can be shown, varied and graded. Adding an exercise needs no Go.
//
// Load reads a content folder strictly (decode.go: an unknown key is an error with file, line and
// the nearest known key) into the types of exercise.go. Variant draws a trainee's own numbers from
// a seed, the same ones for ever (variant.go), and writes them into the prose (prompt.go). The
// expressions that may stand wherever a number may are in formula.go and measure.go. Grader judges
// one stage of one variant: predict.go, derive.go, implement.go with tests.go and misconception.go,
// critique.go; each asks the engines in grading, which know nothing of exercises, and each gives a
// Report (report.go). Lint is the proof of a content folder (lint.go): solutions pass, wrong
// programs fail with their own diagnosis, tests kill mutants. Expected answers never reach the
// process that runs a trainee's program.
package exercises

import "fmt"

// The stages of an exercise, in the order in which they are walked.
const (
	StagePredict   = "predict"
	StageDerive    = "derive"
	StageImplement = "implement"
	StageExplain   = "explain"
	StageCritique  = "critique"
)

// Stages lists all stages in order.
var Stages = []string{StagePredict, StageDerive, StageImplement, StageExplain, StageCritique}

// Place is where in a content folder something stands, for messages.
type Place struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
}

func (p Place) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// A ContentError is a fault in a content folder: where it is, what it is and how to mend it.
type ContentError struct {
	Place
	Says string
}

func (e *ContentError) Error() string  { return e.Place.String() + ": " + e.Says }
func (e *ContentError) BadInput() bool { return true }

// An InputError is a fault in what a person asked for or handed in.
type InputError struct{ Says string }

func (e *InputError) Error() string  { return e.Says }
func (e *InputError) BadInput() bool { return true }

func badInput(format string, args ...any) error {
	return &InputError{fmt.Sprintf(format, args...)}
}
