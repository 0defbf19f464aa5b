package school

import "time"

// EditKind says how a stretch of text came into a program, or left it.
type EditKind string

// The kinds of steps in the record of a program. Typing is kept in bursts, not key by key: nobody's rhythm of
// typing is recorded. A change that nothing recorded (another window, no script, a notebook, the starter put
// back) is kept as one step from what stood there before to what stood there after.
const (
	Typed      EditKind = "typed"   // by key, deletions included
	Pasted     EditKind = "pasted"  // or dropped
	Undone     EditKind = "undone"  // undo and redo
	Changed    EditKind = "changed" // not recorded how
	RunMark    EditKind = "run"     // changes nothing: the program was run here
	HandInMark EditKind = "hand-in" // changes nothing: the program was handed in here
)

// EditSent is one change as the editor reports it with a draft. Places count UTF-16 code units, as browsers do.
type EditSent struct {
	Ago           time.Duration // how long before it was sent
	Kind          EditKind      // Typed, Pasted or Undone
	From, Removed int
	Insert        string
}

// Step is one change in the record of a program.
type Step struct {
	At            time.Time
	Kind          EditKind
	From, Removed int // UTF-16 code units
	Insert        string
	Submission    SubmissionID // of a mark
}

// EditRecord is how the record of one program stands; its steps are kept apart.
type EditRecord struct {
	Attempt AttemptID
	Stage   Stage
	Began   time.Time
	Last    time.Time // of the newest step
	Starts  string    // what stood in the editor when the record began
	Text    string    // what stands there after the newest step
	Steps   int
	Bytes   int  // of the steps, as they are stored
	Full    bool // a bound was reached; nothing further is kept
}

// Bounds of one record. An hour of writing makes some thousand steps.
const (
	maxSteps      = 12_000
	maxEditBytes  = 2 << 20
	maxEditedText = 48 << 10 // bytes; a longer program is not recorded any further
	maxSent       = 2_000    // changes in one message
)

// RecordingState says whether the writing of a program is recorded.
type RecordingState string

// The states. A record needs a course that has opted in and a trainee who has been told and has agreed.
const (
	RecordingNone     RecordingState = ""         // the course has not opted in
	RecordingAsk      RecordingState = "ask"      // the trainee has not been told yet; nothing is recorded
	RecordingOn       RecordingState = "on"       //
	RecordingDeclined RecordingState = "declined" // the trainee said no; nothing is recorded, and nothing follows from that
	RecordingOver     RecordingState = "over"     // understanding was shown: what there was is deleted
)

// Consent is a trainee's answer to being recorded in a course.
type Consent string

// The answers.
const (
	NotAsked Consent = ""
	Agreed   Consent = "yes"
	Declined Consent = "no"
)
