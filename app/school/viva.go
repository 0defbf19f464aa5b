package school

import "time"

// VivaKind says why a question is on the sheet.
type VivaKind string

// The kinds, in the order of the sheet.
const (
	VivaMissed VivaKind = "missed" // an item that was missed, asked again in conversation
	VivaRight  VivaKind = "right"  // one that was right: the talk begins and ends on ground that holds
	VivaOpen   VivaKind = "open"   // "why", in words; no machine judges it
)

// VivaQuestion is one question of a viva. The open one has no item.
type VivaQuestion struct {
	N       int
	Kind    VivaKind
	Sitting int // number of the sitting in which the item was asked
	Item    SittingItem
	Ask     string // Markdown, of the open question
}

// VivaSheet is what is printed for both people: the questions, boxes for the answers, and the keys on the back.
type VivaSheet struct {
	Flag       Flag
	Course     Course
	Assignment Assignment
	Trainee    Person
	Submission Submission
	Questions  []VivaQuestion
	Viva       *VivaRecord // the record, once there is one
	MayRecord  bool
}

// VivaRecord is the record of the conversation: what the trainee said, word by word, and whether the trainee, to whom it
// was read back, says that it is what was said. After that nobody changes it.
type VivaRecord struct {
	Flag     FlagID
	Round    int
	By       PersonID
	Name     string // of By, for display
	Held     time.Time
	Asked    []string // the questions in short, as they were asked
	Answers  []string // verbatim, one for each question
	Notes    string
	ReadBack time.Time
	Agreed   bool
	Remark   string // what the trainee adds or disputes
}
