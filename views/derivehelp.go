package views

// DeriveHelpURL is the grammar of derivations, with examples that run. POST there
// compares two expressions: fields a, b, vars, assume and example (the number of the example that is tried).
const DeriveHelpURL = "/help/derivations"

// DeriveHelp is the page of the grammar.
type DeriveHelp struct {
	Page     Page
	Sections []GrammarSection
}

// GrammarSection is a table of what may be written.
type GrammarSection struct {
	ID, Title string
	Says      Markdown
	Rows      []GrammarRow
}

// GrammarRow is a form and what it means; with Try it can be run.
type GrammarRow struct {
	Written string
	Means   Markdown
	Try     *Try
}

// Try is a pair that the checker compares: the fields of its form and, once it was sent, its verdict.
type Try struct {
	N                  int // its number on the page
	A, B, Vars, Assume string
	Tried              *Tried
}

// Tried is the verdict on a pair.
type Tried struct {
	Verdict string // equal, conditional, different, undecided, error
	Says    string
	At      string // "x = -2": where it was seen
}
