package views

import "coronium/views/plot"

// Evidence is what a flag rests on; the trainee and the advisor see the same.
type Evidence struct {
	E        float64
	OneIn    string // "150": at most 1 in that many
	Says     Markdown
	Path     plot.EPath
	Families []Family
	Items    []EvidenceItem
	Unknown  Markdown // what is not known; empty takes the sentence about authorship
	RuleURL  string
}

// EvidenceItem is a row of the table of items.
type EvidenceItem struct {
	N         int
	Title     Markdown
	Family    string // "C1 number"
	Day       string
	Answer    string
	Correct   bool
	Key       Markdown
	Time      string
	RunAction string
	Ran       *RunResult
	URL       string // the closed item in full; may be empty
}

// MyFlag is a trainee's own flag: seen by the trainee first.
type MyFlag struct {
	Page     Page
	Exercise string
	State    string // "provisional", "statement", "cleared", "teach-back", "viva", "confirmed"
	Says     Markdown
	Evidence Evidence
	AnswerBy When
	// Statement: what the trainee has said; the form posts field statement to
	// StatementAction. AskAction takes POST field ask: "viva" or "fresh", where MayAsk has it.
	Statement       string
	StatementAt     When
	StatementAction string
	StatementError  string // then Statement is what was typed
	// AppealAction asks for a second person, after a confirmed flag; POST fields
	// statement and to.
	AppealAction   string
	AppealTo       []Option // people
	Appeal         Field
	AppealToError  string
	Appealed       *Appeal // once there is one
	Viva           *VivaRecord
	VivaURL        string // the sheet, where the record is answered; may be empty
	MayReadBack    bool
	AskAction      string
	MayAsk         []string
	Asked          []string // "viva", "fresh"
	Decision       *DecisionMade
	Audit          []AuditRow
	AuditExportURL string
	BackURL        string
}

// Appeal is what was said to a second person, and where it stands.
type Appeal struct {
	To    string
	Words string
	When  When
	Says  Markdown // what has to happen before it is decided; may be empty
}

// DecisionMade is an advisor's decision with its reason.
type DecisionMade struct {
	By, What string
	Reason   string
	When     When
}

// Dossier is the advisor's page for one flag.
type Dossier struct {
	Page      Page
	Number    string
	Trainee   string
	Exercise  string
	Attempt   string // "attempt 3"
	State     string
	StateSays string // "provisional, no effect on the grade"
	Claim     string // the h1; empty takes "The work passes its tests; its author has not yet shown understanding of it."
	Evidence  Evidence
	WorkURL   string // attempt page
	WorkSays  string // "14 of 14 tests hold"

	Statement   string
	StatementAt When
	Asked       []string // "viva", "fresh"

	Accommodations string
	// Context is shown only after opening it, which is recorded: ContextURL
	// (GET) is the page with ContextOpen.
	ContextURL  string
	ContextOpen bool
	Context     []ContextRow

	Decision       *DecisionMade
	DecideBy       When
	DecisionAction string // POST fields decision, reason
	Decisions      []Option
	Reason         Field
	DecisionError  string
	VivaURL        string
	Viva           *VivaRecord
	Appealed       *Appeal

	Audit          []AuditRow
	AuditExportURL string
}

// ContextRow is one thing that is known of how the work came to be.
type ContextRow struct {
	Name string
	Says Markdown
}

// AuditRow is one entry of the append-only log.
type AuditRow struct {
	When When
	Who  string
	What Markdown
	Whom string // about whom, where What does not say so; may be empty
	Hash string // first 8 hexadecimal digits
}

// Audit is the course's whole log.
type Audit struct {
	Page      Page
	Course    string
	Rows      []AuditRow
	Intact    bool
	BrokenAt  string // hash of the first entry that does not fit
	Checked   When
	ExportURL string
	Older     string // URL; may be empty
	Newer     string
	Query     string // GET field q
}
