package school

import (
	"context"
	"time"
)

// Store keeps everything. Work inside one Write is stored whole or not at all, and writes happen
// one after another; a Read sees one consistent state.
type Store interface {
	Read(ctx context.Context, fn func(Tx) error) error
	Write(ctx context.Context, fn func(Tx) error) error
}

// Tx is one transaction, bound to the context of its Read or Write. A method that looks for one
// thing returns a NotFound *Error when there is none; every list is bounded.
type Tx interface {
	PeopleStore
	CourseStore
	AssignmentStore
	AttemptStore
	DerivationStore
	SubmissionStore
	CheckStore
	FlagStore
	AuditStore
	RegradeStore
	OwnStore
	EditStore
	// Enqueue stores a job that will be worked at least once after this transaction commits.
	Enqueue(Job) error
}

// PeopleStore keeps people.
type PeopleStore interface {
	InsertPerson(*Person) error // sets ID; Conflict if the login is taken
	Person(PersonID) (Person, error)
	PersonByLogin(login string) (Person, error)
	People(after PersonID, limit int) ([]Person, error)
}

// CourseStore keeps courses and who is in them.
type CourseStore interface {
	InsertCourse(*Course) error
	Course(CourseID) (Course, error)
	CoursesOf(PersonID) ([]Membership, error) // at most 100
	PutEnrolment(Enrolment) error
	Enrolment(CourseID, PersonID) (Enrolment, error)
	Roster(course CourseID, after PersonID, limit int) ([]RosterRow, error)
}

// AssignmentStore keeps assignments, extensions, codes and overrides.
type AssignmentStore interface {
	InsertAssignment(*Assignment) error
	UpdateAssignment(Assignment) error
	Assignment(AssignmentID) (Assignment, error)
	Assignments(CourseID) ([]Assignment, error) // by due date, at most 200
	PutExtension(Extension) error
	Extension(AssignmentID, PersonID) (Extension, error)
	Extensions(CourseID) ([]Extension, error) // at most 5000
	PutRoomCode(RoomCode) error
	RoomCode(AssignmentID) (RoomCode, error)
	PutOverride(AssignmentID, PersonID, Stage, Override) error
	Overrides(AssignmentID, PersonID) (map[Stage]Override, error)
	OverridesIn(CourseID) (map[AssignmentID]map[PersonID]map[Stage]Override, error) // at most 20 000
}

// AttemptStore keeps attempts and what belongs to them alone.
type AttemptStore interface {
	InsertAttempt(*Attempt) error // Conflict if that number exists
	Attempt(AttemptID) (Attempt, error)
	AttemptsOf(AssignmentID, PersonID) ([]Attempt, error)   // oldest first, at most MaxAttempts
	AttemptsIn(CourseID) ([]Attempt, error)                 // all, oldest first, at most 20 000
	NewestAttemptsOf(CourseID, PersonID) ([]Attempt, error) // one per assignment
	PutDraft(d Draft, pasted int) error                     // adds pasted to the count of the stage
	Draft(AttemptID, Stage) (Draft, error)
	Drafts(AttemptID) ([]Draft, error)
	Pasted(AttemptID) (map[Stage]int, error)
	// Touched lists the stages with a draft or, for derive, with lines.
	Touched([]AttemptID) (map[AttemptID][]Stage, error)
	InsertPredictions([]Prediction) error // Conflict if any is sealed already
	Predictions(AttemptID) ([]Prediction, error)
	InsertHint(AttemptID, Stage, int, time.Time) error
	Hints(AttemptID) (map[Stage]map[int]time.Time, error) // when each hint was opened
	HintsOf([]AttemptID) (map[AttemptID]map[Stage]map[int]time.Time, error)
	InsertNote(*Note) error
	Notes(AttemptID) ([]Note, error)        // oldest first, at most 200
	NotesFor(PersonID, int) ([]Note, error) // newest first
}

// EditStore keeps how programs were written. What is deleted is overwritten in the database.
type EditStore interface {
	SetRecording(CourseID, bool) error
	EditRecord(AttemptID, Stage) (EditRecord, error)
	PutEditRecord(EditRecord) error
	// AppendSteps stores the steps that follow those of the record, and says how many bytes they take.
	AppendSteps(EditRecord, []Step) (int, error)
	StepsOf(AttemptID, Stage) ([]Step, error)                       // in order
	NextEdited(person PersonID, after AttemptID) (AttemptID, error) // NotFound when there are no more
	// The deletions say how many steps are gone; the counts of pasted characters go with them.
	DeleteEdits(AttemptID) (int, error)
	DeleteEditsOf(CourseID, PersonID) (int, error)
	DeleteEditsIn(CourseID) (int, error)
}

// DerivationStore keeps derivations line by line.
type DerivationStore interface {
	Lines(AttemptID) ([]Line, error)
	ReplaceLines(AttemptID, []Line) error
	PutHistory(AttemptID, History) error
	History(AttemptID) (History, error)   // empty if there is none
	BrokenLines(CourseID) ([]Line, error) // the first line that does not hold, per newest attempt
}

// SubmissionStore keeps submissions and their verdicts.
type SubmissionStore interface {
	InsertSubmission(*Submission) error
	Submission(SubmissionID) (Submission, error)
	Submissions(attempt AttemptID, before SubmissionID, limit int) ([]Submission, error) // newest first; before 0 begins
	NewestSubmissions(AttemptID) (map[Stage]Submission, error)                           // per stage
	// HandIns lists hand-ins oldest first, without text, fields and report: at most 1000.
	HandIns(AttemptID) ([]Submission, error)
	HandInsOf([]AttemptID) (map[AttemptID][]Submission, error) // the same for many
	CountSubmissions(AttemptID, Stage, SubmissionKind) (int, error)
	CountWaiting(PersonID) (all, own int, err error)
	PlaceInQueue(SubmissionID) (int, error)
	// MarkRunning sets a queued or running submission running; false if it is neither.
	MarkRunning(SubmissionID) (bool, error)
	// MarkGraded stores the verdict; false, and nothing is changed, if there is one already.
	MarkGraded(SubmissionID, Verdict, time.Time) (bool, error)
	// MarkFailed is false, and changes nothing, unless the submission was queued or running.
	MarkFailed(id SubmissionID, fault string) (bool, error)
	// MarkQueued is false, and changes nothing, unless the submission had failed.
	MarkQueued(SubmissionID) (bool, error)
}

// Pool is the set of check items made from one submission for one round of sittings.
type Pool struct {
	ID         int64
	Attempt    AttemptID
	Submission SubmissionID
	Round      int
	Made       bool
	Items      int
}

// Standing is the stored state of understanding of one attempt.
type Standing struct {
	Attempt    AttemptID
	Submission SubmissionID
	Round      int
	Status     Status
	Decision   Decision
	Decided    int     // sittings of this round that have been decided upon
	Score, Max float64 // of the explain stage, from the answers of the first round
	Changed    time.Time
}

// PooledItem is an item that no sitting has drawn yet.
type PooledItem struct {
	ID ItemID
	CheckItem
}

// CheckStore keeps pools, sittings and standings.
type CheckStore interface {
	InsertPool(*Pool) error // Conflict if the attempt has one of that round
	Pool(AttemptID, int) (Pool, error)
	// FillPool stores the items; false, and nothing is changed, if that was done before.
	FillPool(poolID int64, items []CheckItem) (bool, error)
	Undrawn(poolID int64) ([]PooledItem, error)
	InsertSitting(s *Sitting, draw []ItemID) error // Conflict if the attempt has that round and number
	Sitting(SittingID) (Sitting, error)            // with its items
	SittingsOf(AttemptID) ([]Sitting, error)       // with their items, oldest first
	ServeItem(ItemID, time.Time, time.Time) error  // served, deadline
	// AnswerItem is false, and changes nothing, if there is an answer already.
	AnswerItem(ItemID, SittingItem) (bool, error)
	// MarkItem is false, and changes nothing, if it was marked before.
	MarkItem(id ItemID, correct bool, says string, at time.Time) (bool, error)
	// VoidItem is false, and changes nothing, if it was marked before.
	VoidItem(id ItemID, says string, at time.Time) (bool, error)
	// WithdrawItem takes a marked answer out of what counts.
	WithdrawItem(id ItemID, says string) error
	ReleaseItems(SittingID) error // those never served go back to the pool
	// CloseSitting is false, and changes nothing, if it was closed before.
	CloseSitting(SittingID, time.Time) (bool, error)
	AddFocusLost(SittingID) error
	// EnterSitting notes who entered the answers of a sitting on paper.
	EnterSitting(SittingID, PersonID, time.Time) error
	// CorrectItem replaces an answer that was entered wrongly, with its mark.
	CorrectItem(ItemID, SittingItem) error
	PutStanding(Standing) error
	Standing(AttemptID) (Standing, error)
	Standings([]AttemptID) (map[AttemptID]Standing, error)
}

// FlagStore keeps flags.
type FlagStore interface {
	InsertFlag(*Flag) error // Conflict if the attempt has one
	UpdateFlag(Flag) error
	Flag(FlagID) (Flag, error)
	FlagOfAttempt(AttemptID) (Flag, error)
	FlagsIn(course CourseID, after FlagID, limit int) ([]Flag, error)
	FlagsOf(PersonID) ([]Flag, error) // newest first, at most 100
	PutViva(VivaRecord) error
	Viva(FlagID) (VivaRecord, error)
	PutFresh(FreshRequest) error
	Fresh(AttemptID, int) (FreshRequest, error)
	FreshIn(CourseID) ([]FreshRequest, error) // those that wait, oldest first, at most 200
}

// RegradeStore keeps verdicts that were given again.
type RegradeStore interface {
	InsertRegrade(g *Regrade, of []Regraded) error // sets ID
	Regrade(RegradeID) (Regrade, error)
	RegradesOf(AssignmentID) ([]Regrade, error) // newest first, at most 50
	Regraded(RegradeID) ([]Regraded, error)     // by submission, at most MaxRegraded
	// MarkRegraded stores the new verdict; false, and nothing is changed, if there is one already.
	MarkRegraded(id RegradeID, sub SubmissionID, v Verdict, fault string, at time.Time) (bool, error)
	// ApplyRegrade puts the new verdicts in the place of the old ones and moves their attempts to the version; false, and
	// nothing is changed, unless it was a preview.
	ApplyRegrade(id RegradeID, version string, at time.Time) (bool, error)
	DropRegrade(id RegradeID, at time.Time) (bool, error)
	// VerdictBefore is the verdict that stood before an applied regrade took its place.
	VerdictBefore(RegradeID, SubmissionID) (Verdict, error)
}

// AuditStore keeps the log; the database itself refuses to change or remove an entry.
type AuditStore interface {
	LastAudit() (AuditEntry, error) // NotFound if the log is empty
	// AuditHead is what is noted of the newest entry outside of the log; NotFound if there was none yet.
	AuditHead() (seq int64, hash string, err error)
	AppendAudit(AuditEntry) error
	Audit(AuditFilter) ([]AuditEntry, error) // oldest first
}

// JobKind says what a job does.
type JobKind string

// The jobs.
const (
	JobGrade  JobKind = "grade"  // judge a submission
	JobChecks JobKind = "checks" // make check items from a submission
	JobMark   JobKind = "mark"   // mark the answers of a sitting that were not marked at once
	// JobRegrade judges one submission of a regrade again.
	JobRegrade JobKind = "regrade"
)

// Job is work to be done after the transaction that asked for it.
type Job struct {
	Kind       JobKind
	Submission SubmissionID  // for grade and regrade
	Regrade    RegradeID     // for regrade
	Attempt    AttemptID     // for checks
	Round      int           // for checks
	Sitting    SittingID     // for mark
	After      time.Duration // how long to wait before it is worked
}
