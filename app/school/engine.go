package school

import (
	"context"
	"encoding/json"
	"time"
)

// Exercise is what the school needs to know of an exercise.
type Exercise struct {
	ID, Title, Module string
	Version           string // content hash
	Level, Minutes    int
	Skills            []string
	Stages            []StageInfo // in order; only those it has
	Predictions       []string    // form fields of the predict stage, all required for the seal
	Hints             map[Stage][]Hint
	Derivation        bool   // lines are judged one by one
	Starter           string // what stands in the editor at first
}

// StageInfo is a stage of an exercise.
type StageInfo struct {
	Stage  Stage
	Weight int // as the author gives it
}

// Has reports whether the exercise has a stage.
func (e Exercise) Has(s Stage) bool {
	for _, info := range e.Stages {
		if info.Stage == s {
			return true
		}
	}
	return false
}

// Module is a chapter of the curriculum.
type Module struct {
	ID, Title string
	Exercises []string
	Skills    []string
}

// Library is the content.
type Library interface {
	// Exercise returns one exercise; NotFound if there is none of that name.
	Exercise(id string) (Exercise, error)
	// At returns it in the version with which an attempt began, or the present one where that was not kept.
	At(id, version string) (Exercise, error)
	Modules() []Module
}

// Piece is a piece of work to be judged.
type Piece struct {
	Exercise, Version string
	Seed              uint64
	Stage             Stage
	Kind              SubmissionKind
	Text              string
	Fields            map[string]string
	Derivation        string // the trainee's own derivation, one line a line; for understanding checks
	Submitted         time.Time
	Owner             string // for fairness among trainees in the sandbox
	Regrade           bool   // judged again after a content fix: ranked below live work
}

// Phase is told while a piece is being judged.
type Phase func(name string, done float64)

// Grader judges a piece of work. An error is our fault; the trainee's faults are in the Verdict.
type Grader interface {
	Grade(ctx context.Context, p Piece, phase Phase) (Verdict, error)
	// Ready tells before a hand-in is stored whether its input can be judged at all: an Invalid
	// error names the fields. It must not run anything.
	Ready(ctx context.Context, p Piece) error
}

// Deriver judges a derivation line by line.
type Deriver interface {
	// Judge judges line n (from 1) of a derivation: given the earlier ones, and the assumptions that any
	// of the lines state.
	Judge(ctx context.Context, exercise, version string, seed uint64, lines []string, n int) (LineVerdict, error)
}

// CheckItem is one item made from a trainee's own work.
type CheckItem struct {
	Family    string
	G, Slip   float64
	Seconds   int
	NotBefore time.Time
	Shown     json.RawMessage // without the key
	Full      json.RawMessage
}

// Checker makes and marks understanding checks.
type Checker interface {
	// Make makes items from a piece that passed, seeded; an empty list means that none were sound.
	Make(ctx context.Context, p Piece, seed uint64, count int) ([]CheckItem, error)
	// Mark marks an answer; an error is our fault and the answer stays to be marked later.
	Mark(ctx context.Context, full json.RawMessage, answer map[string]string) (correct bool, says string, err error)
	// Kind names what an item asks, without the numbers that are drawn for each program; empty if that can't be told.
	Kind(full json.RawMessage) string
	// OnPaper reports whether an item can be answered with a pencil: nothing is called, and no program is written.
	OnPaper(full json.RawMessage) bool
	// Probe calls the program of an item whose question is what that program does; unread says why the inputs can't be taken.
	Probe(ctx context.Context, full json.RawMessage, inputs map[string]string) (says, unread string, err error)
	// Rerun computes the key again.
	Rerun(ctx context.Context, full json.RawMessage) (Rerun, error)
}

// Observation is one marked answer as the rule sees it.
type Observation struct {
	Family  string
	G, Slip float64
	Correct bool
	Sitting int
	Day     string // 2026-11-24, in the course's zone
}

// Rule decides from marked answers. Flagging is the number of assignments of the course that can
// raise a flag: the bound on false flags is divided by it.
type Rule interface {
	Decide(obs []Observation, flagging int) Decision
	// Review says which kinds of items those who otherwise show understanding miss too often.
	Review(served []Served, flagging int) []KindRecord
	// Foresee says before anything is asked what the rule will do to people, with items of an exercise's own
	// families.
	Foresee(exercise string, flagging int) ([]Foreseen, error)
}
