// Package likeness says how alike programs are, by winnowing (Schleimer, Wilkerson and Aiken 2003) over the tokens of
// their syntax trees. It is context for a person who looks at a class: it never enters a decision, a grade or a flag,
// and nothing here has a threshold.
//
// A program becomes the row of its syntax tree's node kinds, so that other names, numbers, comments and spacing change
// nothing (tokens.go). Every run of K = 23 of them is hashed, and of every W = 17 neighbouring hashes the smallest is kept (fingerprint.go):
// whatever two programs share over K+W-1 tokens is found, and nothing shorter than K is. What stands in the starter or a
// template is subtracted. compare.go counts what pairs share through an index of all fingerprints, so that a class of a
// thousand takes seconds, and places each pair among all pairs of its class.
//
// On models of twenty lines likeness usually means that both follow the same template.
package likeness

// K and W are the settings of Dolos for Python: the length of a run of tokens and of a window of hashes.
const (
	K = 23
	W = 17
)

// Program is one submission, by a name that the caller chooses.
type Program struct {
	Name   string
	Source string
}

// Pair is two programs and what they share.
type Pair struct {
	A string `json:"a"`
	B string `json:"b"`
	// Similarity is the share of both programs' fingerprints that the other has too, 0 to 1.
	Similarity float64 `json:"similarity"`
	// Overlap is the number of tokens of A and B together that lie in a shared run, halved.
	Overlap int `json:"overlap"`
	// Longest is the length, in tokens, of the longest run that both have.
	Longest int `json:"longest"`
	// Percentile is the share of all pairs of this comparison that are less alike, in per cent: the number to look at.
	Percentile float64 `json:"percentile"`
	// Regions are the lines that correspond, for a view side by side; the longest first.
	Regions []Region `json:"regions,omitempty"`
}

// Region is a run of tokens in both programs: lines are 1-based and inclusive.
type Region struct {
	A      [2]int `json:"a"`
	B      [2]int `json:"b"`
	Tokens int    `json:"tokens"`
}

// Report is a comparison of a class.
type Report struct {
	// Pairs are the most alike first; at most Options.Most of Count.
	Pairs []Pair `json:"pairs"`
	Count int    `json:"count"` // of all pairs compared
	// Notes say what a reader must know: programs too short to be compared, shared templates.
	Notes []string `json:"notes,omitempty"`
}

// Options of Compare; the zero value is usable.
type Options struct {
	// Base are starters and templates: what they contain is nobody's likeness.
	Base []string
	// Most is how many pairs are described in full (0: 1000).
	Most int
}
