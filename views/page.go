package views

import "time"

// Markdown is prose that may hold TeX between dollar signs; raw HTML in it is
// shown as text.
type Markdown string

// TeX is one formula, without dollar signs.
type TeX string

// Page is what the frame of every page needs.
type Page struct {
	Title  string  // shown in the browser's tab, before " · Coronium"
	Viewer *Viewer // nil when nobody is signed in
	Nav    string  // Key of the current entry of Viewer.Links, or empty
	Theme  string  // "", "light" or "dark": the choice kept in a cookie or account
	// Here is the address of this page (path and query). The theme switch posts
	// it back as field "back", so that the person returns to where they were.
	Here string
	// NoShortcuts switches single-key shortcuts off (a person's own setting).
	NoShortcuts bool
	Notice      *Notice
	// RefreshSeconds, when above zero, adds a meta refresh for browsers without
	// JavaScript: set it while a run is pending.
	RefreshSeconds int
}

// Viewer is the person who looks.
type Viewer struct {
	Name  string
	Role  string // "trainee", "advisor" or "assistant"
	Links []Link // main navigation, in order
	// ViewingAs is the trainee's name while an advisor looks through their eyes.
	ViewingAs string
}

// Link is one entry of a navigation.
type Link struct {
	Key, Label, URL string
	Count           int // shown beside the label when above zero ("2 waiting")
}

// Notice is one sentence about what just happened, said politely in a live
// region at the top of the page.
type Notice struct {
	Kind string // "holds" (done), "differs" (refused) or "explain" (look at this)
	Text Markdown
}

// Addresses that the frame itself uses; app/web serves them.
const (
	HomeURL    = "/"
	SignInURL  = "/sign-in"  // GET page, POST fields: email, password, back
	SignOutURL = "/sign-out" // POST
	DemoURL    = "/demo"     // POST field: person (demo mode only)
	KeysURL    = "/help"     // help on keys and on how work is judged
	AccountURL = "/account"
	ThemeURL   = "/theme" // POST fields: theme ("light", "dark", ""), back
)

// When is a moment shown both ways: "in 3 days" and "Fri 27 Nov, 18:00 CET".
type When struct {
	Relative string
	Absolute string
	Machine  string // RFC 3339, for the time element
}

// At says a moment in a course's zone, seen from now. A zero t gives an empty When.
func At(t, now time.Time, zone *time.Location) When {
	if t.IsZero() {
		return When{}
	}
	if zone == nil {
		zone = time.UTC
	}
	return When{Relative: relative(t, now, zone), Absolute: absolute(t.In(zone), now.In(zone)), Machine: t.UTC().Format(time.RFC3339)}
}

// Set says whether there is a moment to show.
func (w When) Set() bool { return w.Machine != "" || w.Absolute != "" || w.Relative != "" }

// Stage keys, in the order in which the loop is walked.
const (
	Predict   = "predict"
	Derive    = "derive"
	Implement = "implement"
	Explain   = "explain"
	Critique  = "critique"
)

// StageMark is a stage in one or two words, as in a row of what is due.
type StageMark struct {
	Name  string // "Derive"
	State string // "done", "part", "todo", "sealed", "wrong"
	Says  string // "4 of 6 lines hold"; may be empty
}

// Skill is one thing that a trainee can do, and how far.
type Skill struct {
	Name     string
	State    string // "unseen", "begun", "shaky", "sound"
	Evidence string // last evidence, shown as a title; may be empty
}

// Note is an advisor's note in the margin.
type Note struct {
	Text      Markdown
	From      string // "Dr Okafor, on your second attempt"
	AnswerURL string // may be empty
}

// Field is one form field: the name that is posted back and its present value.
type Field struct {
	Name, Value string
	Error       string // what is wrong with the value and how to mend it; may be empty
}

// Verdicts of feedback: the three words.
const (
	Holds   = "holds"
	Differs = "differs"
	Unclear = "explain"
)
