package views

import (
	"fmt"

	"coronium/views/plot"
)

// Sheets are sittings on paper: the questions for the trainees, or the keys for those who teach.
type Sheets struct {
	Page   Page
	Course string
	Sheets []Sheet
	Keys   bool   // the keys, and nothing to write in
	Large  string // "large", "usual" or "" for each trainee's own; what the links of the page change
	// LargeURL, UsualURL and OtherURL lead to the same sheets in other letters, and to the keys or back.
	LargeURL, UsualURL, OtherURL, BackURL string
}

// Sheet is one trainee's.
type Sheet struct {
	Trainee   string
	Exercise  string
	Title     string // "Sitting 1"
	Number    string // "sheet 12", to tell sheets apart when they are entered
	Printed   string
	Minutes   int
	More      string // "with half as much time again, as agreed"; may be empty
	Large     bool
	Questions []SheetQuestion
	EntryURL  string
}

// SheetQuestion is one question with room for its answer, or with its key.
type SheetQuestion struct {
	N          int
	Minutes    string // "about 2 minutes"
	Family     string
	Title      string
	Ask        Markdown
	Figure     *plot.Figure
	Program    string
	Caption    string
	Derivation bool
	SameAs     int // number of the question above that has the same program; 0 if none has
	Response   Response
	Precision  string // "within 5 %"
	Key        string
	KeySays    Markdown
}

// SheetEntry is where the answers of a sheet are entered, under the names item<ID>.<field> and item<ID>.blank.
type SheetEntry struct {
	Page      Page
	Trainee   string
	Exercise  string
	Title     string
	Number    string
	Printed   string
	Action    string
	Sat       Field // a day
	Error     string
	Questions []EntryQuestion
	SheetURL  string
	BackURL   string
}

// EntryQuestion is one question to enter.
type EntryQuestion struct {
	N         int
	ID        string // "item17": prefix of the field names
	Title     string
	Ask       Markdown
	Response  Response // field names have the prefix already
	Precision string
	Blank     bool
	Error     string
}

// People are the trainees of a course and what was agreed with them.
type People struct {
	Page    Page
	Course  string
	People  []PersonRow
	BackURL string
}

// PersonRow is one trainee; Action takes POST fields factor and format, and is empty for whoever may only look.
type PersonRow struct {
	ID      string
	Name    string
	Factor  Field
	Format  string
	Formats []Option
	Says    string // "once and a half the time, on paper"
	Action  string
}

// blankLabel names the box of an empty answer.
const blankLabel = "Left blank, or “I don’t know”"

// sheetBegins says how much is asked and how long it takes.
func sheetBegins(s Sheet) string {
	words := fmt.Sprintf("%s %s, about %d minutes in all", capital(numberWord(len(s.Questions))), questionWord(len(s.Questions)), s.Minutes)
	if s.More != "" {
		words += ", " + s.More
	}
	return words + "."
}

// sameText names the question that has the same program or derivation.
func sameText(q SheetQuestion) string {
	if q.Derivation {
		return fmt.Sprintf("The derivation stands under question %d.", q.SameAs)
	}
	return fmt.Sprintf("The program stands under question %d.", q.SameAs)
}

func questionWord(n int) string {
	if n == 1 {
		return "question"
	}
	return "questions"
}

// paperOptions are the boxes to tick for one field.
func paperOptions(r Response, f ResponseField) []string {
	if r.Kind == "arrows" {
		return arrowOptions(f)
	}
	return f.Options
}

// PaperNote stands on the page of a sitting that was held on paper.
type PaperNote struct {
	PreparedBy, EnteredBy string
	Sat                   string
	Entered               When
	Mine                  bool // the reader is the trainee
}

// Mending is the form that puts right what was entered from paper; POST the fields of Entry, item, and reason.
type Mending struct {
	Action string
	Item   string
	Entry  EntryQuestion
	Reason Field
	Open   bool
}
