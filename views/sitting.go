package views

import "coronium/views/plot"

// Sitting is one item of an open sitting. There is no navigation. The form
// posts item, the fields of Response, and do ("answer" or "dont-know").
type Sitting struct {
	Page     Page
	N        int    // number of the sitting
	Round    int    // 2 or more: a fresh one
	Exercise string // "The interspike interval of …"
	Item     int    // number of this item, over all sittings
	AtMost   int    // at most that many items in all
	Action   string
	ItemID   string
	Title    string   // "One token of your program was changed. Which line?"; empty: the first sentence of Ask
	Ask      Markdown // the question
	Figure   *plot.Figure
	Program  string // code shown; for Kind "line" each line is a radio
	Caption  string // "Your program, attempt 3, with the change in it."
	// Derivation: Program is a derivation, not Python.
	Derivation bool
	Response   Response
	Probes     []string // calls made so far and what came back (kind probing)
	// UsedSeconds of LimitSeconds; LimitSeconds 0: no limit.
	UsedSeconds, LimitSeconds int
	Error                     string // the answer could not be read; nothing is lost
	// RoomCode: leaving the window is recorded, and the page says so; the script
	// posts to Action + "/focus" each time.
	RoomCode  bool
	FocusLost int  // times the window was left so far
	Practice  bool // counts nowhere
}

// Response is the way in which an item is answered.
type Response struct {
	Kind   string // number, arrows, line, inputs, code, choice, formula, probing
	Unit   string
	Fields []ResponseField
	// code: a textarea under the name of Fields[0], begun with Starter.
	Starter string
}

// ResponseField is one thing to fill in.
type ResponseField struct {
	Name    string
	Label   Markdown
	Unit    string
	Options []string // arrows and choice
	Value   string
}

// SittingStart is the page before a sitting opens.
type SittingStart struct {
	Page      Page
	N         int
	Exercise  string
	Items     int
	Minutes   int
	Mode      string // "anywhere", "timed", "in the room"
	Action    string // POST; field code when NeedsCode
	NeedsCode bool
	CodeError string
	Paper     string // why nothing is begun here: the sitting is on paper
	Opens     When   // set: not open yet
	BackURL   string
}

// SittingClosed shows every key after the sitting has closed.
type SittingClosed struct {
	Page     Page
	N        int
	Round    int
	Exercise string
	ClosedAt When
	Headline string // "Three of four right."
	Outcome  Markdown
	Status   string // as in ExplainPanel
	Items    []ClosedItem
	Practice bool
	Paper    *PaperNote // the sitting was held on paper
	Left     string     // "The window was left twice …"; empty if it was not, or nobody looked
	Next     *NextSitting
	FlagURL  string
	BackURL  string
}

// ClosedItem is an item with its key.
type ClosedItem struct {
	N       int
	ID      string // fragment name
	Family  string // "C1 number"
	Title   string
	Ask     Markdown
	Figure  *plot.Figure
	Program string
	// Derivation: Program is a derivation, not Python.
	Derivation bool
	Marked     []int // lines of Program to mark
	Answer     string
	Correct    bool
	Skipped    bool // "I don't know"
	Key        string
	KeySays    Markdown
	Routes     []RouteValue // the ways in which the key was found
	Time       string       // "1:42"
	RunAction  string       // POST; "run it"
	Ran        *RunResult
	Mending    *Mending // for those who teach, of what was entered from paper
}

// RouteValue is one way to the key and what it gave.
type RouteValue struct{ Name, Value string }

// RunResult is what "run it" gave.
type RunResult struct {
	When  When
	Value string
	Says  Markdown
	Agree bool
}
