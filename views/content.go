package views

import "fmt"

// ConceptMap is the curriculum as a picture: a row of boxes a module, and a line from each exercise to those that need it.
type ConceptMap struct {
	Page    Page
	Course  string
	Modules []MapModule
	Width   int
	Height  int
	Edges   []MapEdge
}

// MapModule is a row of the map.
type MapModule struct {
	Name  string // "2 Integrate and fire"
	URL   string
	Y     int // baseline of its name
	Nodes []MapNode
}

// MapNode is an exercise on the map.
type MapNode struct {
	Title    string
	Lines    []string // the title in lines that fit the box
	URL      string   // empty: nothing to open yet
	State    string   // unseen, begun, shaky, sound
	Requires []string // titles
	X, Y     int      // upper left corner of the box
}

// MapEdge is a curve from an exercise to one that requires it, as SVG path data.
type MapEdge struct{ Path string }

// Boxes of the map.
const (
	MapBoxWidth  = 168
	MapBoxHeight = 50
)

func (m ConceptMap) viewBox() string { return fmt.Sprintf("0 0 %d %d", m.Width, m.Height) }

// label is a node in words.
func (n MapNode) label() string {
	words := n.Title
	if n.State != "" && n.State != "unseen" {
		words += ", " + n.State
	}
	return words
}

// Contents is the advisor's page on what is taught: hand-ins to judge again, exercises of one's own.
type Contents struct {
	Page      Page
	Course    string
	MapURL    string
	Changed   []ChangedRow
	Own       []OwnRow
	NewAction string // POST fields id, from; multipart field zip
	From      []string
	Fault     string
	Entered   string
}

// ChangedRow is an assignment whose exercise was changed after people handed in.
type ChangedRow struct {
	Title, Says, URL string
}

// OwnRow is an exercise of an advisor's own.
type OwnRow struct {
	ID, Title, URL, Verdict, Says string
}

// Regrading is what a regrade of one assignment would change, or has changed.
type Regrading struct {
	Page       Page
	Assignment string
	BackURL    string
	Says       string
	AskAction  string // POST field reason; empty: nothing to ask
	Stale      int
	Fault      string
	Open       *RegradeOpen
	Before     []RegradeRow
}

// RegradeOpen is a preview, or an applied regrade that is looked at.
type RegradeOpen struct {
	Reason, Asked, Version  string
	Judged, All             int
	Done                    bool // applied
	ApplyAction, DropAction string
	Changes                 []RegradeChange
	Same                    int
	Redrawn                 int // attempts whose drawn numbers change with the content
}

// redrawnSays warns of attempts whose work was made with other numbers than those by which it is judged again.
func redrawnSays(n int) string {
	attempts := "One attempt was"
	if n > 1 {
		attempts = fmt.Sprintf("%d attempts were", n)
	}
	return attempts + " given other numbers by the version that it began with; the hand-ins say so. They are judged with the numbers of the new version: look at them before you apply."
}

// RegradeChange is a hand-in whose verdict moves.
type RegradeChange struct {
	Trainee, Stage, When, Before, After, Verdict string
	Counts, Redrawn                              bool
	URL                                          string
}

// RegradeRow is an earlier regrade.
type RegradeRow struct{ Says, URL string }

// Workshop is the page on which an advisor edits an exercise.
type Workshop struct {
	Page       Page
	ID         string
	BackURL    string
	Files      []WorkshopFile
	File       string
	Text       string
	SaveAction string // POST fields file, text, do=save|remove
	AddAction  string // POST field file
	ZipURL     string
	ZipAction  string // multipart field zip
	Findings   []WorkshopFinding
	Loads      bool
	Seed       string
	Seeds      []Link
	Prompt     Markdown
	Quantities []Quantity
	Fault      string
	LintAction string
	Linted     string
}

// WorkshopFile is a file of the exercise.
type WorkshopFile struct {
	Name, URL string
	Current   bool
	Faults    int
}

// WorkshopFinding is a fault beside the object it belongs to.
type WorkshopFinding struct {
	File string
	Line int
	Says string
	URL  string
	Note bool
}

func (f WorkshopFinding) place() string {
	if f.Line == 0 {
		return f.File
	}
	return fmt.Sprintf("%s, line %d", f.File, f.Line)
}
