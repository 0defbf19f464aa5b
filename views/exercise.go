package views

import "coronium/views/plot"

// Exercise is the exercise page: rail | notebook | bench. Exactly one of the
// five panels is set, or Locked.
type Exercise struct {
	Page       Page
	Rail       Rail
	Kick       string // "Exercise 1 of 4 · about 90 minutes"
	Title      string
	Prompt     Markdown
	Quantities []Quantity
	Seed       string // the variant's seed as shown
	Reading    []Markdown
	Steps      []Step
	Policy     string // "by hand", "assisted", "open", for the current stage
	Due        When
	Notes      []Note

	Predict   *PredictPanel
	Derive    *DerivePanel
	Implement *ImplementPanel
	Explain   *ExplainPanel
	Critique  *CritiquePanel
	Locked    *Locked

	// Derived is the derivation so far, shown read-only in the notebook of the
	// later stages; may be empty.
	Derived []DerivationLine
}

// Rail is the left column: the module and what the trainee can do.
type Rail struct {
	Module string // "2 Integrate and fire"
	URL    string
	Items  []RailItem
	Skills []Skill
}

// RailItem is an exercise of the module.
type RailItem struct {
	Title, URL string
	State      string // "unseen", "begun", "shaky", "sound"
	Current    bool
}

// Step is a stage tab.
type Step struct {
	Stage   string // Predict … Critique
	Name    string // "Predict"
	URL     string
	State   string // "todo", "part", "done", "sealed", "wrong", "locked"
	Says    string // "3 of 4", "sealed"
	Current bool
}

// Quantity is a row of the table of given numbers.
type Quantity struct {
	Symbol TeX
	Plain  string // what one types: "V_th"
	Means  string
	Value  string // "-50"; empty for variables
	Unit   string
}

// Locked says why a stage is not open yet, and what opens it.
type Locked struct {
	Says Markdown
	URL  string
	Go   string // label of the link
}

// Receipt acknowledges a hand-in: it survives anything that happens later.
type Receipt struct {
	Number string
	When   When
	Hash   string
	URL    string // page of the attempt; may be empty
}

// PredictPanel is stage 1. The form posts every field named in Asks to Action,
// with button do=seal.
type PredictPanel struct {
	Action string
	// DraftAction autosaves all fields of the form; may be empty.
	DraftAction string
	Asks        []Ask
	Lab         []Link // models to explore, once the predictions are sealed; may be empty
	Sealed      bool
	SealedAt    When
	Error       string
}

// Ask is one prediction.
type Ask struct {
	ID     string
	Kind   string // "number", "choice", "curve"
	Prompt Markdown
	Error  string

	// number: an interval that should hold the truth eight times in ten, perhaps with an estimate.
	Unit      string
	Low, High Field
	Best      Field // Name empty: no single estimate is asked for

	// choice
	Name       string // posted name of the radios
	Options    []Option
	Confidence Field // percent, 0-100; Name empty: not asked

	// curve
	Curve *CurveEntry

	// Outcome is set once the truth may be shown.
	Outcome *Outcome
}

// Option is a radio button.
type Option struct {
	Value   string
	Says    Markdown
	Note    Markdown // small second line
	Checked bool
}

// CurveEntry is a curve drawn by hand: by pointer or keyboard with JavaScript,
// else by a table of number fields, one per point.
type CurveEntry struct {
	X, Y   plot.Axis
	Points []CurvePoint // 5 to 15, in the order of X
}

// CurvePoint is the height at one abscissa.
type CurvePoint struct {
	X     float64
	Name  string // posted name
	Value string
}

// Outcome shows a sealed prediction beside the truth.
type Outcome struct {
	Verdict string // holds, differs, explain
	Says    Markdown
	Figure  *plot.Figure
}

// DerivePanel is stage 2.
type DerivePanel struct {
	Lines       []DerivationLine
	Compose     *Compose // nil: the derivation is closed
	Assumptions []Assumption
	// AssumeAction takes POST field "assumption" (plain text).
	AssumeAction string
	AssumeText   string
	AssumeError  string
	Meets        *plot.Figure // theory meets simulation
	MeetsSays    Markdown
	Goals        []Goal
	// HandInAction takes a POST without further fields; empty: nothing to hand in.
	HandInAction string
	Receipt      *Receipt
	Score        *Score
	Hints        *HintLadder // for the next step; nil if they stand beside a wrong line
	RulesHelp    []RuleHelp  // what each rule means; a folded table
}

// DerivationLine is a line with its verdict.
type DerivationLine struct {
	N       string // "5", "3a"
	Formula TeX    // empty: Text is shown as it was typed
	Text    string
	Rule    Markdown
	// Verdict: given, recorded, proved, certified, supported, conditional,
	// unknown, different, carries, error, pending.
	Verdict string
	Says    Markdown // replaces the words of the verdict, e.g. "follows from 5, carries its fault"
	Why     *Why     // opens in place; only wrong, conditional and unreadable lines have one
	// InsertURL opens the box for a new line in front of this one (GET).
	InsertURL string
	// EditURL loads the line into the compose box (GET); RemoveAction (POST)
	// takes the line away. Both may be empty.
	EditURL      string
	RemoveAction string
}

// Why is the diagnosis of a wrong line.
type Why struct {
	Diagnosis      Markdown // "**A factor $\tau$ is missing.** The left side is a time, the right side a number."
	Counterexample *Table
	Hints          *HintLadder
}

// Table is a small table of numbers, as in a counterexample.
type Table struct {
	Title string // "Where it is false"
	Head  []Markdown
	Rows  [][]Markdown
	Note  Markdown
}

// HintLadder opens one rung at a time. The form posts field "hint" (number of
// the rung, from 1) and "line" to Action.
type HintLadder struct {
	Action string
	Line   string
	Rungs  []Hint
	Note   Markdown // what opening a hint costs
}

// Hint is a rung.
type Hint struct {
	Title string   // what kind of help: "The rule"
	Says  Markdown // empty while closed
	Open  bool
}

// Compose is where a line is written. The form posts text, rule, n and do
// ("preview" or "check") to Action; with JavaScript the preview is fetched from
// PreviewAction (POST of the same fields, answer: LinePreviewPart).
type Compose struct {
	Action        string
	PreviewAction string
	DraftAction   string // autosave; POST fields text, rule; may be empty
	N             string // number that the line will have
	NoPaste       bool   // by hand: pastes are recorded (field pasted), and the page says so
	Again         bool   // rewriting a wrong line
	Text          string
	Rule          string
	Rules         []Option // Value is the rule as typed, e.g. "solve 4 for T"
	Preview       *LinePreview
	Symbols       []Quantity // for the formula keyboard and the list of names
	Insert        bool       // a new line in front of line N
	LeaveAction   string     // POST: closes a line that was opened; empty for the next line
	// AsideText and AsideRule are the next line as far as it was written, while another one is open.
	AsideText, AsideRule string
	Undo, Redo           *HistoryStep // nil: nothing to undo or redo
	Revision             string       // of the history that the page shows
}

// HistoryStep is a change that a button takes back or makes again.
type HistoryStep struct {
	Action string
	Says   string // "line 3 removed"
}

// LinePreview shows a typed line back before it is judged.
type LinePreview struct {
	Formula TeX
	Chips   []DimChip
	Agree   *DimVerdict // nil: no relation to compare
	Reads   TeX         // domain conditions read into the line; may be empty
	Error   string      // why the line could not be read
	Mend    string      // what to write instead
	Typed   string      // the line, when Error is set
	At      int         // 0-based rune position of the fault in Typed; -1: none
}

// DimChip is the dimension of a term.
type DimChip struct {
	Term TeX
	Unit string // "mV", "1"
}

// DimVerdict says whether the two sides have one dimension.
type DimVerdict struct {
	OK   bool
	Says string // "units agree: ms = ms"
}

// Assumption is a row of the assumptions panel.
type Assumption struct {
	Formula TeX
	State   string // "given", "stated", "used", "found"
	Says    Markdown
	// Text is the plain form; posted as field "assumption" by the button "State
	// it", which found assumptions have.
	Text         string
	RemoveAction string
}

// Goal is a milestone.
type Goal struct {
	Name    Markdown
	Reached bool
	Marks   string // "3 of 3"
}

// RuleHelp is a rule and what it means.
type RuleHelp struct {
	Rule, Means, Example string
}

// Score is marks with words.
type Score struct {
	Marks  string // "8 of 10"
	Passed bool
	Says   Markdown
}

// ImplementPanel is stage 3. The form posts source, do ("run" or "hand-in"),
// and pasted and pastes: characters and times of pasting since the last post
// (0 without JavaScript), which a by-hand stage records as context.
type ImplementPanel struct {
	Action      string
	DraftAction string // autosave; POST field source; answers DraftSavedPart; may be empty
	Language    string // "python"
	Filename    string // "simulate.py"
	Signature   string // "simulate(I, dt, T, …) -> V, spikes"
	Source      string
	ResetAction string // POST: back to the starter; may be empty
	// NotebookURL gives the starter as a notebook; NotebookAction takes one (multipart field notebook) into the
	// editor. Both may be empty.
	NotebookURL, NotebookAction string
	Seed                        string
	Limits                      string // "5 s, 256 MB"
	Used                        string // "0.42 s of 5 s · 38 MB of 256 MB"; empty before the first run
	Saved                       string // "saved 12:04"
	NoPaste                     bool   // by hand: pastes are recorded, and the page says so
	// Declared is the help that was declared. Stages that are not by hand
	// (NoPaste) ask for it; posted as field declared.
	Declared  string
	Recording RecordingAsk // of how the program is written
	ReadOnly  bool
	Tests     []string // what the visible tests ask
	Hidden    int      // how many hidden tests there are
	Run       *RunStatus
	Report    *Report
	Receipt   *Receipt
	Counts    Markdown // "Your last hand-in counts."
	Attempts  []AttemptRow
}

// RunStatus is the run strip. While State is queued or running the page
// listens to EventsURL: event "status" brings a RunStripPart, event "done" ends
// it and the page fetches itself again.
type RunStatus struct {
	State        string // "queued", "running", "done", "failed", "cancelled"
	Says         string // "second in the queue", "comparing with the reference"
	Percent      int    // 0-100; negative: not known
	EventsURL    string
	CancelAction string
}

// Pending says whether there is something to wait for.
func (r *RunStatus) Pending() bool {
	return r != nil && (r.State == "queued" || r.State == "running")
}

// Report is what the graders say of a run or a hand-in.
type Report struct {
	HandedIn      bool
	When          When
	Score         *Score
	Misconception *Misconception
	Fault         *Fault
	Feedback      []Feedback
	HiddenPassed  int // hidden tests passed, of HiddenTotal; shown as a count only
	HiddenTotal   int
	Figures       []plot.Figure
	Output        string // what the program printed
}

// Misconception is a wrong program that is recognised by name.
type Misconception struct {
	Name string // "reset-to-rest"
	Says Markdown
}

// Fault is a program that could not be judged.
type Fault struct {
	Says    Markdown
	Line    int    // 0: none
	Excerpt string // that line of the program
	Hint    Markdown
	Kind    string // "syntax", "exception", "limit", "shape"
}

// Feedback is one row: a word, a number, a place, and how it is judged.
type Feedback struct {
	Verdict string // holds, differs, explain
	Title   string
	Says    Markdown
	Line    int      // place in the program; 0: none
	Place   string   // other place: "t = 22.6 ms"; may be empty
	Judged  Markdown // how it is judged
	Hidden  bool
	URL     string // "see the residual"; may be empty
	Go      string
}

// AttemptRow is an earlier run or hand-in.
type AttemptRow struct {
	When    When
	Kind    string // "run", "hand-in"
	Verdict string
	Says    string
	URL     string
	Counts  bool
}

// ExplainPanel is stage 4: the sittings.
type ExplainPanel struct {
	// Status: not-ready, ready, in-sitting, waiting, cleared, claimed,
	// inconclusive, flagged.
	Status   string
	Says     Markdown // what the status means for this person
	Mode     string   // "anywhere", "timed", "in the room"
	ModeSays Markdown
	Sittings []SittingRow
	Next     *NextSitting
	FlagURL  string
	Practice *Practice // may be nil
	Fresh    *Fresh    // a fresh sitting after a round that settled nothing; may be nil
	Families []Family  // what has been asked so far, by family
}

// SittingRow is a sitting that is past or open.
type SittingRow struct {
	N      int
	Round  int    // 2 or more: a fresh sitting
	Day    string // "Thu 19 Nov"
	Says   string // "3 of 4 right"
	State  string // "closed", "open"
	URL    string
	Closes When
}

// NextSitting is what happens next. Its form posts to Action, with field code
// when NeedsCode.
type NextSitting struct {
	N         int
	Round     int
	Items     int
	Minutes   int
	Opens     When // zero: open now
	Action    string
	Label     string // "Begin sitting 1", "Go on with sitting 1"
	NeedsCode bool
	CodeError string
}

// Family is a kind of check item with its result.
type Family struct {
	Name   string // "number", "arrows", "changed line"
	Result string // "right", "wrong", "unseen"
}

// CritiquePanel is stage 5: someone else's program. The form posts verdict,
// line, probability, and one field per Inputs entry, with do=judge.
type CritiquePanel struct {
	Action      string
	N, Of       int
	Title       string
	Brief       Markdown // where the program comes from, what it claims
	Program     string
	Line        Field // chosen line
	Verdict     Field // "right", "wrong", "by-accident"
	Verdicts    []Option
	Probability Field // percent: how sure of the verdict
	Inputs      []InputField
	InputsTitle string // "The input that shows it" if empty
	InputsSays  Markdown
	Error       string
	Sealed      bool
	SealedAt    When
	Reveal      *Reveal
	Next        *Link
}

// InputField is one argument of the input that shows the flaw.
type InputField struct {
	Name  string // posted name
	Label Markdown
	Unit  string
	Value string
	Error string
	Range string // "0 to 5"
}

// Reveal is the truth about the program, shown after the judgement is sealed.
type Reveal struct {
	Verdict  string // holds, differs, explain: the judgement against the truth
	Says     Markdown
	Lines    []int // lines at fault
	Score    *Score
	Feedback []Feedback
	Figures  []plot.Figure
}
