package school

import (
	"encoding/json"
	"time"
)

// Attempt is one trainee's walk through an exercise with fixed numbers.
type Attempt struct {
	ID         AttemptID
	Assignment AssignmentID
	Person     PersonID
	Number     int    // 1, 2, … for this trainee and assignment
	Seed       uint64 // below 2^31; fixes the variant for ever
	Version    string // content hash of the exercise when the attempt began
	Begun      time.Time
}

// Draft is work that was not submitted. One is kept per attempt and stage.
type Draft struct {
	Attempt  AttemptID
	Stage    Stage
	Text     string
	Fields   map[string]string
	Revision int64 // grows with every save
	Saved    time.Time
}

// DraftSave is an autosave. Revision is the revision that the text was edited from; if a newer
// one was saved meanwhile (another tab) the save is a Conflict. A negative one overwrites.
type DraftSave struct {
	Stage    Stage
	Text     string
	Fields   map[string]string
	Revision int64
	Pasted   int        // characters pasted since the last save; context only, never evidence
	Edits    []EditSent // since the last save; kept only where the course records and the trainee has agreed
}

// SubmissionKind says whether work is tried or counted.
type SubmissionKind string

// The kinds of submission.
const (
	Run    SubmissionKind = "run"     // visible tests only, costs nothing, never counts
	HandIn SubmissionKind = "hand-in" // all tests, counts
)

// Work is what a trainee submits.
type Work struct {
	Stage    Stage
	Kind     SubmissionKind
	Text     string
	Fields   map[string]string
	Declared string // help that was used, in the trainee's words; required by nobody, context only
	Edits    []EditSent
}

// SubmissionState is how far grading has come.
type SubmissionState string

// The states. Failed means that we could not grade it; it costs nothing and can be tried again.
const (
	Queued  SubmissionState = "queued"
	Running SubmissionState = "running"
	Graded  SubmissionState = "graded"
	Failed  SubmissionState = "failed"
)

// Submission is work that was acknowledged. From then on it survives a crash at any instant.
type Submission struct {
	ID       SubmissionID
	Attempt  AttemptID
	Person   PersonID
	Stage    Stage
	Kind     SubmissionKind
	Number   int // 1, 2, … among the hand-ins (or the runs) of this attempt and stage
	Text     string
	Fields   map[string]string
	Declared string
	Received time.Time
	Receipt  string // SHA-256 over what was received, by whom and when; 64 hex digits
	State    SubmissionState
	Late     time.Duration // beyond due and grace; 0 if on time
	Verdict  Verdict       // meaningful once graded
	Graded   time.Time     // zero until then
	Regraded time.Time     // when a verdict after a content fix took the first one's place; zero if none did
	Fault    string        // for Failed: a sentence
}

// Receipt acknowledges a submission: it is stored when the trainee reads this.
type Receipt struct {
	Submission SubmissionID
	Hash       string
	Received   time.Time
	Late       time.Duration
	Place      int // in the queue, 1 is next
}

// Verdict is what an engine said of a piece of work.
type Verdict struct {
	Score, Max    float64
	Passed        bool
	Ungradable    bool   // the input could not be judged at all; costs no attempt
	Says          string // one sentence
	Misconception string // name, if one was recognised
	Fault         string // the trainee's: syntax error, exception, limit; a sentence
	Report        json.RawMessage
}

// Prediction is an answer that was sealed before anything ran.
type Prediction struct {
	Attempt AttemptID
	Key     string // form field, as the exercise names it
	Value   string
	Sealed  time.Time
}

// Line is one line of a derivation with what the checker said of it.
type Line struct {
	Attempt AttemptID
	N       int // from 1
	Text    string
	LineVerdict
	Tries  int       // how often this line was judged with a different text
	First  time.Time // when line N was first tried
	Judged time.Time
}

// LineVerdict is what the derivation checker says of one line.
type LineVerdict struct {
	Verdict   string // given, recorded, proved, certified, supported, conditional, different, unknown, error
	Rule      string
	Message   string
	Slip      string // the named slip, if one was recognised
	Dimension string
	TeX       string
	Report    json.RawMessage // the checker's whole LineReport: counterexample and the rest
}

// Holds reports whether a line can be built upon.
func (v LineVerdict) Holds() bool {
	switch v.Verdict {
	case "given", "recorded", "proved", "certified", "supported", "conditional":
		return true
	}
	return false
}

// Hint is one rung of a stage's ladder.
type Hint struct {
	N    int    // from 1
	Text string // Markdown; empty while unopened
	Cost float64
	Opened,
	Last bool
	At   time.Time
	Step int // of the checker's own hints: which of the four on a step, from its rule to the line; 0 for an author's
}

// Note is a margin note from an advisor on a trainee's work.
type Note struct {
	ID      NoteID
	Attempt AttemptID
	Stage   Stage
	Line    int // of the derivation or the program; 0 for the whole stage
	Author  PersonID
	Name    string // of the author
	Text    string // Markdown
	Written time.Time
}

// StageState is where one stage of an attempt stands.
type StageState struct {
	Stage      Stage
	Policy     Policy
	State      StepState
	Locked     string  // why it can't be worked on yet, a sentence; empty if it can
	Score, Max float64 // of the hand-in that counts
	Says       string  // "4 of 6 lines hold", "14 of 14 tests hold", …
}

// StepState is a stage's state in one word.
type StepState string

// The states of a stage.
const (
	ToDo    StepState = "todo"
	Begun   StepState = "begun"
	Waiting StepState = "waiting" // handed in, not judged yet; or a sitting that opens later
	Sealed  StepState = "sealed"  // predictions are in
	Passed  StepState = "passed"
	Differs StepState = "differs" // handed in and judged, did not pass
)

// Workspace is all that an exercise page shows of an attempt.
type Workspace struct {
	Course        Course
	Assignment    Assignment
	Exercise      Exercise
	Attempt       Attempt
	Trainee       Person
	Attempts      []Attempt // all of this trainee and assignment, oldest first
	Deadline      Deadline
	Stages        []StageState
	Drafts        map[Stage]Draft
	Predictions   []Prediction // empty until sealed
	Lines         []Line
	History       History              // of the lines
	Hints         map[Stage][]Hint     // all rungs; texts of the opened ones only
	Latest        map[Stage]Submission // the newest, run or hand-in
	Counting      map[Stage]Submission // the hand-in that makes the grade
	Notes         []Note
	Understanding Understanding
	Mine          bool           // the asker is the trainee; otherwise read only
	Changed       bool           // the exercise was changed since the attempt began
	Recording     RecordingState // of how the program is written
	handIns       []Submission
}
