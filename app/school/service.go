package school

import "context"

// Service is all that the school does, by the people who ask for it. Every method checks that the
// asker may; every failure is an *Error.
type Service interface {
	Courses
	Working
	Checks
	Papers
	Flags
	Insight
	Regrading
	Authoring
}

// Courses are people, courses and assignments.
type Courses interface {
	AddPerson(ctx context.Context, by Actor, p NewPerson) (Person, error)
	Person(ctx context.Context, by Actor, id PersonID) (Person, error)
	People(ctx context.Context, by Actor, page Page) ([]Person, error)
	CreateCourse(ctx context.Context, by Actor, c NewCourse) (Course, error)
	Course(ctx context.Context, by Actor, id CourseID) (Membership, error)
	MyCourses(ctx context.Context, by Actor) ([]Membership, error)
	Enrol(ctx context.Context, by Actor, course CourseID, person PersonID, role Role) (Enrolment, error)
	Accommodate(ctx context.Context, by Actor, course CourseID, person PersonID, a Accommodation) (Enrolment, error)
	SetRecording(ctx context.Context, by Actor, course CourseID, on bool) error
	AnswerRecording(ctx context.Context, by Actor, course CourseID, agreed bool) error
	Roster(ctx context.Context, by Actor, course CourseID, page Page) ([]RosterRow, error)
	Assign(ctx context.Context, by Actor, a NewAssignment) (Assignment, error)
	ChangeAssignment(ctx context.Context, by Actor, id AssignmentID, a NewAssignment) (Assignment, error)
	Assignment(ctx context.Context, by Actor, id AssignmentID) (Assignment, error)
	Assignments(ctx context.Context, by Actor, course CourseID) ([]Assignment, error)
	// Extend gives one trainee a later due date, a wall-clock time in the course's zone.
	Extend(ctx context.Context, by Actor, id AssignmentID, person PersonID, due, reason string) (Extension, error)
	// RoomCode makes a code that opens sittings in the room for the given minutes (120 at most).
	RoomCode(ctx context.Context, by Actor, id AssignmentID, minutes int) (RoomCode, error)
	CloseRoom(ctx context.Context, by Actor, id AssignmentID) error
	Room(ctx context.Context, by Actor, id AssignmentID) (Room, error)
	Foresee(ctx context.Context, by Actor, course CourseID, exercise string, extra int) (Foresight, error)
}

// Working is a trainee's own work.
type Working interface {
	// Begin returns the newest attempt of the asker, and begins the first one if there is none.
	Begin(ctx context.Context, by Actor, id AssignmentID) (Attempt, error)
	// BeginAgain begins a fresh attempt with other numbers.
	BeginAgain(ctx context.Context, by Actor, id AssignmentID) (Attempt, error)
	Workspace(ctx context.Context, by Actor, id AttemptID) (Workspace, error)
	SaveDraft(ctx context.Context, by Actor, id AttemptID, d DraftSave) (Draft, error)
	// SealPredictions commits all predictions of an attempt, once, and has them scored.
	SealPredictions(ctx context.Context, by Actor, id AttemptID, fields map[string]string) (Receipt, error)
	// PutLine writes line n of the derivation (one past the end adds one) and has it judged.
	PutLine(ctx context.Context, by Actor, id AttemptID, n int, text string) ([]Line, error)
	RemoveLine(ctx context.Context, by Actor, id AttemptID, n int) ([]Line, error)
	// InsertLine writes a line in front of line n.
	InsertLine(ctx context.Context, by Actor, id AttemptID, n int, text string) ([]Line, error)
	// UndoLines and RedoLines go along the history of the derivation; seen is its revision that the asker sees, or -1.
	UndoLines(ctx context.Context, by Actor, id AttemptID, seen int64) ([]Line, error)
	RedoLines(ctx context.Context, by Actor, id AttemptID, seen int64) ([]Line, error)
	// PutLines replaces the whole derivation, one line of text a line.
	PutLines(ctx context.Context, by Actor, id AttemptID, text string) ([]Line, error)
	// OpenHint opens the next hint of a stage.
	OpenHint(ctx context.Context, by Actor, id AttemptID, stage Stage) (Hint, error)
	// Submit stores work and queues it for grading in one transaction. The derive stage may leave
	// Text empty: the lines of the attempt are taken.
	Submit(ctx context.Context, by Actor, id AttemptID, w Work) (Receipt, error)
	Submission(ctx context.Context, by Actor, id SubmissionID) (Submission, error)
	Submissions(ctx context.Context, by Actor, id AttemptID, page Page) ([]Submission, error)
	// Retry queues a Failed submission again.
	Retry(ctx context.Context, by Actor, id SubmissionID) (Receipt, error)
	// Watch tells how grading goes: at once what is known, then every change. The channel closes
	// after the last one or when ctx ends.
	Watch(ctx context.Context, by Actor, id SubmissionID) (<-chan Progress, error)
	Replay(ctx context.Context, by Actor, id AttemptID) (Replay, error)
	MyReplay(ctx context.Context, by Actor, after AttemptID) (Replay, error)
	WriteNote(ctx context.Context, by Actor, attempts []AttemptID, stage Stage, line int, text string) error
}

// Checks are sittings of understanding checks.
type Checks interface {
	Understanding(ctx context.Context, by Actor, id AttemptID) (Understanding, error)
	// OpenSitting begins the next sitting, or returns the open one.
	OpenSitting(ctx context.Context, by Actor, id AttemptID, roomCode string) (Sitting, error)
	Practise(ctx context.Context, by Actor, id AttemptID) (Sitting, error)
	Sitting(ctx context.Context, by Actor, id SittingID) (Sitting, error)
	// Serve shows the first item that has no answer yet and starts its time. It is Gone when the
	// sitting has closed.
	Serve(ctx context.Context, by Actor, id SittingID) (SittingItem, error)
	// Answer is final. It returns the sitting as it stands afterwards.
	Answer(ctx context.Context, by Actor, id SittingID, item ItemID, a Answer) (Sitting, error)
	// Rerun computes the key of an item of a closed sitting again ("run it").
	Rerun(ctx context.Context, by Actor, id SittingID, item ItemID) (Rerun, error)
	Probe(ctx context.Context, by Actor, id SittingID, item ItemID, fields map[string]string) (says, unread string, err error)
	FocusLost(ctx context.Context, by Actor, id SittingID) error
}

// Flags are due process.
type Flags interface {
	// Dossier shows a flag. To its trainee at any time, who thereby has seen it; to an advisor once
	// it is reviewable. Every view is audited.
	Dossier(ctx context.Context, by Actor, id FlagID) (Dossier, error)
	// FlagContext opens the panel "not used in the flag"; audited.
	FlagContext(ctx context.Context, by Actor, id FlagID) (Context, error)
	FlagList(ctx context.Context, by Actor, course CourseID, page Page) ([]FlagRow, error)
	State(ctx context.Context, by Actor, id FlagID, words string, wantsViva bool) (Flag, error)
	Decide(ctx context.Context, by Actor, id FlagID, r Ruling) (Flag, error)
	AskViva(ctx context.Context, by Actor, id FlagID) (Flag, error)
	AskFresh(ctx context.Context, by Actor, id AttemptID, words string) (FreshRequest, error)
	AnswerFresh(ctx context.Context, by Actor, id AttemptID, granted bool, reason string) error
	FreshRequests(ctx context.Context, by Actor, course CourseID) ([]FreshAsked, error)
	Appeal(ctx context.Context, by Actor, id FlagID, words string, to PersonID) (Flag, error)
	ItemStatistics(ctx context.Context, by Actor, course CourseID) ([]ItemStat, error)
	FlagLikeness(ctx context.Context, by Actor, id FlagID) (Submission, Likeness, error)
	VivaSheet(ctx context.Context, by Actor, id FlagID) (VivaSheet, error)
	RecordViva(ctx context.Context, by Actor, id FlagID, answers []string, notes string) (VivaRecord, error)
	ReadBack(ctx context.Context, by Actor, id FlagID, agreed bool, remark string) (VivaRecord, error)
	AuditTrail(ctx context.Context, by Actor, f AuditFilter) ([]AuditEntry, error)
	VerifyAudit(ctx context.Context, by Actor) (AuditCheck, error)
}

// Insight is what work adds up to.
type Insight interface {
	Today(ctx context.Context, by Actor) (Today, error)
	Modules(ctx context.Context, by Actor, course CourseID, person PersonID) ([]ModuleState, error)
	Skills(ctx context.Context, by Actor, course CourseID, person PersonID) ([]SkillState, error)
	Cohort(ctx context.Context, by Actor, course CourseID) (Cohort, error)
	Grades(ctx context.Context, by Actor, id AssignmentID, person PersonID) (GradeSheet, error)
	GradeBook(ctx context.Context, by Actor, course CourseID) ([]GradeRow, error)
	Override(ctx context.Context, by Actor, id AssignmentID, person PersonID, stage Stage, points float64, reason string) error
}

var _ Service = (*School)(nil)
