package views

import "coronium/views/plot"

// Course is the advisor's first page.
type Course struct {
	Page     Page
	Name     string
	Now      string
	Headline string // empty: made from Stuck and Flags
	Trainees int
	// Heat is trainees by stages (or skills).
	Heat     HeatTable
	Stuck    []StuckRow
	Flags    []FlagRow
	FlagsURL string
	Talks    Markdown // "One more is inconclusive (Trainee 12): a talk, not a flag."
	Due      []CourseDue
	// AssignURL leads to the form of a new assignment; empty for those who may not set one.
	AssignURL string
	Items     *ItemStats
	AuditURL  string
	ItemsURL  string // how the check items do; may be empty
	// RecordingURL leads an advisor to the choice whether the writing of programs is recorded; may be empty.
	RecordingURL  string
	PeopleURL     string // what was agreed with the trainees
	RecordingSays string
	// Empty says what to do next when nobody is enrolled; the page shows it in
	// place of everything else.
	Empty Markdown
}

// HeatTable is a matrix of people and stages with a number in each cell.
type HeatTable struct {
	Title   string
	Note    string
	Columns []HeatColumn
	Rows    []HeatRow
}

// HeatColumn is a stage or a skill.
type HeatColumn struct {
	Name  string
	Group string // exercise; shown above its columns when there is more than one
}

// HeatRow is a person.
type HeatRow struct {
	Name  string
	URL   string
	Cells []HeatCell
}

// HeatCell is one cell. The number is what counts; the tint only repeats it.
type HeatCell struct {
	Percent int    // 0-100
	Has     bool   // false: nothing yet, shown as a dot
	Few     bool   // provisional: grey italic
	Low     bool   // underlined
	Label   string // shown instead of the number: "cleared", "flag"; may be empty
	Verdict string // with Label: holds, differs, explain
	Detail  string // "8 of 10 marks, handed in 19 Nov"
	URL     string
}

// StuckRow is one place where several people are stuck.
type StuckRow struct {
	Count  int
	Where  Markdown // "The f–I curve, line 5: $T = \tau\ln(\cdots)$"
	Says   Markdown
	Who    []string
	URL    string
	URLSay string // label of the link
}

// FlagRow is a flag in the queue.
type FlagRow struct {
	Trainee, Exercise string
	State             string
	DecideBy          When
	URL               string
}

// CourseDue is a due date.
type CourseDue struct {
	Exercise   string
	URL        string
	Due        When
	HandedIn   int
	Of         int
	Extensions int
	Policy     string
	RoomURL    string // where sittings in the room are held; may be empty
}

// ItemStats is the strip of check items by family.
type ItemStats struct {
	Strip plot.ItemStrip
	Says  Markdown
	Facts []Fact
	URL   string
}

// Fact is a label with a value.
type Fact struct {
	Name  string
	Value string
	Bad   bool
}

// Reviews is the advisor's list of flags.
type Reviews struct {
	Page   Page
	Course string
	Open   []FlagRow
	Closed []FlagRow
	Talks  []TalkRow
}

// TalkRow is somebody whose sittings settled nothing: a talk, not a flag.
type TalkRow struct {
	Trainee, Exercise string
	Says              string // "asks for a fresh sitting"
	Since             When
	URL               string
}

// Attempt is an advisor's page for one trainee's work on one exercise.
type Attempt struct {
	Page      Page
	Trainee   string
	Exercise  string
	Number    int
	Seed      string
	Began     When
	Content   string // version hash of the content
	Status    string // understanding, as in ExplainPanel
	Says      Markdown
	Stages    []AttemptStage
	Predict   *PredictPanel
	Lines     []DerivationLine
	Meets     *plot.Figure
	Program   string
	ReplayURL string // how it was written; may be empty
	Report    *Report
	Receipt   *Receipt
	History   []AttemptRow
	Sittings  []SittingRow
	Critique  *Reveal
	FlagURL   string
	Fresh     *Fresh
	// Note form: POST field note; empty Action hides it.
	NoteAction string
	Notes      []Note
	Events     []EventRow // how the work came to be
	BackURL    string
}

// AttemptStage is a stage with its marks.
type AttemptStage struct {
	Name  string
	State string
	Marks string
	Says  string
}

// EventRow is an entry in the history of the work.
type EventRow struct {
	When When
	Says Markdown
}
