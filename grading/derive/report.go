package derive

import "time"

// The verdicts of a line. Given and Recorded are not judged (a premise of the
// problem; a modelling move); Proved, Certified and Supported hold, with
// decreasing strength; Conditional holds under a further assumption that the
// report names; Different is refuted by a point; Unknown gives no mark either
// way; Invalid ("error") could not be read or breaks dimensions.
const (
	Given       = "given"
	Recorded    = "recorded"
	Proved      = "proved"      // exact, or with error probability below 1e-50
	Certified   = "certified"   // differences vanish at the rate at which precision rises
	Supported   = "supported"   // limits and asymptotics: decay over many decades
	Conditional = "conditional" // true where LineReport.Condition holds
	Different   = "different"
	Unknown     = "unknown"
	Invalid     = "error"
)

// The verdicts of a whole derivation and of a pair.
const (
	Holds     = "holds"
	Fails     = "fails"
	Equal     = "equal"
	Undecided = "undecided"
)

// Accepted reports whether a line with this verdict earns its place in a
// derivation; a conditional line does, and its condition is shown.
func Accepted(verdict string) bool {
	switch verdict {
	case Given, Recorded, Proved, Certified, Supported, Conditional:
		return true
	}
	return false
}

// Options set what differs between callers: the seed of the random points
// (fresh for every attempt, kept on the server), the CPU limit of a line, and
// the simulation core against which a final line is swept.
type Options struct {
	Seed     uint64
	CPU      time.Duration // per line; 0 means DefaultCPU
	Simulate Simulator     // nil: the sweep of a goal is left out
}

// DefaultCPU is the limit of one line or pair; beyond it the verdict is Unknown.
const DefaultCPU = 200 * time.Millisecond

// A Span marks part of a line's text: bytes From up to To. Path leads to the same
// part in the parsed line: the argument to take at each level, from the relation down.
type Span struct {
	From int    `json:"from"`
	To   int    `json:"to"`
	Path []int  `json:"path,omitempty"`
	Term string `json:"term,omitempty"` // the marked text
}

// LineReport is the judgement of one line.
type LineReport struct {
	N              string          `json:"n"` // "5", or "3a" for a line that begins with "="
	Text           string          `json:"text"`
	Rule           string          `json:"rule"` // as written, or as found when none was written
	Verdict        string          `json:"verdict"`
	Counterexample *Counterexample `json:"counterexample,omitempty"`
	Dimension      string          `json:"dimension,omitempty"` // what breaks dimensions, naming the term
	Message        string          `json:"message,omitempty"`   // one or two sentences for the trainee
	Slip           string          `json:"slip,omitempty"`      // "a sign", "quotient inverted in the logarithm", …
	FollowsFrom    []string        `json:"follows_from,omitempty"`
	Condition      string          `json:"condition,omitempty"` // plain syntax: "x > 0"; may be pasted into assume
	Choices        []string        `json:"choices,omitempty"`   // "t = T": choices a substitution made
	Conditions     []string        `json:"conditions,omitempty"`
	TeX            string          `json:"tex,omitempty"`
	LeftDimension  string          `json:"left_dimension,omitempty"`
	RightDimension string          `json:"right_dimension,omitempty"`
	Highlight      *Span           `json:"highlight,omitempty"`  // the part at which the diagnosis points
	MarkedTeX      string          `json:"marked_tex,omitempty"` // TeX with that part in \class{fault}{…}
	Goal           string          `json:"goal,omitempty"`       // the goal or milestone that this line reaches
	Wrong          string          `json:"wrong,omitempty"`      // the author's mark "# wrong: message"
	Micros         int64           `json:"micros"`
	goes           bool            // the line begins with =
}

// GoalReport says whether a goal or milestone was reached, and by which line.
type GoalReport struct {
	Goal    string  `json:"goal"`
	Name    string  `json:"name,omitempty"`
	Weight  float64 `json:"weight"`
	Reached bool    `json:"reached"`
	Line    string  `json:"line,omitempty"`
	Sweep   *Sweep  `json:"sweep,omitempty"`
}

// Sweep compares a final line with the simulation core. Apart is the first
// abscissa at which they differ by more than five per cent, NaN-free: nil when
// they never part.
type Sweep struct {
	Model      string    `json:"model"`
	Parameter  string    `json:"parameter"`
	X          []float64 `json:"x"`
	Theory     []float64 `json:"theory"`
	Simulation []float64 `json:"simulation"`
	Apart      *float64  `json:"apart,omitempty"`
}

// Report is the judgement of a derivation. FirstBad names the first line that
// does not follow ("" when all do). Score is the share of the goals' weight that
// was reached by accepted lines.
type Report struct {
	Problem     string       `json:"problem"`
	Verdict     string       `json:"verdict"`
	FirstBad    string       `json:"first_bad,omitempty"`
	Message     string       `json:"message,omitempty"`
	Lines       []LineReport `json:"lines"`
	Goals       []GoalReport `json:"goals,omitempty"`
	Assumptions []string     `json:"assumptions,omitempty"`
	Conditions  []string     `json:"conditions,omitempty"`
	Score       float64      `json:"score"`
}

// A Pair asks whether A and B (expressions, equations, or statements joined by
// and/or) are equivalent under the assumptions. Vars are declarations as in a
// header: "tau:ms >0", "n integer >0", "fun S(x)", "complex". Names that are
// not declared are real numbers without a unit.
type Pair struct {
	ID     string   `json:"id,omitempty"`
	A      string   `json:"a"`
	B      string   `json:"b"`
	Assume []string `json:"assume,omitempty"`
	Vars   []string `json:"vars,omitempty"`
}

// Verdict is the answer to a Pair: equal, conditional, different, undecided,
// or error. Counterexample holds the values of the variables at a point where
// the two differ, Left and Right what they give there.
type Verdict struct {
	ID             string             `json:"id,omitempty"`
	Verdict        string             `json:"verdict"`
	Counterexample map[string]float64 `json:"counterexample,omitempty"`
	Left           *float64           `json:"left,omitempty"`
	Right          *float64           `json:"right,omitempty"`
	Condition      string             `json:"condition,omitempty"`
	Method         string             `json:"method,omitempty"` // proved, certified, supported
	Reason         string             `json:"reason"`
	Slip           string             `json:"slip,omitempty"`
	Highlight      *Span              `json:"highlight,omitempty"` // the part of B at which the slip lies
	Micros         int64              `json:"micros"`
}

// An InputError is a fault in what a person wrote: where (byte offset in the
// text, with the line when there are several), what, and how to mend it.
type InputError struct {
	Line   int    // 1-based line of a file, 0 for a single expression
	At     int    // byte offset in the expression or line
	To     int    // end of the offending part
	Text   string // the expression or line
	What   string
	Mend   string // how to mend it, may be empty
	Choice []string
	Whole  bool // it is about the line as a whole: no place is named
}
