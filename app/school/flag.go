package school

import "time"

// FlagState is how far due process has come.
type FlagState string

// The states. No state is called misconduct.
const (
	Provisional   FlagState = "provisional" // the trainee has been told; a statement may be made
	Stated        FlagState = "statement"   // the trainee has answered in words
	Viva          FlagState = "viva"        // a conversation was asked for
	TeachBack     FlagState = "teach-back"  // teach back, then sit again with fresh items
	FreshSitting  FlagState = "fresh"       // sit again with fresh items, on another day
	FlagCleared   FlagState = "cleared"
	FlagConfirmed FlagState = "confirmed" // "not shown"; may be appealed
	Appealed      FlagState = "appealed"
)

// Flag says one checkable thing: the work passes its tests, and its author did not show
// understanding of it in checks made from this very work. It has no effect on the grade.
type Flag struct {
	ID           FlagID
	Course       CourseID
	Assignment   AssignmentID
	Attempt      AttemptID
	Submission   SubmissionID
	Person       PersonID
	State        FlagState
	Raised       time.Time
	Told         time.Time // when the trainee was told; always before an advisor can review
	Seen         time.Time // when the trainee opened it; zero until then
	StatementDue time.Time // end of the fifth working day after Told, in the course's zone
	Statement    string
	StatedAt     time.Time
	WantsViva    bool
	DecidedBy    PersonID
	DecidedAt    time.Time
	Reason       string // read by the trainee
	Appeal       string
	AppealTo     PersonID // the second person, who decides the appeal
	AppealedAt   time.Time
	Final        bool // decided on appeal
	Round        int
}

// Reviewable reports whether an advisor may see the flag: once the trainee has seen it, or when
// the time for a statement is over.
func (f Flag) Reviewable(now time.Time) bool {
	return !f.Told.IsZero() && (!f.Seen.IsZero() || now.After(f.StatementDue))
}

// Settled reports whether nothing is left to decide.
func (f Flag) Settled() bool { return f.State == FlagCleared || f.State == FlagConfirmed }

// Ruling is an advisor's decision. Outcome is FlagCleared, FlagConfirmed, TeachBack, FreshSitting or Viva.
type Ruling struct {
	Outcome FlagState
	Reason  string // required, read by the trainee
}

// FlagRow is one line of an advisor's list of flags.
type FlagRow struct {
	Flag     Flag
	Trainee  Person
	Exercise string
	DecideBy time.Time
}

// Dossier is a flag with all its evidence. The trainee and the advisor see the same one.
type Dossier struct {
	Flag          Flag
	Course        Course
	Assignment    Assignment
	Trainee       Person
	Submission    Submission
	Claim         string // one sentence
	InWords       string // E as a chance, for people
	Decision      Decision
	Sittings      []Sitting
	Accommodation float64 // time factor
	NotKnown      string
	DecideBy      time.Time
	MayDecide     []FlagState // rulings open to the asker now
	MayState      bool        // the asker may make the statement
	MayAskViva    bool        // the asker may ask for a conversation
	Fresh         FreshState
	AppealTo      []Person    // whom the asker may appeal to now; empty if there is nothing to appeal
	Second        Person      // who decides the appeal, once there is one
	Viva          *VivaRecord // the record of the conversation, if there is one
	MayHoldViva   bool        // the asker may write the record
	MayReadBack   bool        // the asker may say whether the record is what was said
	Audit         []AuditEntry
}

// Context is what surrounded the work. It is shown collapsed, its opening is recorded, and nothing
// in it was used by the rule.
type Context struct {
	Declared      map[Stage]string
	Pasted        map[Stage]int // characters
	Typed         map[Stage]int // characters of the work handed in
	Runs, HandIns int
	FirstOpened   time.Time
	HandedIn      time.Time
	FocusLost     int
	Recording     RecordingState
	Writing       *PasteMap // of the work of the flag; nil if nothing was recorded
	Steps         int
	Ordered       string // why questions about the text came first, if they did
}
