package views

import "coronium/views/plot"

// Viva is the sheet for a conversation about a flag, made to be printed: the questions with room for the answers,
// and the keys on the back. On the screen the same sheet takes what was said, word by word.
type Viva struct {
	Page      Page
	Trainee   string
	Exercise  string
	Work      string // "submission 3"
	Questions []VivaQuestion
	// Action takes POST fields answer1, answer2, … and notes; empty: nothing may be written (now).
	Action string
	Notes  Field
	Error  string
	Record *VivaRecord // once there is one
	// ReadBackAction takes POST field agreed ("yes" or "no") and remark, from the trainee alone.
	ReadBackAction string
	Remark         Field
	BackURL        string
}

// VivaQuestion is one question of the sheet.
type VivaQuestion struct {
	N       int
	Kind    string // "missed", "right", "open"
	Family  string // "C1 number"; empty for the open one
	Asked   string // "sitting 2, item 3"
	Title   string
	Ask     Markdown
	Figure  *plot.Figure
	Program string
	// Derivation: Program is a derivation, not Python.
	Derivation bool
	SameAs     int    // number of the question above that has the same program; 0 if none has
	Given      string // what was answered then
	Key        string
	KeySays    Markdown
	Answer     Field // what was said
}

// VivaRecord is what was said, and whether it was read back.
type VivaRecord struct {
	By      string
	Held    When
	Answers []VivaAnswer
	Notes   string
	// ReadBack is set once the trainee has answered to the record.
	ReadBack When
	Agreed   bool
	Remark   string
	SheetURL string
}

// VivaAnswer is one question in short and what was said to it.
type VivaAnswer struct{ Asked, Said string }

// vivaKind says why a question is on the sheet.
func vivaKind(kind string) string {
	switch kind {
	case "missed":
		return "missed in the checks"
	case "right":
		return "answered rightly in the checks"
	}
	return "open: why"
}

// beginning is how to begin: on ground that holds, where there is any.
func (v Viva) beginning() string {
	for _, q := range v.Questions {
		if q.Kind == "right" {
			return "Begin with the question that was right. "
		}
	}
	return ""
}
