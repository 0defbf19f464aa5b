package views

import "coronium/views/plot"

// Today is a trainee's first page.
type Today struct {
	Page     Page
	Now      string // "Tuesday 24 November 2026, 09:12 CET"; see Clock
	Course   string
	Headline string // empty: made from Due by the page ("One hand-in in 3 days, one sitting tomorrow.")
	Flag     *FlagNotice
	Due      []DueRow
	Modules  []ModuleStanding
	MapURL   string // of the concept map; may be empty
	Ledger   []LedgerRow
	Notes    []Note
	// Calibration is how sure against how right; nil until there are predictions.
	Calibration     *plot.Calibration
	CalibrationSays Markdown
}

// FlagNotice tells a trainee, on every visit, that a flag waits for an answer.
type FlagNotice struct {
	Exercise string
	Says     Markdown
	URL      string
	AnswerBy When
}

// DueRow is one thing to do.
type DueRow struct {
	Kind    string // "exercise" or "sitting"
	When    When   // due or open; may be zero ("no date")
	Late    bool
	Title   string
	URL     string
	Says    Markdown // used when there are no stages
	Stages  []StageMark
	Action  string // "Begin", "Continue", "Preview", "Look"
	Primary bool   // the page's one filled button
}

// ModuleStanding is a module and what the trainee can do in it.
type ModuleStanding struct {
	Number int
	Title  string
	URL    string // empty while it is closed
	Says   string // "1 of 4", "opens in 7 days, Tue 1 Dec"
	Skills []Skill
}

// LedgerRow is a model that the trainee formulated, and its fate.
type LedgerRow struct {
	Model, Said, Happened Markdown
	Fate                  string // "kept", "rejected", "open"
}

// Module is a module's own page.
type Module struct {
	Page      Page
	Number    int
	Title     string
	Course    string
	Passages  []Passage // module.md
	MapURL    string
	Exercises []ExerciseRow
	Skills    []Skill
	Reading   []Markdown
}

// Passage is a stretch of a module's page: prose, or a picture.
type Passage struct {
	Prose   Markdown
	Picture *plot.Figure
}

// ExerciseRow is an exercise in its module's list.
type ExerciseRow struct {
	Number  int
	Title   string
	URL     string
	State   string // "unseen", "begun", "shaky", "sound"
	Level   int
	Minutes int
	Says    Markdown
	Due     When
	Stages  []StageMark
	Action  string // "Begin", "Continue", "Look"; empty: the title is the only link
	Primary bool
}
