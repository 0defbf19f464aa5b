package views

// Neighbours is the list of programs that are most like the work of a flag. It is context and says so.
type Neighbours struct {
	Page     Page
	Trainee  string
	Exercise string
	Compared int
	Rows     []NeighbourRow
	Notes    []string
	Beside   *Beside // the pair that was chosen; may be nil
	BackURL  string
}

// NeighbourRow is one neighbour.
type NeighbourRow struct {
	Name       string
	Kind       string // "classmate", "bank of AI-style solutions"
	Similarity string // "0.42"
	Percentile string // "more alike than 97 % of all pairs"
	URL        string
	Here       bool // it is the one shown
}

// Beside is two programs side by side, with what both have marked.
type Beside struct {
	Left, Right BesideProgram
	Regions     []BesideRegion
	Says        string
}

// BesideProgram is one of the two.
type BesideProgram struct {
	Title  string
	Source string
	Side   string // "here", "there"
	Hits   map[int]int
}

// BesideRegion is a run that both programs have.
type BesideRegion struct {
	N           int
	Here, There string // "lines 4 to 9"
}
