package school

import "time"

// Identifiers are distinct types so that one can't be passed for another.
type (
	PersonID     int64
	CourseID     int64
	AssignmentID int64
	AttemptID    int64
	SubmissionID int64
	SittingID    int64
	ItemID       int64
	FlagID       int64
	NoteID       int64
)

// Actor is who is asking. Only a session (package access) or the composition root makes one.
type Actor struct {
	ID     PersonID
	Admin  bool // a site administrator
	system bool
}

// System is the actor of jobs and of the demo's making: it may do anything, and the audit log
// says that nobody in person did it.
func System() Actor { return Actor{system: true} }

// IsSystem reports whether no person is asking.
func (a Actor) IsSystem() bool { return a.system }

// ActorFor is the actor that a person is.
func ActorFor(p Person) Actor { return Actor{ID: p.ID, Admin: p.Admin} }

// Person is someone who can sign in.
type Person struct {
	ID      PersonID
	Name    string // as shown
	Login   string // lower case; an e-mail address or a plain name, unique
	Admin   bool   // site administrator
	Demo    bool   // made by the demo; may be signed in to without a password in demo mode
	Created time.Time
}

// NewPerson is what a person is made from.
type NewPerson struct {
	Name, Login string
	Admin, Demo bool
}

// Role is what someone is in a course.
type Role string

// The roles. An assistant sees what an advisor sees but sets nothing and decides no flag.
const (
	Trainee   Role = "trainee"
	Advisor   Role = "advisor"
	Assistant Role = "assistant"
)

// Course is a group of people working through assignments.
type Course struct {
	ID       CourseID
	Title    string
	Zone     string // IANA name; all deadlines are read and shown in it
	Archived bool
	Records  bool // how programs are written is recorded, of trainees who agreed
	Created  time.Time
	Secret   []byte `json:"-"` // seeds variants and check items; never leaves the server
}

// NewCourse is what a course is made from.
type NewCourse struct{ Title, Zone string }

// Enrolment is a person's place in a course.
type Enrolment struct {
	Course     CourseID
	Person     PersonID
	Role       Role
	TimeFactor float64 // accommodation: time limits are multiplied by it; 1 for most
	Format     Format  // accommodation: how sittings in the room are held
	Recording  Consent
	Created    time.Time
}

// Format is how a person sits in the room.
type Format string

// The formats. The last two let an advisor print a sheet for somebody wherever the others sit.
const (
	OnScreen   Format = ""
	PaperSheet Format = "paper"
	LargePrint Format = "large-print" // on paper, in letters of 18 points
)

// Accommodation is what was agreed with one person of a course.
type Accommodation struct {
	TimeFactor float64 // time limits are multiplied by it, 1 to 4
	Format     Format
}

// Membership is a course seen by one of its people.
type Membership struct {
	Course Course
	Role   Role
}

// RosterRow is one line of a course's roster.
type RosterRow struct {
	Person    Person
	Enrolment Enrolment
}

// Page bounds a list: at most Limit rows (50 if zero, 200 at most) after the given identifier.
type Page struct {
	After int64
	Limit int
}

// Rows is the bounded number of rows to give.
func (p Page) Rows() int {
	if p.Limit <= 0 {
		return 50
	}
	return min(p.Limit, 200)
}
